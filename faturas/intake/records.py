"""Reads delimited text row by row (``Records``), and finds rows that a stray quote has joined.

The text stays in memory as bytes and is read again at every pass, so that a pass takes no memory.
A text file is kept as it came; the sheet of a workbook arrives here as CSV.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from itertools import chain

from faturas.domain.ptbr import number
from faturas.errors import InputError
from faturas.intake.codes import is_spoilt_code, is_surely_code

Record = tuple[int, list[str]]
"""Where the record begins (1-based line of the file, or row of the sheet) and its cells."""

MAX_LINES = 5_000_000
"""Lines of a text, blank ones and those within quotes, too; a pass over so many takes some 2 s."""
MAX_LINE_BYTES = 1 << 20
"""Bytes of one line of a text; a line of nothing but delimiters takes 8 MB in memory."""
MAX_CELLS = 1 << 14
"""Cells of one record: the columns of a sheet in Excel. A list has far fewer."""

# Stands behind the last line of a text: a record of its own, unless a quote that is still open has
# taken it in. Text with NUL is refused before, so no file can hold it.
_END = "\x00fim"
# For text in one column: the csv module wants a delimiter, and no text has this code point.
_NO_DELIMITER = "\uffff"
_MAX_RECORD_CHARS = csv.field_size_limit()
"""Characters of a record behind its first line, at most; a real list's has far fewer."""
_MAX_READ_AGAIN_CHARS = 1 << 26
"""Characters that may be read again because a quote was opened by mistake, in a whole file.

Real lists stay far below it; reading so many takes some seconds.
"""

_LINE_BREAK = re.compile(r"\r\n?|\n")
# A phone with its area code; eight digits alone are also the CEP in many an address.
_PHONE = re.compile(r'[\s"+(]*(?:\d[\s().-]*){10,13}"?\s*')


class OpenQuote(list[str]):
    """Holds the cells of a line with a quote opened by mistake; each of them may be wrong."""


def is_blank(cells: Iterable[str]) -> bool:
    """Whether all cells of a row are blank."""
    for cell in cells:  # noqa: SIM110 - twice as fast as any() on rows that start with text
        if cell.strip():
            return False
    return True


def filled(cells: Sequence[str]) -> int:
    """Returns the number of cells up to the last one with text."""
    count = len(cells)
    while count and not cells[count - 1].strip():
        count -= 1
    return count


class Joined(IntEnum):
    """Whether quotes around several lines have joined rows of the table.

    ``BY_MISTAKE``: the first line may be wrong, and those behind it are read again as rows.
    ``PERHAPS``: any line may be wrong: each may be a row or a part of a cell. Where the lines of
    a record differ, the highest counts.
    """

    NO = 0
    PERHAPS = 1
    BY_MISTAKE = 2


@dataclass(frozen=True, slots=True)
class RowShape:
    """Tells a row of the table from a line of text in a cell, by its width and its code.

    ``codigo`` is ``None`` where nobody has said yet which column holds the code.
    """

    largura: int
    codigo: int | None

    def joined(self, quoted: "QuotedLines", cells: list[str], doubt: int) -> Joined:
        """Whether ``cells``, one line of the ``quoted`` record, are a row of the table themselves.

        They may be one where they are as wide as the table, or where the record lacks cells and
        they have several. That they are one is known by a code in them, by what a spreadsheet
        leaves of one, or by a phone within the quotes. ``doubt`` is taken off the result, but not
        where it rests on a phone.
        """
        is_full = len(cells) >= self.largura
        is_lacking = quoted.celulas < self.largura
        if not is_full and not (is_lacking and len(cells) > 1):
            return Joined.NO
        if self.codigo is None:
            codes = [cell for cell in cells if not _PHONE.fullmatch(cell)]
        else:
            codes = cells[self.codigo : self.codigo + 1]
        has_code = any(map(is_surely_code, codes))
        first_is_a_row = is_lacking or quoted.na_primeira >= self.largura
        if first_is_a_row and is_full and quoted.tem_telefone:
            return Joined.BY_MISTAKE if has_code else Joined.PERHAPS
        found = Joined.NO
        if has_code:
            found = Joined.BY_MISTAKE if first_is_a_row else Joined.PERHAPS
        elif first_is_a_row and self.codigo is not None and any(map(is_spoilt_code, codes)):
            found = Joined.PERHAPS
        return Joined(max(found - doubt, Joined.NO))


