"""Changes jobs as a person asks: ``pause``, ``cancel``, ``retry_failures``, ``repeat`` and more."""

import time
from collections.abc import Collection
from datetime import date

from faturas.app.actor import Actor
from faturas.app.context import AppContext
from faturas.app.start import run_pending
from faturas.app.values import Filter, Tarefa
from faturas.domain.estado import Estado


def pause(actor: Actor, app: AppContext, job_id: str) -> None:
    """Ask the process that runs a job to pause it; what was fetched stays."""
    if app.runner_in_use is None:
        app.job_changes.pause(job_id)
    else:
        app.runner_in_use.stop(job_id)


def cancel(actor: Actor, app: AppContext, job_id: str) -> None:
    """Give up what is left of a job, whichever process runs it; what was fetched stays."""
    if app.runner_in_use is None:
        app.job_changes.cancel(job_id)
    else:
        app.runner_in_use.cancel(job_id)


def cancel_and_wait(actor: Actor, app: AppContext, job_id: str) -> Tarefa:
    """Cancel a job; return it once its run has stopped, or has died before."""
    cancel(actor, app, job_id)
    while (job := app.ledger.tarefa(job_id)).estado.viva:
        time.sleep(app.timing.heartbeat_s / 4)
    if job.estado is Estado.INTERROMPIDA:
        cancel(actor, app, job_id)
    return app.ledger.tarefa(job_id)


def retry_failures(actor: Actor, app: AppContext, job_id: str) -> bool:
    """Ask again, in the background, for every row that ended as ``erro``, and for what is pending.

    Returns False when there was nothing to ask for. Raises ``LedgerError`` for a job that runs or
    is cancelled, and ``OtherCompany``.
    """
    app.job_changes.retry_failures(job_id)
    return run_pending(actor, app, job_id)


def refresh(actor: Actor, app: AppContext, job_id: str, filtro: Filter) -> bool:
    """Ask again, in the background, for the contacts that pass ``filtro``, before they are sent.

    Returns False when none passes. Raises ``LedgerError`` for a job that runs, that is cancelled or
    that has customers who were never asked for, and ``OtherCompany``.
    """
    app.job_changes.refresh(job_id, filtro)
    return run_pending(actor, app, job_id)


def repeat(
    actor: Actor,
    app: AppContext,
    job_id: str,
    referencia: date,
    known: Collection[str] | None = None,
) -> Tarefa:
    """Make a job over the same list, API and settings; ``start.run_pending`` then runs it.

    ``known`` are the ids of the jobs over the same list that the actor has been told of: any other
    that asks for it now, or waits to go on, raises ``SameList``, and nothing is stored. None asks
    for no such check. Raises ``LedgerError`` where the list is damaged, and ``OtherCompany``.
    """
    return app.ledger.tarefa(app.job_changes.repeat(job_id, referencia, known))


def delete(actor: Actor, app: AppContext, job_id: str) -> None:
    """Forget a job and its rows for good; raises ``LedgerError`` while somebody runs it."""
    app.ledger.delete(job_id)
