"""Servers that limit, and sixteen virtual threads that ask them, in virtual time.

A discrete-event loop: minutes of waiting take milliseconds, and the same seed gives the same run.
"""

import heapq
import math
import random
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum, auto
from functools import partial
from typing import Protocol

from faturas.search.pace.controller import Pace
from faturas.search.pace.values import PaceSnapshot, Ticket


class Kind(Enum):
    OK = auto()
    THROTTLED = auto()
    SLOW = auto()
    FAULT = auto()


@dataclass(frozen=True, slots=True)
class Answer:
    """``delay_s`` is the server's own time, on top of the way there and back."""

    kind: Kind = Kind.OK
    retry_after_s: float | None = None
    delay_s: float = 0.0


OK = Answer()


class Server(Protocol):
    def ask(self, now_s: float) -> Answer:
        """The answer to a request that arrives now; called in order of time."""


class NoLimit:
    def ask(self, now_s: float) -> Answer:
        return OK


@dataclass
class TokenBucket:
    """Up to ``burst`` tokens, ``rate_per_s`` new ones a second. ``steps``: (moment, new rate)."""

    rate_per_s: float
    burst: float
    retry_after_s: float | None = None
    steps: tuple[tuple[float, float], ...] = ()

    def __post_init__(self) -> None:
        self._tokens = self.burst
        self._counted_s = 0.0

    def ask(self, now_s: float) -> Answer:
        for moment_s, rate_per_s in self.steps:
            if now_s >= moment_s:
                self.rate_per_s = rate_per_s
        earned = (now_s - self._counted_s) * self.rate_per_s
        self._tokens = min(self.burst, self._tokens + earned)
        self._counted_s = now_s
        if self._tokens < 1:
            return Answer(Kind.THROTTLED, self.retry_after_s)
        self._tokens -= 1
        return OK


