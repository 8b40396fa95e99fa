"""Marks the contacts of a job that share a phone, once all rows have their outcome."""

from sqlalchemy import Connection, and_, case, func, select, update

from faturas.domain.notices import Aviso
from faturas.domain.outcome import Situacao
from faturas.domain.shared_phones import SHARED_FROM
from faturas.store.schema import linhas
from faturas.store.seals import resealed


def mark_shared_phones(connection: Connection, numero: int) -> None:
    """Give the contacts of a job the avisos of ``domain.shared_phones``, in SQL."""
    shared = int(Aviso.TELEFONE_REPETIDO)
    phone = func.coalesce(func.nullif(linhas.c.telefone, ""), linhas.c.telefone_fixo)
    of_job = and_(linhas.c.tarefa == numero, linhas.c.situacao == Situacao.VENCIDA)
    several = (
        select(phone).where(of_job, phone != "").group_by(phone).having(func.count() >= SHARED_FROM)
    ).scalar_subquery()
    flags = linhas.c.avisos
    now = case((phone.in_(several), flags.op("|")(shared)), else_=flags.op("&")(~shared))
    connection.execute(
        update(linhas).where(of_job, flags != now).values(avisos=now, soma=resealed(avisos=now))
    )
