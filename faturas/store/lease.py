"""Who runs a job: this process, proved by host, process and heartbeat."""

import os
import secrets
import socket
import time
from dataclasses import dataclass
from datetime import UTC, datetime

import psutil

LEASE_S = 20.0
"""Without a heartbeat for this long an owner counts as dead."""
HEARTBEAT_S = 2.0
_given_up: set[str] = set()


@dataclass(frozen=True, slots=True)
class Beat:
    """One moment on two clocks.

    ``at`` (aware) is the calendar's, which every machine reads and anybody may set; ``pulse_s`` is
    the steady clock that all processes of one machine share, and which nobody sets.
    """

    at: datetime
    pulse_s: float


def beat() -> Beat:
    """This moment."""
    return Beat(datetime.now(UTC), time.monotonic())


def new_owner() -> str:
    """A name for one run of one job in this process, unlike any other."""
    return f"{socket.gethostname()}|{os.getpid()}|{_born_s(os.getpid())}|{secrets.token_hex(4)}"


def give_up(owner: str) -> bool:
    """Remember, in this process, that a run has ended which cannot write so any more.

    Returns False when that is known already.
    """
    known = owner in _given_up
    _given_up.add(owner)
    return not known


def silent_s(owner: str, last: Beat | None, now: Beat) -> float | None:
    """Seconds since the owner's last sign of life, by the clock that ``is_alive`` goes by."""
    if not owner or last is None:
        return None
    if owner.split("|", maxsplit=1)[0] == socket.gethostname():
        return now.pulse_s - last.pulse_s
    return abs((now.at - last.at).total_seconds())


def is_alive(owner: str, last: Beat | None, now: Beat) -> bool:
    """Whether the owner still works on its job.

    A process of this machine is asked for at once (a killed one frees its job immediately) and
    must beat by the steady clock, so that setting the calendar neither kills nor revives anybody.
    Another machine is judged by the calendar: a heartbeat from the future means that the clock
    was set back, and counts as old as its distance.
    """
    if not owner or last is None or owner in _given_up:
        return False
    host, pid, born_s, _ = owner.split("|")
    if host != socket.gethostname():
        return abs((now.at - last.at).total_seconds()) <= LEASE_S
    # A pulse from the future was felt before the machine was last started.
    return 0 <= now.pulse_s - last.pulse_s <= LEASE_S and _born_s(int(pid)) == born_s


def _born_s(pid: int) -> str:
    """When a process began: a number used again by another process does not look alive.

    Linux knows it in seconds since the boot; psutil adds the boot's place in the calendar, which
    moves whenever the clock is set, so it is taken off again.
    """
    try:
        booted_s = psutil.boot_time() if psutil.LINUX else 0.0
        process = psutil.Process(pid)
        if process.status() == psutil.STATUS_ZOMBIE:
            return ""
        return f"{process.create_time() - booted_s:.2f}"
    except psutil.Error:
        return ""
