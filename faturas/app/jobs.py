"""Reads how jobs stand: one (``one``), all (``every``), and those that cannot be read."""

from datetime import datetime

from faturas.app.actor import Actor
from faturas.app.configuration import DEMONSTRACAO
from faturas.app.context import AppContext
from faturas.app.values import PaceSnapshot, Tarefa
from faturas.errors import DamagedJob


def one(actor: Actor, app: AppContext, job_id: str) -> Tarefa:
    """Return a job as the ledger has it; raise ``UnknownJob`` and ``DamagedJob``."""
    return app.ledger.tarefa(job_id)


def every(actor: Actor, app: AppContext) -> list[Tarefa]:
    """Return all jobs that can be read, the newest first."""
    return app.ledger.tarefas()


def damaged(actor: Actor, app: AppContext) -> list[DamagedJob]:
    """Return what to say of each job that cannot be read, the newest first."""
    return app.ledger.damaged()


def place_in_queue(actor: Actor, app: AppContext, job_id: str) -> int:
    """Return the number of live jobs of the same API that go before this one."""
    return app.ledger.place_in_queue(job_id)


def holds_customers(actor: Actor, app: AppContext) -> bool:
    """Whether a job of a real company is in the ledger, whatever is configured now.

    A job that cannot be read may be one.
    """
    return bool(app.ledger.damaged()) or any(
        job.api != DEMONSTRACAO for job in app.ledger.tarefas()
    )


def is_refreshing(actor: Actor, app: AppContext, job: Tarefa) -> bool:
    """Whether the rows that are pending are contacts, to be asked for again before sending."""
    if job.refreshed_at is None or not job.pendentes:
        return False
    row = next(app.ledger.pending(job.id), None)
    return row is not None and row.outcome.conferida is not None


def live(actor: Actor, app: AppContext, job_id: str) -> Tarefa:
    """Return a job as ``one`` does, with the phase of its reading where this process runs it."""
    runner = app.runner_in_use
    return app.ledger.tarefa(job_id) if runner is None else runner.tarefa(job_id)


def failure(actor: Actor, app: AppContext, job_id: str) -> str:
    """Return why this process had to leave a job without a word in the ledger, or ``""``."""
    runner = app.runner_in_use
    return "" if runner is None else runner.failure(job_id)


def next_try(actor: Actor, app: AppContext, job_id: str) -> datetime | None:
    """Return when this process tries a job again that an outage has paused, if it does."""
    runner = app.runner_in_use
    return None if runner is None else runner.next_try(job_id)


def pace(actor: Actor, app: AppContext, job_id: str) -> PaceSnapshot | None:
    """Return the pace of a job that this process runs; None for any other."""
    runner = app.runner_in_use
    return None if runner is None else runner.pace(job_id)


def wait(actor: Actor, app: AppContext, job_id: str, timeout_s: float) -> bool:
    """Wait for a run of this process; return False when it goes on after ``timeout_s`` seconds.

    A run that had to leave its job (see ``failure``) counts as ended.
    """
    runner = app.runner_in_use
    return runner is None or runner.wait(job_id, timeout_s) or bool(runner.failure(job_id))
