"""What the clerk may still decide about a search: cancel, try again, repeat, check again."""

import re
import sqlite3
from datetime import UTC, datetime

import pytest
import streamlit as st

from faturas.app.context import AppContext
from faturas.domain.estado import Estado, Pedido
from faturas.domain.notices import Aviso
from faturas.domain.outcome import Situacao
from faturas.domain.refresh import Mudanca
from faturas.store.job_changes import JobChanges
from faturas.store.lease import new_owner
from faturas.store.rows import Filter
from faturas.store.tarefa import Tarefa
from faturas.ui.layout.app_context import open_app
from faturas.work.runner import Runner
from tests.factories.app_jobs import FAST, SLOW, UNHURRIED, concluded_like, example_job, small_job
from tests.factories.faturas import HOJE
from tests.factories.jobs import file_of, run
from tests.factories.rows import FAILED
from tests.pages.conftest import Configure, OpenPage
from tests.pages.screen import alone, keys, metrics, parts, text, wait_until


def test_a_cancelled_search_keeps_its_results_and_says_that_they_are_partial(
    open_page: OpenPage, shared: AppContext, configure: Configure
) -> None:
    configure(SLOW)
    job = example_job(open_app())
    open_app().runner.start(job.id)
    app = open_page(tarefa=job.id)
    wait_until(app, lambda _: shared.ledger.tarefa(job.id).contagens[Situacao.VENCIDA])
    app.button(key=f"cancelar-{job.id}").click().run()
    wait_until(app, lambda page: "Tarefa cancelada" in text(page))
    assert shared.ledger.tarefa(job.id).estado is Estado.CANCELADA
    assert "Resultados parciais" in text(app)
    assert int(metrics(app)["Contatos mostrados"]) > 0
    assert "foi cancelada antes de consultar todos" in text(app)
    assert not {f"retomar-{job.id}", f"falhas-{job.id}"} & keys(app)
    assert f"repetir-{job.id}" in keys(app)


def test_what_was_asked_of_a_search_is_said_until_it_is_done(
    open_page: OpenPage, shared: AppContext
) -> None:
    job = small_job(shared)
    shared.ledger.queue(job.id, new_owner())
    app = open_page(tarefa=job.id)
    for ask, label in ((JobChanges.pause, "Pausando…"), (JobChanges.cancel, "Cancelando…")):
        assert f"cancelar-{job.id}" in keys(app)
        ask(shared.job_changes, job.id)
        button = app.run().button(key=f"pausar-{job.id}")
        assert (button.label, button.disabled) == (label, True)
    assert f"cancelar-{job.id}" not in keys(app)


