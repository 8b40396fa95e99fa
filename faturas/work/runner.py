"""Jobs in the background: a daemon thread each, which outlives every page that watches it.

Nothing here imports streamlit. Pages and the command line start and stop jobs and read the
ledger; the thread alone writes outcomes.
"""

import contextlib
import logging
import threading
import time
from collections.abc import Generator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import partial

from faturas.billing.contract import BillingSystem
from faturas.billing.transport.waits import check_wait
from faturas.errors import ApiUnavailable, ConfigError, FaturasError, LedgerError
from faturas.search.batches import Fetcher, LookUpTask, Lote
from faturas.search.look_up import Criteria
from faturas.search.pace.values import PaceSnapshot
from faturas.search.sweep.answers import SweepAnswers
from faturas.search.sweep.leitura import Fase
from faturas.search.sweep.sweep import Sweep
from faturas.store import companies
from faturas.store.job_changes import JobChanges
from faturas.store.lease import HEARTBEAT_S, give_up, new_owner
from faturas.store.ledger import Ledger
from faturas.store.paces import Paces
from faturas.store.sweeps import Sweeps, run_noted
from faturas.store.tarefa import Estado, Tarefa
from faturas.unexpected import code_of, report_of
from faturas.work.connections import Apis
from faturas.work.probe import answers_again

STOPPED = "Pausa a pedido."
LEFT = "O programa foi fechado antes do fim."
PROBE_WAITS_S = (30.0, 60.0, 120.0, 300.0, 600.0, 600.0, 600.0, 600.0)
"""When a job that an outage has paused is tried again: for some fifty minutes in all."""
_QUEUE_POLL_S = 0.5

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Run:
    """``ended`` stands in for ``Thread.join``.

    Before Python 3.13 a Ctrl-C during ``join`` makes the thread look as if it had ended.
    """

    stop: threading.Event = field(default_factory=threading.Event)
    ended: threading.Event = field(default_factory=threading.Event)


@dataclass(frozen=True, slots=True)
class _Cause:
    """Why a run ended before its work did."""

    text: str
    passing: bool = False
    leaving: bool = False


