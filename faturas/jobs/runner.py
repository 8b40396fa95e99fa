"""Jobs in the background: a daemon thread each, which outlives every page that watches it.

Nothing here imports streamlit. Pages and the command line start and stop jobs and read the
ledger; the thread alone writes outcomes.
"""

import contextlib
import logging
import threading
import time
from dataclasses import dataclass

from faturas.apis import Apis
from faturas.errors import FaturasError, LedgerError
from faturas.fetch.consulta import Criterio
from faturas.fetch.fetcher import Fetcher
from faturas.jobs.ledger import Ledger
from faturas.jobs.owner import HEARTBEAT_S, new_owner
from faturas.jobs.tarefa import Tarefa

STOPPED = "Parada a pedido; o que já foi consultado está guardado."
_QUEUE_POLL_S = 0.5

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Run:
    thread: threading.Thread
    stop: threading.Event


class Runner:
    """The jobs that this process runs."""

    def __init__(self, ledger: Ledger, apis: Apis) -> None:
        self._ledger = ledger
        self._apis = apis
        self._lock = threading.Lock()
        self._runs: dict[str, _Run] = {}

    def start(self, job_id: str) -> None:
        """Run what is pending of a job, as soon as its API is free.

        Raises ``LedgerError`` when somebody runs it already, here or in another process.
        """
        owner = new_owner()
        stop = threading.Event()
        thread = threading.Thread(
            target=self._run, args=(job_id, owner, stop), name=f"tarefa-{job_id}", daemon=True
        )
        with self._lock:
            self._ledger.queue(job_id, owner)
            self._runs[job_id] = _Run(thread, stop)
            thread.start()

    def stop(self, job_id: str) -> None:
        """Ask a job to stop, whichever process runs it; what was fetched stays."""
        with self._lock:
            run = self._runs.get(job_id)
        if run is not None and run.thread.is_alive():
            run.stop.set()
        else:
            self._ledger.ask_to_stop(job_id)

    def wait(self, job_id: str, timeout_s: float | None = None) -> bool:
        """Wait for a job of this process; False when it still runs after ``timeout_s``."""
        with self._lock:
            run = self._runs.get(job_id)
        if run is None:
            return True
        run.thread.join(timeout_s)
        return not run.thread.is_alive()

    def stop_all(self, timeout_s: float) -> None:
        """Stop every job of this process, committing what has arrived; for an orderly end."""
        deadline_s = time.monotonic() + timeout_s
        with self._lock:
            runs = list(self._runs.values())
        for run in runs:
            run.stop.set()
        for run in runs:
            run.thread.join(max(0.0, deadline_s - time.monotonic()))

    def _run(self, job_id: str, owner: str, stop: threading.Event) -> None:
        try:
            self._ledger.finish(job_id, owner, self._fetch(job_id, owner, stop))
        except LedgerError as error:
            # Nothing more can be written: without heartbeats the job soon shows as interrupted.
            _log.error("job %s left: %s", job_id, type(error.__cause__ or error).__name__)

    def _fetch(self, job_id: str, owner: str, stop: threading.Event) -> str | None:
        """Fetch until done, stopped or paused; returns the cause of a pause."""
        try:
            while not self._ledger.begin(job_id, owner):
                if self._ledger.heartbeat(job_id, owner) or stop.wait(_QUEUE_POLL_S):
                    return STOPPED
            self._fetch_pending(self._ledger.tarefa(job_id), owner, stop)
        except LedgerError:
            raise
        except FaturasError as error:
            return str(error)
        except Exception as error:  # noqa: BLE001 - whatever it is, the job must not hang
            _log.error("job %s: unexpected %s", job_id, type(error).__name__)
            return f"Falha inesperada do programa ({type(error).__name__}); avise o suporte."
        return STOPPED if stop.is_set() else None

    def _fetch_pending(self, job: Tarefa, owner: str, stop: threading.Event) -> None:
        criterio = Criterio(job.referencia, job.busca.vencimento, job.busca.buscar_telefone)
        beat_s = time.monotonic()
        with self._apis.open(job.api, job.referencia, job.busca) as billing:
            fetcher = Fetcher(billing, criterio, job.busca, stop)
            with contextlib.closing(fetcher.run(self._ledger.pending(job.id))) as lotes:
                for lote in lotes:
                    if lote:
                        self._ledger.commit(job.id, owner, lote)
                    elif time.monotonic() - beat_s < HEARTBEAT_S:
                        continue
                    beat_s = time.monotonic()
                    if self._ledger.heartbeat(job.id, owner):
                        stop.set()
