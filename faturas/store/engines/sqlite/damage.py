"""Finds a damaged ledger file, not one that is only busy or out of reach, and sets it aside.

Damaged is a file whose structure is broken: a wrong value within a row is found by the row's check
sum, and costs that row alone. Nothing of the file is deleted: it keeps its write-ahead log under
its new name, so that SQLite's own tools may still recover what is in it.
"""

import contextlib
import os
import sqlite3
import sys
import time
from collections.abc import Iterator, Sequence
from itertools import count
from pathlib import Path

from faturas import clock
from faturas.errors import LedgerError

if sys.platform != "win32":
    import fcntl

CHECKED_BYTES = 32 * 2**20
"""Up to this size a file is read through at every opening: half a second, some 45,000 rows."""
_COMPANIONS = ("-wal", "-shm")
"""The files that SQLite keeps beside one in WAL mode."""
_LACKING = ("no such table", "no such column")
_LOCKS_AT, _LOCKS_BYTES = 0x4000_0000, 512
"""Where SQLite keeps its locks on a file; its file format fixes the place."""


def is_damage(error: BaseException | None) -> bool:
    """Whether an error means that the file itself is broken; a full disk or a lock does not."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    # The program asks for nothing that a sound file lacks.
    lacks = code == sqlite3.SQLITE_ERROR and str(error).startswith(_LACKING)
    return lacks or code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


def suspect(path: Path) -> None:
    """Have the next opening read the file through, whatever its size."""
    with contextlib.suppress(OSError):
        _mark(path).touch(0o600)


def set_aside_if_damaged(
    path: Path, newest_version: int, probes: Sequence[str], *, wait_s: float
) -> Path | None:
    """Rename a damaged file, so that a fresh one can take its place; returns its new name.

    A file of a version beyond ``newest_version`` is none of our business and left alone; in one of
    just this version every statement of ``probes`` can be prepared. Raises ``LedgerError`` when a
    damaged file cannot be renamed, or another process still has it open after ``wait_s``.
    """
    while (judged := _stat(path)) and _is_damaged(path, judged.st_size, newest_version, probes):
        with _alone_with(path, judged, wait_s) as still_there:
            if still_there:
                return _rename(path)
    return None


def _stat(path: Path) -> os.stat_result | None:
    try:
        return path.stat()
    except OSError:
        return None


def _is_damaged(path: Path, size_bytes: int, newest_version: int, probes: Sequence[str]) -> bool:
    thorough = size_bytes <= CHECKED_BYTES or _mark(path).exists()
    try:
        with contextlib.closing(
            sqlite3.connect(f"{path.resolve().as_uri()}?mode=rw", uri=True)
        ) as raw:
            [version] = raw.execute("PRAGMA user_version").fetchone()
            raw.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
            if version > newest_version:
                return False
            if version < 0:
                return True
            for probe in probes if version == newest_version else ():
                raw.execute(probe)
            if thorough:
                if not _is_whole(raw, "quick_check"):
                    return True
                if not _is_whole(raw, "integrity_check"):
                    # The tables are whole: an index can be made again from them.
                    raw.execute("REINDEX")
                _clear(path)
    except sqlite3.DatabaseError as error:
        return is_damage(error)
    except UnicodeDecodeError:  # in the words of the error that SQLite would raise
        return True
    return False


def _is_whole(raw: sqlite3.Connection, check: str) -> bool:
    """Whether SQLite's own check finds nothing; a value missing in a row is found elsewhere."""
    verdicts = [verdict for (verdict,) in raw.execute(f"PRAGMA {check}")]
    return all(verdict == "ok" or verdict.startswith("NULL value in ") for verdict in verdicts)


@contextlib.contextmanager
def _alone_with(path: Path, judged: os.stat_result, wait_s: float) -> Iterator[bool]:
    """Keep others out while a damaged file is renamed; yield False when it is gone.

    A process that still had it open would delete the log of the fresh file by its name at its end.
    Windows needs no lock: it renames no open file.
    """
    if sys.platform == "win32":
        yield _is_still(path, judged)
        return
    try:
        file = os.open(path, os.O_RDWR)
    except FileNotFoundError:
        yield False
        return
    except OSError as error:
        raise _cannot_rename(path) from error
    try:
        deadline_s = time.monotonic() + wait_s
        ours = os.path.samestat(os.fstat(file), judged)
        while ours and not _lock(file):
            if time.monotonic() > deadline_s:
                raise LedgerError(
                    f"O arquivo de dados {path} está danificado e ainda aberto em outra janela "
                    "deste programa. Feche-a e abra de novo: ele será guardado ao lado."
                )
            time.sleep(0.05)
        yield ours and _is_still(path, judged)
    finally:
        os.close(file)


def _is_still(path: Path, judged: os.stat_result) -> bool:
    now = _stat(path)
    return now is not None and os.path.samestat(now, judged)


def _lock(file: int) -> bool:
    try:
        fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB, _LOCKS_BYTES, _LOCKS_AT)
    except OSError:
        return False
    return True


def _rename(path: Path) -> Path:
    aside = _free_name(path)
    try:
        # The log first: were it left behind, SQLite would replay it into the fresh file.
        for companion in _COMPANIONS:
            with contextlib.suppress(FileNotFoundError):
                path.with_name(path.name + companion).rename(
                    aside.with_name(aside.name + companion)
                )
        path.rename(aside)
    except OSError as error:
        raise _cannot_rename(path) from error
    _clear(path)
    return aside


def _free_name(path: Path) -> Path:
    stem = f"{path.stem}.danificado-{clock.now():%Y%m%d-%H%M%S}"
    names = (path.with_name(f"{stem}{f'-{n}' if n else ''}{path.suffix}") for n in count())
    return next(name for name in names if not name.exists())


def _cannot_rename(path: Path) -> LedgerError:
    return LedgerError(
        f"O arquivo de dados {path} está danificado e não pôde ser guardado ao lado. "
        "Confira as permissões da pasta, ou aponte FATURAS_DADOS para outra."
    )


def _mark(path: Path) -> Path:
    return path.with_name(f"{path.name}-suspeito")


def _clear(path: Path) -> None:
    with contextlib.suppress(OSError):
        _mark(path).unlink()
