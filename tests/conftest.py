"""Fixtures that many tests share."""

import socket

import pytest
from hypothesis import settings

# The suite runs on busy machines: how long one example takes says nothing there.
settings.register_profile("faturas", deadline=None)
settings.load_profile("faturas")


@pytest.fixture
def closed_port() -> int:
    """A loopback port on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port
