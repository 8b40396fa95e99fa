"""The lease: who runs a job now, and for how long without a sign of life that is believed."""

import secrets
import time
from dataclasses import dataclass
from datetime import UTC, datetime

from faturas.store.engines.sqlite import processes

LEASE_S = 20.0
"""Seconds without a heartbeat after which an owner counts as dead: ten heartbeats."""
HEARTBEAT_S = 2.0
"""Seconds between the heartbeats of a run that has nothing to commit."""
_given_up: set[str] = set()


@dataclass(frozen=True, slots=True)
class Beat:
    """One moment on two clocks.

    ``at`` (aware) is the calendar's, which every machine reads and anybody may set; ``pulse_s`` is
    the steady clock that all processes of one machine share, and which nobody sets.
    """

    at: datetime
    pulse_s: float


@dataclass(frozen=True, slots=True)
class Lease:
    """Who holds a job: the owner's id, the process that it is, and its last heartbeat.

    ``owner`` is ``""`` where nobody does. ``process`` is for the engine that knows processes,
    ``""`` where none is known.
    """

    owner: str
    process: str
    last: Beat | None

    def silent_s(self, now: Beat) -> float | None:
        """Seconds since the last sign of life, by the clock that ``is_alive`` goes by."""
        if not self.owner or self.last is None:
            return None
        if processes.is_here(self.process):
            return now.pulse_s - self.last.pulse_s
        return abs((now.at - self.last.at).total_seconds())

    def is_alive(self, now: Beat) -> bool:
        """Whether the owner still works on its job.

        A process of this machine is asked for at once (a killed one frees its job immediately) and
        must beat by the steady clock, so that setting the calendar neither kills nor revives
        anybody. Another machine is judged by the calendar: a heartbeat from the future means that
        the clock was set back, and counts as old as its distance.
        """
        silent_s = self.silent_s(now)
        if silent_s is None or self.owner in _given_up:
            return False
        # A pulse from the future was felt before the machine was last started.
        if not 0 <= silent_s <= LEASE_S:
            return False
        return not processes.is_here(self.process) or processes.is_running(self.process)


def beat() -> Beat:
    """This moment."""
    return Beat(datetime.now(UTC), time.monotonic())


def new_owner() -> str:
    """An id for one run of one job, unlike any other; nothing can be read from it."""
    return secrets.token_hex(8)


def give_up(owner: str) -> bool:
    """Remember, in this process, that a run has ended which cannot write so any more.

    Returns False when that is known already.
    """
    known = owner in _given_up
    _given_up.add(owner)
    return not known
