"""Runs one job once (``Run``), wherever it is run: from the queue to its end, beyond outages.

It waits for its turn, sweeps where that pays, fetches batch after batch, commits, sends heartbeats,
and says in the ledger how it ended. After a pause by an outage it asks for one customer now and
then, and goes on once that is answered.
"""

import contextlib
import logging
import threading
import time
from collections.abc import Generator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial

from faturas.billing.contract import BillingSystem
from faturas.billing.transport.waits import check_wait
from faturas.domain.estado import Estado
from faturas.errors import ApiUnavailable, ConfigError, FaturasError, LedgerError
from faturas.search.batches import LookUps
from faturas.search.look_up import Criteria
from faturas.search.sweep.answers import SweepAnswers
from faturas.search.sweep.leitura import Fase
from faturas.search.sweep.sweep import Sweep
from faturas.search.tasks import LookUpTask, Lote
from faturas.store import companies
from faturas.store.lease import give_up, new_owner
from faturas.store.ledger import Ledger
from faturas.store.paces import Paces
from faturas.store.sweeps import Sweeps, run_noted
from faturas.store.tarefa import Tarefa
from faturas.timing import Timing
from faturas.unexpected import code_of, report_of
from faturas.work.connections import Apis
from faturas.work.probe import answers_again

STOPPED = "Pausa a pedido."
LEFT = "O programa foi fechado antes do fim."

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Cause:
    """Tells why a run ended before its work did."""

    text: str
    passing: bool = False
    leaving: bool = False


@dataclass(slots=True)
class RunStatus:
    """Holds what is known of a run only where it is run; it is lost with the process.

    ``failure`` says why it had to be left without a word in the ledger, ``next_try`` when it asks
    again by itself after an outage, ``fase`` what its sweep does at the moment.
    """

    failure: str = ""
    next_try: datetime | None = None
    fase: Fase | None = None


