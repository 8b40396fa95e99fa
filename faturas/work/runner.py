"""Runs jobs in the background (``Runner``): a daemon thread each, whoever watches it or not.

Nothing here imports streamlit. Pages and the command line start and stop jobs and read the ledger;
the thread alone writes outcomes.
"""

import threading
import time
from dataclasses import dataclass, field, replace
from datetime import datetime

from faturas.search.pace.values import PaceSnapshot
from faturas.store.job_changes import JobChanges
from faturas.store.lease import new_owner
from faturas.store.ledger import Ledger
from faturas.store.tarefa import Tarefa
from faturas.timing import USUAL, Timing
from faturas.work.connections import Apis
from faturas.work.run import Run


@dataclass(frozen=True, slots=True)
class _Threaded:
    """Holds a run in a thread of its own; ``ended`` stands in for ``Thread.join``.

    Before Python 3.13 a Ctrl-C during ``join`` makes the thread look as if it had ended.
    """

    run: Run
    ended: threading.Event = field(default_factory=threading.Event)

    def work(self) -> None:
        try:
            self.run.to_its_end()
        finally:
            self.ended.set()


class Runner:
    """Runs jobs of this process, each in a thread; a ``JobRunner``.

    After a pause by an outage one that ``goes_on_by_itself`` asks for one customer now and then
    (``timing.probe_waits_s``), and goes on once that is answered.
    """

    def __init__(
        self,
        ledger: Ledger,
        apis: Apis,
        timing: Timing = USUAL,
        *,
        goes_on_by_itself: bool = False,
    ) -> None:
        self._ledger = ledger
        self._apis = apis
        self._timing = timing
        self._goes_on_by_itself = goes_on_by_itself
        self._job_changes = JobChanges(ledger.database)
        self._lock = threading.Lock()
        self._threads: dict[str, _Threaded] = {}
        self._leaving = threading.Event()

    def start(self, job_id: str) -> None:
        """Run what is pending of a job, as soon as it is its turn at its API.

        Raises ``LedgerError`` when somebody runs it already, here or in another process, and
        ``OtherCompany`` when its API is another company's by now.
        """
        empresa = self._apis.empresa(self._ledger.tarefa(job_id).api)
        owner = new_owner()
        run = Run(
            self._ledger,
            self._apis,
            job_id,
            owner,
            self._leaving,
            self._timing,
            self._goes_on_by_itself,
        )
        threaded = _Threaded(run)
        thread = threading.Thread(target=threaded.work, name=f"tarefa-{job_id}", daemon=True)
        with self._lock:
            self._ledger.queue(job_id, owner, empresa)
            if probing := self._threads.get(job_id):
                probing.run.stop.set()
            self._threads[job_id] = threaded
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
        """Return a job as the ledger has it; while it runs here, with the phase of its sweep.

        Raises ``UnknownJob``.
        """
        job = self._ledger.tarefa(job_id)
        threaded = self._threads.get(job_id)
        fase = threaded.run.status.fase if threaded else None
        return replace(job, leitura=replace(job.leitura, fase=fase or job.leitura.fase))

    def failure(self, job_id: str) -> str:
        """Return why this process had to leave a job without a word in the ledger, or ``""``."""
        threaded = self._threads.get(job_id)
        return threaded.run.status.failure if threaded else ""

    def next_try(self, job_id: str) -> datetime | None:
        """Return when this process tries a job again that an outage has paused, if it does.

        Not kept in the ledger, where it would outlive the process that means to keep it.
        """
        threaded = self._threads.get(job_id)
        return threaded.run.status.next_try if threaded else None

    def pace(self, job_id: str) -> PaceSnapshot | None:
        """Return the pace at this moment of a job that this process runs; None for any other."""
        if self.wait(job_id, 0):
            return None
        job = self._ledger.tarefa(job_id)
        return self._apis.gate(job.api, job.busca).snapshot()

    def wait(self, job_id: str, timeout_s: float | None = None) -> bool:
        """Wait for a job of this process; return False when it still runs after ``timeout_s``."""
        with self._lock:
            threaded = self._threads.get(job_id)
        return threaded is None or threaded.ended.wait(timeout_s)

    def stop_all(self, timeout_s: float) -> None:
        """Stop every job of this process, committing what has arrived; for an orderly end."""
        deadline_s = time.monotonic() + timeout_s
        with self._lock:
            self._leaving.set()
            running = list(self._threads.values())
        for threaded in running:
            threaded.run.stop.set()
        for threaded in running:
            threaded.ended.wait(max(0.0, deadline_s - time.monotonic()))

    def _stop_own(self, job_id: str) -> None:
        with self._lock:
            threaded = self._threads.get(job_id)
        if threaded is not None:
            threaded.run.stop.set()
