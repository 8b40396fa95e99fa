"""What the clerk has chosen stays chosen, and what was cleared stays cleared."""

from playwright.sync_api import Locator, Page, expect

from tests.e2e.browsing import button, settle, visit
from tests.e2e.conftest import Dashboard


def shown(page: Page) -> Locator:
    box = page.get_by_test_id("stMetric").filter(has_text="Contatos mostrados")
    return box.get_by_test_id("stMetricValue")


def search(page: Page) -> Locator:
    return page.get_by_label("Procurar por nome ou código")


def test_a_cleared_filter_of_a_closed_menu_stays_cleared(page: Page, dashboard: Dashboard) -> None:
    visit(page, f"{dashboard.url}/?tarefa={dashboard.job_id}")
    everybody = shown(page).inner_text()
    button(page, "Mais filtros").click()
    minimum = page.get_by_label("Valor a partir de (R$)")
    minimum.fill("1.000,00")
    minimum.press("Enter")
    expect(shown(page)).not_to_have_text(everybody)
    page.keyboard.press("Escape")

    button(page, "Limpar filtros").click()
    expect(shown(page)).to_have_text(everybody)
    settle(page)
    search(page).fill("silva")
    search(page).press("Enter")
    expect(button(page, "Limpar filtros")).to_be_visible()
    settle(page)
    expect(button(page, "Mais filtros")).to_be_visible()
    search(page).fill("")
    search(page).press("Enter")
    expect(shown(page)).to_have_text(everybody)


def test_choices_outlive_another_tab_and_another_page(page: Page, dashboard: Dashboard) -> None:
    visit(page, f"{dashboard.url}/?tarefa={dashboard.job_id}")
    everybody = shown(page).inner_text()
    search(page).fill("maria")
    search(page).press("Enter")
    expect(shown(page)).not_to_have_text(everybody)
    some = shown(page).inner_text()
    button(page, "Formato do arquivo").click()
    page.get_by_text("Ponto e vírgula").click()
    page.keyboard.press("Escape")

    page.get_by_role("tab", name="Com problema").click()
    expect(shown(page)).to_be_hidden()
    page.get_by_role("tab", name="Contatos").click()
    expect(shown(page)).to_have_text(some)
    page.get_by_role("link", name="Histórico").click()
    expect(page.get_by_text(f"código {dashboard.job_id}")).to_be_visible()
    page.get_by_role("link", name="Processar").click()
    expect(shown(page)).to_have_text(some)
    expect(search(page)).to_have_value("maria")
    button(page, "Formato do arquivo").click()
    expect(page.get_by_role("radio", name="Ponto e vírgula")).to_be_checked()
