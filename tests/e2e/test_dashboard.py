"""The main job in a real browser: a list goes in, the contact file comes out."""

import csv
import io
import re
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Page, expect

from faturas import clock
from faturas.contacts.contact import HEADER
from faturas.sandbox.demonstracao import example_list
from tests.e2e.browsing import button, done, job_of, metric, settle, start_example, visit
from tests.e2e.conftest import Dashboard
from tests.e2e.proxy import Proxy


def test_from_the_list_to_the_file(page: Page, dashboard: Dashboard) -> None:
    visit(page, dashboard.url)
    page.locator("input[type=file]").set_input_files(
        {"name": "maio.csv", "mimeType": "text/csv", "buffer": example_list(clock.today())}
    )
    expect(
        page.get_by_text("Lido como texto em UTF-8, colunas separadas por vírgula")
    ).to_be_visible()
    assert metric(page, "Clientes a consultar") == "121"

    button(page, "Iniciar tarefa").click()
    seen = [done(page)]
    while seen[-1] < 124:
        expect(button(page, "Pausar").or_(page.get_by_text("Tarefa concluída"))).to_be_visible()
        page.wait_for_timeout(300)
        seen.append(done(page))
    assert seen == sorted(seen)
    expect(page.get_by_text("Tarefa concluída")).to_be_visible()

    settle(page)
    everybody = metric(page, "Contatos mostrados")
    page.get_by_label("Procurar por nome ou código").fill("maria")
    page.keyboard.press("Enter")
    contatos = page.get_by_test_id("stMetric").filter(has_text="Contatos mostrados")
    expect(contatos).not_to_contain_text(everybody)
    settle(page)
    shown = int(metric(page, "Contatos mostrados"))
    with page.expect_download() as waiting:
        button(page, "Baixar CSV").click()
    name = waiting.value.suggested_filename
    assert re.fullmatch(r"faturas_vencidas_demonstracao_\d{8}_\d{6}\.csv", name)
    content = Path(waiting.value.path()).read_bytes()
    header, *contacts = csv.reader(io.StringIO(content.decode("utf-8"), newline=""))
    assert tuple(header) == HEADER
    assert len(contacts) == shown > 0
    assert all("MARIA" in name for _, name, *_ in contacts)

    with page.expect_download() as waiting:
        button(page, "Baixar XLSX").click()
    sheet = openpyxl.load_workbook(io.BytesIO(Path(waiting.value.path()).read_bytes())).active
    assert sheet is not None
    rows = [[cell or "" for cell in row] for row in sheet.iter_rows(values_only=True)]
    assert rows == [header, *contacts]


def test_reloading_and_other_browsers_come_back_to_the_running_search(
    page: Page, dashboard: Dashboard, stranger: Page
) -> None:
    job_id = dashboard.long_job_id
    visit(page, f"{dashboard.url}/?tarefa={job_id}")
    button(page, "Retomar").click()
    expect(button(page, "Pausar")).to_be_visible()
    before = done(page)

    page.reload()
    expect(button(page, "Pausar")).to_be_visible()
    assert job_of(page) == job_id
    assert done(page) >= before

    page.get_by_role("link", name="Histórico").click()
    expect(page.get_by_text(f"código {job_id}")).to_be_visible()
    page.get_by_role("link", name="Processar").click()
    expect(button(page, "Pausar")).to_be_visible()
    assert job_of(page) == job_id

    visit(stranger, f"{dashboard.url}/?tarefa={job_id}")
    button(stranger, "Pausar").click()
    expect(button(stranger, "Retomar")).to_be_visible()
    page.bring_to_front()  # a page out of sight may take its time
    expect(button(page, "Retomar")).to_be_visible()
    kept = done(page)
    assert kept > before
    button(page, "Retomar").click()
    expect(page.get_by_text(f"{kept} de 124 linhas")).to_be_hidden()
    assert done(page) > kept
    button(page, "Pausar").click()
    expect(button(page, "Retomar")).to_be_visible()


def test_a_cut_connection_comes_back_to_the_running_search(
    page: Page, dashboard: Dashboard
) -> None:
    with Proxy(dashboard.port) as proxy:
        job_id = start_example(page, proxy.url)
        proxy.cut()
        expect(page.get_by_text("Tarefa concluída")).to_be_visible()
        assert job_of(page) == job_id
        assert done(page) == 124


def test_a_page_that_streamlit_took_away_comes_back(page: Page, dashboard: Dashboard) -> None:
    visit(page, f"{dashboard.url}/?tarefa={dashboard.job_id}")
    page.evaluate("document.getElementById('root').replaceChildren()")
    expect(page.get_by_text("Tarefa concluída")).to_be_visible()
    assert job_of(page) == dashboard.job_id


@pytest.mark.parametrize("path", ["/historico", "/?tarefa={}"])
def test_a_cold_address_opens_its_page(page: Page, dashboard: Dashboard, path: str) -> None:
    visit(page, dashboard.url + path.format(dashboard.job_id))
    expect(page.get_by_text(f"código {dashboard.job_id}")).to_be_visible()


def test_a_row_of_the_table_opens_its_detail(page: Page, dashboard: Dashboard) -> None:
    visit(page, f"{dashboard.url}/?tarefa={dashboard.job_id}")
    table = page.get_by_test_id("stDataFrame").first
    table.scroll_into_view_if_needed()
    table.click(position={"x": 17, "y": 36 + 35 + 17})  # the box before the second row
    expect(page.get_by_role("heading", name="O que vai no arquivo")).to_be_visible()
    expect(page.get_by_text("cliente 1002")).to_be_visible()


def test_deleting_a_job_asks_first(page: Page, dashboard: Dashboard) -> None:
    visit(page, f"{dashboard.url}/historico")
    card = page.locator(f".st-key-cartao-{dashboard.idle_job_id}")
    card.get_by_role("button", name="Apagar").click()
    expect(page.get_by_text("Não dá para desfazer")).to_be_visible()
    button(page, "Apagar de vez").click()
    expect(card).to_be_hidden()
