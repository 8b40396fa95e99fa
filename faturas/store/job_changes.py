"""Changes a job from outside its run (``JobChanges``): pause, cancel, retry, refresh, repeat.

Each only marks what is to be asked for; a run of the job then does it.
"""

import secrets
from collections.abc import Callable, Collection
from datetime import date
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    and_,
    case,
    func,
    insert,
    literal,
    select,
    update,
)

from faturas.domain.estado import Estado, Pedido
from faturas.domain.outcome import Situacao
from faturas.domain.refresh import Mudanca
from faturas.domain.twins import asks_beside
from faturas.errors import LedgerError
from faturas.store import companies, sound_jobs
from faturas.store.engine import Database
from faturas.store.jobs import at_rest, find, stamp_now
from faturas.store.rows import Filter, contacts_where
from faturas.store.schema import linhas, tarefas
from faturas.store.seals import fresh_seal_in_sql, rows_of, seal_job, sound_in_sql
from faturas.store.sweeps import forget
from faturas.store.tarefa import Tarefa
from faturas.store.twins import refuse_unknown, twins_of

_OF_THE_LIST = ("ordem", "linha", "codigo", "telefone_lista", "nome_lista")
_OF_THE_JOB = ("arquivo", "impressao", "api", "empresa", "busca", "total")
_NOT_ASKED = (Situacao.INVALIDO, Situacao.DUPLICADO)
"""The outcomes that a row has from the list alone."""


class JobChanges:
    """Changes jobs of one ledger as a person decides; each change is one transaction.

    ``empresa_of`` gives what identifies the company behind an API. With it, what would ask another
    company than the job's is refused with ``OtherCompany``, before anything is marked.
    """

    def __init__(self, database: Database, empresa_of: Callable[[str], str] | None = None) -> None:
        self._database = database
        self._empresa_of = empresa_of

    def pause(self, job_id: str) -> None:
        """Ask the process that runs the job, or waits to try it again, to pause it.

        Where no process could, nothing changes: the job may have ended at this moment.
        """
        with self._database.write() as connection:
            estado = sound_jobs.tarefa(connection, find(connection, job_id)).estado
            if estado.viva or estado is Estado.PAUSADA:
                _ask_owner(connection, job_id, Pedido.PAUSAR)

    def cancel(self, job_id: str) -> None:
        """Give up what has not been asked for; what was fetched stays.

        A running job is asked to end so; one at rest is cancelled at once, and one that has ended
        stays as it is.
        """
        with self._database.write() as connection:
            estado = sound_jobs.tarefa(connection, find(connection, job_id)).estado
            if estado.viva:
                _ask_owner(connection, job_id, Pedido.CANCELAR)
            elif estado.retomavel:
                cancel(connection, job_id)

    def retry_failures(self, job_id: str) -> int:
        """Mark every row that ended as ``erro`` to be asked for again; return how many."""
        with self._database.write() as connection:
            job = at_rest(connection, job_id)
            if job.estado is Estado.CANCELADA:
                raise LedgerError("Esta tarefa foi cancelada; repita-a para começar de novo.")
            self._check_company(job)
            return _mark(connection, job_id, linhas.c.situacao == Situacao.ERRO)

    def refresh(self, job_id: str, filtro: Filter) -> int:
        """Mark the contacts that pass ``filtro`` to be asked for again; return how many.

        Refused while rows of the list have never been asked for.
        """
        with self._database.write() as connection:
            job = at_rest(connection, job_id)
            if job.estado is Estado.CANCELADA:
                raise LedgerError(
                    "Esta tarefa foi cancelada antes do fim e não pode ser conferida; repita-a."
                )
            if job.pendentes:
                raise LedgerError("Ainda há clientes por consultar: retome a tarefa primeiro.")
            self._check_company(job)
            number = _mark(connection, job_id, *contacts_where(filtro))
            counts = {f"n_conferida_{mudanca}": 0 for mudanca in Mudanca}
            connection.execute(
                update(tarefas)
                .where(tarefas.c.id == job_id)
                .values(conferida_em=stamp_now(connection), **counts)
            )
            return number

    def repeat(self, job_id: str, referencia: date, known: Collection[str] | None = None) -> str:
        """Make a new job over the same list, API and settings; return its id.

        Refused where the list is no longer whole in the ledger. ``known`` are the ids of the jobs
        over the same list that the person has been told of: any other that asks for it now, or
        waits to go on, raises ``SameList``, and nothing is stored. None asks for no such check.
        """
        new_id = secrets.token_hex(4)
        with self._database.write() as connection:
            old = find(connection, job_id)
            self._check_company(sound_jobs.tarefa(connection, old))
            twins = twins_of(connection, old["impressao"], old["empresa"])
            refuse_unknown([twin for twin in twins if asks_beside(twin, job_id)], known)
            asked = old["total"] - sum(old[f"n_{situacao}"] for situacao in _NOT_ASKED)
            kept = {
                key: old[key]
                for key in (*_OF_THE_JOB, *(f"n_{situacao}" for situacao in _NOT_ASKED))
            }
            result = connection.execute(
                insert(tarefas).values(
                    **kept,
                    id=new_id,
                    criada_em=stamp_now(connection),
                    referencia=referencia.isoformat(),
                    estado=Estado.PAUSADA,
                    pendentes=asked,
                    n_nao_tentado=asked,
                )
            )
            [numero] = result.inserted_primary_key or (0,)
            seal_job(connection, tarefas.c.numero == numero)
            if _copy_list(connection, old["numero"], numero) != old["total"]:
                raise LedgerError(
                    "Há linhas danificadas desta tarefa no arquivo de dados: ela não pode ser "
                    "repetida. Envie a lista de novo."
                )
        return new_id

    def _check_company(self, job: Tarefa) -> None:
        if self._empresa_of is not None:
            companies.check(job, self._empresa_of(job.api))


