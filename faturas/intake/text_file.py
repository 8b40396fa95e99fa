"""Reads a text file (``open_text``): finds out its encoding and its delimiter."""

import codecs
import re
from dataclasses import dataclass

from faturas.errors import InputError
from faturas.intake.decode import CP1252, ENCODINGS, UTF_8, Decoded, decode, is_utf_8
from faturas.intake.header import HEAD_LINES, known_titles
from faturas.intake.records import Records

DELIMITERS = ";,\t|"
# A cell without its first 40 characters: clevercsv takes time by the square of the length of a
# cell, minutes for one of 64 KiB.
_LONG_RUN = re.compile(r'([^;,\t|\r\n"]{40})[^;,\t|\r\n"]+')
_SEP_LINE = re.compile(r'"?sep=([^\w\s"]|\t)"?[;,\t|]*(?:\r\n|\r|\n|$)', re.IGNORECASE)
_CHARSET = re.compile(
    rb"""(?:<meta\b[^>]*\bcharset|<\?xml\b[^>]*\bencoding)\s*=\s*["']?\s*([\w.:-]{1,40})""",
    re.IGNORECASE,
)
_SAMPLE_BYTES = 4096
"""Bytes at the beginning of a file in which the name of its encoding, and NULs, are looked for."""
_ALL_BYTES = bytes(range(256))
_PRINTABLE = _ALL_BYTES[32:127].decode("ascii")
_UTF16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


@dataclass(frozen=True, slots=True)
class _Head:
    """Holds the beginning of a text, and the line where its table begins at the earliest, from 1.

    ``sep`` is the delimiter that a first line ``sep=;`` names, None where there is no such line.
    """

    text: str
    sep: str | None
    first_line: int


def open_text(data: bytes, codificacao: str | None, delimitador: str | None) -> Records:
    """Reads ``data`` as delimited text; an encoding or delimiter that is ``None`` is found out.

    ``delimitador`` is ``""`` for a list of one column. Raises ``InputError`` for an unknown
    encoding, an impossible delimiter, and for what is no text.
    """
    return split_text(read_text(data, codificacao), delimitador)


def split_text(read: Decoded, delimitador: str | None) -> Records:
    """Returns the records of a text, parted by the delimiter given, or (``None``) by the one found.

    Raises ``InputError`` for an impossible delimiter.
    """
    head = _head(read.head)
    if delimitador is None:
        delimitador = find_delimiter(head.text) if head.sep is None else head.sep
    elif delimitador and (len(delimitador) > 1 or delimitador in '"\r\n\0\uffff'):
        raise InputError(
            "O delimitador deve ser um único caractere, como ponto e vírgula, vírgula, tabulação "
            "ou |, ou vazio para uma lista de uma coluna só."
        )
    return Records(
        read.data,
        read.codificacao,
        delimitador,
        primeira=head.first_line,
        bytes_em=read.bytes_em,
        avisos=read.avisos,
    )


def read_text(data: bytes, codificacao: str | None) -> Decoded:
    """Decodes ``data`` by the encoding given, or (``None``) by the one found.

    Raises ``InputError`` for an encoding that is unknown, and for what is no text.
    """
    encoding = _known_encoding(codificacao, data) if codificacao else _find_encoding(data)
    return decode(data, encoding, is_said=bool(codificacao))


def _known_encoding(name: str, data: bytes) -> str:
    known = _name_of(name)
    if known not in ENCODINGS:
        raise InputError(
            f"Codificação desconhecida: “{name[:40]}”. As conhecidas são "
            f"{', '.join(ENCODINGS.values())}."
        )
    if known == "utf-16" and not data.startswith(_UTF16_MARKS):
        return "utf-16-le"
    return known


def _name_of(encoding: str) -> str:
    """Returns the name of an encoding in ``ENCODINGS``, else in Python; ``""``: neither knows it.

    ISO-8859-1 is read as Windows-1252, which has the same letters and more.
    """
    try:
        known = codecs.lookup(encoding.strip()).name
    except (LookupError, ValueError):
        return ""
    return {"utf-8": UTF_8, "iso8859-1": CP1252, "iso8859-15": CP1252}.get(known, known)


def _of_page(data: bytes) -> str:
    """Returns the encoding that a web page says it is in; ``""`` for none that it can be in."""
    named = _CHARSET.search(data[:_SAMPLE_BYTES])
    known = _name_of(named[1].decode()) if named else ""
    if not known:
        return ""
    try:
        # The name could be read as ASCII, so ASCII must mean the same in the encoding: that leaves
        # out UTF-16 and UTF-7, and what Python knows under such a name that encodes no text.
        is_like_ascii = _ALL_BYTES.decode(known, "replace")[32:127] == _PRINTABLE
    except (LookupError, ValueError):
        return ""
    return known if is_like_ascii else ""


def _find_encoding(data: bytes) -> str:
    """Returns the encoding of ``data``: by its BOM, by the NULs of UTF-16, by what a web page says.

    A page that is in UTF-8 is read so whatever it says: many name another encoding. ``UTF_8`` also
    stands for "not known": ``decode`` finds out whether a text is in UTF-8 or in Windows-1252.
    """
    if data.startswith(_UTF16_MARKS):
        return "utf-16"
    sample = data[:_SAMPLE_BYTES]
    half = len(sample) // 2
    if half:
        zeros_first, zeros_second = sample[::2].count(0), sample[1::2].count(0)
        if zeros_second > 0.7 * half and zeros_first < 0.1 * half:
            return "utf-16-le"
        if zeros_first > 0.7 * half and zeros_second < 0.1 * half:
            return "utf-16-be"
    if (of_page := _of_page(data)) not in ("", UTF_8, CP1252) and not is_utf_8(data):
        return of_page
    return UTF_8


def _head(text: str) -> _Head:
    if sep := _SEP_LINE.match(text):
        return _Head(text[sep.end() :], sep[1], 2)
    return _Head(text, None, 1)


def find_delimiter(text: str) -> str:
    """Returns the delimiter of a text: one of ``DELIMITERS``, or ``""`` for a list of one column.

    clevercsv decides, unless another choice makes more known titles appear in one of the first
    lines: a list of one column, say, whose values have decimal commas.
    """
    # Imported here: that takes as long as the rest of this package, and no workbook needs it.
    from clevercsv.detect import Detector  # noqa: PLC0415 - see above

    dialect = Detector().detect(_LONG_RUN.sub(r"\1", text), delimiters=list(DELIMITERS))
    found = str(dialect.delimiter or "") if dialect else ""
    lines = text.splitlines()[:HEAD_LINES]

    def titles(delimiter: str) -> int:
        return max((_titles(line, delimiter) for line in lines), default=0)

    choices: list[str] = [found, "", *DELIMITERS]
    return max(choices, key=titles)


def is_row_of_titles(line: str) -> bool:
    """Whether a line holds known titles, parted by any of ``DELIMITERS``."""
    return any(_titles(line, delimiter) for delimiter in DELIMITERS)


def _titles(line: str, delimiter: str) -> int:
    """Returns how many known titles ``line`` has, parted by ``delimiter`` (``""``: not at all).

    0 where that cannot be its delimiter: it is not in the line, or others are and it is ``""``.
    """
    if delimiter and delimiter not in line:
        return 0
    if not delimiter and any(other in line for other in DELIMITERS):
        return 0
    cells = line.split(delimiter) if delimiter else [line]
    return known_titles(cells)[1]
