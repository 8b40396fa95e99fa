"""What the clerk has chosen stays chosen, and what was cleared stays cleared."""

from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.browsing import button, settle
from tests.e2e.conftest import Dashboard


@pytest.fixture
def results(results_tab: Page) -> Page:
    """The results of a concluded job, without any filter."""
    if button(results_tab, "Limpar filtros").is_visible():
        clear(results_tab)
    return results_tab


def shown(page: Page) -> Locator:
    box = page.get_by_test_id("stMetric").filter(has_text="Contatos mostrados")
    return box.get_by_test_id("stMetricValue")


def write(page: Page, label: str, text: str) -> None:
    """Fill a field in, and wait until the page shows other contacts than before."""
    settle(page)
    before = shown(page).inner_text()
    field = page.get_by_label(label)
    field.fill(text)
    field.press("Enter")
    expect(shown(page)).not_to_have_text(before)
    settle(page)


def search(page: Page, text: str) -> None:
    write(page, "Procurar por nome ou código", text)


def downloaded(page: Page) -> bytes:
    settle(page)
    with page.expect_download() as waiting:
        button(page, "Baixar CSV").click()
    return Path(waiting.value.path()).read_bytes()


def test_a_cleared_filter_of_a_closed_menu_stays_cleared(results: Page) -> None:
    everybody = shown(results).inner_text()
    button(results, "Mais filtros").click()
    write(results, "Valor a partir de (R$)", "1.000,00")
    results.keyboard.press("Escape")

    clear(results)
    expect(shown(results)).to_have_text(everybody)
    search(results, "silva")
    expect(button(results, "Mais filtros")).to_be_visible()
    search(results, "")
    expect(shown(results)).to_have_text(everybody)


def test_choices_outlive_tabs_pages_and_cleared_filters(
    results: Page, dashboard: Dashboard
) -> None:
    search(results, "maria")
    some = shown(results).inner_text()
    choose_semicolons(results)

    results.get_by_role("tab", name="Com problema").click()
    expect(shown(results)).to_be_hidden()
    results.get_by_role("tab", name="Contatos").click()
    expect(shown(results)).to_have_text(some)
    results.get_by_role("link", name="Histórico").click()
    expect(results.get_by_text(f"código {dashboard.job_id}")).to_be_visible()
    results.get_by_role("link", name="Processar").click()
    expect(shown(results)).to_have_text(some)
    expect(results.get_by_label("Procurar por nome ou código")).to_have_value("maria")

    clear(results)
    search(results, "silva")  # what a closed menu holds, a browser might forget by now
    look_into_the_form(results)
    search(results, "maria")
    expect(shown(results)).to_have_text(some)
    assert downloaded(results).startswith(b"Telefone;Nome;")


def clear(page: Page) -> None:
    button(page, "Limpar filtros").click()
    expect(button(page, "Limpar filtros")).to_be_hidden()


def choose_semicolons(page: Page) -> None:
    button(page, "Formato do arquivo").click()
    page.get_by_text("Ponto e vírgula").click()
    page.keyboard.press("Escape")


def look_into_the_form(page: Page) -> None:
    button(page, "Formato do arquivo").click()
    expect(page.get_by_role("radio", name="Ponto e vírgula")).to_be_checked()
    page.keyboard.press("Escape")
