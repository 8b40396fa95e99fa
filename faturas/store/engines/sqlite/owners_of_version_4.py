"""The owners of jobs as versions 1 to 4 kept them: machine, process, its birth and a token."""

import contextlib
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, text

from faturas.errors import LedgerError
from faturas.store.engines.sqlite.processes import is_here, is_running

_OWNERS = text(
    "SELECT dono, batimento FROM tarefas WHERE dono != '' AND estado IN ('na_fila', 'executando')"
)
_LEASE = timedelta(seconds=20)
"""How long those versions believed in a heartbeat of another machine."""


def refuse_while_somebody_runs(connection: Connection) -> None:
    """Raise ``LedgerError`` while a process of an older version runs a job of the ledger.

    What it wrote from now on would have no check sum that holds, and be taken for damaged.
    """
    for owner, beat in connection.execute(_OWNERS):
        if _is_alive(owner, beat):
            raise LedgerError(
                "Uma versão anterior do programa ainda executa uma tarefa neste arquivo de dados. "
                "Espere a tarefa terminar, ou feche a outra versão, e abra de novo: ele é "
                "convertido para esta versão quando ninguém mais o usa."
            )


def _is_alive(owner: str, beat: str) -> bool:
    process, _, _ = owner.rpartition("|")
    with contextlib.suppress(ValueError, TypeError):
        if is_here(process):
            return is_running(process)
        return abs(datetime.now(UTC) - datetime.fromisoformat(beat)) <= _LEASE
    return False
