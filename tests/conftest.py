"""Fixtures that many tests share."""

import gc
import os
import shutil
import socket
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from xdist.scheduler import LoadScopeScheduling

from tests.statements import share_compiled_statements

# The suite runs on busy machines: how long one example takes says nothing there. The same
# examples every time, so that half of the usual hundred do; HYPOTHESIS_PROFILE=acaso looks for new
# ones.
settings.register_profile("firme", deadline=None, derandomize=True, max_examples=50)
settings.register_profile("acaso", deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "firme"))

# Some hundred processes load the program and each worker all tests: compiled once for all of them,
# also where the environment says that compiled code is not to be kept.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

_MEMORY = Path("/dev/shm")
_ROOM_BYTES = 2**30
_OF_BROWSERS = "tests/e2e/"
_AT_A_TIME = 8
"""Tests handed to a worker together: with each by itself, handing out costs some seconds."""
_IN_ONE_WORKER = {
    "tests/search/test_sweep.py",
    "tests/server/test_login.py",
    "tests/server/test_unexpected_pages.py",
}
"""Their tests share a server, or answers, that take seconds to make."""
_SLOW_FIRST = (
    "tests/e2e/",
    "tests/faults/",
    "tests/search/test_sweep.py",
    "tests/work/",
    "tests/cli/",
)
"""Handed out in this order before all others: a long test that begins last is waited for alone."""


def pytest_configure() -> None:
    """Spare every ledger its own statements, and its waits for a disk where there is memory."""
    share_compiled_statements()
    if os.access(_MEMORY, os.W_OK) and shutil.disk_usage(_MEMORY).free >= _ROOM_BYTES:
        os.environ.setdefault("TMPDIR", str(_MEMORY))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the slow tests first; the others stay in the order of their files."""

    def place(item: pytest.Item) -> int:
        slow = (at for at, start in enumerate(_SLOW_FIRST) if item.nodeid.startswith(start))
        return next(slow, len(_SLOW_FIRST))

    items.sort(key=place)


def pytest_collection_finish() -> None:
    """Keep what is loaded by now out of the search for garbage: a tenth of the suite's time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


def pytest_xdist_auto_num_workers() -> int:
    """Two more than there are processors: a part of this suite is waiting for other processes."""
    return (os.cpu_count() or 1) + 2


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Hand out tests a few at a time, but those that share something dear together.

    The tests of a browser go together by the folder they are in (see ``tests/e2e``), so that each
    folder has one server and one browser. Marks of groups would say the same, but pytest-xdist 3.8
    does not find them any more since pytest 9.2.
    """
    scheduler = LoadScopeScheduling(config, log)
    seen: dict[str, dict[str, int]] = {}

    def scope(nodeid: str) -> str:
        path, _, _ = nodeid.partition("::")
        tests = seen.setdefault(path, {})
        if path.startswith(_OF_BROWSERS):
            return path.rpartition("/")[0]
        if path in _IN_ONE_WORKER:
            return path
        return f"{path} {tests.setdefault(nodeid, len(tests)) // _AT_A_TIME}"

    scheduler._split_scope = scope
    return scheduler


@pytest.fixture
def closed_port() -> int:
    """A loopback port on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port
