"""Keeps every job and the outcome of every row (``Ledger``), one transaction a lote.

A run owns its job; every write of a run names its owner and fails with ``LedgerError`` once another
has taken the job over.
"""

import contextlib
import secrets
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy import and_, bindparam, delete, insert, select, update

from faturas.domain.estado import Estado, Pedido
from faturas.domain.outcome import Outcome, Row, Situacao
from faturas.domain.refresh import settle
from faturas.errors import DamagedJob, LedgerError
from faturas.intake.customers import Customer
from faturas.search.settings import BuscaSettings
from faturas.search.sweep.leitura import Leitura
from faturas.store import companies, mapping, queue, seals, sound_jobs, sound_rows
from faturas.store.engine import Database, database_of
from faturas.store.engines import open_database
from faturas.store.job_changes import cancel
from faturas.store.jobs import at_rest, find, heartbeat_now, owned, stamp_now
from faturas.store.lease import beat
from faturas.store.queue import ahead, still_in_turn
from faturas.store.schema import historico, linhas, tarefas
from faturas.store.shared_phones import mark_shared_phones
from faturas.store.sweeps import forget
from faturas.store.tarefa import Tarefa
from faturas.store.twins import NEWEST_FIRST, fingerprint, refuse_unknown, twins_of
from faturas.timing import USUAL, Timing

UNASKED = (
    "As linhas que faltam estão danificadas no arquivo de dados e não podem ser consultadas; para "
    "consultá-las, envie a lista de novo."
)
"""Why a run has left rows pending although it was not stopped."""
_INSERT_ROWS = 5_000
"""Rows of a new list that are mapped and inserted at a time. Our choice: some megabytes."""
_READ_ROWS = 500
"""Pending rows that are read at a time. Our choice: a read ends long before they are asked for."""
_WITNESSES = 3
"""Rows of either kind that may show whether an API answers. Our choice: one may be odd."""
_ANSWERED = (Situacao.VENCIDA, Situacao.SEM_VENCIDA)


@dataclass(frozen=True, slots=True)
class NewTarefa:
    """Holds what a job is made of; ``referencia`` is its today, however long it runs.

    ``empresa`` identifies the company behind ``api``; ``""`` leaves that to the first start.
    """

    arquivo: str
    api: str
    referencia: date
    busca: BuscaSettings
    customers: Sequence[Customer]
    empresa: str = ""


