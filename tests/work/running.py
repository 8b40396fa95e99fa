"""Runs whole jobs in the background, for tests."""

from faturas.sandbox.server import Sandbox
from faturas.store.ledger import Ledger
from faturas.store.tarefa import Tarefa
from faturas.timing import Timing
from faturas.work.runner import Runner
from tests.factories.apis import apis_of
from tests.waiting import wait_for

CODES = range(1001, 1201)


def finished(runner: Runner, ledger: Ledger, job: Tarefa) -> Tarefa:
    runner.start(job.id)
    assert runner.wait(job.id, 60)
    return ledger.tarefa(job.id)


def probing_runner(ledger: Ledger, sandbox: Sandbox, waits_s: tuple[float, ...]) -> Runner:
    """One that looks after such waits whether an outage is over."""
    return Runner(ledger, apis_of(sandbox), Timing(probe_waits_s=waits_s), goes_on_by_itself=True)


def wait_until_some_done(ledger: Ledger, job: Tarefa) -> None:
    wait_for(lambda: ledger.tarefa(job.id).feitos > 0)
