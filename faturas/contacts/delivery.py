"""Files that appear whole or not at all: written beside their place, then renamed into it."""

import contextlib
import os
import tempfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from faturas.contacts.place import check_place, refusal


@contextlib.contextmanager
def whole_file(path: Path) -> Iterator[BinaryIO]:
    """A new file to write, and to read back, that takes its place only when all went well.

    Raises ``OutputError`` when the folder or the disk does not allow it; then nothing is left
    behind and a file that was there before is untouched.
    """
    handle, beside = _new_beside(path)
    try:
        with os.fdopen(handle, "w+b") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        beside.chmod(0o666 & ~_umask())
        beside.replace(path)
    except OSError as error:
        raise refusal(path, error) from error
    finally:
        beside.unlink(missing_ok=True)


def file_stem(moment: datetime) -> str:
    """What a contact file is called unless somebody says otherwise; its ending comes behind."""
    return f"faturas_vencidas_{moment:%Y%m%d_%H%M%S}"


def check_writable(path: Path) -> None:
    """Raise ``OutputError`` now rather than after an hour of fetching.

    The proof is a file made, and removed, as ``whole_file`` makes it.
    """
    check_place(path)
    handle, beside = _new_beside(path)
    os.close(handle)
    beside.unlink()


def _new_beside(path: Path) -> tuple[int, Path]:
    """A new file, open, that is to take the place of ``path``; raises ``OutputError``."""
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".parte")
    except (OSError, ValueError) as error:
        raise refusal(path, error) from error
    return handle, Path(name)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
