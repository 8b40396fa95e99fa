"""The standard streams of the command line, whatever became of them.

A disk may be full, a terminal gone, a stream closed or never there. What cannot be said must not
stop a job.
"""

import contextlib
import io
import os
import sys
from collections.abc import Iterator
from typing import Any, TextIO, cast

import click

from faturas.app.values import printable

_STDIN, _STDOUT, _STDERR = range(3)


class Unfailing:
    """A text stream whose writing does not fail; ``lost`` says that something was not written.

    Of ``reader_matters``, a reader who leaves is an error all the same: then nobody wants the rest.
    """

    def __init__(self, stream: TextIO, *, reader_matters: bool) -> None:
        self._stream = stream
        self._reader_matters = reader_matters
        self.lost = False

    def write(self, text: str) -> int:
        with self._noting():
            self._stream.write(text)
        return len(text)

    def flush(self) -> None:
        with self._noting():
            self._stream.flush()

    @contextlib.contextmanager
    def _noting(self) -> Iterator[None]:
        try:
            yield
        except BrokenPipeError:
            if self._reader_matters:
                raise
        except (OSError, ValueError):  # the second of a stream that was closed
            self.lost = True

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


def make_streams_unfailing() -> None:
    """From now on all three are there, and writing to them stops nothing.

    A missing one must not leave its number to the next file that is opened: what a library writes
    to standard error would end up in it.
    """
    sys.stdin = sys.stdin or _stand_in(_STDIN, "r")
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="surrogateescape" if stream is sys.stdin else "replace")
    if not isinstance(sys.stdout, Unfailing):
        out = Unfailing(sys.stdout or _stand_in(_STDOUT, "w"), reader_matters=True)
        sys.stdout = cast(TextIO, out)
    if not isinstance(sys.stderr, Unfailing):
        err = Unfailing(sys.stderr or _stand_in(_STDERR, "w"), reader_matters=False)
        sys.stderr = cast(TextIO, err)


def _stand_in(number: int, mode: str) -> TextIO:
    """Holds the number of a closed stream: nothing comes out of it, nothing can be written."""
    opened = os.open(os.devnull, os.O_RDONLY)
    if opened != number:
        os.dup2(opened, number)
        os.close(opened)
    file = io.FileIO(number, mode, closefd=False)
    buffer = io.BufferedReader(file) if mode == "r" else io.BufferedWriter(file)
    return io.TextIOWrapper(buffer, encoding="utf-8")


def tell(message: str) -> None:
    """Say something on standard error, whatever a file's name or a server's words bring along."""
    click.echo("\n".join(map(printable, message.split("\n"))), err=True)


def output_was_lost() -> bool:
    """Whether something that was meant for standard output is not there."""
    return isinstance(sys.stdout, Unfailing) and sys.stdout.lost