class Ledger:
    """Keeps jobs in one database; every method is one transaction, safe from any thread."""

    def __init__(
        self,
        folder: Path,
        timing: Timing = USUAL,
        *,
        announce_migration: Callable[[], None] | None = None,
    ) -> None:
        """See ``engines.open_database``."""
        self._database = open_database(folder, timing, announce_migration=announce_migration)

    @property
    def database(self) -> Database:
        """The database that the ledger lies in, for others that read and write it."""
        return self._database

    def create(self, new: NewTarefa, known: Collection[str] | None = None) -> Tarefa:
        """Store a job with all of its rows; it waits for somebody to run it.

        ``known`` are the ids of the jobs over the same list that the person has been told of: any
        other raises ``SameList``, and nothing is stored. None asks for no such check.
        """
        job_id = secrets.token_hex(4)
        impressao = fingerprint(new.api, new.customers)
        with self._database.write() as connection:
            refuse_unknown(twins_of(connection, impressao, new.empresa), known)
            result = connection.execute(
                insert(tarefas).values(
                    id=job_id,
                    criada_em=stamp_now(connection),
                    arquivo=new.arquivo,
                    impressao=impressao,
                    api=new.api,
                    empresa=new.empresa,
                    referencia=new.referencia.isoformat(),
                    busca=new.busca.model_dump_json(),
                    estado=Estado.PAUSADA,
                    total=len(new.customers),
                    pendentes=0,
                )
            )
            [numero] = result.inserted_primary_key or (0,)
            seals.seal_job(connection, tarefas.c.numero == numero)
            counts: Counter[str] = Counter()
            for start in range(0, len(new.customers), _INSERT_ROWS):
                rows = mapping.new_rows(new.customers[start : start + _INSERT_ROWS], numero, start)
                counts.update(f"n_{row['situacao']}" for row in rows)
                connection.execute(insert(linhas), rows)
            pending = counts[f"n_{Situacao.NAO_TENTADO}"]
            connection.execute(
                update(tarefas)
                .where(tarefas.c.numero == numero)
                .values(pendentes=pending, **counts)
            )
        return self.tarefa(job_id)

    def tarefa(self, job_id: str) -> Tarefa:
        """Return one job; raise ``UnknownJob`` when there is none of that id."""
        with self._database.read() as connection:
            return sound_jobs.tarefa(connection, find(connection, job_id))

    def tarefas(self) -> list[Tarefa]:
        """Return all jobs that can be read, the newest first."""
        with self._database.read() as connection:
            return list(sound_jobs.readable(connection, NEWEST_FIRST))

    def damaged(self) -> list[DamagedJob]:
        """Return what to say of each job that cannot be read, the newest first."""
        with self._database.read() as connection:
            return list(sound_jobs.unreadable(connection, NEWEST_FIRST))

    def twins(self, impressao: str, empresa: str = "") -> list[Tarefa]:
        """Return the jobs whose list and API have this ``fingerprint``, the best first.

        A live one comes before a concluded one, then one to go on with, a cancelled one last; of
        these the newest first. Jobs known to be of another company than ``empresa`` are left out.
        """
        with self._database.read() as connection:
            return twins_of(connection, impressao, empresa)

    def delete(self, job_id: str) -> None:
        """Forget a job and its rows; refused while somebody runs it, unless it cannot be read."""
        with self._database.write() as connection:
            with contextlib.suppress(DamagedJob):
                at_rest(connection, job_id)
            connection.execute(delete(tarefas).where(tarefas.c.id == job_id))

    # What a run does, from its place in the queue to its end.

    def queue(self, job_id: str, owner: str, empresa: str = "") -> None:
        """Take a place in the queue for ``owner``; refused while another owner is alive.

        ``empresa`` identifies the company that would be asked, where that is known: a job of
        another one raises ``OtherCompany``, and one that knows none belongs to it from now on.
        """
        with self._database.write() as connection:
            job = sound_jobs.tarefa(connection, find(connection, job_id))
            if job.estado.viva:
                raise LedgerError("Esta tarefa já está em andamento, aqui ou em outro processo.")
            if job.estado is Estado.CANCELADA:
                raise LedgerError("Esta tarefa foi cancelada; repita-a para começar de novo.")
            companies.adopt(connection, job, empresa)
            queue.enter(connection, job_id, owner)

    def queue_again(self, job_id: str, owner: str) -> bool:
        """Take a place unasked, after an outage; return False where somebody decided otherwise."""
        with self._database.write() as connection:
            job = sound_jobs.tarefa(connection, find(connection, job_id))
            if job.estado is not Estado.PAUSADA or job.pedido is not None:
                return False
            queue.enter(connection, job_id, owner)
            return True

    def explain(self, job_id: str, causa: str) -> None:
        """Say of a paused job why it does not go on by itself."""
        with self._database.write() as connection:
            find(connection, job_id)
            paused = and_(tarefas.c.id == job_id, tarefas.c.estado == Estado.PAUSADA)
            connection.execute(update(tarefas).where(paused).values(causa=causa))

    def place_in_queue(self, job_id: str) -> int:
        """Return the number of live jobs of the same API that go before this one."""
        with self._database.read() as connection:
            return len(ahead(connection, find(connection, job_id)))

    def begin(self, job_id: str, owner: str) -> bool:
        """Begin to run, once it is this job's turn at its API; return False: go on waiting."""
        with self._database.write() as connection:
            job = owned(connection, job_id, owner)
            database_of(connection).lock_api(connection, job["api"])
            if ahead(connection, job):
                return False
            connection.execute(
                update(tarefas)
                .where(tarefas.c.id == job_id)
                .values(
                    estado=Estado.EXECUTANDO,
                    rodada_em=stamp_now(connection),
                    rodada_pendentes=tarefas.c.pendentes,
                    **heartbeat_now(connection),
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
                .values(**heartbeat_now(connection), **mapping.leitura(leitura))
            )
            return mapping.pedido(job)

    def commit(self, job_id: str, owner: str, lote: Sequence[tuple[Row, Outcome]]) -> Pedido | None:
        """Keep the outcomes of one lote, all or none; counts and heartbeat go with them.

        Returns what somebody has asked of ``owner`` meanwhile. What a row was before goes to the
        history; a contact asked for again is merged. What a sweep knew is as old as its reading.
        Raises what ``heartbeat`` raises.
        """
        if not lote:
            return self.heartbeat(job_id, owner)
        with self._database.write() as connection:
            now = beat(connection).at
            job = still_in_turn(connection, job_id, owner)
            numero = job["numero"]
            settled = [settle(row, outcome, now) for row, outcome in lote]
            again = [row for row, _ in lote if row.outcome.situacao is not Situacao.NAO_TENTADO]
            if again:
                connection.execute(
                    insert(historico), [mapping.earlier(row, numero) for row in again]
                )
            kept = connection.execute(
                _KEEP, [mapping.outcome(s.row, s.outcome, numero, s.consultada_em) for s in settled]
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
                    **heartbeat_now(connection),
                    **{name: tarefas.c[name] + number for name, number in gained.items()},
                )
            )
            return mapping.pedido(job)

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
            mark_shared_phones(connection, job["numero"])
            if job["pedido"] == Pedido.CANCELAR:
                cancel(connection, job_id)
                return sound_jobs.tarefa(connection, find(connection, job_id))
            broken_off = interrompida and not job["pedido"]
            at_rest_as = Estado.INTERROMPIDA if broken_off else Estado.PAUSADA
            connection.execute(
                update(tarefas)
                .where(tarefas.c.id == job_id)
                .values(
                    estado=Estado.CONCLUIDA if done else at_rest_as,
                    causa="" if done else causa or UNASKED,
                    dono="",
                    terminada_em=stamp_now(connection) if done else None,
                    **heartbeat_now(connection),
                )
            )
            return sound_jobs.tarefa(connection, find(connection, job_id))

    def witnesses(self, job_id: str) -> list[Row]:
        """Return rows that may show whether the API answers: some answered, and some pending."""
        with self._database.read() as connection:
            numero = find(connection, job_id)["numero"]
            of_job = select(linhas).where(seals.rows_of(numero))
            answered = of_job.where(linhas.c.situacao.in_(_ANSWERED))
            last = of_job.where(linhas.c.pendente == 1).order_by(linhas.c.ordem.desc())
            return [
                row
                for statement in (answered, last)
                for row in sound_rows.rows(connection.execute(statement.limit(_WITNESSES)))
            ]

    def pending(self, job_id: str) -> Iterator[Row]:
        """Yield the rows still to be asked for, in the order of the input, a few at a time.

        A damaged one is left out: its customer is not known.
        """
        last = -1
        while True:
            with self._database.read() as connection:
                numero = find(connection, job_id)["numero"]
                found = connection.execute(
                    select(linhas)
                    .where(seals.rows_of(numero), linhas.c.pendente == 1, linhas.c.ordem > last)
                    .order_by(linhas.c.ordem)
                    .limit(_READ_ROWS)
                ).all()
            if not found:
                return
            yield from filter(None, map(sound_rows.read, found))
            last = found[-1].ordem


_KEEP = (
    update(linhas)
    .where(
        and_(
            linhas.c.tarefa == bindparam("a_tarefa"),
            linhas.c.ordem == bindparam("a_ordem"),
            linhas.c.pendente == 1,
        )
    )
    .values({column: bindparam(column) for column in mapping.OUTCOME_COLUMNS})
)
