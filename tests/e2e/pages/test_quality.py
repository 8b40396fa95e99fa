"""What every page must be: Portuguese, accessible, and whole on a telephone."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from faturas.ui.layout.pages import PAGES
from tests.e2e.browsing import button, load_example, visit
from tests.e2e.conftest import Dashboard

ADDRESSES = [*(entry.address for entry in PAGES), "/?tarefa={}", "/?tarefa=nao-existe"]
"""Every page, and the states of one that shows a job."""
_DARK = "rgb(17, 24, 22)"
"""``theme.dark.backgroundColor`` of .streamlit/config.toml."""
_ENGLISH = re.compile(
    r"\b(the|and|file|files|browse|upload|drag|drop|choose|select|search|clear|open|close|show|"
    r"hide|column|columns|press|enter to|apply|page|next|previous|limit|per|loading|running|stop|"
    r"please|wait|results?|options?|empty|help|download|copy|date|yyyy|fullscreen|icon|progress)\b",
    re.IGNORECASE,
)
# What people read and hear: text, labels, hints. Icons are letters of a font, codes are no words.
_SAID = """() => {
  const skipped = 'script, style, noscript, [data-testid="stIconMaterial"], .fv-dados, canvas *';
  const said = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const parent = walk.currentNode.parentElement;
    if (!parent.closest(skipped) && parent.checkVisibility()) said.push(walk.currentNode.nodeValue);
  }
  for (const element of document.body.querySelectorAll('*'))
    for (const name of ['aria-label', 'title', 'placeholder', 'alt'])
      if (!element.closest('canvas')) said.push(element.getAttribute(name) ?? '');
  return said;
}"""


def english(page: Page) -> list[str]:
    """What is said on the page that has an English word in it."""
    return [text for text in page.evaluate(_SAID) if _ENGLISH.search(text)]


def serious(page: Page) -> list[str]:
    """The accessibility violations that keep somebody from using the page."""
    return [
        f"{violation['id']}: {[node['html'][:120] for node in violation['nodes']]}"
        for violation in Axe().run(page).response["violations"]
        if violation["impact"] in ("serious", "critical")
    ]


# Tables are laid out anew a moment after the window has changed.
_FITS = "document.querySelector('[data-testid=stMain]').scrollWidth <= 375"


@pytest.mark.parametrize("path", ADDRESSES)
def test_a_page_is_portuguese_accessible_and_fits_a_telephone(
    page: Page, dashboard: Dashboard, path: str
) -> None:
    visit(page, dashboard.url + path.format(dashboard.job_id))
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    if path == "/":
        load_example(page)
        for part in ("Não é isso? Ajuste a leitura", "Ajustes da consulta"):
            page.get_by_text(part).click()
        expect(page.get_by_role("spinbutton", name="Clientes por lote")).to_be_visible()
    elif "nao-existe" not in path:
        expect(page.get_by_text(f"código {dashboard.job_id}")).to_be_visible()
    assert english(page) == []
    # Colours that fade into each other are in between for a moment.
    page.add_style_tag(content="* { transition: none !important; animation: none !important }")
    assert serious(page) == []
    page.emulate_media(color_scheme="dark")
    expect(page.get_by_test_id("stApp")).to_have_css("background-color", _DARK)
    assert serious(page) == []
    page.set_viewport_size({"width": 375, "height": 800})
    page.wait_for_function(_FITS)


def test_an_open_menu_is_legible_on_a_dark_page(page: Page, dashboard: Dashboard) -> None:
    page.emulate_media(color_scheme="dark")
    visit(page, f"{dashboard.url}/historico")
    page.get_by_role("button", name="Apagar").first.click()
    expect(button(page, "Apagar de vez")).to_be_visible()
    page.add_style_tag(content="* { transition: none !important; animation: none !important }")
    assert serious(page) == []


def test_the_menus_are_portuguese(page: Page, dashboard: Dashboard) -> None:
    visit(page, f"{dashboard.url}/?tarefa={dashboard.job_id}")
    for menu in ("Mais filtros", "O que vai no arquivo", "Formato do arquivo"):
        button(page, menu).click()
        expect(page.get_by_test_id("stPopoverBody")).to_be_visible()
        assert english(page) == []
        page.keyboard.press("Escape")
        expect(page.get_by_test_id("stPopoverBody")).to_be_hidden()
    table = page.get_by_test_id("stDataFrame").first
    table.hover()
    page.get_by_role("button", name=re.compile("^Mostrar ou esconder colunas")).click()
    expect(page.get_by_text("Marcar tudo")).to_be_visible()
    assert english(page) == []
