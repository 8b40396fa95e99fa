"""The ledger: every job and the outcome of every row, one transaction a lote.

Whoever runs a job owns it; every write of a run names its owner and fails with ``LedgerError``
once another has taken the job over.
"""

import hashlib
import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from sqlalchemy import Connection, and_, bindparam, delete, func, insert, select, update

from faturas.conferencia import Aviso
from faturas.errors import LedgerError
from faturas.fetch.settings import BuscaSettings
from faturas.intake.customers import Customer
from faturas.jobs import records
from faturas.jobs.database import Database
from faturas.jobs.schema import linhas, tarefas
from faturas.jobs.tarefa import Estado, Tarefa
from faturas.outcome import Outcome, Row, Situacao

_INSERT_ROWS = 5_000
_READ_ROWS = 500


@dataclass(frozen=True, slots=True)
class NewTarefa:
    """What a job is made of; ``referencia`` is its today, for good."""

    arquivo: str
    api: str
    referencia: date
    busca: BuscaSettings
    customers: Sequence[Customer]


class Ledger:
    """Jobs in one SQLite file; every method is one transaction and safe from any thread."""

    def __init__(self, folder: Path) -> None:
        self._database = Database(folder)

    @property
    def database(self) -> Database:
        return self._database

    def create(self, new: NewTarefa) -> Tarefa:
        """Store a job with all of its rows; it waits for somebody to run it."""
        job_id = secrets.token_hex(4)
        rows = records.new_rows(new.customers)
        counts = records.count(row["situacao"] for row in rows)
        pending = counts[Situacao.NAO_TENTADO]
        with self._database.write() as connection:
            result = connection.execute(
                insert(tarefas).values(
                    id=job_id,
                    criada_em=_stamp(),
                    arquivo=new.arquivo,
                    impressao=_fingerprint(new),
                    api=new.api,
                    referencia=new.referencia.isoformat(),
                    busca=new.busca.model_dump_json(),
                    estado=Estado.PAUSADA,
                    total=len(rows),
                    pendentes=pending,
                    **{f"n_{situacao}": number for situacao, number in counts.items()},
                )
            )
            numero = result.inserted_primary_key[0] if result.inserted_primary_key else None
            for start in range(0, len(rows), _INSERT_ROWS):
                connection.execute(
                    insert(linhas).values(tarefa=numero), rows[start : start + _INSERT_ROWS]
                )
        return self.tarefa(job_id)

    def tarefa(self, job_id: str) -> Tarefa:
        """One job; raises ``LedgerError`` when there is none of that id."""
        with self._database.read() as connection:
            return records.tarefa(_one(connection, job_id))

    def tarefas(self) -> list[Tarefa]:
        """All jobs, the newest first."""
        with self._database.read() as connection:
            found = connection.execute(select(tarefas).order_by(tarefas.c.numero.desc()))
            return [records.tarefa(row) for row in found.mappings()]

    def delete(self, job_id: str) -> None:
        """Forget a job and its rows; refused while somebody runs it."""
        with self._database.write() as connection:
            job = records.tarefa(_one(connection, job_id))
            if job.estado.viva:
                raise LedgerError("A tarefa está em andamento: pare-a antes de apagar.")
            connection.execute(delete(tarefas).where(tarefas.c.id == job_id))

    # A run, from claim to release.

    def queue(self, job_id: str, owner: str) -> None:
        """Take a place in line for ``owner``; refused while another owner is alive."""
        with self._database.write() as connection:
            job = _one(connection, job_id)
            if records.tarefa(job).estado.viva:
                raise LedgerError("Esta tarefa já está em andamento, aqui ou em outro processo.")
            connection.execute(
                update(tarefas)
                .where(tarefas.c.id == job_id)
                .values(
                    estado=Estado.NA_FILA,
                    causa="",
                    pedido="",
                    dono=owner,
                    batimento=_stamp(),
                    terminada_em=None,
                )
            )

    def begin(self, job_id: str, owner: str) -> bool:
        """Begin to run, once no other live job of the same API runs; False: go on waiting."""
        with self._database.write() as connection:
            job = _owned(connection, job_id, owner)
            busy = connection.execute(
                select(tarefas).where(
                    tarefas.c.api == job["api"],
                    tarefas.c.id != job_id,
                    tarefas.c.estado == Estado.EXECUTANDO,
                )
            ).mappings()
            if any(records.tarefa(row).estado.viva for row in busy):
                return False
            now = _stamp()
            connection.execute(
                update(tarefas)
                .where(tarefas.c.id == job_id)
                .values(
                    estado=Estado.EXECUTANDO,
                    batimento=now,
                    rodada_em=now,
                    rodada_pendentes=tarefas.c.pendentes,
                    iniciada_em=func.coalesce(tarefas.c.iniciada_em, now),
                )
            )
            return True

    def heartbeat(self, job_id: str, owner: str) -> bool:
        """Say that ``owner`` is alive; True when somebody has asked the job to stop."""
        with self._database.write() as connection:
            job = _owned(connection, job_id, owner)
            connection.execute(
                update(tarefas).where(tarefas.c.id == job_id).values(batimento=_stamp())
            )
            return bool(job["pedido"])

    def ask_to_stop(self, job_id: str) -> None:
        """Leave word for whichever process runs the job."""
        with self._database.write() as connection:
            connection.execute(update(tarefas).where(tarefas.c.id == job_id).values(pedido="parar"))

    def commit(self, job_id: str, owner: str, lote: Sequence[tuple[Row, Outcome]]) -> None:
        """Keep the outcomes of one lote, all or none; counts and heartbeat go with them."""
        if not lote:
            return
        now = _stamp()
        with self._database.write() as connection:
            job = _owned(connection, job_id, owner)
            connection.execute(
                _KEEP, [records.outcome(row, outcome, job["numero"], now) for row, outcome in lote]
            )
            gained = records.count(outcome.situacao for _, outcome in lote)
            lost = records.count(row.outcome.situacao for row, _ in lote)
            connection.execute(
                update(tarefas)
                .where(tarefas.c.id == job_id)
                .values(
                    batimento=now,
                    pendentes=tarefas.c.pendentes - len(lote),
                    **{
                        f"n_{s}": tarefas.c[f"n_{s}"] + gained[s] - lost[s]
                        for s in Situacao
                        if gained[s] != lost[s]
                    },
                )
            )

    def finish(self, job_id: str, owner: str, causa: str | None = None) -> Tarefa:
        """End a run: concluded when nothing is pending, otherwise paused for ``causa``."""
        with self._database.write() as connection:
            job = _owned(connection, job_id, owner)
            done = job["pendentes"] == 0
            _mark_shared_phones(connection, job["numero"])
            connection.execute(
                update(tarefas)
                .where(tarefas.c.id == job_id)
                .values(
                    estado=Estado.CONCLUIDA if done else Estado.PAUSADA,
                    causa="" if done else causa or "",
                    dono="",
                    batimento=_stamp(),
                    terminada_em=_stamp() if done else None,
                )
            )
            return records.tarefa(_one(connection, job_id))

    def pending(self, job_id: str) -> Iterator[Row]:
        """The rows still to be asked for, in the order of the input, read a few at a time."""
        last = -1
        while True:
            with self._database.read() as connection:
                numero = _one(connection, job_id)["numero"]
                found = connection.execute(
                    select(linhas)
                    .where(linhas.c.tarefa == numero, linhas.c.pendente == 1, linhas.c.ordem > last)
                    .order_by(linhas.c.ordem)
                    .limit(_READ_ROWS)
                ).mappings()
                rows = [records.row(row) for row in found]
            if not rows:
                return
            yield from rows
            last = rows[-1].ordem


