"""Whatever people and processes do to a ledger, in whatever order, every row is in one state.

A machine does one thing after another: runs begin, commit, pause, crash and are taken over, people
pause, cancel, repeat, try again and check again, the file is closed and opened. A small model says
what must be known afterwards; the file is read by other means than the program's own.
"""

import sqlite3
import tempfile
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, rule

from faturas.domain.estado import Estado, Pedido
from faturas.domain.outcome import Outcome, Situacao
from faturas.errors import LedgerError
from faturas.intake.customers import SituacaoEntrada
from faturas.store import sound_jobs
from faturas.store.engine import Beat
from faturas.store.engines.sqlite import machine
from faturas.store.job_changes import JobChanges
from faturas.store.lease import Lease, new_owner
from faturas.store.ledger import Ledger
from faturas.store.rows import Filter
from tests.factories.customers import blank, customers, repeated
from tests.factories.faturas import HOJE
from tests.factories.jobs import file_of, new_tarefa
from tests.factories.rows import FAILED, OWES_NOTHING, contact_row
from tests.faults import evidence

LIST = [
    *customers(range(1001, 1005)),
    blank(7),
    repeated(8, 1001),
]
ANSWERS = (
    contact_row().outcome,
    contact_row(id_fatura="77").outcome,
    OWES_NOTHING,
    Outcome(Situacao.NAO_ENCONTRADO, "código desconhecido no sistema de cobrança", 1),
    FAILED,
)
MOST_JOBS = 3
EPOCH = datetime(2026, 11, 22, tzinfo=UTC)


@dataclass(slots=True)
class Line:
    """What must be known of a row."""

    situacao: Situacao
    pendente: bool
    tentativas: int = 0


@dataclass(slots=True)
class Job:
    """What must be known of a job; ``place`` is when it came to the queue."""

    id: str
    lines: list[Line]
    estado: Estado = Estado.PAUSADA
    owner: str = ""
    pedido: Pedido | None = None
    place: int = 0
    former: list[str] = field(default_factory=list)

    @property
    def pending(self) -> list[int]:
        return [ordem for ordem, line in enumerate(self.lines) if line.pendente]

    @property
    def untried(self) -> bool:
        return any(line.situacao is Situacao.NAO_TENTADO for line in self.lines)

    def leave(self, estado: Estado) -> None:
        """Come to rest, in nobody's hands."""
        self.estado = estado
        self.former.append(self.owner)
        self.owner = ""


def fresh_lines() -> list[Line]:
    states = {
        SituacaoEntrada.PRONTO: Situacao.NAO_TENTADO,
        SituacaoEntrada.INVALIDO: Situacao.INVALIDO,
        SituacaoEntrada.DUPLICADO: Situacao.DUPLICADO,
    }
    return [
        Line(states[customer.situacao], customer.situacao is SituacaoEntrada.PRONTO)
        for customer in LIST
    ]


