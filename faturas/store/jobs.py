"""Finds a job within a transaction (``find``), and refuses an owner who may not write to it."""

from typing import Any

from sqlalchemy import Connection, select

from faturas.errors import LedgerError, UnknownJob
from faturas.store import mapping, sound_jobs
from faturas.store.lease import beat
from faturas.store.schema import tarefas
from faturas.store.tarefa import Tarefa


def stamp_now(connection: Connection) -> str:
    """Return this moment as stored."""
    return mapping.stamp(beat(connection).at)


def heartbeat_now(connection: Connection) -> dict[str, Any]:
    """Return the columns of an owner's heartbeat at this moment."""
    return mapping.heartbeat(beat(connection))


def find(connection: Connection, job_id: str) -> mapping.Record:
    """Return the job's record; raise ``UnknownJob`` when there is none, or ``DamagedJob``."""
    found = connection.execute(select(tarefas).where(tarefas.c.id == job_id)).mappings().first()
    if found is None:
        raise UnknownJob(f"Não existe tarefa com o código {job_id}.")
    sound_jobs.check(found)
    return found


def owned(connection: Connection, job_id: str, owner: str) -> mapping.Record:
    """Return the record of a job that ``owner`` runs; raise ``LedgerError`` when another does."""
    job = find(connection, job_id)
    if job["dono"] != owner:
        raise LedgerError("Outro processo assumiu esta tarefa; este parou sem gravar mais nada.")
    return job


def at_rest(connection: Connection, job_id: str) -> Tarefa:
    """Return a job that nobody runs; raise ``LedgerError`` while somebody does."""
    job = sound_jobs.tarefa(connection, find(connection, job_id))
    if job.estado.viva:
        raise LedgerError("A tarefa está em andamento; pause-a ou cancele-a antes.")
    return job