class Runner:
    """The jobs that this process runs.

    After a pause by an outage it asks for one customer after each of ``probe_waits_s`` seconds,
    and goes on by itself once that is answered; by default it does not.
    """

    def __init__(
        self, ledger: Ledger, apis: Apis, *, probe_waits_s: tuple[float, ...] = ()
    ) -> None:
        self._ledger = ledger
        self._apis = apis
        self._probe_waits_s = probe_waits_s
        self._job_changes = JobChanges(ledger.database)
        self._paces = Paces(ledger.database)
        self._lock = threading.Lock()
        self._runs: dict[str, _Run] = {}
        self._failures: dict[str, str] = {}
        self._next_tries: dict[str, datetime] = {}
        self._phases: dict[str, Fase] = {}
        self._leaving = False

    def start(self, job_id: str) -> None:
        """Run what is pending of a job, as soon as it is its turn at its API.

        Raises ``LedgerError`` when somebody runs it already, here or in another process, and
        ``OtherCompany`` when its API is another company's by now.
        """
        empresa = self._apis.empresa(self._ledger.tarefa(job_id).api)
        owner = new_owner()
        run = _Run()
        thread = threading.Thread(
            target=self._run, args=(job_id, owner, run), name=f"tarefa-{job_id}", daemon=True
        )
        with self._lock:
            self._ledger.queue(job_id, owner, empresa)
            if probing := self._runs.get(job_id):
                probing.stop.set()
            self._failures.pop(job_id, None)
            self._runs[job_id] = run
            thread.start()

    def stop(self, job_id: str) -> None:
        """Ask a job to pause, whichever process runs it; what was fetched stays."""
        self._job_changes.pause(job_id)
        self._stop_own(job_id)

    def cancel(self, job_id: str) -> None:
        """Give up what is left of a job, whichever process runs it; what was fetched stays."""
        self._job_changes.cancel(job_id)
        self._stop_own(job_id)

    def tarefa(self, job_id: str) -> Tarefa:
        """A job as the ledger has it, with the phase of its sweep where this process runs it.

        Raises ``UnknownJob``.
        """
        job = self._ledger.tarefa(job_id)
        fase = self._phases.get(job_id, job.leitura.fase)
        return replace(job, leitura=replace(job.leitura, fase=fase))

    def failure(self, job_id: str) -> str:
        """Why this process had to leave a job without a word in the ledger; usually ``""``."""
        return self._failures.get(job_id, "")

    def next_try(self, job_id: str) -> datetime | None:
        """When this process asks again by itself for a job that an outage has paused, if it does.

        Not kept in the ledger, where it would outlive the process that means to keep it.
        """
        return self._next_tries.get(job_id)

    def pace(self, job_id: str) -> PaceSnapshot | None:
        """The pace of a job that this process runs, at this moment; None when it does not run."""
        if self.wait(job_id, 0):
            return None
        job = self._ledger.tarefa(job_id)
        return self._apis.gate(job.api, job.busca).snapshot()

    def wait(self, job_id: str, timeout_s: float | None = None) -> bool:
        """Wait for a job of this process; False when it still runs after ``timeout_s``."""
        with self._lock:
            run = self._runs.get(job_id)
        return run is None or run.ended.wait(timeout_s)

    def stop_all(self, timeout_s: float) -> None:
        """Stop every job of this process, committing what has arrived; for an orderly end."""
        deadline_s = time.monotonic() + timeout_s
        with self._lock:
            self._leaving = True
            runs = list(self._runs.values())
        for run in runs:
            run.stop.set()
        for run in runs:
            run.ended.wait(max(0.0, deadline_s - time.monotonic()))

    def _stop_own(self, job_id: str) -> None:
        with self._lock:
            run = self._runs.get(job_id)
        if run is not None:
            run.stop.set()

    def _run(self, job_id: str, owner: str, run: _Run) -> None:
        try:
            self._run_and_probe(job_id, owner, run.stop)
        finally:
            run.ended.set()

    def _run_and_probe(self, job_id: str, owner: str, stop: threading.Event) -> None:
        waits_s = iter(self._probe_waits_s)
        try:
            while True:
                cause = self._fetch(job_id, owner, stop)
                probing = cause is not None and cause.passing and not stop.is_set()
                wait_s = next(waits_s, None) if probing else None
                job = self._ledger.finish(
                    job_id,
                    owner,
                    cause.text if cause else None,
                    interrompida=cause is not None and cause.leaving,
                )
                if wait_s is None or job.estado is not Estado.PAUSADA:
                    return
                try:
                    answered = self._answers_again(job, stop, wait_s)
                except ConfigError as error:
                    self._ledger.explain(job_id, str(error))
                    return
                if not answered:
                    return
                owner = new_owner()
                if not self._ledger.queue_again(job_id, owner):
                    return
        except LedgerError as error:
            self._lose(job_id, owner, error)

    def _lose(self, job_id: str, owner: str, error: LedgerError) -> None:
        """Nothing more can be written of a run: this process knows at once that it is over.

        Other processes see its heartbeat grow old.
        """
        if give_up(owner):
            self._failures[job_id] = str(error)
            _log.error("job %s left: %s", job_id, type(error.__cause__ or error).__name__)

    def _fetch(self, job_id: str, owner: str, stop: threading.Event) -> _Cause | None:
        """Fetch until done, stopped or paused; returns the cause of a pause."""
        try:
            while not self._ledger.begin(job_id, owner):
                if self._ledger.heartbeat(job_id, owner) or stop.wait(_QUEUE_POLL_S):
                    return self._stopped()
            self._fetch_pending(self._ledger.tarefa(job_id), owner, stop)
        except LedgerError:
            raise
        except ApiUnavailable as error:
            if stop.is_set():
                return self._stopped()
            return _Cause(str(error), error.passing)
        except FaturasError as error:
            return _Cause(str(error))
        except Exception as error:  # noqa: BLE001 - whatever it is, the job must not hang
            _log.error("job %s: unexpected %s", job_id, report_of(error))
            return _Cause(f"Falha inesperada do programa (código {code_of(error)}).")
        return self._stopped() if stop.is_set() else None

    def _stopped(self) -> _Cause:
        return _Cause(LEFT, leaving=True) if self._leaving else _Cause(STOPPED)

    def _fetch_pending(self, job: Tarefa, owner: str, stop: threading.Event) -> None:
        check_wait(self._apis.closed_for_s(job.api))
        companies.check(job, self._apis.empresa(job.api))
        gate = self._apis.begin(job.api, job.busca, self._paces.load(job.empresa))
        try:
            self._fetch_through(job, owner, stop)
        finally:
            self._paces.save(job.empresa, gate.learned())

    def _fetch_through(self, job: Tarefa, owner: str, stop: threading.Event) -> None:
        with self._apis.open(job.api, job.referencia, job.busca, job.empresa) as billing:
            answers = self._swept(job, owner, stop, billing)
            rows = self._ledger.pending(job.id)
            fetcher = Fetcher(
                billing,
                self._criteria(job),
                job.busca,
                stop,
                witnesses=partial(self._ledger.witnesses, job.id),
            )
            tasks = answers.attend(rows) if answers else map(LookUpTask, rows)
            self._keep(job.id, owner, stop, fetcher.run(tasks))

    def _swept(
        self, job: Tarefa, owner: str, stop: threading.Event, billing: BillingSystem
    ) -> SweepAnswers | None:
        """What a sweep knows of the rows never asked for, if one pays and can be believed."""
        if not job.parcial:
            return None
        store = Sweeps(self._ledger.database, job.id, owner)
        sweep = Sweep(billing, store, job.busca, job.referencia, stop, begun=job.plano)
        tell_phase = partial(self._phases.__setitem__, job.id)
        try:
            self._keep(job.id, owner, stop, run_noted(sweep, store, tell_phase), sweep)
        finally:
            self._phases.pop(job.id, None)
        return sweep.answers

    def _keep(
        self,
        job_id: str,
        owner: str,
        stop: threading.Event,
        lotes: Generator[Lote],
        sweep: Sweep | None = None,
    ) -> None:
        """Commit what comes, and beat meanwhile, with how far the ``sweep`` has read."""
        beat_s = time.monotonic()
        with contextlib.closing(lotes):
            try:
                for lote in lotes:
                    if lote:
                        pedido = self._ledger.commit(job_id, owner, lote)
                    elif time.monotonic() - beat_s >= HEARTBEAT_S:
                        leitura = sweep.leitura if sweep else None
                        pedido = self._ledger.heartbeat(job_id, owner, leitura)
                    else:
                        continue
                    beat_s = time.monotonic()
                    if pedido is not None:
                        stop.set()
            except LedgerError as error:
                # Before what is still in flight is waited for.
                self._lose(job_id, owner, error)
                raise

    def _answers_again(self, job: Tarefa, stop: threading.Event, wait_s: float) -> bool:
        """Wait, then ask for one customer, longer and longer; False once the job is not ours.

        Nobody asks before the API wants to be asked again, nor while another job is at work
        there: that one shows how the API is.
        """
        waits_s = iter(wait for wait in self._probe_waits_s if wait >= wait_s)
        pause_s = next(waits_s, None)
        try:
            while pause_s is not None:
                wait_s = max(pause_s, self._apis.closed_for_s(job.api))
                self._next_tries[job.id] = datetime.now(UTC) + timedelta(seconds=wait_s)
                if stop.wait(wait_s):
                    return False
                now = self._ledger.tarefa(job.id)
                if now.estado is not Estado.PAUSADA or now.pedido is not None:
                    return False
                closed_again = self._apis.closed_for_s(job.api) > pause_s
                if closed_again or self._ledger.place_in_line(job.id):
                    continue
                if self._answers(now, stop):
                    return True
                pause_s = next(waits_s, None)
            return False
        finally:
            self._next_tries.pop(job.id, None)

    def _answers(self, job: Tarefa, stop: threading.Event) -> bool:
        """Whether the API has anything to say about the first pending customer, or a witness."""
        first = next(self._ledger.pending(job.id), None)
        if first is None:
            return True
        others = (row for row in self._ledger.witnesses(job.id) if row.ordem != first.ordem)
        with self._apis.open(job.api, job.referencia, job.busca, job.empresa) as billing:
            return answers_again((first, *others), billing, self._criteria(job), stop)

    def _criteria(self, job: Tarefa) -> Criteria:
        sites = self._apis.sites(job.api)
        return Criteria(job.referencia, job.busca.vencimento, job.busca.buscar_telefone, sites)
