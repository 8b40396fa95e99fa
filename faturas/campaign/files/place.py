"""Checks the place of a file: may its name be written, and may what is there be replaced?"""

import csv
import errno
import os
import re
import stat
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

from faturas.errors import OutputError

_UNWRITTEN = {"Cc", "Cf", "Cs", "Zl", "Zp"}
"""Unicode's control and format characters, halves of characters, and ends of lines."""
_DEVICES = {"CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$"} | {
    f"{port}{digit}" for port in ("COM", "LPT") for digit in "0123456789¹²³"
}
"""Names that Windows takes for a device, whatever ending comes behind them."""
_SHOWN = 60
"""Characters of a long path that are shown at each of its ends."""
_OTHER = "escolha outro lugar com --saida."
_DELIMITERS = ",;\t"
_HEAD_BYTES = 4096
"""Bytes read of a file, or of a part of a workbook; our longest first line takes 600."""
_SHEET_PARTS = ("xl/worksheets/sheet1.xml", "xl/sharedStrings.xml")
"""Where the first texts of a workbook stand: as we write it, and as Excel saves it."""
_SHEET_TEXT = re.compile(r"<t(?: [^>]*)?>([^<]*)</t>")


def check_place(path: Path) -> None:
    """Raise ``OutputError`` unless a file may be made there, or replaced."""
    _check_name(path)
    try:
        os.fsencode(path)
        _check_folder(path)
        _check_present(path)
    except UnicodeEncodeError as error:
        raise OutputError(
            f"Este computador não sabe escrever o nome {path_as_text(path)}; use outro."
        ) from error
    except (OSError, ValueError, RuntimeError) as error:
        raise refusal(path, error) from error


def check_replaced(path: Path, header: tuple[str, ...]) -> None:
    """Raise ``OutputError`` when a file is there that does not begin with this first line.

    Such a one may be a customer list, or anything else that somebody still needs.
    """
    try:
        if not path.exists() or path.stat().st_size == 0 or _begins_with(path, header):
            return
    except OSError as error:
        raise OutputError(
            f"{path_as_text(path)} já existe e não pôde ser lido; para não apagá-lo, {_OTHER}"
        ) from error
    raise OutputError(
        f"{path_as_text(path)} já existe e não foi gravado por este programa; para não apagá-lo, "
        f"{_OTHER}"
    )


def _begins_with(path: Path, header: tuple[str, ...]) -> bool:
    if path.suffix.lower() == ".xlsx":
        return any(texts[: len(header)] == header for texts in _first_texts(path))
    with path.open("rb") as file:
        lines = file.read(_HEAD_BYTES).decode("utf-8-sig", "replace").splitlines()
    return any(
        tuple(next(csv.reader(lines[:1], delimiter=each), ())) == header for each in _DELIMITERS
    )


def _first_texts(path: Path) -> Iterator[tuple[str, ...]]:
    """The texts at the start of each part of a workbook that may hold its first line."""
    try:
        with zipfile.ZipFile(path) as workbook:
            for name in set(_SHEET_PARTS) & set(workbook.namelist()):
                with workbook.open(name) as part:
                    head = part.read(_HEAD_BYTES).decode("utf-8", "replace")
                yield tuple(_SHEET_TEXT.findall(head))
    except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, RuntimeError):
        return  # damaged, or locked by a password: nothing of ours


def refusal(path: Path, error: Exception) -> OutputError:
    """The error for a file that could not be made or written there."""
    match error:
        case OSError(errno=errno.ENAMETOOLONG):
            return OutputError(
                f"O nome {path_as_text(path)} é longo demais (os arquivos gravados ao lado têm "
                "nomes mais longos ainda); use um mais curto."
            )
        case OSError(errno=errno.ELOOP) | RuntimeError():
            return OutputError(
                f"{path_as_text(path)} passa por um atalho que leva a si mesmo; {_OTHER}"
            )
        case ValueError():
            return OutputError(f"{path_as_text(path)} não serve de nome de arquivo; {_OTHER}")
    return OutputError(
        f"Não foi possível gravar {path_as_text(path)} (disco cheio ou sem permissão). "
        f"Nada foi deixado pela metade; {_OTHER}"
    )


def printable(text: str) -> str:
    """One line of text without anything that a terminal obeys."""
    return "".join(c if unicodedata.category(c) not in _UNWRITTEN else "\ufffd" for c in text)


def path_as_text(path: Path | str) -> str:
    """A path or a file's name as it may be printed: short, and ``printable``."""
    text = printable(str(path))
    return text if len(text) <= 4 * _SHOWN else f"{text[:_SHOWN]}…{text[-_SHOWN:]}"


def _check_name(path: Path) -> None:
    name = path.name
    if name in ("", ".."):
        raise _is_folder(path)
    if any(unicodedata.category(char) in _UNWRITTEN for char in name) or "\0" in str(path):
        raise OutputError(
            f"O nome {path_as_text(path)} tem caracteres que não se veem ou não se escrevem; use "
            "letras, números, hífen e sublinhado."
        )
    if name[-1] in ". ":
        raise OutputError(
            f"O nome “{path_as_text(path)}” não pode terminar em ponto nem em espaço."
        )
    if name.split(".")[0].rstrip().upper() in _DEVICES:
        raise OutputError(f"O Windows reserva o nome {path_as_text(path)} para si; use outro.")


def _check_folder(path: Path) -> None:
    """Raise unless every folder on the way is one."""
    if path.parent.is_dir():
        return
    try:
        path.parent.stat()
    except FileNotFoundError:
        raise OutputError(
            f"A pasta {path_as_text(path.parent)} não existe; crie-a ou escolha outra."
        ) from None
    except NotADirectoryError:
        pass
    file = next((each for each in path.parents if each.is_file()), path.parent)
    raise OutputError(f"{path_as_text(file)} é um arquivo, e não uma pasta; {_OTHER}")


def _check_present(path: Path) -> None:
    """Raise unless nothing is there, or a file that may be replaced."""
    try:
        there = path.lstat()
    except FileNotFoundError:
        return
    if stat.S_ISLNK(there.st_mode):
        try:
            mode = path.stat().st_mode
        except FileNotFoundError:
            return  # a shortcut into nowhere is replaced
    else:
        mode = there.st_mode
    if stat.S_ISDIR(mode):
        raise _is_folder(path)
    if not stat.S_ISREG(mode):
        raise OutputError(
            f"{path_as_text(path)} é um dispositivo ou um canal, e não um arquivo; {_OTHER}"
        )
    _check_owner(path, there)


def _check_owner(path: Path, there: os.stat_result) -> None:
    """Raise for another user's file in a folder for everybody, such as /tmp."""
    if not hasattr(os, "geteuid"):
        return
    folder = path.parent.stat()
    me = os.geteuid()
    if folder.st_mode & stat.S_ISVTX and me not in (0, there.st_uid, folder.st_uid):
        raise OutputError(
            f"{path_as_text(path)} é de outro usuário e não pode ser trocado; {_OTHER}"
        )


def _is_folder(path: Path) -> OutputError:
    return OutputError(
        f"{path_as_text(path)} é uma pasta; diga o nome de um arquivo, por exemplo contatos.csv."
    )
