"""Finds a job within a transaction, and refuses whoever may not write to it."""

from typing import Any

from sqlalchemy import Connection, select

from faturas.errors import LedgerError, UnknownJob
from faturas.store import mapping, sound_jobs
from faturas.store.lease import beat
from faturas.store.schema import tarefas
from faturas.store.tarefa import Tarefa


def stamp_now(connection: Connection) -> str:
    """This moment as stored."""
    return mapping.stamp(beat(connection).at)


def heartbeat_now(connection: Connection) -> dict[str, Any]:
    """The columns of an owner's sign of life at this moment."""
    return mapping.heartbeat(beat(connection))


def find(connection: Connection, job_id: str) -> mapping.Record:
    """The job's record; raises ``UnknownJob`` when there is none of that id, or ``DamagedJob``."""
    found = connection.execute(select(tarefas).where(tarefas.c.id == job_id)).mappings().first()
    if found is None:
        raise UnknownJob(f"Não existe tarefa com o código {job_id}.")
    sound_jobs.check(found)
    return found


def owned(connection: Connection, job_id: str, owner: str) -> mapping.Record:
    """The record of a job that ``owner`` runs; raises ``LedgerError`` when another took over."""
    job = find(connection, job_id)
    if job["dono"] != owner:
        raise LedgerError("Outro processo assumiu esta tarefa; este parou sem gravar mais nada.")
    return job


def at_rest(connection: Connection, job_id: str) -> Tarefa:
    """A job that nobody runs; raises ``LedgerError`` while somebody does."""
    job = sound_jobs.tarefa(connection, find(connection, job_id))
    if job.estado.viva:
        raise LedgerError("A tarefa está em andamento; pause-a ou cancele-a antes.")
    return job
