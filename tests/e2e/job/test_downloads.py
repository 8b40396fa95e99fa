"""A click on a download brings the file of what is shown, whatever is drawn meanwhile.

``benchmarks/cliques.py`` is the long version: a hundred clicks, a hundred thousand rows.
"""

import random

import pytest
import requests
from playwright.sync_api import Page, expect

from tests.e2e.browsing import button, names_in, press
from tests.waiting import WITHIN_S

TYPED = {"maria": "MARIA", "silva": "SILVA", "lima": "LIMA"}
NOBODY = "Nenhum contato passa por estes filtros: nada foi baixado."


@pytest.fixture
def at_rest(results_tab: Page) -> Page:
    """The results of a concluded job, all of them."""
    type_into_the_filter(results_tab, "")
    expect(button(results_tab, "Baixar CSV")).to_be_visible()
    return results_tab


def type_into_the_filter(page: Page, text: str) -> None:
    """Without Enter: nothing has been sent to the panel yet."""
    page.get_by_label("Procurar por nome ou código").fill(text)


def test_no_click_is_lost_and_none_brings_another_filters_file(at_rest: Page) -> None:
    chance = random.Random(25)
    for held_ms in (0, 0, 30, 90, 150, 250):
        text, expected = chance.choice(list(TYPED.items()))
        type_into_the_filter(at_rest, text)
        at_rest.wait_for_timeout(chance.choice([0, 60]))
        with at_rest.expect_download() as waiting:
            press(at_rest, "Baixar CSV", held_ms)
        found = names_in(waiting.value)
        assert found
        assert [name for name in found if expected not in name.upper()] == []

    told = f"{waiting.value.suggested_filename} · {len(found)} contatos"
    said = at_rest.get_by_role("status").get_by_role("paragraph").filter(has_text=told).last
    expect(said).to_contain_text("SHA-256 ")
    with at_rest.expect_download() as again:
        said.get_by_role("link", name="Baixar outra vez").click()
    assert names_in(again.value) == found


def test_csv_and_workbook_come_in_one_breath_or_it_is_said_why_not(at_rest: Page) -> None:
    arrived: list[str] = []
    at_rest.on("download", lambda file: arrived.append(file.suggested_filename))
    with at_rest.expect_event("download", lambda _: len(arrived) == 2):
        press(at_rest, "Baixar CSV")
        press(at_rest, "Baixar XLSX")
    assert {name.rpartition(".")[2] for name in arrived} == {"csv", "xlsx"}

    type_into_the_filter(at_rest, "ninguém tem este nome")
    press(at_rest, "Baixar CSV", held_ms=100)
    expect(at_rest.get_by_text(NOBODY)).to_be_visible()


def test_an_address_opens_nothing_elsewhere(at_rest: Page) -> None:
    """Before the file is fetched: the browser is kept from fetching it."""
    at_rest.evaluate(
        "HTMLAnchorElement.prototype.click = function () { window.endereco = this.href; }"
    )
    button(at_rest, "Baixar CSV").click()
    at_rest.wait_for_function("window.endereco")
    address = at_rest.evaluate("window.endereco")
    assert requests.get(address, timeout=WITHIN_S).status_code == 404
    assert at_rest.request.get(address).status == 200