class LedgerMachine(RuleBasedStateMachine):
    jobs: Bundle[Job] = Bundle("jobs")

    def __init__(self) -> None:
        super().__init__()
        self._folder = tempfile.TemporaryDirectory()
        self.folder = Path(self._folder.name)
        self.dead: set[str] = set()
        self.patch = pytest.MonkeyPatch()
        self.patch.setattr(sound_jobs, "silent_s", self._silent_s)
        self.patch.setattr(machine, "beat", self._beat)
        self.moments = count()
        self.known: list[Job] = []
        self.places = 0
        self.kept: evidence.Settled = {}
        self.answered: set[tuple[str, int]] = set()
        self.history: list[tuple[object, ...]] = []
        self.history_grows_by = 0
        self.open()

    def _silent_s(self, _connection: object, lease: Lease, _now: Beat) -> float | None:
        """An owner is alive until a rule says that it has crashed."""
        return 0.0 if lease.owner and lease.owner not in self.dead else None

    def _beat(self) -> Beat:
        """A clock that only goes forward, as the order of the queue is told by."""
        moment = next(self.moments)
        return Beat(EPOCH + timedelta(milliseconds=moment), float(moment))

    def open(self) -> None:
        self.ledger = Ledger(self.folder)
        self.thoughts = JobChanges(self.ledger.database)

    def teardown(self) -> None:
        self.ledger.database.close()
        self.patch.undo()
        self._folder.cleanup()

    def alive(self, job: Job) -> bool:
        return job.estado.viva and job.owner not in self.dead

    def refused(self, *, when: bool, act: Callable[[], object]) -> bool:
        """Do it, or see it refused."""
        if not when:
            act()
            return False
        with pytest.raises(LedgerError):
            act()
        return True

    # Jobs come to be

    @rule(target=jobs)
    def create(self) -> Job:
        if len(self.known) == MOST_JOBS:
            return self.known[-1]
        job = Job(self.ledger.create(new_tarefa(LIST)).id, fresh_lines())
        self.known.append(job)
        return job

    @rule(target=jobs, old=jobs)
    def repeat(self, old: Job) -> Job:
        if len(self.known) == MOST_JOBS:
            return old
        job = Job(self.thoughts.repeat(old.id, HOJE), fresh_lines())
        self.known.append(job)
        return job

    # Runs

    @rule(job=jobs)
    def queue(self, job: Job) -> None:
        owner = new_owner()
        forbidden = self.alive(job) or job.estado is Estado.CANCELADA
        if not self.refused(when=forbidden, act=lambda: self.ledger.queue(job.id, owner)):
            self._in_line(job, owner)

    @rule(job=jobs)
    def queue_again_after_an_outage(self, job: Job) -> None:
        owner = new_owner()
        wanted = job.estado is Estado.PAUSADA and job.pedido is None
        assert self.ledger.queue_again(job.id, owner) is wanted
        if wanted:
            self._in_line(job, owner)

    def _in_line(self, job: Job, owner: str) -> None:
        job.leave(Estado.NA_FILA)
        job.owner, job.pedido = owner, None
        self.places += 1
        job.place = self.places

    @rule(job=jobs)
    def begin(self, job: Job) -> None:
        if job.estado is not Estado.NA_FILA:
            return
        before_it = [
            rival
            for rival in self.known
            if rival is not job
            and self.alive(rival)
            and (rival.estado is Estado.EXECUTANDO or rival.place < job.place)
        ]
        assert self.ledger.begin(job.id, job.owner) is (not before_it)
        assert self.ledger.place_in_queue(job.id) == len(before_it)
        if not before_it:
            job.estado = Estado.EXECUTANDO

    @rule(job=jobs, answers=st.lists(st.sampled_from(ANSWERS), min_size=2, max_size=4))
    def run(self, job: Job, answers: list[Outcome]) -> None:
        """The usual course of things, which the other rules come between."""
        self.queue(job)
        self.begin(job)
        self.commit(job, answers)
        self.finish(job)

    @rule(job=jobs)
    def beat(self, job: Job) -> None:
        if job.owner:
            assert self.ledger.heartbeat(job.id, job.owner) == job.pedido

    @rule(job=jobs, answers=st.lists(st.sampled_from(ANSWERS), min_size=1, max_size=4))
    def commit(self, job: Job, answers: list[Outcome]) -> None:
        """A lote; also by an owner who was taken for dead and is only slow."""
        if job.estado is not Estado.EXECUTANDO:
            return
        lote = list(zip(self.ledger.pending(job.id), answers, strict=False))
        assert self.ledger.commit(job.id, job.owner, lote) == job.pedido
        for row, outcome in lote:
            self._answer(job, row.ordem, outcome)
        if lote:
            with pytest.raises(LedgerError):
                self.ledger.commit(job.id, job.owner, lote[:1])

    def _answer(self, job: Job, ordem: int, outcome: Outcome) -> None:
        line = job.lines[ordem]
        if line.situacao is not Situacao.NAO_TENTADO:
            self.history_grows_by += 1
        line.pendente = False
        line.tentativas += outcome.tentativas
        proves_nothing = outcome.situacao is Situacao.ERRO and line.situacao is Situacao.VENCIDA
        if not proves_nothing:
            line.situacao = outcome.situacao
        self.answered.add((job.id, ordem))

    @rule(job=jobs, answer=st.sampled_from(ANSWERS))
    def whoever_has_lost_the_job_writes_nothing(self, job: Job, answer: Outcome) -> None:
        lote = [(row, answer) for row in self.ledger.pending(job.id)]
        for owner in job.former[-2:]:
            if owner and owner != job.owner:
                for write in (
                    lambda owner=owner: self.ledger.commit(job.id, owner, lote),
                    lambda owner=owner: self.ledger.finish(job.id, owner, "parou"),
                    lambda owner=owner: self.ledger.heartbeat(job.id, owner),
                    lambda owner=owner: self.ledger.begin(job.id, owner),
                ):
                    with pytest.raises(LedgerError):
                        write()

    @rule(job=jobs)
    def finish(self, job: Job) -> None:
        if not job.estado.viva:
            return
        self.ledger.finish(job.id, job.owner, "A API não respondeu.")
        if job.pedido is Pedido.CANCELAR:
            self._cancelled(job)
        else:
            job.leave(Estado.PAUSADA if job.pending else Estado.CONCLUIDA)

    @rule(job=jobs)
    def crash(self, job: Job) -> None:
        if job.owner:
            self.dead.add(job.owner)

    @rule()
    def open_the_file_again(self) -> None:
        self.ledger.database.close()
        self.open()
        assert self.ledger.database.set_aside is None

    # Second thoughts

    @rule(job=jobs)
    def pause(self, job: Job) -> None:
        self.thoughts.pause(job.id)
        if self.alive(job) or job.estado is Estado.PAUSADA:
            job.pedido = Pedido.PAUSAR

    @rule(job=jobs)
    def cancel(self, job: Job) -> None:
        self.thoughts.cancel(job.id)
        if self.alive(job):
            job.pedido = Pedido.CANCELAR
        elif job.estado not in (Estado.CANCELADA, Estado.CONCLUIDA):
            self._cancelled(job)

    def _cancelled(self, job: Job) -> None:
        for line in job.lines:
            line.pendente = line.situacao is Situacao.NAO_TENTADO
        job.pedido = None
        job.leave(Estado.CANCELADA if job.untried else Estado.CONCLUIDA)

    @rule(job=jobs)
    def retry_failures(self, job: Job) -> None:
        forbidden = self.alive(job) or job.estado is Estado.CANCELADA
        if not self.refused(when=forbidden, act=lambda: self.thoughts.retry_failures(job.id)):
            self._mark(job, Situacao.ERRO)

    @rule(job=jobs)
    def refresh(self, job: Job) -> None:
        forbidden = self.alive(job) or bool(job.pending)
        if not self.refused(when=forbidden, act=lambda: self.thoughts.refresh(job.id, Filter())):
            self._mark(job, Situacao.VENCIDA)

    def _mark(self, job: Job, situacao: Situacao) -> None:
        marked = [line for line in job.lines if line.situacao is situacao and not line.pendente]
        for line in marked:
            line.pendente = True
        if marked:
            job.estado = Estado.PAUSADA

    # What holds after each of these

    @invariant()
    def the_file_is_sound(self) -> None:
        evidence.assert_sound(self.folder)

    @invariant()
    def the_ledger_says_what_is_known(self) -> None:
        assert {job.id for job in self.ledger.tarefas()} == {job.id for job in self.known}
        for job in self.known:
            told = self.ledger.tarefa(job.id)
            dead = job.estado.viva and job.owner in self.dead
            assert told.estado is (Estado.INTERROMPIDA if dead else job.estado)
            assert told.pedido is job.pedido
            assert told.pendentes == len(job.pending)
            states = Counter(line.situacao for line in job.lines)
            assert {state: n for state, n in told.contagens.items() if n} == states
            assert [row.ordem for row in self.ledger.pending(job.id)] == job.pending

    @invariant()
    def every_row_is_as_it_was_left(self) -> None:
        with closing(sqlite3.connect(file_of(self.ledger))) as raw:
            for job in self.known:
                rows = raw.execute(
                    "SELECT situacao, pendente, tentativas FROM linhas JOIN tarefas "
                    "ON tarefa = numero WHERE id = ? ORDER BY ordem",
                    (job.id,),
                ).fetchall()
                assert rows == [
                    (line.situacao.value, int(line.pendente), line.tentativas) for line in job.lines
                ]

    @invariant()
    def no_outcome_is_lost_or_changed_but_by_a_later_answer(self) -> None:
        now = evidence.settled(self.folder)
        for key, outcome in self.kept.items():
            assert key in now
            assert now[key] == outcome or key in self.answered
        self.kept = now
        self.answered.clear()

    @invariant()
    def the_history_only_grows(self) -> None:
        with closing(sqlite3.connect(file_of(self.ledger))) as raw:
            now = raw.execute("SELECT * FROM historico ORDER BY rowid").fetchall()
        assert now[: len(self.history)] == self.history
        assert len(now) == len(self.history) + self.history_grows_by
        self.history = now
        self.history_grows_by = 0


TestLedgerMachine = LedgerMachine.TestCase
TestLedgerMachine.settings = settings(max_examples=20, stateful_step_count=30, deadline=None)
