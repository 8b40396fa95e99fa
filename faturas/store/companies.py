"""Whose customers a job asks for: it goes on at the company it began at, and at no other."""

from sqlalchemy import Connection, update

from faturas.errors import OtherCompany
from faturas.store.schema import tarefas
from faturas.store.seals import seal_job
from faturas.store.tarefa import Tarefa


def may_be(job: Tarefa, empresa: str) -> bool:
    """Whether a job is of this company, as far as either is known."""
    return not empresa or job.empresa in ("", empresa)


def check(job: Tarefa, empresa: str) -> None:
    """Raise ``OtherCompany`` when the API of the job's name is another company's by now."""
    if not may_be(job, empresa):
        raise OtherCompany(job.api)


def adopt(connection: Connection, job: Tarefa, empresa: str) -> None:
    """Raise what ``check`` raises; a job that does not know its company yet belongs to this one."""
    check(job, empresa)
    if empresa and not job.empresa:
        mine = tarefas.c.id == job.id
        connection.execute(update(tarefas).where(mine).values(empresa=empresa))
        seal_job(connection, mine)
