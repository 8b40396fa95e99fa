"""What a watcher sees of a job: a percent that never falls, and the time that is really left."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from faturas.app.andamento import Andamento
from faturas.domain.estado import Estado
from faturas.domain.outcome import Outcome, Situacao
from faturas.search.strategy import ChosenStrategy, Estrategia
from faturas.search.sweep.leitura import Fase, Leitura
from faturas.store.ledger import Ledger
from faturas.store.sweeps import Sweeps
from faturas.store.tarefa import Tarefa
from tests.factories.customers import customers
from tests.factories.jobs import begin, new_tarefa

BEGUN = datetime(2026, 11, 23, 12, tzinfo=UTC)
SWEEP = ChosenStrategy(Estrategia.VARREDURA, "varredura")
ALONE = ChosenStrategy(Estrategia.UM_A_UM, "um a um")
ROWS = 10_000


@pytest.fixture
def job(tmp_path: Path) -> Tarefa:
    """Ten thousand customers, of whom nobody has been asked for, and no way chosen yet."""
    ledger = Ledger(tmp_path)
    made = ledger.create(new_tarefa(customers([1001])))
    ledger.database.close()
    return replace(
        made,
        estado=Estado.EXECUTANDO,
        total=ROWS,
        pendentes=ROWS,
        contagens={**made.contagens, Situacao.NAO_TENTADO: ROWS},
        rodada_em=BEGUN,
        rodada_pendentes=ROWS,
        batimento=BEGUN,
    )


def reading(job: Tarefa, second: float, lidas: int, previstas: int = 120) -> Tarefa:
    return replace(
        job,
        strategy=SWEEP,
        leitura=Leitura(lidas, previstas, lidas * 500),
        batimento=BEGUN + timedelta(seconds=second),
    )


def asking(job: Tarefa, second: float, done: int) -> Tarefa:
    left = ROWS - done
    return replace(
        job,
        pendentes=left,
        contagens={**job.contagens, Situacao.NAO_TENTADO: left, Situacao.VENCIDA: done},
        batimento=BEGUN + timedelta(seconds=second),
    )


def test_the_percent_grows_from_the_first_page_to_the_last_row(job: Tarefa) -> None:
    seen = Andamento()
    looks = [job, *(reading(job, page / 20, page) for page in range(121))]
    looks += [asking(looks[-1], 6 + done / 3000, done) for done in range(0, ROWS, 500)]
    looks.append(replace(asking(looks[-1], 10, ROWS), estado=Estado.CONCLUIDA))
    shares = []
    for look in looks:
        seen.look(look)
        shares.append(seen.fracao)
    assert shares == sorted(shares)
    assert shares[0] == 0
    assert 0.5 < shares[121] < 0.99, "most of the time goes into pages, but not all of it"
    assert max(b - a for a, b in pairwise(shares)) < 0.05, "and no jump"
    assert shares[-1] == 1


@pytest.mark.parametrize(
    "then",
    [
        lambda job: reading(job, 5, 61, previstas=200),  # windows have to be read again
        lambda job: reading(job, 5, 40),  # broken off, and gone on with what was read to its end
        lambda job: reading(job, 5, 0),  # too old to go on from
        lambda job: replace(job, strategy=ALONE),  # cannot be believed
    ],
)
def test_it_never_falls_whatever_becomes_of_the_reading(
    job: Tarefa, then: Callable[[Tarefa], Tarefa]
) -> None:
    seen = Andamento()
    seen.look(job)
    seen.look(reading(job, 4, 60))
    before = seen.fracao
    assert before > 0.2
    seen.look(then(reading(job, 4, 60)))
    assert seen.fracao >= before


def test_rows_that_are_asked_for_again_begin_anew(job: Tarefa) -> None:
    seen = Andamento()
    seen.look(replace(asking(job, 10, ROWS), estado=Estado.CONCLUIDA))
    again = replace(asking(job, 20, 4_000), contagens={**job.contagens, Situacao.NAO_TENTADO: 0})
    seen.look(replace(again, leitura=Leitura(120, 120, 60_000), strategy=SWEEP))
    assert seen.fracao == pytest.approx(0.4), "of a reading that was for another question"


def test_what_a_cancelled_job_read_counts_no_more(job: Tarefa) -> None:
    seen = Andamento()
    half = asking(reading(job, 6, 120), 10, ROWS // 2)
    seen.look(half)
    assert seen.fracao > 0.6
    seen.look(replace(half, estado=Estado.CANCELADA))
    assert seen.fracao == pytest.approx(0.5)


def test_pages_have_a_speed_of_their_own(job: Tarefa) -> None:
    seen = Andamento()
    for second in range(0, 7, 2):
        seen.look(reading(job, second, 10 * second))
    assert seen.por_segundo == pytest.approx(10)
    assert seen.restam_s == pytest.approx(6)


def test_what_was_read_before_a_pause_makes_nobody_faster(job: Tarefa) -> None:
    seen = Andamento()
    seen.look(reading(job, 0, 80))
    assert seen.restam_s is None
    seen.look(reading(job, 2, 84))
    assert seen.restam_s == pytest.approx(18)


def test_the_time_for_the_reading_makes_no_customer_slower(job: Tarefa) -> None:
    """A minute of reading, then 2,000 customers a second: some seconds are left, not minutes."""
    seen = Andamento()
    for second in range(0, 61, 2):
        seen.look(reading(job, second, 2 * second))
    seen.look(asking(reading(job, 61, 120), 61, 2_000))
    assert seen.restam_s == pytest.approx(4)
    late = Andamento()
    late.look(asking(reading(job, 61, 120), 61, 2_000))
    assert late.restam_s is None, "who has just come cannot tell yet"


def test_who_has_to_be_asked_after_the_known_ones_takes_longer(job: Tarefa) -> None:
    seen = Andamento()
    swept = reading(job, 60, 120)
    seen.look(swept)
    for second, done in ((61, 5_000), (62, 9_400), (80, 9_580), (100, 9_780)):
        seen.look(asking(swept, second, done))
    assert seen.por_segundo == pytest.approx(10)
    assert seen.restam_s == pytest.approx(22)


def test_one_by_one_the_speed_is_known_from_the_beginning(job: Tarefa) -> None:
    seen = Andamento()
    seen.look(asking(replace(job, strategy=ALONE), 100, 1_000))
    assert seen.por_segundo == pytest.approx(10)
    assert seen.restam_s == pytest.approx(900)


def test_other_processes_see_how_far_it_has_read(tmp_path: Path) -> None:
    ledger, elsewhere = Ledger(tmp_path), Ledger(tmp_path)
    job = ledger.create(new_tarefa(customers(range(1, 61))))
    owner = begin(ledger, job)
    Sweeps(ledger.database, job.id, owner).note(SWEEP, Leitura(0, 120))
    ledger.heartbeat(job.id, owner, Leitura(34, 120, 16_500))
    ledger.heartbeat(job.id, owner)
    there = elsewhere.tarefa(job.id)
    assert there.lendo
    assert there.leitura == Leitura(34, 120, 16_500)
    assert 0 < there.progresso < 1
    ledger.heartbeat(job.id, owner, Leitura(120, 120, 60_000))
    assert elsewhere.tarefa(job.id).leitura.fase is Fase.AMOSTRA, "that is what is left to do"
    lote = [(row, Outcome(Situacao.SEM_VENCIDA, "x", 1)) for row in ledger.pending(job.id)]
    ledger.commit(job.id, owner, lote[:1])
    assert not elsewhere.tarefa(job.id).lendo
