"""When to try again: one decorator, one count and one deadline for each customer.

``backoff`` decides *whether* to go on; the wait itself is ours, because ``time.sleep`` cannot be
interrupted by Stop, and because its ``runtime`` generator with jitter sleeps less than the
server's Retry-After.
"""

import math
import threading
import time
from dataclasses import dataclass
from typing import Any

import backoff
from backoff.types import Details

from faturas.domain.ptbr import plural, span
from faturas.errors import ApiUnavailable, FaultKind, RetryableApiError, StopRequested
from faturas.timing import USUAL, Timing


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """How often a look-up may ask, the first time included, and how long it may wait between."""

    tries: int
    timing: Timing = USUAL


class Silence:
    """Counts for how long an API has failed for everybody: one for all threads of a run.

    The silence begins with the first fault after an answer, and an answer ends it. A request to
    slow down ends it, too; for how long there was nothing but such requests is counted apart. Time
    in which nobody asks is no silence.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._since_s = math.inf
        self._throttled_since_s = math.inf
        self._fault = ""

    def on_fault(self, error: RetryableApiError) -> None:
        """Somebody was not answered."""
        with self._lock:
            self._since_s = min(self._since_s, time.monotonic())
            self._fault = str(error)

    def on_throttled(self) -> float:
        """Somebody was asked to slow down; returns for how many seconds nothing else is said."""
        with self._lock:
            now_s = time.monotonic()
            self._since_s = math.inf
            self._throttled_since_s = min(self._throttled_since_s, now_s)
            return now_s - self._throttled_since_s

    def end(self) -> None:
        """Somebody was answered, or the silence is to be counted anew."""
        with self._lock:
            self._since_s = self._throttled_since_s = math.inf

    @property
    def lasts_s(self) -> float:
        """Seconds so far; 0 while the API answers."""
        with self._lock:
            return max(0.0, time.monotonic() - self._since_s)

    @property
    def fault(self) -> str:
        """What the last fault was."""
        with self._lock:
            return self._fault


class Attempts:
    """One customer's look-up: what it has cost so far and what it may still cost.

    ``faults`` counts the requests that failed by a passing fault; ``answered`` says whether any
    was answered. An ``urgent`` one asks about the API more than about the customer: it goes before
    all others, and only the API itself can answer it.
    """

    def __init__(
        self,
        policy: RetryPolicy,
        stop: threading.Event,
        silence: Silence | None = None,
        *,
        urgent: bool = False,
    ) -> None:
        self._tries = policy.tries
        self._timing = policy.timing
        self._stop = stop
        self._silence = silence or Silence()
        self._first_failure_s: float | None = None
        self._throttled = 0
        self.urgent = urgent
        self.faults = 0
        self.answered = False

    @property
    def stop(self) -> threading.Event:
        """Set once somebody has asked to stop."""
        return self._stop

    def check_stop(self) -> None:
        """Raise ``StopRequested`` once somebody has asked to stop."""
        if self._stop.is_set():
            raise StopRequested("A tarefa foi parada.")

    def wait(self, wait_s: float) -> None:
        """Sleep for so many seconds, none or fewer included; raises what ``check_stop`` does."""
        if wait_s > 0 and self._stop.wait(wait_s):
            self.check_stop()

    def on_answer(self) -> None:
        """The API had something to say."""
        self.answered = True
        self._silence.end()

    def wait_before_retry(self, error: RetryableApiError) -> None:
        """Sleep as long as the server and the back-off ask, or raise what ends the look-up."""
        if error.kind is FaultKind.LIMITE:
            self._throttled += 1
            if self._silence.on_throttled() > self._timing.longest_throttle_s:
                raise self._never_let_in(error) from error
        else:
            self.faults += 1
            self._silence.on_fault(error)
        wait_s = self._wait_s(error)
        if self._used_up(wait_s):
            raise self._final(error) from error
        self.wait(wait_s)

    def _used_up(self, wait_s: float) -> bool:
        """Counted in requests, so that a long wait for a turn alone ends nothing."""
        now_s = time.monotonic()
        if self._first_failure_s is None:
            self._first_failure_s = now_s
        long = now_s + wait_s - self._first_failure_s > self._timing.longest_lookup_s
        spent = self.faults + self._throttled if long else self.faults
        return spent >= self._tries

    def _wait_s(self, error: RetryableApiError) -> float:
        if error.held:
            return 0.0
        doubled_s = self._timing.first_wait_s * 2 ** max(0, self.faults - 1)
        ceiling_s = min(self._timing.longest_wait_s, doubled_s)
        return (error.retry_after_s or 0.0) + backoff.full_jitter(ceiling_s)

    def _final(self, error: RetryableApiError) -> RetryableApiError | ApiUnavailable:
        tries = plural(self.faults or self._throttled, "tentativa", "tentativas")
        text = f"{str(error).rstrip('.')} (depois de {tries})."
        if error.kind is FaultKind.SEM_CONEXAO:
            return ApiUnavailable(
                f"{text} Confira a internet e a chave url da configuração.", passing=True
            )
        return RetryableApiError(text, kind=error.kind, retry_after_s=error.retry_after_s)

    def _never_let_in(self, error: RetryableApiError) -> ApiUnavailable:
        return ApiUnavailable(
            "A API não deixa de pedir para esperar: há mais de "
            f"{span(self._timing.longest_throttle_s)} ela não responde por ninguém.",
            passing=True,
            retry_after_s=error.retry_after_s,
        )


def _wait(details: Details) -> None:
    """Handler of ``backoff``: the decorated method's ``attempts`` argument carries the state."""
    error: Any = details.get("exception")
    details["kwargs"]["attempts"].wait_before_retry(error)


def _note_answer(details: Details) -> None:
    details["kwargs"]["attempts"].on_answer()


retrying = backoff.on_exception(
    backoff.constant,
    RetryableApiError,
    interval=0,
    jitter=None,
    logger=None,
    on_backoff=_wait,
    on_success=_note_answer,
)
"""Decorator for methods that take ``attempts`` by keyword; everything else passes through.

``logger=None``: the default log line holds the address asked for, with the customer's code.
"""
