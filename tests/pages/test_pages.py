"""The registry of the pages: every script is in it, and menu, titles and links come from it."""

from pathlib import Path

import pytest

from faturas.app.configuration import PROJECT_DIR
from faturas.ui.layout.pages import MENU, PAGES, PageEntry
from tests.pages.conftest import OpenPage

LONGEST_SCRIPT_LINES = 20


def test_every_script_is_in_it_once() -> None:
    scripts = {f"pages/{path.name}" for path in PROJECT_DIR.glob("pages/*.py")}
    assert sorted(entry.script for entry in PAGES) == sorted({"streamlit_app.py", *scripts})
    assert set(MENU) <= set(PAGES)


def test_addresses_stay() -> None:
    assert {entry.title: entry.address for entry in PAGES} == {
        "Processar": "/",
        "Histórico": "/historico",
    }


@pytest.mark.parametrize("entry", PAGES, ids=lambda entry: entry.title)
def test_a_script_is_short(entry: PageEntry) -> None:
    lines = Path(PROJECT_DIR / entry.script).read_text(encoding="utf-8").splitlines()
    assert len(lines) <= LONGEST_SCRIPT_LINES


@pytest.mark.parametrize("entry", PAGES, ids=lambda entry: entry.title)
def test_a_page_has_its_title_and_the_menu(open_page: OpenPage, entry: PageEntry) -> None:
    app = open_page(entry.script)
    assert not app.exception
    assert [title.value for title in app.title] == [entry.title]
    links = [link.proto for link in app.get("page_link")]
    assert [(link.label, link.icon) for link in links][: len(MENU)] == [
        (each.title, each.icon) for each in MENU
    ]
