"""What the exit status says to a script."""

from enum import IntEnum


class Exit(IntEnum):
    """See the README's table."""

    OK = 0
    SOME_FAILED = 1
    USAGE = 2
    PAUSED = 3
    INTERRUPTED = 130
