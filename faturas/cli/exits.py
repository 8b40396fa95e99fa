"""What the exit status says to a script."""

from enum import IntEnum


class Exit(IntEnum):
    """See the README's table."""

    OK = 0
    SOME_FAILED = 1
    USAGE = 2
    PAUSED = 3
    UNEXPECTED = 70
    """``EX_SOFTWARE`` of BSD's sysexits."""
    UNPRINTED = 74
    """``EX_IOERR`` of BSD's sysexits: all is done, but standard output could not be written."""
    INTERRUPTED = 130
    UNHEARD = 141
    """What a shell says of a program that SIGPIPE has ended."""
