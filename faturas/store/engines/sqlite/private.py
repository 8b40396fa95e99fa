"""Keeps the data folder private: it holds names, phones and payment codes of customers."""

import contextlib
import os
import stat
import sys
from pathlib import Path

FOLDER_MODE = 0o700
_FILE_MODE = 0o600
"""The modes of POSIX by which only the owner may read, write or enter."""


def keep_private(path: Path) -> None:
    """Take from others the right to read the ledger at ``path``, the files beside it under its
    name, and its folder; a ledger that is not there yet is made so, as an empty file.

    What belongs to somebody else, or cannot be changed on this file system, stays as it is. On
    Windows a folder's rights are inherited, and the modes of POSIX mean nothing.
    """
    if sys.platform == "win32":
        return
    with contextlib.suppress(OSError):
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, _FILE_MODE))
    # The folder first: whoever may not enter it cannot read the files in it.
    _tighten(path.parent, FOLDER_MODE)
    with contextlib.suppress(OSError):
        for file in path.parent.glob(f"{path.stem}.*"):
            _tighten(file, _FILE_MODE)


def _tighten(path: Path, mode: int) -> None:
    """Take rights away from an own file or folder; one that all may use, like /tmp, stays."""
    with contextlib.suppress(OSError):
        found = path.stat()
        own = found.st_uid == os.geteuid() and not found.st_mode & stat.S_ISVTX
        if own and stat.S_IMODE(found.st_mode) & ~mode:
            path.chmod(stat.S_IMODE(found.st_mode) & mode)
