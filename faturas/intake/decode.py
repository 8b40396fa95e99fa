"""Decodes the bytes of a file as text (``decode``), and says which lines could not be read well.

Lists are put together from several sources: some lines may be in another encoding than the rest,
and others may have lost characters. They are read as well as can be, and the person is told where.
"""

import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from faturas.domain.ptbr import number
from faturas.errors import InputError

UTF_8 = "utf-8-sig"
CP1252 = "cp1252"
ENCODINGS = {
    UTF_8: "UTF-8",
    "utf-16": "UTF-16",
    "utf-16-le": "UTF-16 LE",
    "utf-16-be": "UTF-16 BE",
    CP1252: "Windows-1252",
    "cp850": "DOS (CP850)",
}
"""The encodings that can be chosen, by Python's names for them, and what people call them."""

NOT_TEXT = (
    "O arquivo não é texto nem uma planilha que o programa conheça. "
    "Envie a lista como CSV, XLSX, XLS, XLSB ou ODS."
)

_LOST = "\ufffd"
_SAMPLE_CHARS = 64 * 1024
"""Characters at the beginning of a text by which it is judged whether it is text."""
_CONTROL = re.compile(r"\0+|[\x01-\x08\x0e-\x19\x1b-\x1f\x7f]")
_FEW_CONTROLS = 3
"""Control characters (NULs in a row count once) that a short text may have by accident; a longer
one may have two in a hundred."""
_END_OF_FILE = "\0\x1a"  # what old systems and broken discs leave at the end
_SHOWN_LINES = 5
"""Line numbers that a sentence names; of the others it says how many there are."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """Holds a text in memory, as bytes: ``data`` is in the encoding ``bytes_em``.

    ``codificacao`` is the encoding of the file: a key of ``ENCODINGS`` or, where a web page named
    it, another one that Python knows. A lost character is U+FFFD in ``data``. ``avisos`` are
    sentences for people about the lines that could not be read well.
    """

    data: bytes
    codificacao: str
    bytes_em: str
    avisos: tuple[str, ...] = ()

    @property
    def head(self) -> str:
        """The first lines: whole ones of at most 64 Ki characters, or the beginning of a line."""
        text = self.data[: 2 * _SAMPLE_CHARS].decode(self.bytes_em, errors="ignore")
        if len(text) <= _SAMPLE_CHARS:
            return text
        text = text[:_SAMPLE_CHARS]
        return "".join(text.splitlines(keepends=True)[:-1]) or text


def decode(data: bytes, encoding: str, *, is_said: bool) -> Decoded:
    """Decodes ``data``; a line that is not in ``encoding`` is read in another one.

    ``is_said``: a person has chosen the encoding, so that it is that of most lines whatever they
    look like. An aviso says which lines were read in another one. Raises ``InputError`` for what
    is no text.
    """
    avisos: list[str] = []
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        text, encoding, avisos = _decode_lines(data, encoding, is_said=is_said)
    whole, text = text, text.rstrip(_END_OF_FILE)
    if "\0" in whole and not text:
        raise InputError(NOT_TEXT)
    _check_text(text)
    if "\0" in text:
        avisos.append(
            f"Caractere perdido (byte nulo) {_in_lines(_lines_with(text, chr(0)))}: confira as "
            "células. Um código em que falta um caractere não é consultado."
        )
        text = text.replace("\0", _LOST)
    elif "\0" in whole:
        last = sum(1 for _ in io.StringIO(text, newline=""))
        avisos.append(
            f"Depois da linha {number(last)} só há bytes nulos, como em um arquivo que não foi "
            "gravado até o fim. Confira se a lista está inteira."
        )
    if avisos:
        return Decoded(text.encode(), encoding, "utf-8", tuple(avisos))
    return Decoded(data if text == whole else text.encode(encoding), encoding, encoding)


def _decode_lines(data: bytes, encoding: str, *, is_said: bool) -> tuple[str, str, list[str]]:
    """Returns the text decoded line by line, the encoding of most, avisos about the others."""
    if encoding == UTF_8:
        counts = Counter(fits for _, fits in _strange_lines(data))
        if is_said or counts[True]:
            most = is_said or counts[True] >= counts[False]
            main, other = (UTF_8, CP1252) if most else (CP1252, UTF_8)
            odd = (line for line, fits in _strange_lines(data) if fits is not most)
            aviso = (
                f"Texto que não está em {ENCODINGS[main]} {_in_lines(odd)}: foi lido como "
                f"{ENCODINGS[other]}. Confira os acentos."
            )
            return _as_utf_8(data).decode(UTF_8), main, [aviso]
        encoding = CP1252
    text = data.decode(encoding, errors="replace")
    if _LOST not in text:
        return text, encoding, []
    name = ENCODINGS.get(encoding, encoding)
    aviso = (
        f"Caractere que não existe em {name} {_in_lines(_lines_with(text, _LOST))}: confira as "
        "células. Um código em que falta um caractere não é consultado."
    )
    return text, encoding, [aviso]


def _lines(data: bytes) -> Iterator[bytes]:
    """Yields the lines one by one: a list of all would take many times the file's memory."""
    for line in io.BytesIO(data):
        yield from line.splitlines(keepends=True) if b"\r" in line else (line,)


def _strange_lines(data: bytes) -> Iterator[tuple[int, bool]]:
    """Returns the lines that are not ASCII: their numbers from 1 on, and whether they are UTF-8."""
    return ((at, is_utf_8(line)) for at, line in enumerate(_lines(data), 1) if not line.isascii())


def _as_utf_8(data: bytes) -> bytearray:
    """Returns the bytes in UTF-8; lines in another encoding are read as Windows-1252."""
    mended = bytearray()
    for line in _lines(data):
        is_right = line.isascii() or is_utf_8(line)
        mended += line if is_right else line.decode(CP1252, errors="replace").encode()
    return mended


def is_utf_8(line: bytes) -> bool:
    """Whether the bytes are UTF-8."""
    try:
        line.decode(UTF_8)
    except UnicodeDecodeError:
        return False
    return True


def _check_text(text: str) -> None:
    sample = text[:_SAMPLE_CHARS]
    controls = len(_CONTROL.findall(sample))
    if controls > max(len(sample) // 50, _FEW_CONTROLS) or controls * 4 > len(sample) > 0:
        raise InputError(NOT_TEXT)


def _lines_with(text: str, char: str) -> Iterator[int]:
    return (line for line, each in enumerate(io.StringIO(text, newline=""), 1) if char in each)


def _in_lines(lines: Iterable[int]) -> str:
    rest = iter(lines)
    first = list(islice(rest, _SHOWN_LINES))
    shown = ", ".join(number(line) for line in first)
    if len(first) == 1:
        return f"na linha {shown}"
    more = sum(1 for _ in rest)
    return f"nas linhas {shown}" + (f" e em mais {number(more)}" if more else "")
