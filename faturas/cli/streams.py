"""Makes the standard streams safe to use (``make_streams_unfailing``), and writes to them.

A disk may be full, a terminal gone, a stream closed or missing from the start. A job must not stop
because something could not be printed.
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
    """Wraps a text stream, so that writing does not fail; ``lost``: something was not written.

    With ``reader_matters`` it still raises ``BrokenPipeError`` when its reader leaves, so that the
    program ends, as the rest would not be read.
    """

    def __init__(self, stream: TextIO, *, reader_matters: bool) -> None:
        self._stream = stream
        self._reader_matters = reader_matters
        self.lost = False

    def write(self, text: str) -> int:
        with self._noting_losses():
            self._stream.write(text)
        return len(text)

    def flush(self) -> None:
        with self._noting_losses():
            self._stream.flush()

    @contextlib.contextmanager
    def _noting_losses(self) -> Iterator[None]:
        try:
            yield
        except BrokenPipeError:
            if self._reader_matters:
                raise
        except (OSError, ValueError):  # a closed stream raises the second
            self.lost = True

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


def make_streams_unfailing() -> None:
    """Makes all three streams exist, and writing to them not fail.

    A missing one is opened, so that its number is not given to the next file: what a library
    writes to standard error would end up in that.
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
    """Opens a stream in the place of a closed one, with its number, that does nothing."""
    opened = os.open(os.devnull, os.O_RDONLY)
    if opened != number:
        os.dup2(opened, number)
        os.close(opened)
    file = io.FileIO(number, mode, closefd=False)
    buffer = io.BufferedReader(file) if mode == "r" else io.BufferedWriter(file)
    return io.TextIOWrapper(buffer, encoding="utf-8")


def tell(message: str) -> None:
    """Prints a message on standard error, without the control characters that names of files and
    answers of servers may have."""
    click.echo("\n".join(map(printable, message.split("\n"))), err=True)


def output_was_lost() -> bool:
    """Whether something could not be written to standard output."""
    return isinstance(sys.stdout, Unfailing) and sys.stdout.lost
