"""Draws messages. What they quote may come from anywhere, so none of it is taken for markup."""

import re

import streamlit as st

_MARKUP = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~$&:^=])")
_MADE_LINKS = re.compile(r"(?<=:)(?=//)|(?<=www)(?=\.)|(?=@)", re.IGNORECASE)
_JOINER = "\u2060"


def literal(text: str) -> str:
    """Return ``text`` as Markdown that shows exactly it: no markup, no image, no link."""
    return _MARKUP.sub(r"\\\1", _MADE_LINKS.sub(_JOINER, text))


def problem(title: str, text: str) -> None:
    """Say that something went wrong; ``title`` is ours, ``text`` may quote anything."""
    st.error(literal(text), title=title, icon=":material/error:")
