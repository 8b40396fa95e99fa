"""Asks this machine about the owners of jobs: its two clocks and its process table.

A ledger of SQLite lies on one machine, or on a disk that few share. So a killed process of this
machine frees its job at once; that of another machine keeps it until its lease has run out.
"""

import os
import socket
import time
from datetime import UTC, datetime

import psutil

from faturas.store.engine import Beat


def beat() -> Beat:
    """Return this moment, by the calendar and by the steady clock of this machine's processes."""
    return Beat(datetime.now(UTC), time.monotonic())


def silent_s(process: str, last: Beat, now: Beat) -> float:
    """Return the seconds from ``last`` to ``now``, by the clock of the owner's process.

    For a process of this machine that is the steady clock, so that setting the calendar changes
    nothing about who is alive. The result is negative where ``last`` is from before the machine was
    last started. For another machine it is the calendar: a heartbeat from the future means that a
    clock was set back, and counts as old as it is far ahead.
    """
    if is_here(process):
        return now.pulse_s - last.pulse_s
    return abs((now.at - last.at).total_seconds())


def this_process() -> str:
    """Return this process as kept with the job that it runs: machine, number, start."""
    return f"{socket.gethostname()}|{os.getpid()}|{_born_s(os.getpid())}"


def is_here(process: str) -> bool:
    """Whether a process is, or was, one of this machine; ``""`` is none."""
    return process.partition("|")[0] == socket.gethostname()


def may_run(process: str) -> bool:
    """Return False once a process of this machine has ended; True for another machine's."""
    return not is_here(process) or is_running(process)


def is_running(process: str) -> bool:
    """Whether a process of this machine is still the one that it was."""
    _, pid, born_s = process.split("|")
    return _born_s(int(pid)) == born_s


def _born_s(pid: int) -> str:
    """Return when a process started, which tells it from a later one of the same number.

    Linux knows it in seconds since the boot. psutil adds the moment of the boot, which changes
    whenever the calendar is set, so it is taken off again.
    """
    try:
        booted_s = psutil.boot_time() if psutil.LINUX else 0.0
        process = psutil.Process(pid)
        if process.status() == psutil.STATUS_ZOMBIE:
            return ""
        return f"{process.create_time() - booted_s:.2f}"
    except psutil.Error:
        return ""
