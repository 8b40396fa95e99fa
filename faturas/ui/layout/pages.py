"""Lists the pages of the dashboard (``PAGES``), each with its script, title, icon and address.

A new page is one entry here, one short script in ``pages/`` and one view in ``ui/views/``.
"""

from dataclasses import dataclass
from pathlib import PurePath

import streamlit as st


@dataclass(frozen=True, slots=True)
class PageEntry:
    """Describes one page; ``script`` is its file, from the program's folder.

    ``in_menu`` is False for one that is only reached by its address.
    """

    script: str
    title: str
    icon: str
    in_menu: bool = True

    @property
    def address(self) -> str:
        """The path under which the page is served; Streamlit takes it from the script's name."""
        folder, name = PurePath(self.script).parent.name, PurePath(self.script).stem
        return f"/{name}" if folder else "/"


PROCESSAR = PageEntry("streamlit_app.py", "Processar", ":material/play_circle:")
HISTORICO = PageEntry("pages/historico.py", "Histórico", ":material/history:")

PAGES = (PROCESSAR, HISTORICO)
"""Every page there is."""
MENU = tuple(page for page in PAGES if page.in_menu)
"""Those that the menu shows, in its order; others are reached by address."""


def page_link(entry: PageEntry, label: str = "") -> None:
    """Draw a link to a page, with its icon; called by its title unless it is given a label."""
    st.page_link(entry.script, label=label or entry.title, icon=entry.icon)
