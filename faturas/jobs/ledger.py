"""The ledger: every job and the outcome of every row, one transaction a lote.

Whoever runs a job owns it; every write of a run names its owner and fails with ``LedgerError``
once another has taken the job over.
"""

import hashlib
import secrets
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy import Connection, and_, bindparam, delete, func, insert, select, update

from faturas.conferencia import Aviso
from faturas.errors import LedgerError
from faturas.fetch.leitura import Leitura
from faturas.fetch.settings import BuscaSettings
from faturas.intake.customers import Customer
from faturas.jobs import records
from faturas.jobs.claims import at_rest, find, heartbeat_now, owned, stamp_now
from faturas.jobs.database import Database
from faturas.jobs.line import ahead, enter_line, still_in_turn
from faturas.jobs.schema import historico, linhas, tarefas
from faturas.jobs.second_thoughts import cancel
from faturas.jobs.sweeps import forget
from faturas.jobs.tarefa import Estado, Pedido, Tarefa
from faturas.outcome import Outcome, Row, Situacao
from faturas.recheck import Mudanca, merge

_INSERT_ROWS = 5_000
_READ_ROWS = 500
_WITNESSES = 3
_ANSWERED = (Situacao.VENCIDA, Situacao.SEM_VENCIDA)
_SERVES_BEST = (
    Estado.EXECUTANDO,
    Estado.NA_FILA,
    Estado.CONCLUIDA,
    Estado.PAUSADA,
    Estado.INTERROMPIDA,
    Estado.CANCELADA,
)


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
        counts = Counter(row["situacao"] for row in rows)
        pending = counts[Situacao.NAO_TENTADO]
        with self._database.write() as connection:
            result = connection.execute(
                insert(tarefas).values(
                    id=job_id,
                    criada_em=stamp_now(),
                    arquivo=new.arquivo,
                    impressao=fingerprint(new.api, new.customers),
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
        """One job; raises ``UnknownJob`` when there is none of that id."""
        with self._database.read() as connection:
            return records.tarefa(find(connection, job_id))

    def tarefas(self) -> list[Tarefa]:
        """All jobs, the newest first."""
        with self._database.read() as connection:
            found = connection.execute(select(tarefas).order_by(tarefas.c.numero.desc()))
            return [records.tarefa(row) for row in found.mappings()]

    def same_list(self, impressao: str) -> Tarefa | None:
        """The job whose list and API have this ``fingerprint``, if there is one.

        Of several the one that serves best: a live one before a concluded one, then one to go on
        with, a cancelled one last; of these the newest.
        """
        with self._database.read() as connection:
            found = connection.execute(
                select(tarefas)
                .where(tarefas.c.impressao == impressao)
                .order_by(tarefas.c.numero.desc())
            ).mappings()
            twins = [records.tarefa(row) for row in found]
        return min(twins, key=lambda twin: _SERVES_BEST.index(twin.estado), default=None)

    def delete(self, job_id: str) -> None:
        """Forget a job and its rows; refused while somebody runs it."""
        with self._database.write() as connection:
            at_rest(connection, job_id)
            connection.execute(delete(tarefas).where(tarefas.c.id == job_id))

    # A run, from claim to release.

    def queue(self, job_id: str, owner: str) -> None:
        """Take a place in line for ``owner``; refused while another owner is alive."""
        with self._database.write() as connection:
            job = records.tarefa(find(connection, job_id))
            if job.estado.viva:
                raise LedgerError("Esta tarefa já está em andamento, aqui ou em outro processo.")
            if job.estado is Estado.CANCELADA:
                raise LedgerError("Esta tarefa foi cancelada; repita-a para começar de novo.")
            enter_line(connection, job_id, owner)

    def queue_again(self, job_id: str, owner: str) -> bool:
        """Take a place in line unasked, after an outage; False once somebody decided otherwise."""
        with self._database.write() as connection:
            job = records.tarefa(find(connection, job_id))
            if job.estado is not Estado.PAUSADA or job.pedido is not None:
                return False
            enter_line(connection, job_id, owner)
            return True

    def place_in_line(self, job_id: str) -> int:
        """How many live jobs of the same API go before this one."""
        with self._database.read() as connection:
            return len(ahead(connection, find(connection, job_id)))

    def begin(self, job_id: str, owner: str) -> bool:
        """Begin to run, once it is this job's turn at its API; False: go on waiting."""
        with self._database.write() as connection:
            if ahead(connection, owned(connection, job_id, owner)):
                return False
            connection.execute(
                update(tarefas)
                .where(tarefas.c.id == job_id)
                .values(
                    estado=Estado.EXECUTANDO,
                    rodada_em=stamp_now(),
                    rodada_pendentes=tarefas.c.pendentes,
                    **heartbeat_now(),
                )
            )
            return True

    def heartbeat(self, job_id: str, owner: str, leitura: Leitura | None = None) -> Pedido | None:
        """Say that ``owner`` is alive, and how far its sweep has read, if there is one.

        Returns what somebody has asked of it meanwhile.
        Raises ``LedgerError`` when it was silent for so long that another job began at its API.
        """
        with self._database.write() as connection:
            job = still_in_turn(connection, job_id, owner)
            connection.execute(
                update(tarefas)
                .where(tarefas.c.id == job_id)
                .values(**heartbeat_now(), **records.leitura(leitura))
            )
            return records.pedido(job)

    def commit(self, job_id: str, owner: str, lote: Sequence[tuple[Row, Outcome]]) -> Pedido | None:
        """Keep the outcomes of one lote, all or none; counts and heartbeat go with them.

        Returns what somebody has asked of ``owner`` meanwhile. What a row was before goes to the
        history; a contact asked for again is merged. What a sweep knew is as old as its reading.
        Raises what ``heartbeat`` raises.
        """
        if not lote:
            return self.heartbeat(job_id, owner)
        now = stamp_now()
        with self._database.write() as connection:
            job = still_in_turn(connection, job_id, owner)
            numero = job["numero"]
            settled = [_settle(row, outcome, now) for row, outcome in lote]
            again = [row for row, _ in lote if row.outcome.situacao is not Situacao.NAO_TENTADO]
            if again:
                connection.execute(
                    insert(historico), [records.earlier(row, numero) for row in again]
                )
            kept = connection.execute(
                _KEEP, [records.outcome(s.row, s.outcome, numero, s.consultada_em) for s in settled]
            )
            if kept.rowcount != len(lote):
                raise LedgerError("Uma linha já tinha resultado; este lote não foi gravado.")
            gained = Counter(f"n_{s.outcome.situacao}" for s in settled)
            gained.subtract(f"n_{row.outcome.situacao}" for row, _ in lote)
            gained.update(f"n_conferida_{s.mudanca}" for s in settled if s.mudanca)
            connection.execute(
                update(tarefas)
                .where(tarefas.c.id == job_id)
                .values(
                    pendentes=tarefas.c.pendentes - len(lote),
                    **heartbeat_now(),
                    **{name: tarefas.c[name] + number for name, number in gained.items()},
                )
            )
            return records.pedido(job)

    def finish(
        self, job_id: str, owner: str, causa: str | None = None, *, interrompida: bool = False
    ) -> Tarefa:
        """End a run: concluded when nothing is pending, otherwise paused for ``causa``.

        A job that was asked to be cancelled meanwhile is cancelled. ``interrompida``: nobody asked
        for a pause, the process leaves.
        """
        with self._database.write() as connection:
            job = owned(connection, job_id, owner)
            done = job["pendentes"] == 0
            if done:
                forget(connection, job["numero"])
            _mark_shared_phones(connection, job["numero"])
            if job["pedido"] == Pedido.CANCELAR:
                cancel(connection, job_id)
                return records.tarefa(find(connection, job_id))
            broken_off = interrompida and not job["pedido"]
            at_rest_as = Estado.INTERROMPIDA if broken_off else Estado.PAUSADA
            connection.execute(
                update(tarefas)
                .where(tarefas.c.id == job_id)
                .values(
                    estado=Estado.CONCLUIDA if done else at_rest_as,
                    causa="" if done else causa or "",
                    dono="",
                    terminada_em=stamp_now() if done else None,
                    **heartbeat_now(),
                )
            )
            return records.tarefa(find(connection, job_id))

    def witnesses(self, job_id: str) -> list[Row]:
        """Rows that may show whether the API answers anybody: some it answered for, the last ones
        still to be asked for."""
        with self._database.read() as connection:
            numero = find(connection, job_id)["numero"]
            of_job = select(linhas).where(linhas.c.tarefa == numero)
            answered = of_job.where(linhas.c.situacao.in_(_ANSWERED)).limit(_WITNESSES)
            last = of_job.where(linhas.c.pendente == 1).order_by(linhas.c.ordem.desc())
            return [
                records.row(row)
                for statement in (answered, last.limit(_WITNESSES))
                for row in connection.execute(statement).mappings()
            ]

    def pending(self, job_id: str) -> Iterator[Row]:
        """The rows still to be asked for, in the order of the input, read a few at a time."""
        last = -1
        while True:
            with self._database.read() as connection:
                numero = find(connection, job_id)["numero"]
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


@dataclass(frozen=True, slots=True)
class _Settled:
    """What is kept of an answer."""

    row: Row
    outcome: Outcome
    consultada_em: str
    mudanca: Mudanca | None = None


def _settle(row: Row, outcome: Outcome, now: str) -> _Settled:
    """A first answer stands as it is; one about a known contact is merged with what was known."""
    if row.outcome.achado is None:
        return _Settled(row, outcome, records.stamp(row.lida_em) if row.lida_em else now)
    merged, mudanca = merge(row.outcome.achado, outcome)
    if mudanca is Mudanca.FALHOU and row.consultada_em is not None:
        return _Settled(row, merged, records.stamp(row.consultada_em), mudanca)
    return _Settled(row, merged, now, mudanca)


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


def fingerprint(api: str, customers: Iterable[Customer]) -> str:
    """The same list against the same API has the same, whatever its file was called."""
    digest = hashlib.sha256(api.encode())
    for customer in customers:
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
