"""Finds out by its content what kind of file it is (``find_format``); its name proves nothing."""

import io
import re
import zipfile
import zlib
from enum import StrEnum

from faturas.errors import InputError


class Formato(StrEnum):
    """Names the kinds of files that can hold a list."""

    CSV = "csv"
    XLSX = "xlsx"
    XLSB = "xlsb"
    XLS = "xls"
    ODS = "ods"
    HTML = "html"


MAX_UNPACKED_BYTES = 1 << 30
"""Bytes that all parts of a workbook may have together once unpacked; a larger one is refused.

The parts of a real list of 50 MB stay under half of it.
"""

_MAX_PARTS = 10_000
"""Parts of a zip beyond which it is refused as damaged; a real workbook has some dozens."""
_CHUNK_BYTES = 1 << 20
"""Bytes that are unpacked at a time."""
_NO_SIZE = 1 << 62
"""Bytes: stands for the declared size of a part while it is counted, larger than any part."""
# Only the type of the workbook itself says that it has macros: some writers declare such types
# for parts that they never make.
_MACROS = re.compile(
    rb"<Override\b[^>]*(?:/xl/workbook\.xml[^>]*macroEnabled|macroEnabled[^>]*/xl/workbook\.xml)"
)

_ZIP = b"PK\x03\x04"
_ZIP_DIRECTORY_ENTRY = b"PK\x01\x02"
_ZIP_ENCRYPTED = 1  # a bit among the flags of a part
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# In an xls, the first record of the workbook is followed by FILEPASS when it has a password.
_XLS_PASSWORD = re.compile(
    rb"\x09\x08\x10\x00\x00\x06.{14}(?:\x86\x00\x00\x00)?\x2f\x00", re.DOTALL
)

# How other kinds of files begin, and what they are called.
_NOT_LISTS = (
    (b"%PDF-", "um PDF"),
    (b"\x89PNG", "uma imagem"),
    (b"\xff\xd8\xff", "uma imagem"),
    (b"GIF8", "uma imagem"),
    (b"{\\rtf", "um documento de texto (RTF)"),
    (b"Rar!", "um arquivo compactado (RAR)"),
    (b"7z\xbc\xaf\x27\x1c", "um arquivo compactado (7-Zip)"),
    (b"\x1f\x8b", "um arquivo compactado (GZIP)"),
    (b"PK\x05\x06", "um arquivo ZIP vazio"),
    (b"SQLite format 3", "um banco de dados"),
)

DAMAGED = (
    "A planilha está danificada ou incompleta e não pôde ser lida. Abra-a no Excel ou no "
    "LibreOffice, salve de novo e envie o arquivo salvo."
)
LOCKED = "A planilha tem senha. Salve uma cópia sem senha e envie a cópia."
WITH_MACROS = (
    "O arquivo é uma pasta de trabalho com macros (.xlsm), que o programa não abre, qualquer que "
    "seja o nome. Abra-a no Excel, salve como .xlsx e envie o arquivo salvo."
)
TOO_MUCH = (
    "A planilha ocupa espaço demais depois de aberta: os limites são 1 GB de memória, 128 MB de "
    "texto e 2 minutos. Copie só as colunas da lista para uma planilha nova, sem células soltas "
    "longe dela, ou salve como CSV, e envie de novo."
)

# What zipfile raises for archives that are cut, garbled or made by hand.
_ZIP_ERRORS = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    OSError,
    OverflowError,
    ValueError,
    RuntimeError,  # with it NotImplementedError: a feature that no spreadsheet uses
)


def find_format(data: bytes) -> Formato:
    """Returns the format of ``data``: a kind of workbook, or ``CSV`` for what may be text.

    A workbook that is a zip is unpacked once, without keeping anything, to count its bytes: they
    are no more than ``MAX_UNPACKED_BYTES``. Raises ``InputError`` for other kinds of files that
    are known (PDF, images, zips, documents) and for workbooks that are damaged, too large, or have
    macros or a password.
    """
    for magic, what in _NOT_LISTS:
        if data.startswith(magic):
            raise _not_a_list(what)
    if data.startswith(_ZIP):
        return _zip_format(data)
    if data.startswith(_COMPOUND):
        return _compound_format(data)
    return Formato.CSV