def test_a_search_that_an_outage_paused_can_be_kept_from_going_on_by_itself(
    open_page: OpenPage, shared: AppContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = small_job(shared)
    assert f"pausar-{job.id}" not in keys(open_page(tarefa=job.id))
    at = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
    monkeypatch.setattr(Runner, "next_try", lambda *_: at)
    app = open_page(tarefa=job.id)
    assert app.button(key=f"pausar-{job.id}").label == "Manter pausada"
    app.button(key=f"pausar-{job.id}").click().run()
    assert shared.ledger.tarefa(job.id).pedido is Pedido.PAUSAR
    assert app.button(key=f"pausar-{job.id}").disabled


def test_a_search_cancelled_at_once_promises_nothing(
    open_page: OpenPage, shared: AppContext
) -> None:
    job = small_job(shared)
    shared.job_changes.cancel(job.id)
    assert "cancelada antes de encontrar" in text(open_page(tarefa=job.id))


def test_only_the_failures_are_tried_again(
    open_page: OpenPage, finished: Tarefa, shared: AppContext
) -> None:
    failed = finished.contagens[Situacao.ERRO]
    app = open_page(tarefa=finished.id)
    assert app.button(key=f"falhas-{finished.id}").label.endswith(f"({failed})")
    app.button(key=f"falhas-{finished.id}").click().run()
    assert [toast.value for toast in app.toast] == ["Consultando de novo quem falhou…"]
    wait_until(app, lambda _: not shared.ledger.tarefa(finished.id).estado.viva)
    again = shared.ledger.tarefa(finished.id)
    assert (again.estado, again.rodada_pendentes) == (Estado.CONCLUIDA, failed)


def test_repeating_opens_a_new_search_over_the_same_list(
    open_page: OpenPage, finished: Tarefa, shared: AppContext
) -> None:
    app = open_page(tarefa=finished.id)
    app.button(key=f"repetir-{finished.id}").click().run()
    newest = shared.ledger.tarefas()[0]
    assert newest.id != finished.id
    assert app.query_params["tarefa"] == newest.id
    assert (newest.arquivo, newest.total) == (finished.arquivo, finished.total)


def test_repeating_in_two_tabs_asks_before_the_second_begins(
    open_page: OpenPage, finished: Tarefa, shared: AppContext
) -> None:
    app = open_page(tarefa=finished.id)
    other_tab = shared.job_changes.repeat(finished.id, HOJE)
    app.button(key=f"repetir-{finished.id}").click().run()
    assert shared.ledger.tarefas()[0].id == other_tab
    assert f"já está na tarefa {other_tab}" in text(app)
    button = app.button(key=f"repetir-{finished.id}")
    assert button.label == "Repetir mesmo assim"
    button.click().run()
    assert app.query_params["tarefa"] == shared.ledger.tarefas()[0].id != other_tab


def test_repeating_is_heard_by_the_whole_page(
    open_page: OpenPage,
    finished: Tarefa,
    shared: AppContext,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The click is in one part of the page, and the browser has only that part drawn again."""
    example_job(shared)  # over the same list, it waits to go on
    app = open_page(tarefa=finished.id)
    _, panel, _ = parts(app)
    with monkeypatch.context() as patch:
        alone(patch, panel)
        app.button(key=f"repetir-{finished.id}").click().run()
        assert app.button(key=f"repetir-{finished.id}").label == "Repetir mesmo assim"
        app.button(key=f"repetir-{finished.id}").click().run()
    repeated = app.query_params["tarefa"]
    assert repeated != finished.id
    assert f"código {finished.id}" not in text(app)
    assert f"código {repeated}" in text(app)
    wait_until(app, lambda page: "Tarefa concluída" in text(page))
    assert app.query_params["tarefa"] == repeated


def test_checking_again_is_heard_by_the_whole_page(
    open_page: OpenPage,
    finished: Tarefa,
    configure: Configure,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The click is in one part of the page, and the browser has only that part drawn again."""
    configure(UNHURRIED)
    job = concluded_like(open_app(), finished)
    app = open_page(tarefa=job.id)
    _, _, results = parts(app)
    with monkeypatch.context() as patch:
        alone(patch, results)
        app.button(key=f"reconferir-{job.id}").click().run()
    assert re.search(r"Conferindo de novo: \d+ de \d+…", text(app))
    assert f"pausar-{job.id}" in keys(app)
    wait_until(app, lambda page: "Conferida de novo em" in text(page))
    wait_until(app, lambda page: "Tarefa concluída" in text(page))
    assert re.search(r"\b[1-9]\d* ficaram iguais", text(app))


def test_the_contacts_are_checked_again_before_they_are_sent(
    open_page: OpenPage, finished: Tarefa, shared: AppContext
) -> None:
    app = open_page(tarefa=finished.id)
    shown = int(metrics(app)["Contatos mostrados"])
    app.button(key=f"reconferir-{finished.id}").click().run()
    wait_until(app, lambda page: "Conferida de novo em" in text(page), seconds=30)
    wait_until(app, lambda _: not shared.ledger.tarefa(finished.id).estado.viva, seconds=30)
    again = shared.ledger.tarefa(finished.id)
    assert again.refresh_counts[Mudanca.IGUAL] == shown
    assert again.contagens == finished.contagens


def test_those_are_checked_again_whom_the_page_shows_at_the_click(
    open_page: OpenPage, finished: Tarefa, shared: AppContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The filter was typed just before it; the page was last drawn without."""
    monkeypatch.setattr(Runner, "start", lambda *_: None)
    app = open_page(tarefa=finished.id)
    app.text_input(key=f"texto-{finished.id}").set_value("1001")
    app.button(key=f"reconferir-{finished.id}").click().run()
    assert shared.ledger.tarefa(finished.id).pendentes == 1


def test_while_contacts_are_checked_again_the_page_says_how_many_instead_of_what_came_out(
    open_page: OpenPage, finished: Tarefa, shared: AppContext
) -> None:
    contacts = shared.job_changes.refresh(finished.id, Filter())
    app = open_page(tarefa=finished.id)
    assert f"A nova conferência parou em 0 de {contacts}" in text(app)
    shared.ledger.queue(finished.id, new_owner())
    app.run()
    assert f"Conferindo de novo: 0 de {contacts}…" in text(app)
    assert "saíram" not in text(app)
    assert f"falhas-{finished.id}" not in keys(app)


def test_trying_failures_again_is_not_taken_for_checking_again(
    open_page: OpenPage, finished: Tarefa, shared: AppContext
) -> None:
    with sqlite3.connect(file_of(shared.ledger)) as raw:
        raw.execute("UPDATE tarefas SET conferida_em = '2026-01-01T12:00:00.000000+00:00'")
    shared.job_changes.retry_failures(finished.id)
    said = text(open_page(tarefa=finished.id))
    assert "Conferida de novo em" in said
    assert "nova conferência" not in said


def test_old_data_is_said_to_be_old(
    open_page: OpenPage, finished: Tarefa, shared: AppContext
) -> None:
    assert "alguém pode ter pago" not in text(open_page(tarefa=finished.id))
    with sqlite3.connect(file_of(shared.ledger)) as raw:
        raw.execute("UPDATE linhas SET consultada_em = '2026-01-01T12:00:00.000000+00:00'")
    st.cache_data.clear()
    assert "alguém pode ter pago" in text(open_page(tarefa=finished.id))


def test_old_data_of_a_list_broken_off_says_what_to_do_first(
    open_page: OpenPage, finished: Tarefa, shared: AppContext
) -> None:
    with sqlite3.connect(file_of(shared.ledger)) as raw:
        raw.execute("UPDATE linhas SET consultada_em = '2026-01-01T12:00:00.000000+00:00'")
        raw.execute("UPDATE linhas SET pendente = 1, situacao = 'nao_tentado' WHERE ordem > 100")
        raw.execute("UPDATE tarefas SET estado = 'pausada', pendentes = 20, n_nao_tentado = 20")
    app = open_page(tarefa=finished.id)
    assert "Retome a tarefa até o fim e confira de novo antes de enviar." in text(app)
    assert f"reconferir-{finished.id}" not in keys(app)
    shared.job_changes.cancel(finished.id)
    app.run()
    assert "Repita a tarefa antes de enviar." in text(app)


def test_a_contact_that_could_not_be_checked_again_is_shown_as_such(
    open_page: OpenPage, finished: Tarefa, shared: AppContext
) -> None:
    asked = shared.job_changes.refresh(finished.id, Filter())
    run(shared.ledger, finished, [FAILED] * asked)
    said = text(open_page(tarefa=finished.id))
    assert f"{asked} falharam" in said
    assert f"{Aviso.NAO_RECONFERIDA.rotulo}: {asked}" in said
    assert metrics(open_page(tarefa=finished.id))["Contatos mostrados"] == str(asked)


def test_the_same_list_is_noticed_and_the_first_search_offered(
    open_page: OpenPage, finished: Tarefa
) -> None:
    app = open_page()
    app.button(key="carregar-exemplo").click().run()
    assert "Esta mesma lista já foi enviada" in text(app)
    app.button(key=f"abrir-{finished.id}").click().run()
    assert app.query_params["tarefa"] == finished.id
    assert "Tarefa concluída" in text(app)


def test_a_damaged_ledger_is_set_aside_and_the_page_says_so(
    open_page: OpenPage, finished: Tarefa, shared: AppContext, configure: Configure
) -> None:
    path = file_of(shared.ledger)
    shared.ledger.database.close()
    path.write_bytes(b"isto nao e um banco de dados" * 200)
    configure(FAST)
    app = open_page()
    assert "danificados" in text(app)
    assert "carregar-exemplo" in keys(app)
    assert list(path.parent.glob("*danificado*"))
