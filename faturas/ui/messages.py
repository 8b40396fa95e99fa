"""Messages on a page. What they quote may come from anywhere, so none of it is markup."""

import re
from collections.abc import Callable

import streamlit as st

from faturas.errors import FaturasError

_MARKUP = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~$&:^=])")
_MADE_LINKS = re.compile(r"(?<=:)(?=//)|(?<=www)(?=\.)|(?=@)", re.IGNORECASE)
_JOINER = "\u2060"
_PENDING = "mensagem"


def literal(text: str) -> str:
    """``text`` as Markdown that shows exactly it: no markup, no image, no link."""
    return _MARKUP.sub(r"\\\1", _MADE_LINKS.sub(_JOINER, text))


def problem(title: str, text: str) -> None:
    """Something went wrong; ``title`` is ours, ``text`` may quote anything."""
    st.error(literal(text), title=title, icon=":material/error:")


def attempt(action: Callable[[], object]) -> None:
    """Do what a button asks; if it is refused, the page says why at its next run."""
    try:
        action()
    except FaturasError as error:
        st.session_state[_PENDING] = str(error)


def show_refusal() -> str:
    """The refusal that the last click met, once; ``""`` where it met none."""
    text: str = st.session_state.pop(_PENDING, "")
    if text:
        problem("Não foi possível", text)
    return text
