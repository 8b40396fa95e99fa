"""A job at work, which two pages watch: whatever befalls one of them, it shows the job as it is.

Its tests share the two pages. Each begins and ends with the job at work.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.e2e.browsing import button, done, job_of, names_in, press, progress, settle, visit
from tests.e2e.conftest import Dashboard
from tests.e2e.proxy import Proxy


@dataclass(frozen=True, slots=True)
class Watched:
    job_id: str
    page: Page
    another: Page
    proxy: Proxy
    """What ``page`` speaks to the server through."""


@pytest.fixture(scope="module")
def watched(context: BrowserContext, dashboard: Dashboard) -> Iterator[Watched]:
    job_id = dashboard.long_job_id
    with (
        Proxy(dashboard.port) as proxy,
        context.new_page() as another,
        context.new_page() as page,
    ):
        visit(another, f"{dashboard.url}/?tarefa={job_id}")
        visit(page, f"{proxy.url}/?tarefa={job_id}")
        button(page, "Retomar").click()
        expect(button(page, "Baixar CSV")).to_be_visible()
        yield Watched(job_id, page, another, proxy)
        button(page, "Pausar").click()
        expect(button(page, "Retomar")).to_be_visible()


def expect_at_work(watched: Watched, page: Page, before: int) -> None:
    """The page shows this job, gets on with it, and has lost nothing."""
    expect(button(page, "Pausar")).to_be_visible()
    assert job_of(page) == watched.job_id
    assert done(page) >= before
    expect(progress(page)).not_to_have_text(progress(page).inner_text())
    assert done(page) > before
    settle(page)  # drawn whole again, after a cut for one


def test_reloading_comes_back_to_it(watched: Watched) -> None:
    before = done(watched.page)
    watched.page.reload()
    expect_at_work(watched, watched.page, before)


def test_another_page_and_back_comes_back_to_it(watched: Watched) -> None:
    page, before = watched.page, done(watched.page)
    page.get_by_role("link", name="Histórico").click()
    expect(page.get_by_text(f"código {watched.job_id}")).to_be_visible()
    page.get_by_role("link", name="Processar").click()
    expect_at_work(watched, page, before)


def test_a_cut_connection_comes_back_to_it(watched: Watched) -> None:
    before = done(watched.page)
    watched.proxy.cut()
    expect_at_work(watched, watched.page, before)


def test_its_file_comes_although_others_watch(watched: Watched) -> None:
    chance = random.Random(18)
    for _ in range(3):
        watched.page.wait_for_timeout(chance.uniform(0, 900))
        with watched.page.expect_download() as waiting:
            press(watched.page, "Baixar CSV", held_ms=chance.choice([0, 120]))
        assert "_demonstracao_" in waiting.value.suggested_filename
        assert "_parcial." in waiting.value.suggested_filename
        assert names_in(waiting.value)


def test_what_another_page_orders_is_seen(watched: Watched) -> None:
    page = watched.page
    button(watched.another, "Pausar").click()
    expect(button(watched.another, "Retomar")).to_be_visible()
    page.bring_to_front()  # a page out of sight may take its time
    expect(button(page, "Retomar")).to_be_visible()
    kept = done(page)
    assert kept > 0
    button(page, "Retomar").click()
    expect_at_work(watched, page, kept)
