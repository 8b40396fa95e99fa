"""What a sweep knows, handed out: to whom, in which order, and for how long."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from faturas.billing.transport.retry import Attempts
from faturas.domain.outcome import Row
from faturas.search.sweep.answers import FRESH_FOR, MANY, SweptBilling
from tests.search.conftest import HOJE
from tests.search.provider import Provider
from tests.search.sweeping import QUICK, Job, age_sweep

CODES = range(1, 1201)
OWES_MUCH = 597
SEEN, OTHERS = range(1, 1201, 4), [codigo for codigo in CODES if codigo % 4 != 1]


@pytest.fixture
def provider() -> Provider:
    debts = [(f"{codigo}", HOJE - timedelta(days=40), False) for codigo in SEEN]
    debts += [(f"{OWES_MUCH}", HOJE - timedelta(days=back), False) for back in range(1, MANY)]
    return Provider(debts, without_invoice="2")


@pytest.fixture
def job(tmp_path: Path) -> Iterator[Job]:
    made = Job(tmp_path, CODES)
    yield made
    made.close()


@pytest.fixture
def answers(provider: Provider, job: Job) -> SweptBilling:
    answers = job.sweep(provider).answers
    assert answers is not None
    provider.alone.clear()
    return answers


def handed_out(answers: SweptBilling, job: Job) -> list[Row]:
    """Every row, and its invoices asked for."""
    rows = []
    for row in answers.attend(job.ledger.pending(job.id)):
        answers.faturas(row.codigo, Attempts(QUICK, threading.Event()))
        rows.append(row)
    return rows


def test_who_is_known_comes_first_and_is_not_asked_for(
    provider: Provider, job: Job, answers: SweptBilling
) -> None:
    """So an outage while the others are asked for costs nothing of what was read."""
    rows = handed_out(answers, job)
    assert [int(row.codigo) for row in rows] == [*SEEN, *OTHERS]
    asked = [int(row.codigo) for row in rows if row.lida_em is None]
    assert asked == [OWES_MUCH, *OTHERS]
    assert {int(codigo) for codigo in provider.alone} == set(asked)


def test_whose_list_may_be_cut_elsewhere_is_asked_for_alone(
    provider: Provider, job: Job, answers: SweptBilling
) -> None:
    assert len(job.store.known([f"{OWES_MUCH}"])[f"{OWES_MUCH}"].faturas) == MANY
    [row] = [row for row in handed_out(answers, job) if row.codigo == f"{OWES_MUCH}"]
    assert row.lida_em is None
    assert provider.alone[row.codigo] == 1
    attempts = Attempts(QUICK, threading.Event())
    provider.known.clear()
    assert answers.cliente(row.codigo, attempts) is not None, "the phones are known"


@pytest.mark.parametrize("age", [FRESH_FOR + timedelta(minutes=10), timedelta(days=-3)])
def test_what_is_too_old_or_of_unknown_age_is_asked_for_alone(
    provider: Provider, job: Job, answers: SweptBilling, age: timedelta
) -> None:
    age_sweep(job.ledger, age)
    assert all(row.lida_em is None for row in handed_out(answers, job))
    assert len(provider.alone) == len(CODES)


def test_the_time_that_reading_takes_does_not_make_it_too_old(
    provider: Provider, job: Job, answers: SweptBilling
) -> None:
    """Whom a slow API has shown in forty minutes it would show alone in many hours."""
    age_sweep(job.ledger, timedelta(minutes=45))
    slow = SweptBilling(provider, job.store, FRESH_FOR + timedelta(minutes=40))
    [read_at] = {row.lida_em for row in handed_out(slow, job) if row.lida_em}
    assert datetime.now(UTC) - read_at >= timedelta(minutes=45)


def test_it_grows_old_while_rows_are_handed_out(job: Job, answers: SweptBilling) -> None:
    rows = answers.attend(job.ledger.pending(job.id))
    assert next(rows).lida_em is not None
    age_sweep(job.ledger, 2 * FRESH_FOR)
    left = list(rows)
    assert len(left) == len(CODES) - 1
    looked_up_together = 500 // 4
    assert sum(row.lida_em is not None for row in left) == looked_up_together - 1
