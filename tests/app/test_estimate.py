"""How long a search is said to take."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from pydantic import SecretStr

from faturas.app import start
from faturas.app.actor import COMMAND_LINE
from faturas.app.context import AppContext
from faturas.app.estimate import USUAL_ANSWER_S, estimated_s
from faturas.billing.registry import SYSTEMS
from faturas.billing.transport.quota import Quota
from faturas.config import DEMONSTRACAO, Settings
from faturas.search.pace.fixed import Ritmo
from faturas.search.settings import BuscaSettings
from tests.billing.ficticio import empresa as ficticio
from tests.billing.ficticio.sistema import FicticioSettings
from tests.factories.customers import customers
from tests.factories.jobs import new_tarefa


@pytest.fixture
def shared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[AppContext]:
    """An empty ledger and Demonstração."""
    monkeypatch.setenv("FATURAS_DADOS", str(tmp_path))
    made = AppContext(Settings)
    yield made
    made.close(2)


class TestEstimate:
    def test_lotes_wait_for_their_slowest_and_for_the_pause(self) -> None:
        busca = BuscaSettings(ritmo=Ritmo.FIXO, lote=10, threads=5, pausa_s=2)
        assert estimated_s(20, busca, []) == 2 * 2 * USUAL_ANSWER_S + 2

    def test_without_a_pause_all_threads_are_busy(self) -> None:
        busca = BuscaSettings(ritmo=Ritmo.ADAPTATIVO, threads=10)
        assert estimated_s(100, busca, []) == 10 * USUAL_ANSWER_S

    def test_nobody_to_ask_takes_no_time(self) -> None:
        assert estimated_s(0, BuscaSettings(), []) == 0

    def test_an_earlier_search_with_the_same_settings_knows_better(
        self, shared: AppContext
    ) -> None:
        rows = customers(range(1002, 1062))
        job = shared.ledger.create(new_tarefa(rows, api=DEMONSTRACAO, threads=32))
        shared.runner.start(job.id)
        assert shared.runner.wait(job.id, 20)
        job = shared.ledger.tarefa(job.id)
        assert job.por_segundo is not None
        assert estimated_s(100, job.busca, [job]) == pytest.approx(100 / job.por_segundo)
        assert estimated_s(100, BuscaSettings(), [job]) == estimated_s(100, BuscaSettings(), [])


def test_the_cost_in_a_quota_is_told_only_where_the_system_has_one(
    shared: AppContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    system = ficticio.SYSTEM
    api = FicticioSettings(sistema="ficticio", url="https://api.example", token=SecretStr("s"))
    shared.use(Settings(apis={"teste": api}))
    monkeypatch.setitem(SYSTEMS, "ficticio", system)
    assert start.quota_cost(COMMAND_LINE, shared, "teste", 100) == ""
    assert start.quota_cost(COMMAND_LINE, shared, DEMONSTRACAO, 100) == ""
    quota = Quota(requests=1_000, per_s=3600, keep=200, per_customer=3)
    monkeypatch.setitem(SYSTEMS, "ficticio", replace(system, quota=quota))
    assert "cerca de 300 consultas" in start.quota_cost(COMMAND_LINE, shared, "teste", 100)