@dataclass(frozen=True, slots=True)
class QuotedLines:
    """Holds what is known of a record that quotes stretch over several lines.

    ``celulas`` is the number of its cells, ``na_primeira`` that of its first line if the open
    quote there meant nothing. ``tem_telefone``: a phone stands between delimiters or line ends
    within the quotes.
    """

    celulas: int
    na_primeira: int
    tem_telefone: bool


@dataclass(frozen=True, slots=True)
class Records:
    """Yields the records of a text, each a ``Record``; a blank line is one without text.

    ``data`` is in the encoding ``bytes_em`` (where that is ``""``, in ``codificacao``, the file's)
    and holds no NUL. ``delimitador`` is ``""`` for text in one column. With ``numera_registros``
    the number of a record is its place (the row of a sheet), else its line. Lines before
    ``primeira`` are left out. With ``forma``, rows that a stray quote has joined are known from a
    cell of several lines. ``avisos`` are sentences about what could not be read well.
    """

    data: bytes = field(repr=False)
    codificacao: str
    delimitador: str
    numera_registros: bool = False
    primeira: int = 1
    forma: RowShape | None = None
    bytes_em: str = ""
    avisos: tuple[str, ...] = ()

    def __iter__(self) -> Iterator[Record]:
        """Yields every record in order; a line with a quote opened by mistake is an ``OpenQuote``.

        Raises ``InputError`` for a cell longer than the csv module's limit (131,072 characters),
        for more than ``MAX_CELLS`` in a record, and for far too many open quotes.
        """
        text = io.TextIOWrapper(
            io.BytesIO(self.data), self.bytes_em or self.codificacao, newline=""
        )
        for line, cells in self._lines(text) if self.may_break_rows else self._numbered(text):
            if len(cells) > MAX_CELLS:
                raise _too_many_cells(line, len(cells))
            if line >= self.primeira:
                yield line, cells

    @property
    def may_break_rows(self) -> bool:
        """Whether quotes may make a row go on over several lines, by right or by mistake."""
        return not self.numera_registros and b'"' in self.data

    def _csv(self, lines: Iterable[str], *, strict: bool = False) -> Iterator[list[str]]:
        return csv.reader(lines, delimiter=self.delimitador or _NO_DELIMITER, strict=strict)

    def _numbered(self, text: Iterable[str]) -> Iterator[Record]:
        """Yields the records of a text without quotes or of a sheet, numbered from 1 on."""
        line = 0
        try:
            for line, cells in enumerate(self._csv(text), 1):
                yield line, cells
        except csv.Error as error:
            raise _cell_too_long(line + 1) from error

    def _lines(self, text: Iterable[str]) -> Iterator[Record]:
        """Yields the records of a text with quotes; rereads the line behind a stray quote."""
        lines = _Lines(chain(text, (_END,)))
        taken = lines.taken
        reader = self._csv(lines)
        usual = self.forma.largura if self.forma else 0
        line = 1
        while True:
            cells = None
            try:
                cells = next(reader)
            except _RecordTooLongError:
                pass
            except csv.Error as error:
                if len(taken) == 1:
                    raise _cell_too_long(line) from error
            if taken[0] == _END:
                return
            if cells is not None and len(taken) == 1 and len(cells) >= usual:
                yield line, cells
                line += 1
            elif cells is None or (joined := self._joined(taken, cells)) is Joined.BY_MISTAKE:
                yield line, self._without_quotes(taken[0])
                lines.give_back(line)
                line += 1
            elif joined is Joined.PERHAPS:
                for each in taken:
                    yield line, self._without_quotes(each)
                    line += 1
            else:
                yield line, cells
                line += len(taken)
            taken.clear()

    def _joined(self, lines: list[str], record: list[str]) -> Joined:
        """Whether a quote opened by mistake has joined cells or rows in these lines.

        It has where it is never closed, or text follows its end; else the lines decide.
        """
        if lines[-1] == _END:
            return Joined.BY_MISTAKE
        try:
            list(self._csv(lines, strict=True))
        except csv.Error:
            return Joined.BY_MISTAKE
        texts = [
            cell for cell in record if _LINE_BREAK.search(cell) and self.delimitador in cell
        ]  # quotes without a delimiter in them have joined no cells
        if self.forma is None or not texts:
            return Joined.NO
        *closed, opened = next(self._csv(lines[:1]))
        parts = (
            part for text in texts for line in _LINE_BREAK.split(text) for part in self._split(line)
        )
        quoted = QuotedLines(
            len(record),
            len(closed) + len(self._split(opened)),
            any(map(_PHONE.fullmatch, parts)),
        )
        return max(self._lines_joined(quoted, self.forma, lines[1:]), default=Joined.NO)

    def _lines_joined(
        self, quoted: QuotedLines, forma: RowShape, lines: list[str]
    ) -> Iterator[Joined]:
        for line in lines:
            for cells in (next(self._csv([line])), self._without_quotes(line)):
                # In a sentence a blank follows a comma, in a row of a list hardly ever.
                is_spaced = any(cell[:1] == " " for cell in cells[1:])
                doubt = is_spaced * (2 if self.delimitador == "," else 1)
                yield forma.joined(quoted, [cell.strip('"') for cell in cells], doubt)

    def _split(self, text: str) -> list[str]:
        return text.split(self.delimitador) if self.delimitador else [text]

    def _without_quotes(self, line: str) -> OpenQuote:
        text = line.rstrip("\r\n")
        return OpenQuote(cell.strip('"') for cell in self._split(text))


