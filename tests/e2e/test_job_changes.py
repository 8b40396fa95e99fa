"""A click in one part of the page that the other parts have to hear of."""

import re

from playwright.sync_api import Page, expect

from tests.e2e.browsing import button, job_of, visit
from tests.e2e.conftest import Dashboard


def test_repeating_a_search_shows_the_new_one(page: Page, dashboard: Dashboard) -> None:
    visit(page, f"{dashboard.url}/?tarefa={dashboard.job_id}")
    button(page, "Repetir").click()  # others over the same list wait to go on
    button(page, "Repetir mesmo assim").click()
    expect(page.get_by_text(f"código {dashboard.job_id}")).to_be_hidden()
    repeated = job_of(page)
    assert repeated != dashboard.job_id
    expect(page.get_by_text(f"código {repeated}")).to_be_visible()
    expect(page.get_by_text("Tarefa concluída")).to_be_visible()
    assert job_of(page) == repeated


def test_checking_again_wakes_the_whole_page(page: Page, dashboard: Dashboard) -> None:
    visit(page, f"{dashboard.url}/?tarefa={dashboard.slow_job_id}")
    button(page, "Conferir de novo").click()
    expect(page.get_by_text(re.compile(r"Conferindo de novo: \d+ de \d+…"))).to_be_visible()
    expect(button(page, "Pausar")).to_be_visible()
    expect(page.get_by_text("Conferida de novo em")).to_be_visible()
    expect(page.get_by_text(re.compile(r"\b[1-9]\d* ficaram iguais"))).to_be_visible()
    expect(page.get_by_text("Tarefa concluída")).to_be_visible()
