"""The process table of this machine: which process runs a job, and whether it is still there.

A ledger of SQLite lies on one machine, or on a disk that few share. So a killed process frees its
job at once, without waiting for a lease to run out; a process of another machine is left to that.
"""

import os
import socket

import psutil


def this_process() -> str:
    """This process, as kept with the job that it runs: machine, number and birth."""
    return f"{socket.gethostname()}|{os.getpid()}|{_born_s(os.getpid())}"


def is_here(process: str) -> bool:
    """Whether a process is, or was, one of this machine's; ``""`` is none."""
    return process.partition("|")[0] == socket.gethostname()


def is_running(process: str) -> bool:
    """Whether a process of this machine is still the one that it was."""
    _, pid, born_s = process.split("|")
    return _born_s(int(pid)) == born_s


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
