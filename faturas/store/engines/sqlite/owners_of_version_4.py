"""Finds owners of jobs as versions 1 to 4 kept them: machine, process, its start and a token."""

import contextlib
import time
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, inspect, text

from faturas.errors import LedgerError
from faturas.store.engines.sqlite.machine import is_here, is_running

_OWNERS = """SELECT dono, batimento, {pulse} FROM tarefas
    WHERE dono != '' AND estado IN ('na_fila', 'executando')"""
_LEASE = timedelta(seconds=20)
"""How long a heartbeat counted in those versions, 20 seconds."""


def refuse_while_somebody_runs(connection: Connection) -> None:
    """Raise ``LedgerError`` while a process of an older version runs a job of the ledger.

    What it wrote from now on would have no check sum that holds, and be taken for damaged.
    """
    columns = {column["name"] for column in inspect(connection).get_columns("tarefas")}
    owners = _OWNERS.format(pulse="pulso_s" if "pulso_s" in columns else "NULL")
    for owner, beat, pulse_s in connection.execute(text(owners)):
        if _is_alive(owner, beat, pulse_s):
            raise LedgerError(
                "Uma versão anterior do programa ainda executa uma tarefa neste arquivo de dados. "
                "Espere a tarefa terminar, ou feche a outra versão, e abra de novo: ele é "
                "convertido para esta versão quando ninguém mais o usa."
            )


def _is_alive(owner: str, beat: str, pulse_s: float | None) -> bool:
    """Whether those versions took an owner for alive; the first two had no steady pulse."""
    process, _, _ = owner.rpartition("|")
    with contextlib.suppress(ValueError, TypeError):
        if is_here(process):
            silent_s = 0.0 if pulse_s is None else time.monotonic() - pulse_s
            return 0 <= silent_s <= _LEASE.total_seconds() and is_running(process)
        return abs(datetime.now(UTC) - datetime.fromisoformat(beat)) <= _LEASE
    return False