def _not_a_list(what: str) -> InputError:
    return InputError(
        f"O arquivo é {what}, não uma lista de clientes. "
        "Envie a lista como CSV, XLSX, XLS, XLSB ou ODS."
    )


def _compound_format(data: bytes) -> Formato:
    """Returns ``XLS`` where the compound file's streams have the names that an xls gives."""

    def has_stream(name: str) -> bool:
        return name.encode("utf-16-le") in data

    if has_stream("EncryptedPackage") or _XLS_PASSWORD.search(data):
        raise InputError(LOCKED)
    if has_stream("Workbook") or has_stream("Book"):
        return Formato.XLS
    if has_stream("__properties_version1.0") or has_stream("__substg1.0_"):
        raise InputError(
            "O arquivo é uma mensagem do Outlook, não uma lista de clientes. Se a lista está "
            "anexada à mensagem, salve o anexo e envie o anexo."
        )
    raise _not_a_list("um documento antigo do Office")


def _zip_format(data: bytes) -> Formato:
    if data.count(_ZIP_DIRECTORY_ENTRY) > _MAX_PARTS:
        raise InputError(DAMAGED)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check_parts(archive)
            return _format_by_parts(archive)
    except _ZIP_ERRORS as error:
        raise InputError(DAMAGED) from error


def _check_parts(archive: zipfile.ZipFile) -> None:
    """Raise ``InputError`` for a locked part, and for parts that unpack to too many bytes.

    They are counted while they are unpacked: the sizes in the zip's directory may be false.
    """
    parts = archive.infolist()
    if any(part.flag_bits & _ZIP_ENCRYPTED for part in parts):
        raise InputError(LOCKED)
    left_bytes = MAX_UNPACKED_BYTES
    if sum(part.file_size for part in parts) > left_bytes:
        raise InputError(TOO_MUCH)
    for part in parts:
        if part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise InputError(DAMAGED)
        declared_bytes = part.file_size
        part.file_size = _NO_SIZE  # zipfile stops where the declared size ends
        with archive.open(part) as unpacked:
            while chunk := unpacked.read(_CHUNK_BYTES):
                left_bytes -= len(chunk)
                if left_bytes < 0:
                    raise InputError(TOO_MUCH)
        part.file_size = declared_bytes


def _format_by_parts(archive: zipfile.ZipFile) -> Formato:
    names = set(archive.namelist())
    if "xl/workbook.bin" in names:
        return Formato.XLSB
    # An xlsb says macroEnabled whether it has macros or not.
    if "xl/vbaProject.bin" in names or _MACROS.search(read_part(archive, "[Content_Types].xml")):
        raise InputError(WITH_MACROS)
    if any(name.startswith("xl/") for name in names):
        return Formato.XLSX
    if b"opendocument" in read_part(archive, "mimetype"):
        return _opendocument_format(archive)
    for folder, what in (("word/", "um documento do Word"), ("ppt/", "uma apresentação")):
        if any(name.startswith(folder) for name in names):
            raise _not_a_list(what)
    raise InputError(
        "O arquivo é um ZIP, não uma lista de clientes. Descompacte-o e envie a lista que está "
        "dentro dele."
    )


def _opendocument_format(archive: zipfile.ZipFile) -> Formato:
    if b"spreadsheet" not in read_part(archive, "mimetype"):
        raise _not_a_list("um documento de texto ou uma apresentação do LibreOffice")
    if "encrypted-package" in archive.namelist() or b"encryption-data" in read_part(
        archive, "META-INF/manifest.xml"
    ):
        raise InputError(LOCKED)
    return Formato.ODS


def read_part(archive: zipfile.ZipFile, name: str) -> bytes:
    """Returns the first megabyte of the part called ``name``; ``b""`` when there is none."""
    if name not in archive.namelist():
        return b""
    with archive.open(name) as part:
        return part.read(_CHUNK_BYTES)