@dataclass(slots=True)
class Run:
    """Runs one job, which has a place in the queue as ``owner``.

    ``stop`` asks it to pause; once ``leaving`` is set, because the process ends. A run that
    ``goes_on_by_itself`` asks for one customer after each of ``timing.probe_waits_s``, once an
    outage has paused it.
    """

    ledger: Ledger
    apis: Apis
    job_id: str
    owner: str
    leaving: threading.Event
    timing: Timing
    goes_on_by_itself: bool
    stop: threading.Event = field(default_factory=threading.Event)
    status: RunStatus = field(default_factory=RunStatus)

    def to_its_end(self) -> None:
        """Run until the job is done, paused for good, or no longer ours."""
        waits_s = iter(self.timing.probe_waits_s if self.goes_on_by_itself else ())
        try:
            while True:
                cause = self._fetch()
                probing = cause is not None and cause.passing and not self.stop.is_set()
                wait_s = next(waits_s, None) if probing else None
                job = self.ledger.finish(
                    self.job_id,
                    self.owner,
                    cause.text if cause else None,
                    interrompida=cause is not None and cause.leaving,
                )
                if wait_s is None or job.estado is not Estado.PAUSADA:
                    return
                try:
                    answered = self._answers_again(job, wait_s)
                except ConfigError as error:
                    self.ledger.explain(self.job_id, str(error))
                    return
                if not answered:
                    return
                self.owner = new_owner()
                if not self.ledger.queue_again(self.job_id, self.owner):
                    return
        except LedgerError as error:
            self._lose(error)

    def _lose(self, error: LedgerError) -> None:
        """Note that the ledger takes nothing more of this run, which ends it in this process.

        Other processes find out when its heartbeat has grown old.
        """
        if give_up(self.owner):
            self.status.failure = str(error)
            _log.error("job %s left: %s", self.job_id, type(error.__cause__ or error).__name__)

    def _fetch(self) -> _Cause | None:
        """Fetch until done, stopped or paused; return the cause of a pause."""
        try:
            while not self.ledger.begin(self.job_id, self.owner):
                asked = self.ledger.heartbeat(self.job_id, self.owner)
                if asked or self.stop.wait(self.timing.queue_poll_s):
                    return self._stopped()
            self._fetch_pending(self.ledger.tarefa(self.job_id))
        except LedgerError:
            raise
        except ApiUnavailable as error:
            if self.stop.is_set():
                return self._stopped()
            return _Cause(str(error), error.passing)
        except FaturasError as error:
            return _Cause(str(error))
        except Exception as error:  # noqa: BLE001 - whatever it is, the job must not hang
            _log.error("job %s: unexpected %s", self.job_id, report_of(error))
            return _Cause(f"Falha inesperada do programa (código {code_of(error)}).")
        return self._stopped() if self.stop.is_set() else None

    def _stopped(self) -> _Cause:
        return _Cause(LEFT, leaving=True) if self.leaving.is_set() else _Cause(STOPPED)

    def _fetch_pending(self, job: Tarefa) -> None:
        check_wait(self.apis.closed_for_s(job.api))
        companies.check(job, self.apis.empresa(job.api))
        paces = Paces(self.ledger.database)
        gate = self.apis.begin(job.api, job.busca, paces.load(job.empresa))
        try:
            with self.apis.open(job.api, job.referencia, job.busca, job.empresa) as billing:
                self._fetch_through(job, billing)
        finally:
            paces.save(job.empresa, gate.learned())

    def _fetch_through(self, job: Tarefa, billing: BillingSystem) -> None:
        answers = self._sweep(job, billing)
        rows = self.ledger.pending(job.id)
        look_ups = LookUps(
            billing,
            self._criteria(job),
            job.busca,
            self.stop,
            self.timing,
            witnesses=partial(self.ledger.witnesses, job.id),
        )
        self._keep(look_ups.run(answers.attend(rows) if answers else map(LookUpTask, rows)))

    def _sweep(self, job: Tarefa, billing: BillingSystem) -> SweepAnswers | None:
        """Return what a sweep knows of rows never asked for; None where it is of no use."""
        if not job.parcial:
            return None
        store = Sweeps(self.ledger.database, job.id, self.owner)
        sweep = Sweep(
            billing, store, job.busca, job.referencia, self.stop, self.timing, begun=job.strategy
        )
        try:
            self._keep(run_noted(sweep, store, self._tell_fase), sweep)
        finally:
            self.status.fase = None
        return sweep.answers

    def _tell_fase(self, fase: Fase) -> None:
        self.status.fase = fase

    def _keep(self, lotes: Generator[Lote], sweep: Sweep | None = None) -> None:
        """Commit what comes, with heartbeats meanwhile that say how far the ``sweep`` has read."""
        beat_s = time.monotonic()
        with contextlib.closing(lotes):
            try:
                for lote in lotes:
                    if lote:
                        pedido = self.ledger.commit(self.job_id, self.owner, lote)
                    elif time.monotonic() - beat_s >= self.timing.heartbeat_s:
                        leitura = sweep.leitura if sweep else None
                        pedido = self.ledger.heartbeat(self.job_id, self.owner, leitura)
                    else:
                        continue
                    beat_s = time.monotonic()
                    if pedido is not None:
                        self.stop.set()
            except LedgerError as error:
                # Before what is still in flight is waited for.
                self._lose(error)
                raise

    def _answers_again(self, job: Tarefa, wait_s: float) -> bool:
        """Wait, then ask for one customer, and wait longer; return False once the job is not ours.

        It does not ask before the API wants to be asked again, nor while another job runs there:
        that one shows how the API is.
        """
        waits_s = iter(wait for wait in self.timing.probe_waits_s if wait >= wait_s)
        pause_s = next(waits_s, None)
        try:
            while pause_s is not None:
                wait_s = max(pause_s, self.apis.closed_for_s(job.api))
                self.status.next_try = datetime.now(UTC) + timedelta(seconds=wait_s)
                if self.stop.wait(wait_s):
                    return False
                now = self.ledger.tarefa(job.id)
                if now.estado is not Estado.PAUSADA or now.pedido is not None:
                    return False
                closed_again = self.apis.closed_for_s(job.api) > pause_s
                if closed_again or self.ledger.place_in_queue(job.id):
                    continue
                if self._answers(now):
                    return True
                pause_s = next(waits_s, None)
            return False
        finally:
            self.status.next_try = None

    def _answers(self, job: Tarefa) -> bool:
        """Return whether the API says anything about the first pending customer, or a witness."""
        first = next(self.ledger.pending(job.id), None)
        if first is None:
            return True
        others = (row for row in self.ledger.witnesses(job.id) if row.ordem != first.ordem)
        with self.apis.open(job.api, job.referencia, job.busca, job.empresa) as billing:
            return answers_again(
                (first, *others), billing, self._criteria(job), self.stop, self.timing
            )

    def _criteria(self, job: Tarefa) -> Criteria:
        sites = self.apis.sites(job.api)
        return Criteria(job.referencia, job.busca.vencimento, job.busca.buscar_telefone, sites)
