"""Shows a long list a page at a time: where the page begins, and the numbers below it."""

from math import ceil

import streamlit as st


def first_of_page(key: str, total: int, size: int) -> int:
    """Index of the first item of the page that is open; the first page once that one is gone."""
    if st.session_state.get(key, 1) > ceil(total / size):
        st.session_state.pop(key, None)
    page: int = st.session_state.get(key, 1)
    return (page - 1) * size


def show_pages(key: str, total: int, size: int) -> None:
    """Draw the page numbers, where there is more than one."""
    if total > size:
        st.pagination(ceil(total / size), key=key)
