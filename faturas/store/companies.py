"""Checks that a job's API is still its company's (``check``), and keeps the company at first."""

from sqlalchemy import Connection, update

from faturas.domain.company import may_be_same
from faturas.errors import OtherCompany
from faturas.store.schema import tarefas
from faturas.store.seals import seal_job
from faturas.store.tarefa import Tarefa


def check(job: Tarefa, empresa: str) -> None:
    """Raise ``OtherCompany`` when the API of the job's name is another company's by now."""
    if not may_be_same(job.empresa, empresa):
        raise OtherCompany(job.api)


def adopt(connection: Connection, job: Tarefa, empresa: str) -> None:
    """Raise what ``check`` raises; give a job that has no company yet this one."""
    check(job, empresa)
    if empresa and not job.empresa:
        mine = tarefas.c.id == job.id
        connection.execute(update(tarefas).where(mine).values(empresa=empresa))
        seal_job(connection, mine)
