"""Makes the pace usable by many threads (``Gate``): they wait for a turn in a queue.

One lock guards the pace, for microseconds at a time; nobody holds it while waiting, so an answer's
feedback never queues behind the callers that wait for a turn. The callers stand in a queue, and
only the one at its head waits for the moment that the pace names; the others wait to become head.
"""

import threading
import time
from collections import deque
from collections.abc import Callable

from faturas.search.pace.controller import Pace
from faturas.search.pace.values import Learned, PaceSnapshot, Ticket

LOOK_S = 0.5
"""Seconds between two looks of a waiting caller at its ``stop``."""


class Gate:
    """Gives the threads of all jobs their turns at one API connection.

    All jobs and threads share one for each connection. Every moment of ``pace`` is of ``clock``,
    which never goes back.
    """

    def __init__(self, pace: Pace, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._pace = pace
        self._clock = clock
        self._lock = threading.Lock()
        self._queue: deque[threading.Condition] = deque()

    def acquire(self, stop: threading.Event, *, first: bool = False) -> Ticket | None:
        """Wait for leave to send one request; None once ``stop`` is set.

        First come, first served, unless somebody has to be ``first``. Hand the ticket back to
        exactly one of the four ``on_…``.
        """
        waited = False
        with self._lock:
            turn = threading.Condition(self._lock)
            if first:
                self._queue.appendleft(turn)
            else:
                self._queue.append(turn)
            try:
                while not stop.is_set():
                    wait_s = LOOK_S
                    if self._queue[0] is turn:
                        now_s = self._clock()
                        if ticket := self._pace.take(now_s, waited=waited):
                            return ticket
                        wait_s = min(wait_s, self._pace.ready_at(now_s) - now_s)
                    waited = True
                    turn.wait(wait_s)
                return None
            finally:
                self._queue.remove(turn)
                self._wake_head()

    def on_success(self, ticket: Ticket) -> None:
        """See ``Pace.on_success``."""
        self._tell(lambda now_s: self._pace.on_success(ticket, now_s))

    def on_throttled(self, ticket: Ticket, retry_after_s: float | None) -> None:
        """See ``Pace.on_throttled``."""
        self._tell(lambda now_s: self._pace.on_throttled(ticket, now_s, retry_after_s))

    def on_slow(self, ticket: Ticket) -> None:
        """See ``Pace.on_slow``."""
        self._tell(lambda now_s: self._pace.on_slow(ticket, now_s))

    def on_fault(self) -> None:
        """See ``Pace.on_fault``."""
        self._tell(lambda _: self._pace.on_fault())

    def close_for(self, wait_s: float) -> None:
        """See ``Pace.close_for``."""
        self._tell(lambda now_s: self._pace.close_for(wait_s, now_s))

    @property
    def closed_for_s(self) -> float:
        """For how many seconds the API wants to be left alone from now on; 0 while it does not."""
        with self._lock:
            return self._pace.closed_for_s(self._clock())

    def count_anew(self) -> None:
        """See ``Pace.count_anew``."""
        self._tell(lambda _: self._pace.count_anew())

    def set_max(self, max_per_s: float | None) -> None:
        """See ``Pace.set_max``."""
        self._tell(lambda now_s: self._pace.set_max(max_per_s, now_s))

    def tighten(self, max_per_s: float) -> None:
        """See ``Pace.tighten``."""
        self._tell(lambda now_s: self._pace.tighten(max_per_s, now_s))

    def snapshot(self) -> PaceSnapshot:
        """See ``Pace.snapshot``."""
        with self._lock:
            return self._pace.snapshot(self._clock())

    def learned(self) -> Learned:
        """See ``Pace.learned``."""
        with self._lock:
            return self._pace.learned()

    def _tell(self, report: Callable[[float], None]) -> None:
        with self._lock:
            now_s = self._clock()
            before_s = self._pace.ready_at(now_s)
            report(now_s)
            if self._pace.ready_at(now_s) < before_s:
                self._wake_head()

    def _wake_head(self) -> None:
        if self._queue:
            self._queue[0].notify()
