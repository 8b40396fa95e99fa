"""Defines the port to what runs jobs (``JobRunner``), be it threads or workers elsewhere."""

from datetime import datetime
from typing import Protocol

from faturas.search.pace.values import PaceSnapshot
from faturas.store.tarefa import Tarefa


class JobRunner(Protocol):
    """Runs jobs in one way; what it runs, and how far it is, stands in the ledger."""

    def start(self, job_id: str) -> None:
        """Run what is pending of a job, as soon as it is its turn at its API.

        Raises ``LedgerError`` when somebody runs it already, and ``OtherCompany`` when its API is
        another company's by now.
        """

    def stop(self, job_id: str) -> None:
        """Ask a job to pause, whoever runs it; what was fetched stays."""

    def cancel(self, job_id: str) -> None:
        """Give up what is left of a job, whoever runs it; what was fetched stays."""

    def tarefa(self, job_id: str) -> Tarefa:
        """Return a job as the ledger has it, with the phase of its sweep; raise ``UnknownJob``."""

    def failure(self, job_id: str) -> str:
        """Return why a job had to be left without a word in the ledger; usually ``""``."""

    def next_try(self, job_id: str) -> datetime | None:
        """Return when a job that an outage has paused is tried again by itself, if it is."""

    def pace(self, job_id: str) -> PaceSnapshot | None:
        """Return the pace of a job at this moment; None where it does not run, or nobody knows."""

    def wait(self, job_id: str, timeout_s: float | None = None) -> bool:
        """Wait for the end of a job; return False when it still runs after ``timeout_s``."""

    def stop_all(self, timeout_s: float) -> None:
        """Stop every job of this process, committing what has arrived; for an orderly end."""
