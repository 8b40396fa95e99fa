"""Orders files for this session (``order``), and tells the page's script of them (``hand_over``).

The script (``assets/baixar.js``) asks how an order stands and fetches its file.
"""

import streamlit as st

from faturas.ui.layout import access
from faturas.ui.web.browser import browser_id
from faturas.ui.web.orders import Build, Version, orders

PLACED = "pedidos"
"""Where the session keeps the tokens of the orders that its page may not know yet."""


def order(build: Build, version: Version) -> None:
    """Order a file, from a button's callback.

    On a page that its visitor may not see any more it does nothing; the next drawing says so.
    """
    if access.is_open():
        placed = st.session_state.get(PLACED, [])
        st.session_state[PLACED] = [*placed, orders().place(build, browser_id(), version)]


def hand_over() -> None:
    """Tell the page's script of the orders that it does not know yet; in every drawing."""
    waiting = orders().unclaimed(st.session_state.get(PLACED, ()))
    st.session_state[PLACED] = waiting
    st.html(f'<span class="fv-pedidos" hidden>{" ".join(waiting)}</span>')
