"""How long a search is said to take."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from faturas.app.context import AppContext
from faturas.app.estimate import USUAL_ANSWER_S, estimated_s
from faturas.config import DEMONSTRACAO, Settings
from faturas.search.pace.fixed import Ritmo
from faturas.search.settings import BuscaSettings
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
