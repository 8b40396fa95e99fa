"""Minutes of 5xx: the job pauses, and a process that stays looks again by itself."""

import contextlib
from collections.abc import Iterator
from itertools import count

import pytest

from faturas.domain.estado import Estado
from faturas.domain.outcome import Situacao
from faturas.errors import LedgerError
from faturas.sandbox.exchange import Exchange
from faturas.sandbox.faults import Faults, Mishap
from faturas.sandbox.mishaps import HAPPENS
from faturas.sandbox.server import Sandbox
from faturas.store.job_changes import JobChanges
from faturas.store.ledger import Ledger
from faturas.timing import Timing
from tests.factories.apis import apis_of
from tests.faults.job import Job, Outcomes
from tests.waiting import wait_for

ANSWERED = 6


@pytest.fixture
def paused(ledger: Ledger, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> Iterator[Job]:
    """A job that an outage has paused after its first rows."""
    requests = count(1)
    fail = HAPPENS[Mishap.ERROR_500]

    async def fail_from_then_on(exchange: Exchange) -> None:
        if next(requests) > ANSWERED:
            await fail(exchange)
        else:
            await exchange.reply(await exchange.answer())

    monkeypatch.setitem(HAPPENS, Mishap.ERROR_500, fail_from_then_on)
    sandbox.faults = Faults(error_500=1)
    timing = Timing(probe_waits_s=(0.1, 0.2, *[0.3] * 200))
    job = Job(ledger, apis_of(sandbox), timing, goes_on_by_itself=True, tentativas=1, threads=1)
    job.start()
    wait_for(lambda: job.now.estado is Estado.PAUSADA)
    assert job.now.feitos
    yield job
    job.runner.stop_all(5)


def test_it_says_when_it_looks_again_and_asks_little_meanwhile(
    sandbox: Sandbox, paused: Job
) -> None:
    wait_for(lambda: paused.runner.next_try(paused.id))
    assert paused.now.contagens[Situacao.ERRO] == 0
    before = sandbox.counters.requests.total()
    assert not paused.runner.wait(paused.id, 0.7)
    assert sandbox.counters.requests.total() - before <= 10


def test_it_goes_on_when_the_outage_ends(sandbox: Sandbox, paused: Job, calm: Outcomes) -> None:
    sandbox.faults = Faults()
    assert paused.ended().estado is Estado.CONCLUIDA
    assert paused.outcomes() == calm


@pytest.mark.parametrize("where", ["in this process", "in another"])
@pytest.mark.parametrize("decided", [Estado.PAUSADA, Estado.CANCELADA])
def test_it_does_not_go_on_when_the_clerk_has_decided_otherwise(
    ledger: Ledger, sandbox: Sandbox, paused: Job, where: str, decided: Estado
) -> None:
    thoughts = JobChanges(ledger.database)
    pause, cancel = {
        "in this process": (paused.runner.stop, paused.runner.cancel),
        "in another": (thoughts.pause, thoughts.cancel),
    }[where]
    pending = paused.now.pendentes
    (pause if decided is Estado.PAUSADA else cancel)(paused.id)
    sandbox.faults = Faults()
    ended = paused.ended()
    assert (ended.estado, ended.pendentes) == (decided, pending)


def test_it_does_not_go_on_when_the_clerk_decides_while_it_is_looking(
    ledger: Ledger, sandbox: Sandbox, paused: Job
) -> None:
    sandbox.faults = Faults(latency_s=0.5)
    wait_for(lambda: sandbox.counters.in_flight)
    JobChanges(ledger.database).pause(paused.id)
    assert paused.ended().estado is Estado.PAUSADA


def test_whoever_resumes_it_ends_the_looking(sandbox: Sandbox, paused: Job) -> None:
    sandbox.faults = Faults()
    with contextlib.suppress(LedgerError):  # when it has just begun again by itself
        paused.start()
    assert paused.ended().estado is Estado.CONCLUIDA
    assert paused.runner.failure(paused.id) == ""
