"""The parts of the pages that need no page."""

from dataclasses import replace

import pytest

from faturas.domain.ptbr import percent
from faturas.search.pace.fixed import Ritmo
from faturas.search.settings import BuscaSettings
from faturas.store.tarefa import Estado
from faturas.ui.layout.messages import literal
from faturas.ui.layout.office import Office
from faturas.ui.parts.estimate import USUAL_ANSWER_S, estimate_s
from tests.pages.jobs import example_job, small_job


class TestEstimate:
    def test_lotes_wait_for_their_slowest_and_for_the_pause(self) -> None:
        busca = BuscaSettings(ritmo=Ritmo.FIXO, lote=10, threads=5, pausa_s=2)
        assert estimate_s(20, busca, []) == 2 * 2 * USUAL_ANSWER_S + 2

    def test_without_a_pause_all_threads_are_busy(self) -> None:
        busca = BuscaSettings(ritmo=Ritmo.ADAPTATIVO, threads=10)
        assert estimate_s(100, busca, []) == 10 * USUAL_ANSWER_S

    def test_nobody_to_ask_takes_no_time(self) -> None:
        assert estimate_s(0, BuscaSettings(), []) == 0

    def test_an_earlier_search_with_the_same_settings_knows_better(self, office: Office) -> None:
        job = small_job(office, customers=60)
        office.runner.start(job.id)
        assert office.runner.wait(job.id, 20)
        job = office.ledger.tarefa(job.id)
        assert job.por_segundo is not None
        assert estimate_s(100, job.busca, [job]) == pytest.approx(100 / job.por_segundo)
        assert estimate_s(100, BuscaSettings(), [job]) == estimate_s(100, BuscaSettings(), [])


class TestPercent:
    def test_it_is_rounded_down(self, office: Office) -> None:
        job = replace(example_job(office), total=1000, pendentes=1)
        assert percent(replace(job, estado=Estado.EXECUTANDO).progresso) == "99 %"

    def test_it_is_never_full_before_the_job_is_concluded(self, office: Office) -> None:
        job = replace(example_job(office), pendentes=0)
        assert percent(replace(job, estado=Estado.EXECUTANDO).progresso) == "99 %"
        assert percent(replace(job, estado=Estado.CONCLUIDA).progresso) == "100 %"


@pytest.mark.parametrize("text", ["**a** _b_ `c`", "[a](b)", "![a](b)", "<b>", "$x$", ":red[a]"])
def test_literal_text_has_every_mark_escaped(text: str) -> None:
    escaped = literal(text)
    assert escaped.replace("\\", "") == text
    assert all(escaped[at - 1] == "\\" for at, char in enumerate(escaped) if char in "*_`[]()!<>$:")


def test_literal_text_makes_no_links() -> None:
    assert "https://" not in literal("https://mau.example").replace("\\", "")
    assert "www." not in literal("www.mau.example").replace("\\", "")
