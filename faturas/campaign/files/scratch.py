"""Makes temporary files with names and phones in them, only where they can be removed later.

Every process has a private folder below the data folder, and holds a lock for as long as it lives.
Whoever starts next removes the folders whose lock nobody holds, and the unfinished files outside of
them that they note.
"""

import atexit
import contextlib
import os
import re
import secrets
import shutil
import stat
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from filelock import FileLock, Timeout

from faturas.config import data_dir
from faturas.errors import OutputError

_HOME = "temporarios"
_GATE = ".trava"
"""The lock held while folders are made or swept, so that nobody sweeps one half made."""
_GATE_WAIT_S = 10.0
"""Seconds to wait for that lock. Our choice: making or sweeping takes far less."""
_LOCK_ENDING = ".trava"
_NOTES = "partes"
_PART = re.compile(r"\.faturas-[0-9a-f]{16}\.parte")


class Scratch:
    """The private folder of one process; its lock is held until ``remove`` or the process's end."""

    def __init__(self, home: Path) -> None:
        """Make the folder; raises ``OSError`` when the data folder does not allow it."""
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.folder = home / secrets.token_hex(8)
        self._lock = _lock_of(self.folder)
        self._noting = threading.Lock()
        with _gate(home):
            self._lock.acquire()
            self.folder.mkdir(mode=0o700)

    def note_part(self, path: Path) -> None:
        """Remember an unfinished file before it is made, so that it can be swept."""
        with self._noting, _private(self.folder / _NOTES).open("ab") as notes:
            notes.write(os.fsencode(path.absolute()) + b"\0")

    def remove(self) -> None:
        """Remove the folder and its lock."""
        shutil.rmtree(self.folder, ignore_errors=True)
        self._lock.release(force=True)
        with contextlib.suppress(OSError):
            _lock_path(self.folder).unlink(missing_ok=True)


def new_part(beside: Path) -> Path:
    """The name of a new, unfinished file in the folder of ``beside``, already noted.

    Raises ``OutputError`` when the note cannot be written.
    """
    part = beside.with_name(f".faturas-{secrets.token_hex(8)}.parte")
    with explaining_no_room():
        _own().note_part(part)
    return part


def new_file() -> Path:
    """A new, empty file that only its owner may read; raises ``OutputError``."""
    with explaining_no_room():
        return _private(_own().folder / secrets.token_hex(8))


@contextlib.contextmanager
def passing_file() -> Iterator[BinaryIO]:
    """A file for the time of some work, to write and to read back; raises ``OutputError``."""
    path = new_file()
    try:
        with explaining_no_room(), path.open("w+b") as file:
            yield file
    finally:
        _remove_plain(path)


@contextlib.contextmanager
def working_folder() -> Iterator[Path]:
    """A folder for the time of some work; nothing of it stays. Raises ``OutputError``."""
    with explaining_no_room():
        folder = _own().folder / secrets.token_hex(8)
        folder.mkdir(mode=0o700)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def explaining_no_room() -> Iterator[None]:
    """Turn an ``OSError`` of writing temporary files into an ``OutputError`` for a person."""
    try:
        yield
    except OSError as error:
        raise no_room() from error


def no_room() -> OutputError:
    """The error for a temporary file that could not be written."""
    return OutputError(
        f"Não foi possível gravar os arquivos temporários em {_home()} (disco cheio ou sem "
        "permissão). Nada foi deixado pela metade; libere espaço e tente de novo."
    )


def sweep() -> None:
    """Remove what dead processes left; what cannot be removed now stays for the next time.

    A data folder that cannot be used raises nothing here: whoever needs it says so.
    """
    home = _home()
    with contextlib.suppress(OSError, Timeout):
        if home.is_dir():
            _sweep_all(home)


def _sweep_all(home: Path) -> None:
    with _gate(home):
        for folder in sorted(home.iterdir()):
            if folder.is_dir() and not folder.is_symlink():
                _sweep_one(folder)
        for lock in home.glob(f"*{_LOCK_ENDING}"):
            if lock.name != _GATE and not lock.with_suffix("").is_dir():
                lock.unlink(missing_ok=True)  # of a process that died before it had its folder


def _sweep_one(folder: Path) -> None:
    lock = _lock_of(folder)
    with contextlib.suppress(OSError, Timeout):
        lock.acquire(blocking=False)
        for part in _noted(folder):
            if _PART.fullmatch(part.name):
                _remove_plain(part)
        shutil.rmtree(folder, ignore_errors=True)
        lock.release(force=True)
        _lock_path(folder).unlink(missing_ok=True)


def _noted(folder: Path) -> list[Path]:
    try:
        notes = (folder / _NOTES).read_bytes()
    except OSError:
        return []
    # What stands behind the last end mark was cut off: that file was never made.
    return [Path(os.fsdecode(name)) for name in notes.split(b"\0")[:-1]]


def _remove_plain(path: Path) -> None:
    """Remove a regular file; a link or a folder of that name is not ours."""
    with contextlib.suppress(OSError):
        if stat.S_ISREG(path.lstat().st_mode):
            path.unlink()


def _private(path: Path) -> Path:
    """``path``, made if it is not there, readable by its owner only."""
    path.touch(mode=0o600)
    return path


def _gate(home: Path) -> FileLock:
    return FileLock(home / _GATE, timeout=_GATE_WAIT_S, mode=0o600)


def _lock_of(folder: Path) -> FileLock:
    # Not bound to a thread: any of them may be the first to need the folder.
    return FileLock(_lock_path(folder), timeout=0, mode=0o600, thread_local=False)


def _lock_path(folder: Path) -> Path:
    return folder.with_name(folder.name + _LOCK_ENDING)


def _home() -> Path:
    return data_dir() / _HOME


_made: dict[tuple[Path, int], Scratch] = {}
_making = threading.Lock()


def _own() -> Scratch:
    """This process's folder below the present data folder, made when it is first needed."""
    place = (_home(), os.getpid())
    with _making:
        scratch = _made.get(place)
        if scratch is None or not scratch.folder.is_dir():
            scratch = _made[place] = Scratch(place[0])
        return scratch


@atexit.register
def leave() -> None:
    """Remove what this process has made; a process that a signal ends does so by itself."""
    with _making:
        for place in [place for place in _made if place[1] == os.getpid()]:
            _made.pop(place).remove()
