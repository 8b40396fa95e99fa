"""The frame of every page: title, language, look, menu, and who may come in."""

from pathlib import Path

import streamlit as st

from faturas.ui.layout import access
from faturas.ui.layout.widget_memory import keep_all
from faturas.ui.parts import downloads

_ASSETS = Path(__file__).parents[1] / "assets"
_PRODUCT = "Faturas Vencidas"
_LOOK_AND_BEHAVIOUR = (
    f"<style>{(_ASSETS / 'page.css').read_text(encoding='utf-8')}</style>"
    f"<script>{(_ASSETS / 'portuguese.js').read_text(encoding='utf-8')}</script>"
    f"<script>{(_ASSETS / 'revive.js').read_text(encoding='utf-8')}</script>"
    f"<script>{(_ASSETS / 'baixar.js').read_text(encoding='utf-8')}</script>"
)
_MENU = (
    ("streamlit_app.py", "Processar", ":material/play_circle:"),
    ("pages/historico.py", "Histórico", ":material/history:"),
)


def draw_frame(title: str) -> None:
    """Begin a page with its title, a constant of ours; every page calls this before all else."""
    st.set_page_config(
        page_title=f"{title} · {_PRODUCT}",
        page_icon=str(_ASSETS / "icon.svg"),
        layout="wide",
        initial_sidebar_state="collapsed",
    )
    st.html(_LOOK_AND_BEHAVIOUR, unsafe_allow_javascript=True)
    keep_all()
    with st.container(key="topo", horizontal=True, vertical_alignment="center", gap="small"):
        st.html(f'<span class="fv-marca">{_PRODUCT}</span>', width="content")
        for page, label, icon in _MENU:
            st.page_link(page, label=label, icon=icon)
        access.show_way_out()
    access.admit()
    downloads.hand_over()  # also of orders whose page was left at once
    st.title(title, anchor=False)
