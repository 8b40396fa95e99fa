"""Controls how fast an API is asked (``Pace``): a pure controller; the time is an argument.

What is controlled is the *rate* of requests, never the number in flight: a refusal comes back
fast, and a server that limits is not slow before it refuses, so latency says nothing of a limit.

The state machine, from the first request on:

1. **Starting.** No limit is known. The rate starts low and grows with every good answer, as long
   as callers have to wait for their turn.
2. **Refused** (429, or 503 with ``Retry-After``). The gate closes for everybody, for as long as
   the server asks. The ceiling, the highest rate that the server lets through, lies between two
   known rates: the answers a second since the refusal before (which it *bore*), and the rate at
   which the refused request left (which it *refused*). Their geometric mean is taken for it. The
   rate falls once an episode: a refusal of a request that left before the last fall says nothing
   new.
3. **Holding**, just under the ceiling, for a while.
4. **Searching** upward from there until refused, which is 2 again. A search that finds the same
   ceiling again makes it surer: it is held longer, and the next search is slower. Any other refusal
   makes it unsure. Well above the rate once refused, the limit has changed: the rate grows faster.

A refusal when nothing was accepted since the last one means that the gate opened too soon, not that
the rate is too high: it closes again, for twice as long, and one request goes first.

Why the ceiling lies between the two: between two moments at which a token bucket is empty it lets
through at most ``limit × time``, and a window at most its content, so the rate borne is not above
the limit; and a rate below the limit is not refused for long. The time with a closed gate counts as
time in which answers were borne: that is right for windows, and too low for a bucket that fills up
meanwhile, which the search corrects.

The rate is kept as the earliest moment of the next request, not as tokens counted up: a caller that
sleeps until ``ready_at`` may leave then, with no fraction of a token missing. That is a bucket of
capacity one, which also suits servers that allow no burst.
"""

import math

from faturas.search.pace.recent import RECENT, RecentRequests
from faturas.search.pace.values import FLOOR_PER_S, Learned, PaceSnapshot, Phase, Ticket
from faturas.timing import USUAL

START_PER_S = 8.0
"""Requests a second at first: a sixth of what 16 threads get from an API that answers in 0.3 s."""
STEP_S, STEP_ANSWERS = 1.0, 6.0
"""The step by which holding and growing are measured: one second, or the time of six answers where
they come slower, so that a slow limit is not tried at every other request."""
START_GROWTH = 2.0
"""Share of the rate that it grows by in a step: from 8 to 160 requests a second in two seconds."""
SEARCH_LEVELS = ((1.0, 0.05), (4.0, 0.02), (16.0, 0.01), (60.0, 0.01))
"""Steps to hold a ceiling, and the growth of the search after that, from unsure to sure."""
NEAR = 1.2
"""Factor within which two ceilings are the same one."""
MOVED, MOVED_GROWTH, FORGOTTEN = 1.2, 0.2, 2.0
"""Above 1.2 times the rate once refused, it grows by 0.2 a step; above twice that rate no limit is
known any more."""
HOLD = 0.97
"""Share of the ceiling that is held, by simulation: 0.95 costs 2 % of the throughput, 0.98 doubles
the refusals at two requests a second."""
MOST_ABOVE_BORNE = 1.5
"""Factor over the rate borne that a ceiling has at most: a window that is used up in a second of
its minute refuses any rate."""
MOST_LOST_AT_FIRST = 0.5
"""Share of the rate first refused that its ceiling has at least: on the way up, fewer answers are
borne than could be."""
WARM, WARM_LEVEL = 0.95, 2
"""Share of a remembered ceiling to start at, and the level of ``SEARCH_LEVELS`` to hold it at."""
BACKOFF_S = 0.5
"""The gate without ``Retry-After``: doubled when it opened too soon, halved when it did not."""
LONGEST_RETRY_AFTER_S = 3600.0
"""Seconds that a wait asked for is taken for, at most: a wrong header must not stop the work for a
day, and a request an hour harms no server."""
MARGIN_S = 0.05
"""Seconds added to the wait that the server asks for, as requests take uneven time on the way."""
SLOW_FACTOR, RECOVERY_GROWTH = 0.8, 0.3
"""Share of the rate that a time-out or a bare 503 leaves, and the growth back to the ceiling. With
one bare 503 in twenty, at random, ten requests a second are left (simulated)."""
HAND_SET_SHARE = 0.99
"""Share of a limit set by hand that is used: it leaves 0.6 s of a minute for uneven ways."""
LATE_CREDIT_S = 0.02
"""Seconds (or half an interval) that a caller may wake up late without delaying the next one."""
IDLE_S = 1.0
"""Seconds after which a turn that nobody takes is idle time, which says nothing of the API."""
SETTLED_S, ROOMY = 3.0, 2.5
"""After so many seconds without growth, or with so many times the real rate allowed, the threads
set the pace."""
MOST_ABOVE_REAL = 4.0
"""Times the real rate at which growth ends: callers that come in a bunch always wait a little."""


