"""Looks many customers up at once (``LookUps``), in threads, and yields their outcomes in lotes."""

import logging
import threading
import time
from collections.abc import Callable, Generator, Iterator
from dataclasses import replace
from itertools import islice

from faturas.billing.contract import BillingSystem
from faturas.billing.transport.retry import Attempts, RetryPolicy, Silence
from faturas.domain.outcome import Outcome, Row, Situacao
from faturas.errors import ApiUnavailable, FatalApiError, RetryableApiError, StopRequested
from faturas.search.look_up import Criteria, look_up
from faturas.search.outage import OutageTally
from faturas.search.settings import BuscaSettings
from faturas.search.tasks import LookUpResult, LookUpTask, Lote
from faturas.search.workers import Workers
from faturas.timing import USUAL, Timing
from faturas.unexpected import code_of, report_of

SILENT_WITNESSES = 2
"""Witnesses asked after a long silence, at most: in an outage each costs half a minute."""

_log = logging.getLogger(__name__)


class LookUps:
    """Asks for the pending rows of a job, in many threads; one object for each run.

    ``witnesses`` gives rows that may be asked for, once more or out of turn, when a run of
    failures, or nothing but faults for ``timing.patience_s``, looks like the API's: customers who
    were answered before are the best.

    A process that is killed loses little: beside suspects, fewer than two rounds of rows have been
    asked for and not been yielded, one in flight and one kept together. A round is a lote, or twice
    as many rows as there are threads.
    """

    def __init__(
        self,
        billing: BillingSystem,
        criteria: Criteria,
        busca: BuscaSettings,
        stop: threading.Event,
        timing: Timing = USUAL,
        witnesses: Callable[[], list[Row]] = list,
    ) -> None:
        self._billing = billing
        self._criteria = criteria
        self._busca = busca
        self._stop = stop
        self._ended = threading.Event()
        self._timing = timing
        self._witnesses = witnesses
        self._silence = Silence()

    def run(self, tasks: Iterator[LookUpTask]) -> Generator[Lote]:
        """Yield lotes of outcomes as they come in, and at least every ``hold_s`` what there is.

        That may be ``[]``, or a part of a lote that fills up slowly. Ends early once ``stop`` is
        set. Raises ``ApiUnavailable`` when the whole job cannot go on, after everything that was
        answered has been yielded; rows that were not answered are not yielded.
        """
        workers = Workers(self._try, self._busca.threads, "consulta")
        try:
            yield from self._lotes(tasks, workers)
        finally:
            self._ended.set()
            workers.close()

    def _lotes(
        self, tasks: Iterator[LookUpTask], workers: Workers[LookUpTask, LookUpResult]
    ) -> Iterator[Lote]:
        tally = OutageTally(self._silence, self._timing.patience_s)
        in_flight = 0
        asked = False
        resume_at_s = commit_at_s = 0.0
        silent_until_s = time.monotonic() + self._timing.hold_s
        upcoming: list[LookUpTask] = []
        while tally.cause is None and not self._stop.is_set():
            if not upcoming:
                upcoming = list(islice(tasks, self._room(in_flight)))
            over = not upcoming and in_flight == 0
            if tally.doubts(over=over):
                in_flight += self._call_witnesses(workers, tally)
                continue
            if over:
                break
            pause_s = max(0.0, resume_at_s - time.monotonic())
            if not pause_s:
                for task in upcoming:
                    workers.put(task)
                in_flight += len(upcoming)
                upcoming = []
            arrived = 0
            tick_s = self._timing.tick_s
            result = workers.get(tick_s if in_flight else min(tick_s, pause_s))
            while result is not None:
                tally.add(result)
                asked |= result.asked
                arrived += 1
                result = workers.get(0)
            in_flight -= arrived
            if asked and in_flight == 0:
                resume_at_s = time.monotonic() + self._busca.espera_s
                asked = False
            now_s = time.monotonic()
            due = now_s >= commit_at_s or len(tally.done) >= self._round
            full = due and len(tally.done) >= self._busca.lote
            if not arrived or in_flight == 0 or full or now_s >= silent_until_s:
                yield tally.take()
                commit_at_s = time.monotonic() + self._timing.commit_s
                silent_until_s = time.monotonic() + self._timing.hold_s
        if self._stop.is_set() or tally.cause is not None:
            self._ended.set()
            self._collect_all(workers, tally, in_flight)
        yield tally.take()
        if tally.cause is not None:
            raise tally.cause

    def _room(self, in_flight: int) -> int:
        """Return how many rows to hand out next: a lote at a time, or as many as keep all busy."""
        if self._busca.espera_s:
            return 0 if in_flight else self._busca.lote
        # Witnesses may be in flight beyond that.
        return max(0, self._round - in_flight)

    @property
    def _round(self) -> int:
        """The most rows that are in hand: a lote, or as many as keep all threads busy."""
        return max(self._busca.lote, 2 * self._busca.threads)

    def _call_witnesses(
        self, workers: Workers[LookUpTask, LookUpResult], tally: OutageTally
    ) -> int:
        """Ask for customers who may show that the API does answer; returns how many."""
        # Whom the API answered last may not be in the ledger yet.
        known = {row.ordem: row for row in (*tally.last_answered, *self._witnesses())}
        witnesses = [row for row in known.values() if not tally.suspects_of(row)]
        if tally.silent:
            witnesses = witnesses[:SILENT_WITNESSES]
        for row in witnesses:
            workers.put_at_once(LookUpTask(row, witness=True))
        tally.hear(len(witnesses))
        return len(witnesses)

    def _try(self, task: LookUpTask) -> LookUpResult:
        policy = RetryPolicy(1 if task.witness else self._busca.tentativas, self._timing)
        attempts = Attempts(policy, self._ended, self._silence, urgent=task.witness)
        try:
            attempts.check_stop()
            outcome = look_up(task.row, self._billing, self._criteria, attempts, task.swept)
        except (StopRequested, ApiUnavailable) as end:
            return LookUpResult(task, end)
        except FatalApiError as error:
            if error.api_answered:
                attempts.on_answer()
            failed = _failed(task, attempts, str(error), answered=error.api_answered)
            return replace(failed, of_all=error.of_all)
        except RetryableApiError as error:
            return _failed(task, attempts, str(error), answered=False)
        except Exception as error:  # noqa: BLE001 - one odd row must not end the job of all others
            _log.error("unexpected %s", report_of(error))
            reason = f"Falha inesperada do programa (código {code_of(error)}); avise o suporte."
            return _failed(task, attempts, reason, answered=True)
        outcome = replace(outcome, tentativas=attempts.faults + 1, lida_em=task.lida_em)
        return LookUpResult(task, outcome, attempts.answered)

    def _collect_all(
        self, workers: Workers[LookUpTask, LookUpResult], tally: OutageTally, in_flight: int
    ) -> None:
        """Take what is on its way, for ``timing.grace_s`` seconds at most; drop the rest."""
        deadline_s = time.monotonic() + self._timing.grace_s
        while in_flight and (left_s := deadline_s - time.monotonic()) > 0:
            if result := workers.get(left_s):
                tally.add(result)
                in_flight -= 1


def _failed(task: LookUpTask, attempts: Attempts, reason: str, *, answered: bool) -> LookUpResult:
    outcome = Outcome(Situacao.ERRO, reason, max(1, attempts.faults), lida_em=task.lida_em)
    return LookUpResult(task, outcome, answered, of_all=reason)
