"""Limits the requests of a connection that are under way (``Traffic``), and lets routes wait."""

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from faturas.billing.transport.waits import check_wait
from faturas.errors import StopRequested

_LOOK_S = 0.5
"""Seconds between two looks of a waiting caller at its ``stop``."""


@dataclass(frozen=True, slots=True)
class RouteLimit:
    """What an answer tells of the limit of its route: requests left, seconds until there are more.

    Such as ``RateLimit-Remaining`` and ``RateLimit-Reset``.
    """

    left: float
    reset_s: float


LimitOf = Callable[[Mapping[str, str]], RouteLimit | None]
"""Reads a ``RouteLimit`` from the headers of an answer; None where they tell none."""


class Traffic:
    """Requests of one connection that are under way: at most ``most`` at once, None for any number.

    A route whose limit is nearly used up waits until the limit is whole again.
    """

    def __init__(self, most: int | None = None) -> None:
        self._most = most
        self._changed = threading.Condition()
        self._under_way: Counter[str] = Counter()
        self._closed_until_s: dict[str, float] = {}

    @contextmanager
    def request(self, route: str, stop: threading.Event) -> Iterator[None]:
        """Wait until one more request of the route may be sent; it is under way in the block.

        Raises ``StopRequested`` once ``stop`` is set, and ``ApiUnavailable`` where the route is
        closed for too long to wait there.
        """
        with self._changed:
            while (wait_s := self._wait_s(route)) > 0:
                if stop.is_set():
                    raise StopRequested("A tarefa foi parada.")
                check_wait(wait_s)
                self._changed.wait(min(wait_s, _LOOK_S))
            self._under_way[route] += 1
        try:
            yield
        finally:
            with self._changed:
                self._under_way -= Counter({route: 1})  # a route at 0 is forgotten
                self._changed.notify_all()

    def note(self, route: str, limit: RouteLimit) -> None:
        """Close the route where no more requests are left than others are under way there.

        Noted within the block of the request that was answered so.
        """
        with self._changed:
            others = self._under_way[route] - 1
            if limit.left <= others:
                until_s = time.monotonic() + limit.reset_s
                self._closed_until_s[route] = max(until_s, self._closed_until_s.get(route, 0.0))

    def _wait_s(self, route: str) -> float:
        if self._most is not None and self._under_way.total() >= self._most:
            return _LOOK_S
        return self._closed_until_s.get(route, 0.0) - time.monotonic()
