"""Fixtures that many tests share."""

import os
import socket

import pytest
from hypothesis import settings

# The suite runs on busy machines: how long one example takes says nothing there. The same
# examples every time; HYPOTHESIS_PROFILE=acaso looks for new ones.
settings.register_profile("firme", deadline=None, derandomize=True)
settings.register_profile("acaso", deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "firme"))


@pytest.fixture
def closed_port() -> int:
    """A loopback port on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port
