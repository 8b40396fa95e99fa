"""Reads jobs, and tells those that damage has changed; one never hides the others."""

import contextlib
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, Select

from faturas.domain.estado import Estado
from faturas.domain.outcome import Situacao
from faturas.errors import DamagedJob
from faturas.store import mapping, seals
from faturas.store.engine import Beat
from faturas.store.lease import beat, silent_s
from faturas.store.mapping import Record
from faturas.store.schema import tarefas
from faturas.store.tarefa import Tarefa

_KINDS: dict[str, tuple[type, ...]] = {
    column.name: (
        *((int, float) if column.type.python_type is float else (column.type.python_type,)),
        *((type(None),) if column.nullable else ()),
    )
    for column in tarefas.columns
}
"""What each column of a job holds."""


def check(record: Record) -> None:
    """Raise ``DamagedJob`` for a job that is not as the program has written it."""
    with _errors_as_damage(record):
        _check_values(record)
        mapping.tarefa(record, None)


def tarefa(connection: Connection, record: Record, now: Beat | None = None) -> Tarefa:
    """Return a job, at this moment; raise ``DamagedJob`` where damage has changed it.

    Whether its owner is alive is asked here, once, and only of a job that somebody runs.
    """
    with _errors_as_damage(record):
        _check_values(record)
        silent = None
        if Estado(record["estado"]).viva:
            silent = silent_s(connection, mapping.lease(record), now or beat(connection))
        return mapping.tarefa(record, silent)


def readable(connection: Connection, jobs: Select[Any]) -> Iterator[Tarefa]:
    """Return the jobs of a ``select(tarefas)`` that can be read, all at one moment."""
    now = beat(connection)
    for record in connection.execute(jobs).mappings().all():
        with contextlib.suppress(DamagedJob):
            yield tarefa(connection, record, now)


def unreadable(connection: Connection, jobs: Select[Any]) -> Iterator[DamagedJob]:
    """Return what is to be said of each job that cannot be read."""
    now = beat(connection)
    for record in connection.execute(jobs).mappings().all():
        try:
            tarefa(connection, record, now)
        except DamagedJob as error:
            yield error


@contextlib.contextmanager
def _errors_as_damage(record: Record) -> Iterator[None]:
    try:
        yield
    except mapping.BROKEN:
        # What it quotes may be anything, so the cause is not passed on.
        raise _damaged(record) from None


def _damaged(record: Record) -> DamagedJob:
    job_id = str(record["id"]).encode(errors="replace").decode()
    return DamagedJob(
        f"A tarefa {job_id} está danificada no arquivo de dados e não pode ser aberta. Para "
        "consultar a lista dela, envie-a de novo; as outras tarefas continuam aqui.",
        job_id,
    )


def _check_values(record: Record) -> None:
    """Raise ``TypeError`` or ``ValueError`` for values that the program does not write.

    A database may keep any kind in any column, and text that is none: SQLite does.
    """
    for name, kinds in _KINDS.items():
        value = record[name]
        if not isinstance(value, kinds):
            raise TypeError(f"{name} is of another kind")
        if isinstance(value, str):
            value.encode()
    counters = [record["pendentes"], *(record[f"n_{situacao}"] for situacao in Situacao)]
    if not all(0 <= counter <= record["total"] for counter in counters):
        raise ValueError("a counter is beyond the list")
    if not seals.holds((record[name] for name in seals.JOB_COLUMNS), record["soma"]):
        raise ValueError("the check sum does not hold")
