"""Keeps the queue at each API: one job runs there, the others wait in the order they came.

Every function is a part of its caller's transaction.
"""

from datetime import timedelta

from sqlalchemy import ColumnElement, Connection, and_, or_, select, tuple_, update

from faturas.domain.estado import Estado
from faturas.errors import LedgerError
from faturas.store import mapping, sound_jobs
from faturas.store.engine import database_of
from faturas.store.jobs import find, heartbeat_now, owned
from faturas.store.lease import beat
from faturas.store.schema import tarefas
from faturas.store.tarefa import Tarefa

_RUNS = tarefas.c.estado == Estado.EXECUTANDO


def enter(connection: Connection, job_id: str, owner: str) -> None:
    """Put a job behind all others of its API, run by ``owner``."""
    api = find(connection, job_id)["api"]
    database = database_of(connection)
    database.lock_api(connection, api)
    connection.execute(
        update(tarefas)
        .where(tarefas.c.id == job_id)
        .values(
            estado=Estado.NA_FILA,
            causa="",
            pedido="",
            dono=owner,
            processo=database.this_process(),
            na_fila_em=_behind_all(connection, api),
            terminada_em=None,
            **heartbeat_now(connection),
        )
    )


def ahead(connection: Connection, job: mapping.Record) -> list[Tarefa]:
    """Return the live jobs of the same API that run already or came before this one."""
    came_before = and_(
        tarefas.c.estado == Estado.NA_FILA,
        tuple_(tarefas.c.na_fila_em, tarefas.c.numero) < tuple_(job["na_fila_em"], job["numero"]),
    )
    return _rivals(connection, job, or_(_RUNS, came_before))


def still_in_turn(connection: Connection, job_id: str, owner: str) -> mapping.Record:
    """Return the record of a job that ``owner`` runs; refuse where another took its turn."""
    job = owned(connection, job_id, owner)
    if job["estado"] != Estado.EXECUTANDO or sound_jobs.tarefa(connection, job).estado.viva:
        return job
    database_of(connection).lock_api(connection, job["api"])
    if _rivals(connection, job, _RUNS):
        raise LedgerError(
            "Este computador ficou parado e, nesse tempo, outra tarefa desta API começou; esta "
            "parou, para não perguntarem as duas ao mesmo tempo."
        )
    return job


def _behind_all(connection: Connection, api: str) -> str:
    """Return this moment, or one just after the last in the queue, if the clock was set back."""
    waiting = select(tarefas).where(tarefas.c.api == api, tarefas.c.estado == Estado.NA_FILA)
    came = (job.na_fila_em for job in sound_jobs.readable(connection, waiting))
    last = max((at for at in came if at is not None), default=None)
    now = beat(connection).at
    return mapping.stamp(max(now, last + timedelta(microseconds=1)) if last else now)


def _rivals(
    connection: Connection, job: mapping.Record, condition: ColumnElement[bool]
) -> list[Tarefa]:
    """Return the other live jobs of the same API of which ``condition`` holds."""
    others = select(tarefas).where(
        tarefas.c.api == job["api"], tarefas.c.numero != job["numero"], condition
    )
    return [rival for rival in sound_jobs.readable(connection, others) if rival.estado.viva]
