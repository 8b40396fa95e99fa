"""Names the exit statuses of the command line (``Exit``)."""

from enum import IntEnum


class Exit(IntEnum):
    """Names the exit statuses, for scripts; the README has the same table."""

    OK = 0
    SOME_FAILED = 1
    """All is done, but some customers failed, or the files should not be sent as they are."""
    USAGE = 2
    """The command, the list or the configuration is wrong; nothing was asked."""
    PAUSED = 3
    """The job is not finished, and can be resumed."""
    UNEXPECTED = 70
    """An error that nobody foresaw; ``EX_SOFTWARE`` of BSD's sysexits."""
    UNPRINTED = 74
    """All is done, but standard output could not be written; ``EX_IOERR`` of BSD's sysexits."""
    INTERRUPTED = 130
    """Ctrl-C: 128 and the number of SIGINT, as a shell says it."""
    NO_READER = 141
    """The reader of standard output has left: 128 and the number of SIGPIPE, as a shell says it."""
