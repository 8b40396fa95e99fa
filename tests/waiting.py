"""Waiting for what other threads and processes do."""

import time
from collections.abc import Callable

WITHIN_S = 60.0
"""Whatever a test waits for comes within this time, or the test fails."""
AT_ONCE_S = 5.0
"""Whoever stops a job is promised two seconds; a machine busy with other things may take more."""


def wait_for(condition: Callable[[], object], *, every_s: float = 0.005) -> None:
    """Look again and again until it holds."""
    deadline_s = time.monotonic() + WITHIN_S
    while not condition():
        assert time.monotonic() < deadline_s, "o que se esperava não aconteceu"
        time.sleep(every_s)
