"""Files that appear whole or not at all: written beside their place, then renamed into it."""

import contextlib
import os
import tempfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from faturas.errors import OutputError


@contextlib.contextmanager
def whole_file(path: Path) -> Iterator[BinaryIO]:
    """A new file to write, and to read back, that takes its place only when all went well.

    Raises ``OutputError`` when the folder or the disk does not allow it; then nothing is left
    behind and a file that was there before is untouched.
    """
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".parte")
    except OSError as error:
        raise _cannot_write(path) from error
    beside = Path(name)
    try:
        with os.fdopen(handle, "w+b") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        beside.chmod(0o666 & ~_umask())
        beside.replace(path)
    except OSError as error:
        raise _cannot_write(path) from error
    finally:
        beside.unlink(missing_ok=True)


def file_stem(moment: datetime) -> str:
    """What a contact file is called unless somebody says otherwise; its ending comes behind."""
    return f"faturas_vencidas_{moment:%Y%m%d_%H%M%S}"


def check_writable(path: Path) -> None:
    """Raise ``OutputError`` now rather than after an hour of fetching."""
    if path.is_dir():
        raise OutputError(f"{path} é uma pasta; diga também o nome do arquivo.")
    if not path.parent.is_dir():
        raise OutputError(f"A pasta {path.parent} não existe; crie-a ou escolha outra.")
    if not os.access(path.parent, os.W_OK):
        raise _cannot_write(path)


def _cannot_write(path: Path) -> OutputError:
    return OutputError(
        f"Não foi possível gravar {path} (disco cheio ou sem permissão). "
        "Nada foi deixado pela metade; escolha outro lugar com --saida."
    )


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
