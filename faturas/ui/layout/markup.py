"""Draws small pieces of HTML that Streamlit has no element for; every text in them is escaped."""

from collections.abc import Iterable
from html import escape

import streamlit as st


def paragraph(text: str, style: str = "fv-frase") -> None:
    """Draw one paragraph; ``style`` is a class of ``assets/page.css``."""
    st.html(f'<p class="{style}">{escape(text)}</p>')


def bullets(texts: Iterable[str]) -> None:
    """Draw a list with one item a text."""
    items = "".join(f"<li>{escape(text)}</li>" for text in texts)
    st.html(f'<ul class="fv-lista">{items}</ul>')


def facts(pairs: Iterable[tuple[str, str]]) -> None:
    """Draw labels and their values; a dash stands for an empty value."""
    rows = "".join(
        f"<dt>{escape(label)}</dt><dd>{escape(value) or '—'}</dd>" for label, value in pairs
    )
    st.html(f'<dl class="fv-dados">{rows}</dl>')
