"""The history: every job, and what can be done with it."""

import re
import time

from faturas.app.context import AppContext
from faturas.domain.estado import Estado
from faturas.store.tarefa import Tarefa
from faturas.ui.layout.app_context import open_app
from faturas.ui.layout.pages import HISTORICO
from tests.factories.app_jobs import FOREVER, small_job
from tests.pages.conftest import Configure, Download, OpenPage
from tests.pages.screen import keys, text, wait_until

PAGE = HISTORICO.script


def test_without_jobs_it_shows_the_way_to_the_first(open_page: OpenPage) -> None:
    app = open_page(PAGE)
    assert "Nenhuma tarefa ainda" in text(app)
    assert not app.exception


def test_every_job_says_when_what_and_how_far(open_page: OpenPage, shared: AppContext) -> None:
    job = small_job(shared, "lista <b>de</b> maio.csv")
    said = text(open_page(PAGE))
    assert "lista <b>de</b> maio.csv" in said  # as text: unescaped only by this test
    assert f"código {job.id}" in said
    assert "Demonstração" in said
    assert "2 linhas" in said
    assert "2 por consultar" in said
    assert "Pausada" in said


def test_a_job_is_resumed_from_here(open_page: OpenPage, shared: AppContext) -> None:
    job = small_job(shared)
    app = open_page(PAGE)
    app.button(key=f"retomar-{job.id}").click().run()
    wait_until(app, lambda _: shared.ledger.tarefa(job.id).estado is Estado.CONCLUIDA)
    app.run()
    assert "Concluída" in text(app)
    assert f"retomar-{job.id}" not in keys(app)


def test_a_running_job_can_be_stopped_but_not_deleted(
    open_page: OpenPage, shared: AppContext, configure: Configure
) -> None:
    configure(FOREVER)
    job = small_job(open_app())
    open_app().runner.start(job.id)
    app = open_page(PAGE)
    assert f"apagar-{job.id}" not in keys(app)
    app.button(key=f"pausar-{job.id}").click().run()
    wait_until(app, lambda page: f"retomar-{job.id}" in keys(page))
    assert not shared.ledger.tarefa(job.id).estado.viva


def test_deleting_asks_first_and_forgets_the_job(open_page: OpenPage, shared: AppContext) -> None:
    kept, deleted = small_job(shared, "fica.csv"), small_job(shared, "sai.csv")
    app = open_page(PAGE)
    [menu] = [
        menu
        for menu in app.get("popover")
        if f"apagar-{deleted.id}" in {button.key for button in menu.button}
    ]
    assert menu.proto.popover.label == "Apagar"
    assert not menu.proto.popover.open
    assert "Não dá para desfazer" in menu.html[0].value
    app.button(key=f"apagar-{deleted.id}").click().run()
    assert [job.id for job in shared.ledger.tarefas()] == [kept.id]
    assert "sai.csv" not in text(app)


def test_the_files_of_a_job_can_be_downloaded(
    open_page: OpenPage, finished: Tarefa, download: Download
) -> None:
    app = open_page(PAGE)
    for key, ending in (
        ("baixar-csv", ".csv"),
        ("baixar-xlsx", ".xlsx"),
        ("relatorio-csv", ".relatorio.csv"),
        ("relatorio-xlsx", ".relatorio.xlsx"),
    ):
        order = download(app, f"{key}-{finished.id}")
        assert order.estado == "pronto"
        assert order.built is not None
        assert re.fullmatch(
            rf"faturas_vencidas_demonstracao_\d{{8}}_\d{{6}}{ending}", order.built.name
        )


def test_a_job_without_contacts_says_so_at_the_click(
    open_page: OpenPage, shared: AppContext, download: Download
) -> None:
    job = small_job(shared)
    order = download(open_page(PAGE), f"baixar-csv-{job.id}")
    assert order.reason == "Não há contatos: nada foi baixado."
    report = download(open_page(PAGE), f"relatorio-csv-{job.id}")
    assert report.built is not None
    assert report.built.name.endswith("_parcial.relatorio.csv")
    assert report.built.contents == "2 linhas"


def test_what_a_click_is_refused_is_said(open_page: OpenPage, shared: AppContext) -> None:
    job = small_job(shared)
    app = open_page(PAGE)
    shared.ledger.delete(job.id)  # from another page, a moment ago
    app.button(key=f"retomar-{job.id}").click().run()
    assert "Não existe tarefa" in app.error[0].value


def test_the_counts_of_a_job_are_all_its_rows(open_page: OpenPage, finished: Tarefa) -> None:
    said = text(open_page(PAGE))
    [counts] = re.findall(rf"{finished.total} linhas · .*", said)
    parts = [int(number) for number in re.findall(r"\d+", counts)]
    assert sum(parts[1:]) == parts[0]
    assert "fora da consulta" in counts


def test_a_name_that_no_file_has_is_said_so_and_can_be_taken_back(
    open_page: OpenPage, shared: AppContext
) -> None:
    small_job(shared, "maio.csv")
    app = open_page(PAGE)
    app.text_input(key="procurar").set_value("junho").run()
    assert "Nenhuma tarefa tem “junho” no nome do arquivo" in text(app)
    app.button(key="limpar-procura").click().run()
    assert "maio.csv" in text(app)


def test_many_jobs_come_a_page_at_a_time(open_page: OpenPage, shared: AppContext) -> None:
    for number in range(200):
        small_job(shared, f"lista {number:03}.csv", number=1)
    app = open_page(PAGE)
    started_s = time.process_time()
    app.run()
    assert time.process_time() - started_s < 2
    assert "200 tarefas" in text(app)
    assert "lista 199.csv" in text(app)
    assert "lista 000.csv" not in text(app)
    app.text_input(key="procurar").set_value("LISTA 000").run()
    assert "1 tarefa" in text(app)
    assert "lista 000.csv" in text(app)