@dataclass
class FixedWindow:
    """``size`` requests in each ``window_s`` by the clock; ``Retry-After`` in whole seconds."""

    size: int
    window_s: float
    tells: bool

    def __post_init__(self) -> None:
        self._window = -1
        self._used = 0

    def ask(self, now_s: float) -> Answer:
        window = int(now_s // self.window_s)
        if window != self._window:
            self._window, self._used = window, 0
        if self._used < self.size:
            self._used += 1
            return OK
        left_s = (window + 1) * self.window_s - now_s
        return Answer(Kind.THROTTLED, math.ceil(left_s) if self.tells else None)


@dataclass
class SlidingWindow:
    """``size`` requests in any ``window_s``; ``Retry-After`` in whole seconds."""

    size: int
    window_s: float
    tells: bool

    def __post_init__(self) -> None:
        self._served: deque[float] = deque()

    def ask(self, now_s: float) -> Answer:
        while self._served and self._served[0] <= now_s - self.window_s:
            self._served.popleft()
        if len(self._served) < self.size:
            self._served.append(now_s)
            return OK
        left_s = self._served[0] + self.window_s - now_s
        return Answer(Kind.THROTTLED, math.ceil(left_s) if self.tells else None)


@dataclass
class SharedWithOthers:
    """``others_per_s`` requests of another program, at random, count on the same limit."""

    inner: Server
    others_per_s: float
    seed: int = 0

    def __post_init__(self) -> None:
        self._random = random.Random(self.seed)
        self._next_s = 0.0

    def ask(self, now_s: float) -> Answer:
        while self._next_s <= now_s:
            self.inner.ask(self._next_s)
            self._next_s += self._random.expovariate(self.others_per_s)
        return self.inner.ask(now_s)


@dataclass
class Sometimes:
    """A share of the requests gets ``instead``, whatever the rate."""

    inner: Server
    share: float
    instead: Answer
    seed: int = 0

    def __post_init__(self) -> None:
        self._random = random.Random(self.seed)

    def ask(self, now_s: float) -> Answer:
        return self.instead if self._random.random() < self.share else self.inner.ask(now_s)


@dataclass
class Outage:
    """Every request between the two moments gets ``instead``."""

    inner: Server
    from_s: float
    until_s: float
    instead: Answer

    def ask(self, now_s: float) -> Answer:
        return self.instead if self.from_s <= now_s < self.until_s else self.inner.ask(now_s)


@dataclass
class Run:
    """What came of it: moments in seconds from the first request on."""

    pace: Pace
    elapsed_s: float = 0.0
    sent_s: list[float] = field(default_factory=list)
    answered_s: list[float] = field(default_factory=list)
    refused_s: list[float] = field(default_factory=list)

    def of(self, ceiling_per_s: float) -> float:
        """The share of a ceiling that was reached, from the first request to the last answer."""
        return len(self.answered_s) / ceiling_per_s / self.elapsed_s

    @property
    def refused(self) -> float:
        """The share of all requests that was refused."""
        return len(self.refused_s) / (len(self.answered_s) + len(self.refused_s))

    def answered_between(self, from_s: float, until_s: float) -> int:
        return sum(from_s <= moment_s < until_s for moment_s in self.answered_s)

    def sent_between(self, from_s: float, until_s: float) -> int:
        return sum(from_s <= moment_s < until_s for moment_s in self.sent_s)


class Simulation:
    """Workers that ask for one customer after the other, each until it is answered.

    The way to the server and back takes ``latency_s`` in all, times 1 ± ``jitter``; a worker wakes
    up as much as ``late_s`` after its turn has come.
    """

    def __init__(
        self,
        pace: Pace,
        server: Server,
        *,
        threads: int = 16,
        latency_s: float = 0.1,
        jitter: float = 0.3,
        late_s: float = 0.002,
        seed: int = 0,
    ) -> None:
        self._pace = pace
        self._server = server
        self._threads = threads
        self._latency_s = latency_s
        self._jitter = jitter
        self._late_s = late_s
        self._random = random.Random(seed)
        self._events: list[tuple[float, int, Callable[[], None]]] = []
        self._scheduled = 0
        self._now_s = 0.0
        self._waiting: deque[bool] = deque()
        self._ready_s = -math.inf
        self._to_start = 0
        self._run = Run(pace)

    def run(
        self, customers: int, *, watch: Callable[[float, PaceSnapshot], None] | None = None
    ) -> Run:
        """Ask for so many customers; ``watch`` sees the pace after every event."""
        first = min(self._threads, customers)
        self._to_start = customers - first
        self._waiting.extend([False] * first)
        self._let_go()
        while len(self._run.answered_s) < customers:
            self._now_s, _, happen = heapq.heappop(self._events)
            happen()
            if watch:
                watch(self._now_s, self._pace.snapshot(self._now_s))
        self._run.elapsed_s = self._now_s
        return self._run

    def _at(self, moment_s: float, happen: Callable[[], None]) -> None:
        self._scheduled += 1
        heapq.heappush(self._events, (moment_s, self._scheduled, happen))

    def _let_go(self) -> None:
        """Let everybody leave whose turn has come, and see to it that the next wakes up."""
        while self._waiting:
            ready_s = self._pace.ready_at(self._now_s)
            if ready_s > self._now_s:
                self._waiting = deque([True] * len(self._waiting))
                if ready_s != self._ready_s:
                    self._ready_s = ready_s
                    woken_s = ready_s + self._late_s * self._random.random()
                    self._at(woken_s, partial(self._wake, ready_s))
                return
            ticket = self._pace.take(self._now_s, waited=self._waiting.popleft())
            assert ticket is not None, "ready, but no ticket"
            self._run.sent_s.append(self._now_s)
            self._at(self._now_s + self._one_way_s(), partial(self._arrive, ticket))

    def _wake(self, ready_s: float) -> None:
        if ready_s == self._ready_s:
            self._ready_s = -math.inf
            self._let_go()

    def _arrive(self, ticket: Ticket) -> None:
        answer = self._server.ask(self._now_s)
        back_s = self._now_s + answer.delay_s + self._one_way_s()
        self._at(back_s, partial(self._answered, ticket, answer))

    def _answered(self, ticket: Ticket, answer: Answer) -> None:
        match answer.kind:
            case Kind.OK:
                self._pace.on_success(ticket, self._now_s)
                self._run.answered_s.append(self._now_s)
            case Kind.THROTTLED:
                self._pace.on_throttled(ticket, self._now_s, answer.retry_after_s)
                self._run.refused_s.append(self._now_s)
            case Kind.SLOW:
                self._pace.on_slow(ticket, self._now_s)
            case Kind.FAULT:
                self._pace.on_fault()
        if answer.kind is not Kind.OK or self._to_start:
            self._to_start -= answer.kind is Kind.OK
            self._waiting.append(False)
        self._let_go()

    def _one_way_s(self) -> float:
        return self._latency_s / 2 * (1 + self._jitter * self._random.uniform(-1, 1))
