"""Measures the rate at which requests were really sent of late (``RecentRequests``)."""

from collections import deque

RECENT = 32
"""Requests over which the rate really sent is measured."""
SHOWN_S = 1.0
"""Seconds over which fewer requests than ``RECENT`` are spread: a first burst is no rate."""


class RecentRequests:
    """Keeps the moments of the last requests, all of one monotonic clock (``…_s``)."""

    def __init__(self) -> None:
        self._sent_s: deque[float] = deque(maxlen=RECENT + 1)

    def add(self, now_s: float) -> None:
        """Note a request that leaves now."""
        self._sent_s.append(now_s)

    def rate_at(self, now_s: float, allowed_per_s: float) -> float:
        """Return the requests a second over the last few; before there are two, what is allowed."""
        if len(self._sent_s) < 2 or now_s <= self._sent_s[0]:
            return allowed_per_s
        return (len(self._sent_s) - 1) / (now_s - self._sent_s[0])

    def shown_at(self, now_s: float, allowed_per_s: float) -> float:
        """Return the same for people, who need no rate to steer by before there is one."""
        if not self._sent_s:
            return 0.0
        full = len(self._sent_s) > RECENT
        span_s = max(now_s - self._sent_s[0], 0.0 if full else SHOWN_S)
        return (len(self._sent_s) - 1) / span_s if span_s else allowed_per_s
