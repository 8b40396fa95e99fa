"""Carries out what a click asks for (``attempt``), and says why it was refused."""

from collections.abc import Callable

import streamlit as st

from faturas.errors import FaturasError
from faturas.ui.layout.access import is_open
from faturas.ui.layout.messages import problem

_PENDING = "mensagem"


def attempt(action: Callable[[], object]) -> None:
    """Do what a button asks; if it is refused, the page says why at its next run.

    On a page that its visitor may not see any more it does nothing; the next drawing says so.
    """
    if not is_open():
        return
    try:
        action()
    except FaturasError as error:
        st.session_state[_PENDING] = str(error)


def show_refusal() -> str:
    """Show the refusal that the last click met, once; return it, or ``""``."""
    text: str = st.session_state.pop(_PENDING, "")
    if text:
        problem("Não foi possível", text)
    return text