class Pace:
    """Sets the pace of one API connection. ``faturas.search.pace.gate`` makes it thread-safe.

    Every ``…_s`` moment is of one monotonic clock, which may jump ahead. Every ticket taken must
    come back exactly once, through one of the four ``on_…``. Without ``Retry-After`` the gate
    closes for no more than ``longest_backoff_s``.
    """

    def __init__(
        self,
        *,
        learned: Learned | None = None,
        longest_backoff_s: float = USUAL.longest_backoff_s,
    ) -> None:
        learned = learned or Learned()
        self._longest_backoff_s = longest_backoff_s
        self._hand_set = math.inf
        self._ceiling = self._remembered = learned.ceiling_per_s
        self._refused = learned.ceiling_per_s or 0.0
        self._peak = learned.borne_per_s or 0.0
        self._level = WARM_LEVEL
        self._hold_until_s = -math.inf

        self._next_s = self._gate_s = -math.inf
        self._sent_s = self._grew_s = -math.inf

        self._episode = 0
        self._accepted = False  # whether any request that left in this episode was
        self._backoffs = 0
        self._span_start_s: float | None = None
        self._span_answers = 0

        self._sent = self._throttled = self._failed = self._in_flight = 0
        self._recent = RecentRequests()

        self._rate = WARM * self._ceiling if self._ceiling else max(START_PER_S, WARM * self._peak)

    def set_max(self, max_per_s: float | None, now_s: float) -> None:
        """Change the limit set by hand, None for none; raise ``ValueError`` unless above zero.

        In no window of two seconds or more does it let more leave: the rate stays 1 % below it. The
        first request waits for a whole turn, because another process may have sent one just now.
        """
        if max_per_s is not None and not max_per_s > 0:
            raise ValueError("max_per_s must be above zero")
        self._hand_set = HAND_SET_SHARE * max_per_s if max_per_s else math.inf
        self._next_s = (now_s if max_per_s else self._sent_s) + self._interval_s(late_s=0.0)

    def count_anew(self) -> None:
        """Forget the refusals and failures so far, which are another run's."""
        self._throttled = self._failed = 0

    def tighten(self, max_per_s: float, now_s: float) -> None:
        """Keep to this limit set by hand, too; a lower one stays."""
        if HAND_SET_SHARE * max_per_s < self._hand_set:
            self.set_max(max_per_s, now_s)

    def close_for(self, wait_s: float, now_s: float) -> None:
        """Let nobody leave for so long, because the API has asked somebody else to wait."""
        self._gate_s = max(self._gate_s, now_s + wait_s)

    def closed_for_s(self, now_s: float) -> float:
        """Return for how many seconds the API wants to be left alone; 0 while it does not."""
        return max(0.0, self._gate_s - now_s)

    # Leaving

    def ready_at(self, now_s: float) -> float:
        """Return when the next request may leave, ``now_s`` or later, if nothing else happens."""
        return max(now_s, self._ready_s())

    def take(self, now_s: float, *, waited: bool) -> Ticket | None:
        """Take the turn, if it has come; ``waited`` if the caller had to wait for it."""
        if now_s < self._ready_s():
            return None
        self._note_idle(now_s)
        late_s = now_s - self._ready_s() if waited else 0.0
        self._next_s = now_s + self._interval_s(late_s)
        self._recent.add(now_s)
        self._sent_s = now_s
        self._sent += 1
        self._in_flight += 1
        return Ticket(now_s, self._allowed, self._real_at(now_s), self._episode, waited)

    def _ready_s(self) -> float:
        return max(self._next_s, self._gate_s)

    def _note_idle(self, now_s: float) -> None:
        if self._span_start_s is None:
            self._span_start_s = self._grew_s = now_s
            self._hold_until_s = now_s + self._hold_s()
            return
        idle_s = now_s - max(self._next_s, self._gate_s)
        if idle_s > IDLE_S:
            self._span_start_s += idle_s

    def _interval_s(self, late_s: float) -> float:
        interval_s = 1 / self._allowed
        if self._backoffs and not self._accepted:
            return max(interval_s, self._backoff_s())
        return interval_s - min(late_s, interval_s / 2, LATE_CREDIT_S)

    # What became of it

    def on_success(self, ticket: Ticket, now_s: float) -> None:
        """Count an answer that is neither a refusal nor a fault, whatever it says."""
        self._in_flight -= 1
        self._span_answers += 1
        if ticket.episode != self._episode:
            return
        if self._sent > RECENT:
            self._peak = max(self._peak, ticket.real_per_s)
        if not self._accepted:
            self._accepted = True
            self._next_s = min(self._next_s, self._sent_s + 1 / self._allowed)
        if ticket.waited:
            self._grow(now_s)

    def on_throttled(self, ticket: Ticket, now_s: float, retry_after_s: float | None) -> None:
        """Slow down after a refusal: 429, or 503 with ``Retry-After``, in seconds from now."""
        self._in_flight -= 1
        self._throttled += 1
        if ticket.episode == self._episode:
            if self._is_news():
                self._find_ceiling(ticket.rate_per_s, now_s)
            self._close_gate(now_s, max(retry_after_s or 0.0, self._backoff_s()))
        elif retry_after_s:
            self._close_gate(now_s, retry_after_s)

    def on_slow(self, ticket: Ticket, now_s: float) -> None:
        """Slow down because the API cannot keep up: a time-out, or 503 without ``Retry-After``.

        No sign of where the ceiling is: the rate falls, and comes back unless there is more.
        """
        self._in_flight -= 1
        self._failed += 1
        if ticket.episode != self._episode:
            return
        if not self._is_news():
            self._close_gate(now_s, self._backoff_s())
            return
        rate = min(ticket.rate_per_s, ticket.real_per_s)
        if self._ceiling is None:
            self._ceiling, self._refused, self._level = rate, ticket.rate_per_s, 0
        self._rate = SLOW_FACTOR * rate

    def on_fault(self) -> None:
        """Count any other fault, no sign of the rate, or a ticket that was not used after all."""
        self._in_flight -= 1
        self._failed += 1
        self._span_answers += 1

    def _is_news(self) -> bool:
        """Begin an episode; return whether the API accepted anything in the one before."""
        news, self._accepted = self._accepted, False
        self._episode += 1
        self._backoffs = self._backoffs // 2 if news else self._backoffs + 1
        return news

    def _backoff_s(self) -> float:
        return min(BACKOFF_S * 2.0 ** min(self._backoffs, 10), self._longest_backoff_s)

    def _close_gate(self, now_s: float, wait_s: float) -> None:
        self._gate_s = max(self._gate_s, now_s + min(wait_s, LONGEST_RETRY_AFTER_S) + MARGIN_S)
        self._hold_until_s = self._gate_s + self._hold_s()

    # The rate

    def _find_ceiling(self, refused: float, now_s: float) -> None:
        borne = self._borne(now_s)
        ceiling = min(math.sqrt(borne * refused), MOST_ABOVE_BORNE * borne)
        if self._ceiling is None:
            ceiling = max(ceiling, MOST_LOST_AT_FIRST * refused)
        self._level = self._level_for(ceiling, now_s)
        self._ceiling, self._refused = ceiling, refused
        if self._level > 0 or self._remembered is None:
            self._remembered = ceiling
        self._rate = HOLD * ceiling
        self._span_start_s, self._span_answers = now_s, 0

    def _borne(self, now_s: float) -> float:
        """Return the answers a second since the refusal before, the closed time included."""
        span_s = now_s - (self._span_start_s or 0.0)
        return self._span_answers / max(span_s, 1 / self._allowed)

    def _level_for(self, ceiling: float, now_s: float) -> int:
        """Return the next level if a search has found the ceiling of before again, else 0."""
        searched = now_s >= self._hold_until_s
        if searched and self._ceiling and 1 / NEAR <= ceiling / self._ceiling <= NEAR:
            return min(self._level + 1, len(SEARCH_LEVELS) - 1)
        return 0

    def _grow(self, now_s: float) -> None:
        growth = self._growth(now_s)
        if growth and self._rate < MOST_ABOVE_REAL * self._real_at(now_s):
            # ``rate`` answers a second, each adding this, are ``rate × growth`` a step
            self._rate = self._allowed + growth / self._step_s()
            self._grew_s = now_s
        if self._rate > FORGOTTEN * self._refused:
            self._ceiling = self._remembered = None

    def _growth(self, now_s: float) -> float:
        """Return the share of the rate to add in a step."""
        if self._rate >= self._hand_set:
            return 0.0
        if self._ceiling is None:
            return START_GROWTH
        if self._rate < HOLD * self._ceiling:
            return RECOVERY_GROWTH
        if now_s < self._hold_until_s:
            return 0.0
        if self._rate > MOVED * self._refused:
            return MOVED_GROWTH
        return SEARCH_LEVELS[self._level][1]

    def _step_s(self) -> float:
        return max(STEP_S, STEP_ANSWERS / self._allowed)

    def _hold_s(self) -> float:
        return SEARCH_LEVELS[self._level][0] * self._step_s()

    @property
    def _allowed(self) -> float:
        return min(max(self._rate, FLOOR_PER_S), self._hand_set)

    # What is shown and remembered

    def snapshot(self, now_s: float) -> PaceSnapshot:
        """Return how the pace stands, for the page."""
        return PaceSnapshot(
            phase=self._phase(now_s),
            rate_per_s=self._recent.shown_at(now_s, self._rate),
            allowed_per_s=self._allowed,
            waiting_until_s=self._gate_s if self._gate_s > now_s else None,
            in_flight=self._in_flight,
            throttled=self._throttled,
            failed=self._failed,
        )

    def learned(self) -> Learned:
        """Return the last ceiling found twice, if any: one bad hour slows down no later job."""
        return Learned(self._remembered, self._peak or None)

    def _phase(self, now_s: float) -> Phase:
        if now_s < self._gate_s:
            return Phase.WAITING
        if self._rate >= self._hand_set:
            return Phase.CAPPED
        if self._ceiling is None:
            return Phase.FREE if self._is_settled(now_s) else Phase.STARTING
        holding = now_s < self._hold_until_s and self._rate >= HOLD * self._ceiling
        return Phase.HOLDING if holding else Phase.SEARCHING

    def _is_settled(self, now_s: float) -> bool:
        grown = now_s - self._grew_s > SETTLED_S or self._rate > ROOMY * self._real_at(now_s)
        return grown and self._sent > 0

    def _real_at(self, now_s: float) -> float:
        """Return the requests a second that were really sent of late."""
        return self._recent.rate_at(now_s, self._rate)
