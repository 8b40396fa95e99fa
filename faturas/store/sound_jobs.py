"""Jobs that can be read, told from those that damage has changed; one never hides the others."""

import contextlib
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Result

from faturas.domain.outcome import Situacao
from faturas.errors import DamagedJob
from faturas.store import mapping, seals
from faturas.store.lease import beat
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
    tarefa(record)


def tarefa(record: Record) -> Tarefa:
    """A job; raises ``DamagedJob`` where it is not as the program has written it."""
    try:
        _check_values(record)
        return mapping.tarefa(record, beat())
    except mapping.BROKEN:
        # What it quotes may be anything, so the cause is not passed on.
        raise _damaged(record) from None


def readable(found: Result[Any]) -> Iterator[Tarefa]:
    """The jobs of ``select(tarefas)`` that can be read."""
    for record in found.mappings():
        with contextlib.suppress(DamagedJob):
            yield tarefa(record)


def unreadable(found: Result[Any]) -> Iterator[DamagedJob]:
    """The others, each as what is to be said of it."""
    for record in found.mappings():
        try:
            check(record)
        except DamagedJob as error:
            yield error


def _damaged(record: Record) -> DamagedJob:
    job_id = str(record["id"]).encode(errors="replace").decode()
    return DamagedJob(
        f"A tarefa {job_id} está danificada no arquivo de dados e não pode ser aberta. Para "
        "consultar a lista dela, envie-a de novo; as outras tarefas continuam aqui.",
        job_id,
    )


def _check_values(record: Record) -> None:
    """Raise ``TypeError`` or ``ValueError`` for values that the program does not write.

    SQLite keeps any kind in any column, and text that is none.
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
