"""Fixtures that many tests share."""

import os
import shutil
import socket
from pathlib import Path

import pytest
from hypothesis import settings

# The suite runs on busy machines: how long one example takes says nothing there. The same
# examples every time; HYPOTHESIS_PROFILE=acaso looks for new ones.
settings.register_profile("firme", deadline=None, derandomize=True)
settings.register_profile("acaso", deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "firme"))

_MEMORY = Path("/dev/shm")
_ROOM_BYTES = 2**30


def pytest_configure() -> None:
    """Keep temporary files in memory where there is room: a ledger waits for its disk a lot."""
    if os.access(_MEMORY, os.W_OK) and shutil.disk_usage(_MEMORY).free >= _ROOM_BYTES:
        os.environ.setdefault("TMPDIR", str(_MEMORY))


def pytest_xdist_auto_num_workers() -> int:
    """Two more than there are processors: half of this suite is waiting for other processes."""
    return (os.cpu_count() or 1) + 2


@pytest.fixture
def closed_port() -> int:
    """A loopback port on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port