class _RecordTooLongError(Exception):
    """Says that a record goes on over more than ``_MAX_RECORD_CHARS``."""


class _Lines:
    """Iterates over the lines of a text; those of a record can be read again, but for its first.

    ``taken`` are the lines of the record that is being read.
    """

    def __init__(self, text: Iterable[str]) -> None:
        self._text = iter(text)
        self._back: list[str] = []  # the next one last
        self._left_chars = _MAX_READ_AGAIN_CHARS
        self._behind_chars = 0  # of the record's lines but the first
        self.taken: list[str] = []

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._back.pop() if self._back else next(self._text)
        if self.taken:
            self._behind_chars = (
                self._behind_chars + len(line) if len(self.taken) > 1 else len(line)
            )
            if self._behind_chars > _MAX_RECORD_CHARS:
                self._back.append(line)
                raise _RecordTooLongError
        self.taken.append(line)
        return line

    def give_back(self, line: int) -> None:
        """Makes all lines taken but the first be read again; ``line`` is where the record begins.

        Raises ``InputError`` beyond ``_MAX_READ_AGAIN_CHARS``.
        """
        self._left_chars -= sum(map(len, self.taken[1:]))
        if self._left_chars < 0:
            raise InputError(
                f"Há aspas demais que se abrem e não se fecham, como na linha {number(line)}. "
                "Apague as aspas que sobram e envie o arquivo de novo.",
                line=line,
            )
        self._back.extend(reversed(self.taken[1:]))


def _cell_too_long(line: int) -> InputError:
    return InputError(
        f"A linha {number(line)} tem uma célula com mais de {number(csv.field_size_limit())} "
        "caracteres; talvez haja aspas abertas que não se fecham. Corrija essa linha e envie o "
        "arquivo de novo.",
        line=line,
    )


def _too_many_cells(line: int, cells: int) -> InputError:
    return InputError(
        f"A linha {number(line)} tem {number(cells)} colunas; o limite é de {number(MAX_CELLS)}. "
        "Deixe só as colunas necessárias ou confira o delimitador.",
        line=line,
    )


def check_line_breaks(data: bytes) -> None:
    """Raises ``InputError`` for more than ``MAX_LINES``, before anything splits the text."""
    lines = data.count(b"\n") + data.count(b"\r") - data.count(b"\r\n")
    if lines > MAX_LINES:
        raise InputError(
            f"O arquivo tem {number(lines)} quebras de linha; o limite é de {number(MAX_LINES)}. "
            "Apague as linhas em branco ou divida a lista em arquivos menores."
        )


def check_line_lengths(data: bytes) -> None:
    """Raises ``InputError`` for a line beyond ``MAX_LINE_BYTES``, before cells are made of it."""
    for position, line in enumerate(io.BytesIO(data), 1):
        # A text of the old Macintosh has no other line ends than these.
        if len(line) <= MAX_LINE_BYTES:
            continue
        if max(map(len, line.rstrip(b"\n").split(b"\r"))) > MAX_LINE_BYTES:
            raise InputError(
                f"A linha {number(position)} tem mais de {MAX_LINE_BYTES >> 20} MB, que é o limite "
                "de uma linha. Confira se o arquivo é mesmo uma lista de clientes.",
                line=position,
            )
