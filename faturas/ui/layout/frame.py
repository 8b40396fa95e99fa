"""Draws the frame of every page (``framed``): title, language, look, menu, and who may come in."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

import streamlit as st

from faturas.ui.layout import access, file_orders
from faturas.ui.layout.app_context import PageContext, ledger_in_reach, open_page_context
from faturas.ui.layout.pages import MENU, PageEntry, page_link

_ASSETS = Path(__file__).parents[1] / "assets"
_PRODUCT = "Faturas Vencidas"
_LOOK_AND_BEHAVIOUR = (
    f"<style>{(_ASSETS / 'page.css').read_text(encoding='utf-8')}</style>"
    f"<script>{(_ASSETS / 'portuguese.js').read_text(encoding='utf-8')}</script>"
    f"<script>{(_ASSETS / 'revive.js').read_text(encoding='utf-8')}</script>"
    f"<script>{(_ASSETS / 'baixar.js').read_text(encoding='utf-8')}</script>"
)


@contextlib.contextmanager
def framed(entry: PageEntry) -> Iterator[PageContext]:
    """Draw the frame of a page, and give what its body asks with; every view begins so."""
    _draw_frame(entry)
    with ledger_in_reach():
        yield open_page_context()


def _draw_frame(entry: PageEntry) -> None:
    st.set_page_config(
        page_title=f"{entry.title} · {_PRODUCT}",
        page_icon=str(_ASSETS / "icon.svg"),
        layout="wide",
        initial_sidebar_state="collapsed",
    )
    st.html(_LOOK_AND_BEHAVIOUR, unsafe_allow_javascript=True)
    with st.container(key="topo", horizontal=True, vertical_alignment="center", gap="small"):
        st.html(f'<span class="fv-marca">{_PRODUCT}</span>', width="content")
        for each in MENU:
            page_link(each)
        access.show_way_out()
    access.admit()
    file_orders.hand_over()  # also of orders whose page was left at once
    st.title(entry.title, anchor=False)
