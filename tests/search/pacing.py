"""Steps of a pace by hand, for tests."""

from faturas.search.pace.controller import Pace
from faturas.search.pace.values import Ticket


def started(pace: Pace, now_s: float = 0.0) -> float:
    """Send and get answered one request; when the next may leave."""
    pace.on_success(take(pace, now_s), now_s + 0.1)
    return pace.ready_at(now_s + 0.1)


def take(pace: Pace, now_s: float, *, waited: bool = True) -> Ticket:
    ticket = pace.take(pace.ready_at(now_s), waited=waited)
    assert ticket is not None
    return ticket


def allowed(pace: Pace) -> float:
    return pace.snapshot(0).allowed_per_s
