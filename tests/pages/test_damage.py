"""The page beside a damaged ledger, a second window, another company and a silent process."""

import pytest
from sqlalchemy import update

from faturas.app.context import AppContext
from faturas.domain.estado import Estado
from faturas.store.engine import Beat
from faturas.store.engines.sqlite import machine
from faturas.store.schema import tarefas
from faturas.store.seals import seal_job
from faturas.store.tarefa import Tarefa
from faturas.ui.layout.pages import HISTORICO
from tests.factories.app_jobs import FAST, example_job, small_job
from tests.factories.jobs import begin, change
from tests.pages.conftest import Configure, OpenPage
from tests.pages.screen import keys, text


def test_a_job_that_cannot_be_read_is_told_on_every_page_and_hides_no_other(
    open_page: OpenPage, finished: Tarefa, shared: AppContext
) -> None:
    bad = small_job(shared, "outra.csv")
    change(shared.ledger, f"UPDATE tarefas SET estado = 'xonclu' WHERE id = '{bad.id}'")
    for app in (open_page(), open_page(HISTORICO.script)):
        assert not app.exception
        assert f"A tarefa {bad.id} está danificada" in text(app)
    assert f"abrir-{finished.id}" in keys(app)
    assert "Esta tarefa está danificada" in text(open_page(tarefa=bad.id))
    app.button(key=f"apagar-danificada-{bad.id}").click().run()
    assert "danificada" not in text(app)


def test_the_damaged_rows_of_a_job_are_told_above_its_results(
    open_page: OpenPage, finished: Tarefa, shared: AppContext
) -> None:
    change(shared.ledger, "UPDATE linhas SET telefone = '5585900000000' WHERE ordem = 0")
    app = open_page(tarefa=finished.id)
    assert not app.exception
    assert "1 linha está danificada no arquivo de dados \\(linha 2\\)" in text(app)


def test_a_list_that_another_window_has_just_started_takes_a_second_click(
    open_page: OpenPage, shared: AppContext
) -> None:
    app = open_page()
    app.button(key="carregar-exemplo").click().run()
    assert app.button(key="iniciar").label == "Iniciar tarefa"
    other = example_job(shared)
    app.button(key="iniciar").click().run()
    assert len(shared.ledger.tarefas()) == 1
    assert other.id in text(app)
    assert f"abrir-{other.id}" in keys(app)
    assert app.button(key="iniciar").label == "Iniciar mesmo assim"
    app.button(key="iniciar").click().run()
    assert len(shared.ledger.tarefas()) == 2


def test_another_company_under_the_same_name_is_asked_nothing(
    open_page: OpenPage, shared: AppContext, configure: Configure
) -> None:
    table = (
        '[apis.empresa]\nsistema = "hubsoft"\nurl = "http://127.0.0.1:9/"\nclient_id = "1"\n'
        'client_secret = "s"\nusername = "{}"\npassword = "p"\n'
    )
    configure(FAST + table.format("uma"))
    job = small_job(shared)
    change(shared.ledger, "UPDATE tarefas SET api = 'empresa'")
    with shared.ledger.database.write() as connection:
        connection.execute(update(tarefas).values(empresa="de outra"))
        seal_job(connection, tarefas.c.id == job.id)
    app = open_page(tarefa=job.id)
    app.button(key=f"retomar-{job.id}").click().run()
    assert "agora é de outra empresa" in text(app)
    assert shared.ledger.tarefa(job.id).estado is Estado.PAUSADA


def test_a_process_that_gives_no_sign_of_life_is_told_before_it_counts_as_dead(
    open_page: OpenPage, shared: AppContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = small_job(shared)
    begin(shared.ledger, job)
    assert "Sem sinal" not in text(open_page(tarefa=job.id))
    now = machine.beat()
    monkeypatch.setattr(machine, "beat", lambda: Beat(now.at, now.pulse_s + 8))
    assert "Sem sinal de quem executa" in text(open_page(tarefa=job.id))
