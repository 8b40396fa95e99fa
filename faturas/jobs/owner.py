"""Who runs a job: this process, proved by host, process and heartbeat."""

import os
import secrets
import socket
from datetime import datetime

import psutil

LEASE_S = 20.0
"""Without a heartbeat for this long an owner on another machine counts as dead."""
HEARTBEAT_S = 2.0


def new_owner() -> str:
    """A name for one run of one job in this process, unlike any other."""
    return f"{socket.gethostname()}|{os.getpid()}|{_born_s(os.getpid())}|{secrets.token_hex(4)}"


def is_alive(owner: str, heartbeat: datetime | None, now: datetime) -> bool:
    """Whether the owner still works on its job.

    A process of this machine is asked for at once (a killed one frees its job immediately); the
    heartbeat decides for other machines, and for a process that no longer beats. A heartbeat from
    the future means the clock was set back and counts as old as its distance.
    """
    if not owner or heartbeat is None or abs((now - heartbeat).total_seconds()) > LEASE_S:
        return False
    host, pid, born_s, _ = owner.split("|")
    return host != socket.gethostname() or _born_s(int(pid)) == born_s


def _born_s(pid: int) -> str:
    """When a process began: a number used again by another process does not look alive."""
    try:
        process = psutil.Process(pid)
        return "" if process.status() == psutil.STATUS_ZOMBIE else f"{process.create_time():.2f}"
    except psutil.Error:
        return ""
