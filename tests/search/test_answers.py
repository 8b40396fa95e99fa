"""What a sweep knows, handed out: to whom, in which order, and for how long."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from faturas.domain.outcome import Situacao
from faturas.search.look_up import look_up
from faturas.search.sweep.answers import FRESH_FOR, SweepAnswers
from faturas.search.tasks import LookUpTask
from tests.factories.faturas import HOJE
from tests.factories.look_ups import criteria, new_attempts
from tests.search.provider import Provider
from tests.search.sweeping import TRIES, Job, age_sweep

CODES = range(1, 1201)
OWES_MUCH = 597
SEEN, OTHERS = range(1, 1201, 4), [codigo for codigo in CODES if codigo % 4 != 1]


@pytest.fixture
def provider() -> Provider:
    debts = [(f"{codigo}", HOJE - timedelta(days=40), False) for codigo in SEEN]
    more = range(1, Provider.listed_at_most)
    debts += [(f"{OWES_MUCH}", HOJE - timedelta(days=back), False) for back in more]
    return Provider(debts, without_invoice="2")


@pytest.fixture
def job(tmp_path: Path) -> Iterator[Job]:
    made = Job(tmp_path, CODES)
    yield made
    made.close()


@pytest.fixture
def answers(provider: Provider, job: Job) -> SweepAnswers:
    answers = job.sweep(provider).answers
    assert answers is not None
    provider.alone.clear()
    return answers


def handed_out(answers: SweepAnswers, job: Job, provider: Provider) -> list[LookUpTask]:
    """Every row, and its customer looked up."""
    tasks = []
    for task in answers.attend(job.ledger.pending(job.id)):
        attempts = new_attempts(TRIES)
        look_up(task.row, provider, criteria(), attempts, task.swept)
        tasks.append(task)
    return tasks


def test_who_is_known_comes_first_and_is_not_asked_for(
    provider: Provider, job: Job, answers: SweepAnswers
) -> None:
    """So an outage while the others are asked for costs nothing of what was read."""
    tasks = handed_out(answers, job, provider)
    assert [int(task.row.codigo) for task in tasks] == [*SEEN, *OTHERS]
    asked = [int(task.row.codigo) for task in tasks if task.lida_em is None]
    assert asked == [OWES_MUCH, *OTHERS]
    assert {int(codigo) for codigo in provider.alone} == set(asked)


def test_whose_list_may_be_cut_elsewhere_is_asked_for_alone(
    provider: Provider, job: Job, answers: SweepAnswers
) -> None:
    assert len(job.store.known([f"{OWES_MUCH}"])[f"{OWES_MUCH}"].faturas) == Provider.listed_at_most
    tasks = answers.attend(job.ledger.pending(job.id))
    [task] = [task for task in tasks if task.row.codigo == f"{OWES_MUCH}"]
    assert task.lida_em is None
    provider.invoices.clear()
    provider.known.clear()
    attempts = new_attempts(TRIES)
    outcome = look_up(task.row, provider, criteria(), attempts, task.swept)
    assert provider.alone[task.row.codigo] == 1
    assert outcome.situacao is Situacao.SEM_VENCIDA, "the registration is known"


@pytest.mark.parametrize("age", [FRESH_FOR + timedelta(minutes=10), timedelta(days=-3)])
def test_what_is_too_old_or_of_unknown_age_is_asked_for_alone(
    provider: Provider, job: Job, answers: SweepAnswers, age: timedelta
) -> None:
    age_sweep(job.ledger, age)
    assert all(task.lida_em is None for task in handed_out(answers, job, provider))
    assert len(provider.alone) == len(CODES)


def test_the_time_that_reading_takes_does_not_make_it_too_old(
    provider: Provider, job: Job, answers: SweepAnswers
) -> None:
    """Whom a slow API has shown in forty minutes it would show alone in many hours."""
    age_sweep(job.ledger, timedelta(minutes=45))
    slow = SweepAnswers(job.store, FRESH_FOR + timedelta(minutes=40))
    tasks = handed_out(slow, job, provider)
    [read_at] = {task.lida_em for task in tasks if task.lida_em}
    assert datetime.now(UTC) - read_at >= timedelta(minutes=45)


def test_it_grows_old_while_rows_are_handed_out(job: Job, answers: SweepAnswers) -> None:
    tasks = answers.attend(job.ledger.pending(job.id))
    assert next(tasks).lida_em is not None
    age_sweep(job.ledger, 2 * FRESH_FOR)
    left = list(tasks)
    assert len(left) == len(CODES) - 1
    looked_up_together = 500 // 4
    assert sum(task.lida_em is not None for task in left) == looked_up_together - 1
