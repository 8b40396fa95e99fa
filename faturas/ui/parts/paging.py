"""Shows a long list a page at a time: where the page begins, and the numbers below it."""

from math import ceil

import streamlit as st


def first_of_page(key: str, total: int, size: int) -> int:
    """Return the index of the open page's first item; a page that is gone becomes the first."""
    if st.session_state.get(key, 1) > ceil(total / size):
        st.session_state.pop(key, None)
    page: int = st.session_state.get(key, 1)
    return (page - 1) * size


def show_pages(key: str, total: int, size: int) -> None:
    """Draw the page numbers, where there is more than one."""
    if total > size:
        st.pagination(ceil(total / size), key=key)