def _copy_list(connection: Connection, old: int, new: int) -> int:
    """Copy what came with a job's list, of every sound row, as it was at the start.

    Returns how many rows that are.
    """
    never = linhas.c.situacao.in_(_NOT_ASKED)
    fresh: dict[str, ColumnElement[Any]] = {
        "situacao": case((never, linhas.c.situacao), else_=Situacao.NAO_TENTADO.value),
        "motivo": case((never, linhas.c.motivo), else_=""),
    }
    copied = connection.execute(
        insert(linhas).from_select(
            ["tarefa", *_OF_THE_LIST, "pendente", *fresh, "soma"],
            select(
                literal(new),
                *(linhas.c[column] for column in _OF_THE_LIST),
                case((never, 0), else_=1),
                *fresh.values(),
                fresh_seal_in_sql(_OF_THE_LIST, tarefa=literal(new), **fresh),
            ).where(rows_of(old), sound_in_sql()),
        )
    )
    return copied.rowcount


def cancel(connection: Connection, job_id: str) -> None:
    """End a job inside a transaction: rows never asked for stay so, the others keep what they had.

    A refresh or a retry that was still to be made is dropped; a job with no row left untried is
    concluded. Of a refresh broken off so, the counts of what it showed are kept, not its moment.
    """
    job = find(connection, job_id)
    untried = job["n_nao_tentado"]
    forget(connection, job["numero"])
    open_rows = and_(linhas.c.tarefa == job["numero"], linhas.c.pendente == 1)
    refreshing = connection.execute(
        select(func.count()).where(open_rows, linhas.c.situacao == Situacao.VENCIDA)
    ).scalar_one()
    connection.execute(
        update(linhas)
        .where(open_rows, linhas.c.situacao != Situacao.NAO_TENTADO)
        .values(pendente=0)
    )
    connection.execute(
        update(tarefas)
        .where(tarefas.c.id == job_id)
        .values(
            estado=Estado.CANCELADA if untried else Estado.CONCLUIDA,
            pendentes=untried,
            causa="",
            pedido="",
            dono="",
            terminada_em=stamp_now(connection),
            conferida_em=None if refreshing else job["conferida_em"],
        )
    )


def _ask_owner(connection: Connection, job_id: str, pedido: Pedido) -> None:
    """Keep with a job what its owner is asked; its next heartbeat or commit returns it."""
    find(connection, job_id)
    connection.execute(update(tarefas).where(tarefas.c.id == job_id).values(pedido=pedido))


def _mark(connection: Connection, job_id: str, *conditions: ColumnElement[bool]) -> int:
    """Make sound rows pending that have an outcome; it stays until another one takes its place."""
    numero = find(connection, job_id)["numero"]
    marked = connection.execute(
        update(linhas)
        .where(rows_of(numero), linhas.c.pendente == 0, *conditions, sound_in_sql())
        .values(pendente=1)
    ).rowcount
    connection.execute(
        update(tarefas)
        .where(tarefas.c.id == job_id)
        .values(
            pendentes=tarefas.c.pendentes + marked,
            estado=Estado.PAUSADA if marked else tarefas.c.estado,
            causa="",
        )
    )
    return marked