def _stamp() -> str:
    return records.stamp(datetime.now(UTC))


def _one(connection: Connection, job_id: str) -> records.Record:
    found = connection.execute(select(tarefas).where(tarefas.c.id == job_id)).mappings().first()
    if found is None:
        raise LedgerError(f"Não existe tarefa com o código {job_id}.")
    return found


def _owned(connection: Connection, job_id: str, owner: str) -> records.Record:
    job = _one(connection, job_id)
    if job["dono"] != owner:
        raise LedgerError("Outro processo assumiu esta tarefa; este parou sem gravar mais nada.")
    return job


def _mark_shared_phones(connection: Connection, numero: int) -> None:
    """Note on every contact whether another one of the job has the same phone."""
    shared = int(Aviso.TELEFONE_REPETIDO)
    phone = func.coalesce(func.nullif(linhas.c.telefone, ""), linhas.c.telefone_fixo)
    of_job = and_(linhas.c.tarefa == numero, linhas.c.situacao == Situacao.VENCIDA)
    several = (
        select(phone).where(of_job, phone != "").group_by(phone).having(func.count() > 1)
    ).scalar_subquery()
    flags = linhas.c.avisos
    connection.execute(
        update(linhas)
        .where(of_job, flags.op("&")(shared) != 0)
        .values(avisos=flags.op("&")(~shared))
    )
    connection.execute(
        update(linhas).where(of_job, phone.in_(several)).values(avisos=flags.op("|")(shared))
    )


def _fingerprint(new: NewTarefa) -> str:
    """The same list against the same API, whatever the file was called."""
    digest = hashlib.sha256(new.api.encode())
    for customer in new.customers:
        digest.update(repr((customer.codigo, customer.telefone, customer.nome)).encode())
    return digest.hexdigest()


_KEEP = (
    update(linhas)
    .where(
        and_(
            linhas.c.tarefa == bindparam("a_tarefa"),
            linhas.c.ordem == bindparam("a_ordem"),
            linhas.c.pendente == 1,
        )
    )
    .values({column: bindparam(column) for column in records.OUTCOME_COLUMNS})
)
