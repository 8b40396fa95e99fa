"""The main job in a real browser: a list goes in, the contact file comes out."""

import csv
import io
import re
from pathlib import Path

import openpyxl
from playwright.sync_api import Page, expect

from faturas import clock
from faturas.campaign.profiles import PADRAO
from faturas.sandbox.demonstracao import example_list
from tests.e2e.browsing import button, done, job_of, metric, settle, visit
from tests.e2e.conftest import Dashboard


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
    assert tuple(header) == PADRAO.header
    assert len(contacts) == shown > 0
    assert all("MARIA" in name for _, name, *_ in contacts)

    with page.expect_download() as waiting:
        button(page, "Baixar XLSX").click()
    sheet = openpyxl.load_workbook(io.BytesIO(Path(waiting.value.path()).read_bytes())).active
    assert sheet is not None
    rows = [[cell or "" for cell in row] for row in sheet.iter_rows(values_only=True)]
    assert rows == [header, *contacts]


def test_a_page_that_streamlit_took_away_comes_back(page: Page, dashboard: Dashboard) -> None:
    visit(page, f"{dashboard.url}/?tarefa={dashboard.job_id}")
    page.evaluate("document.getElementById('root').replaceChildren()")
    expect(page.get_by_text("Tarefa concluída")).to_be_visible()
    assert job_of(page) == dashboard.job_id


def test_a_row_of_the_table_opens_its_detail(page: Page, dashboard: Dashboard) -> None:
    visit(page, f"{dashboard.url}/?tarefa={dashboard.job_id}")
    table = page.get_by_test_id("stDataFrame").first
    table.scroll_into_view_if_needed()
    table.click(position={"x": 17, "y": 36 + 35 + 17})  # the box before the second row
    expect(page.get_by_role("heading", name="O que vai no arquivo")).to_be_visible()
    expect(page.get_by_text("cliente 1002")).to_be_visible()
