"""Counts what an account has used of its quota (``Meter``), and stops while some of it is left.

It counts the requests of this process, for all connections to the account together: what another
process or another machine asks, what this one asked before it was started anew, and what the
company's own systems ask is not counted. What is kept for them has to cover that, too.
"""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from faturas import clock
from faturas.domain.ptbr import moment, number, span
from faturas.errors import ApiUnavailable


@dataclass(frozen=True, slots=True)
class Quota:
    """So many ``requests`` of an account in ``per_s`` seconds from the first one on.

    ``keep`` of them are left for the company's own systems. ``per_customer`` is about what one
    customer costs who is asked for alone.
    """

    requests: int
    per_s: float
    keep: int
    per_customer: float

    @property
    def ours(self) -> int:
        """How many of them this program may use."""
        return self.requests - self.keep

    def cost_of(self, customers: int) -> str:
        """What so many customers cost of it, for a person to read before the start."""
        cost = round(customers * self.per_customer)
        text = (
            f"Esta lista custa cerca de {number(cost)} consultas. A conta permite "
            f"{number(self.requests)} a cada {span(self.per_s)}, e {number(self.keep)} delas "
            "ficam para os outros sistemas da empresa."
        )
        if cost <= self.ours:
            return text
        return f"{text} A tarefa pausa quando só restarem essas; depois é só retomar."


class Meter:
    """Counts the requests of one account, from many threads."""

    def __init__(self, quota: Quota, clock_s: Callable[[], float] = time.monotonic) -> None:
        self.quota = quota
        self._clock_s = clock_s
        self._lock = threading.Lock()
        self._used = 0
        self._anew_at_s = 0.0

    def spend(self) -> None:
        """Count one request; raises ``ApiUnavailable``, and counts none, where it is one too many.

        The span begins with the first request, and the next one with the first after its end.
        """
        with self._lock:
            now_s = self._clock_s()
            if not self._used or now_s >= self._anew_at_s:
                self._used, self._anew_at_s = 0, now_s + self.quota.per_s
            if self._used >= self.quota.ours:
                raise self._used_up(self._anew_at_s - now_s)
            self._used += 1

    def _used_up(self, left_s: float) -> ApiUnavailable:
        quota = self.quota
        until: datetime = clock.now() + timedelta(seconds=left_s)
        return ApiUnavailable(
            f"Já foram usadas {number(self._used)} das {number(quota.requests)} consultas que a "
            f"conta permite a cada {span(quota.per_s)}; as outras {number(quota.keep)} ficam para "
            f"os outros sistemas da empresa. Retome depois de {moment(until)}.",
            passing=True,
            retry_after_s=left_s,
        )


_METERS: dict[str, Meter] = {}
_METERS_LOCK = threading.Lock()


def meter_of(account: str, quota: Quota) -> Meter:
    """The one meter of this process for an account; another quota begins to count anew."""
    with _METERS_LOCK:
        known = _METERS.get(account)
        if known is None or known.quota != quota:
            known = _METERS[account] = Meter(quota)
        return known
