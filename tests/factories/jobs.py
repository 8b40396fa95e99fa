"""Jobs in a ledger: new, begun by somebody, run to their end."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from faturas.domain.outcome import Outcome
from faturas.intake.customers import Customer
from faturas.search.settings import BuscaSettings
from faturas.store.engines.sqlite import machine
from faturas.store.engines.sqlite.database import SqliteDatabase
from faturas.store.engines.sqlite.machine import this_process
from faturas.store.lease import new_owner
from faturas.store.ledger import Ledger, NewTarefa
from faturas.store.tarefa import Tarefa
from tests.factories.faturas import HOJE


def new_tarefa(rows: Sequence[Customer], api: str = "teste", **busca: Any) -> NewTarefa:
    """A job over these rows, quick unless told otherwise."""
    settings = BuscaSettings.model_validate(
        {"pausa_s": 0, "tentativas": 3, "ritmo": "fixo", "estrategia": "um_a_um", **busca}
    )
    return NewTarefa("lista.csv", api, HOJE, settings, rows)


def begin(ledger: Ledger, job: Tarefa) -> str:
    """Let somebody new run a job whose turn it is; returns the owner."""
    owner = new_owner()
    ledger.queue(job.id, owner)
    assert ledger.begin(job.id, owner)
    return owner


def begin_and_die(ledger: Ledger, job: Tarefa) -> str:
    """Let a process begin a job that has ended since; returns the owner."""
    owner = queue_and_die(ledger, job)
    ledger.begin(job.id, owner)
    return owner


def queue_and_die(ledger: Ledger, job: Tarefa) -> str:
    """Let a process put a job into the queue that has ended since; returns the owner."""
    owner = new_owner()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(machine, "this_process", dead_process)
        ledger.queue(job.id, owner)
    return owner


def dead_process() -> str:
    """A process of this machine that has ended: another one has its number now."""
    host, pid, _ = this_process().split("|")
    return f"{host}|{pid}|1.00"


def begin_and_commit(ledger: Ledger, job: Tarefa, outcomes: Iterable[Outcome]) -> str:
    """Let somebody begin a job, and its pending rows end so, in their order; returns the owner.

    The rows for which there is no outcome stay pending.
    """
    owner, ended = begin(ledger, job), list(outcomes)
    lote = list(zip(ledger.pending(job.id), ended, strict=False))
    assert len(lote) == len(ended)
    ledger.commit(job.id, owner, lote)
    return owner


def run(ledger: Ledger, job: Tarefa, outcomes: Iterable[Outcome]) -> Tarefa:
    """One whole run, in which the pending rows end so; see ``begin_and_commit``."""
    return ledger.finish(job.id, begin_and_commit(ledger, job, outcomes), "parou")


def file_of(ledger: Ledger) -> Path:
    """The file of a ledger that lies in one."""
    assert isinstance(ledger.database, SqliteDatabase)
    return ledger.database.path


def change(ledger: Ledger, sql: str, **values: Any) -> None:
    """Change what a ledger holds as the program never would."""
    with ledger.database.write() as connection:
        connection.execute(text(sql), values)
