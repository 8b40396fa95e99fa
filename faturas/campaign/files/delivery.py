"""Delivers files whole or not at all: writes them beside their places, then renames them."""

import contextlib
import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from faturas.campaign.files import scratch
from faturas.campaign.files.place import check_place, refusal


@contextlib.contextmanager
def whole_files() -> Iterator[Callable[[Path], BinaryIO]]:
    """Give a function that opens a new file for a path, to write and to read back.

    All of them take their places when all went well. Raises ``OutputError`` when the folder or the
    disk does not allow it; then nothing is left behind and what was there before is there again.
    """
    with contextlib.ExitStack() as parts:
        opened: list[_Part] = []

        def new(path: Path) -> BinaryIO:
            part = parts.enter_context(contextlib.closing(_Part(path)))
            opened.append(part)
            return part.file

        try:
            yield new
        except OSError as error:
            raise refusal(opened[-1].path if opened else Path(), error) from error
        for part in opened:
            part.finish()
        _take_places(opened)


@contextlib.contextmanager
def whole_file(path: Path) -> Iterator[BinaryIO]:
    """Open one new file for a path, as ``whole_files`` does."""
    with whole_files() as new:
        yield new(path)


def _take_places(parts: Iterable["_Part"]) -> None:
    """Rename each into its place; where one is refused, those before it give theirs back.

    On Windows a file that is open in Excel cannot be replaced.
    """
    with contextlib.ExitStack() as undo:
        for part in parts:
            part.take_place()
            undo.callback(part.give_place_back)
        undo.pop_all()


class _Part:
    """An unfinished file beside its place."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._beside = scratch.new_part(path)
        self._before: Path | None = None
        try:
            handle = os.open(
                self._beside, os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600
            )
        except (OSError, ValueError) as error:
            raise refusal(path, error) from error
        self.file = os.fdopen(handle, "w+b")

    def finish(self) -> None:
        """Make sure that all of the file has reached the disk."""
        try:
            self.file.flush()
            os.fsync(self.file.fileno())
            self.file.close()
            self._beside.chmod(0o666 & ~_umask())
        except OSError as error:
            raise refusal(self.path, error) from error

    def take_place(self) -> None:
        """Put the file into its place; what was there is kept beside it, never missing."""
        try:
            if self.path.exists():
                self._before = scratch.new_part(self.path)
                _copy(self.path, self._before)
            self._beside.replace(self.path)
        except OSError as error:
            raise refusal(self.path, error) from error

    def give_place_back(self) -> None:
        """Put back what was there before."""
        with contextlib.suppress(OSError):
            if self._before is None:
                self.path.unlink()
            else:
                self._before.replace(self.path)

    def close(self) -> None:
        """Remove what is beside the place; a full disk may well refuse the rest of the content."""
        with contextlib.suppress(OSError):
            self.file.close()
        for beside in filter(None, (self._beside, self._before)):
            beside.unlink(missing_ok=True)


def _copy(path: Path, copy: Path) -> None:
    """Give a file a second name, or copy it where the disk has no links."""
    try:
        os.link(path, copy)
    except OSError:
        shutil.copy2(path, copy)


def file_stem(moment: datetime, *, demonstracao: bool = False) -> str:
    """The usual name of a contact file, without its ending."""
    invented = "demonstracao_" if demonstracao else ""
    return f"faturas_vencidas_{invented}{moment:%Y%m%d_%H%M%S}"


def check_writable(path: Path) -> None:
    """Raise ``OutputError`` now rather than after an hour of fetching.

    The proof is a file made, and removed, as ``whole_file`` makes it.
    """
    check_place(path)
    _Part(path).close()


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
