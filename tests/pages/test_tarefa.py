"""The first page with a job: progress, what may be done with it, rows without a contact."""

import pytest
from streamlit.testing.v1 import AppTest

from faturas.app.context import AppContext
from faturas.domain.estado import Estado
from faturas.domain.outcome import Situacao
from faturas.search.strategy import ChosenStrategy, Estrategia
from faturas.search.sweep.leitura import Leitura
from faturas.store.sweeps import Sweeps
from faturas.store.tarefa import Tarefa
from faturas.ui.layout.app_context import open_app
from faturas.ui.layout.pages import HISTORICO
from tests.factories.app_jobs import FOREVER, SLOW, example_job
from tests.factories.jobs import begin, begin_and_die
from tests.pages.conftest import Configure, Download, OpenPage
from tests.pages.screen import alone, keys, metrics, parts, text, wait_until


class TestProgress:
    def test_a_search_goes_from_start_to_results_by_itself(self, open_page: OpenPage) -> None:
        app = open_page()
        app.button(key="carregar-exemplo").click().run()
        app.button(key="iniciar").click().run()
        wait_until(app, lambda page: "Tarefa concluída" in text(page))
        shown = metrics(app)
        assert shown["Por consultar"] == "0"
        assert int(shown["Contatos mostrados"]) > 0
        assert not any(key.startswith("pausar") for key in keys(app))

    def test_the_counts_by_outcome_are_all_rows(
        self, open_page: OpenPage, finished: Tarefa
    ) -> None:
        shown = metrics(open_page(tarefa=finished.id))
        names = (
            "Com fatura vencida",
            "Sem fatura vencida",
            "Não encontrados",
            "Erros",
            "Fora da consulta",
            "Por consultar",
        )
        assert sum(int(shown[name]) for name in names) == finished.total

    def test_a_stopped_search_keeps_what_it_has_and_goes_on(
        self, open_page: OpenPage, shared: AppContext, configure: Configure
    ) -> None:
        configure(SLOW)
        job = example_job(open_app())
        open_app().runner.start(job.id)
        app = open_page(tarefa=job.id)
        wait_until(app, lambda _: shared.ledger.tarefa(job.id).contagens[Situacao.VENCIDA])
        app.button(key=f"pausar-{job.id}").click().run()
        wait_until(app, lambda page: f"retomar-{job.id}" in keys(page))
        kept = shared.ledger.tarefa(job.id).feitos
        assert "Tarefa pausada" in text(app)
        assert "Resultados parciais" in "".join(info.proto.title for info in app.info)
        app.button(key=f"retomar-{job.id}").click().run()
        assert f"pausar-{job.id}" in keys(app)
        assert shared.ledger.tarefa(job.id).feitos >= kept

    def test_a_second_browser_with_the_same_address_sees_the_same_job(
        self, open_page: OpenPage, configure: Configure
    ) -> None:
        configure(FOREVER)
        job = example_job(open_app())
        open_app().runner.start(job.id)
        first, second = open_page(tarefa=job.id), open_page(tarefa=job.id)
        assert f"pausar-{job.id}" in keys(first) & keys(second)

    def test_a_second_search_of_the_same_system_says_that_it_waits(
        self, open_page: OpenPage, shared: AppContext, configure: Configure
    ) -> None:
        configure(FOREVER)
        running, waiting = example_job(open_app()), example_job(open_app())
        open_app().runner.start(running.id)
        app = open_page(tarefa=running.id)
        wait_until(app, lambda _: shared.ledger.tarefa(running.id).estado is Estado.EXECUTANDO)
        open_app().runner.start(waiting.id)
        place = "Na fila, com 1 tarefa do mesmo sistema na frente."
        assert place in open_page(tarefa=waiting.id).info[0].value
        assert place in text(open_page(HISTORICO.script))

    def test_the_buttons_stand_above_all_that_comes_and_goes(
        self, open_page: OpenPage, configure: Configure
    ) -> None:
        configure(FOREVER)
        job = example_job(open_app())
        open_app().runner.start(job.id)
        app = open_page(tarefa=job.id)
        wait_until(app, lambda page: "Começando" in text(page) or "por segundo" in text(page))
        drawn = [getattr(node, "key", None) or str(getattr(node, "value", "")) for node in app.main]
        [speed, *_] = [
            i for i, said in enumerate(drawn) if "Começando" in said or "segundo" in said
        ]
        assert drawn.index(f"pausar-{job.id}") < speed, "else they move away under the pointer"

    def test_a_sweep_shows_its_pages_here_and_in_the_history(
        self, open_page: OpenPage, shared: AppContext
    ) -> None:
        job = example_job(shared)
        owner = begin(shared.ledger, job)
        sweep = Sweeps(shared.ledger.database, job.id, owner)
        sweep.note(ChosenStrategy(Estrategia.VARREDURA, "varredura"), Leitura(60, 120, 30_000))
        pages = "Lendo as faturas de toda a empresa: 60 de 120 páginas · 30.000 faturas vistas · "
        app = open_page(tarefa=job.id)
        [bar] = app.get("progress")
        assert bar.proto.text.startswith(pages)
        assert 30 < bar.proto.value < 60
        [bar] = open_page(HISTORICO.script).get("progress")
        assert bar.proto.text.startswith(pages)
        shared.ledger.heartbeat(job.id, owner, Leitura(20, 120, 10_000))
        [bar] = app.run().get("progress")
        assert "20 de 120 páginas" in bar.proto.text
        assert bar.proto.value > 30, "what was shown once is not taken back"

    def test_a_search_whose_process_died_is_resumed_from_the_page(
        self, open_page: OpenPage, shared: AppContext, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        job = example_job(shared)
        begin_and_die(shared.ledger, job)
        app = open_page(tarefa=job.id)
        assert "Tarefa interrompida" in text(app)
        app.button(key=f"retomar-{job.id}").click().run()
        wait_until(app, lambda page: "Tarefa concluída" in text(page))

    def test_an_unknown_job_is_said_to_be_so_and_there_is_a_way_out(
        self, open_page: OpenPage
    ) -> None:
        app = open_page(tarefa="nao-existe")
        assert "Esta tarefa não existe" in text(app)
        app.button[0].click().run()
        assert "carregar-exemplo" in keys(app)
        assert "tarefa" not in app.query_params

    def test_a_job_that_is_deleted_under_the_open_page_is_said_to_be_gone(
        self,
        open_page: OpenPage,
        finished: Tarefa,
        shared: AppContext,
        download: Download,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        """The results are drawn again alone, by a click or by their clock."""
        app = open_page(tarefa=finished.id)
        shared.ledger.delete(finished.id)
        alone(monkeypatch, parts(app)[-1])
        order = download(app, f"baixar-csv-{finished.id}")
        assert "Não existe tarefa" in order.reason
        assert order.token in text(app)
        assert "Esta tarefa não existe" in text(app)
        assert "Tarefa concluída" not in text(app)
        assert f"baixar-csv-{finished.id}" not in keys(app)

    def test_a_new_search_leaves_the_job_alone(
        self, open_page: OpenPage, finished: Tarefa, shared: AppContext
    ) -> None:
        app = open_page(tarefa=finished.id)
        next(button for button in app.button if button.label == "Nova tarefa").click().run()
        assert "carregar-exemplo" in keys(app)
        assert shared.ledger.tarefa(finished.id) == finished


class TestRowsWithoutContact:
    def test_each_has_its_reason(self, open_page: OpenPage, finished: Tarefa) -> None:
        table = opened_tab(open_page, finished, "Com problema").dataframe[0].value
        assert set(table["Situação"]) == {
            "Erro na consulta",
            "Não encontrado",
            "Código inválido",
            "Código repetido",
        }
        assert all(table["Motivo"])

    def test_those_who_owe_nothing_are_listed(self, open_page: OpenPage, finished: Tarefa) -> None:
        table = opened_tab(open_page, finished, "Sem fatura vencida").dataframe[0].value
        assert len(table) == finished.contagens[Situacao.SEM_VENCIDA]

    def test_the_report_has_all_rows(
        self, open_page: OpenPage, finished: Tarefa, download: Download
    ) -> None:
        app = opened_tab(open_page, finished, "Relatório")
        assert f"{finished.total} linhas" in text(app)
        button = app.button(key=f"relatorio-csv-{finished.id}")
        assert button.label == "Baixar relatório (CSV)"
        order = download(app, f"relatorio-csv-{finished.id}")
        assert order.built is not None
        assert order.built.contents == f"{finished.total} linhas"


def opened_tab(open_page: OpenPage, job: Tarefa, label: str) -> AppTest:
    app = open_page(tarefa=job.id)
    app.session_state[f"abas-{job.id}"] = label
    return app.run()
