"""Delimited text in memory, read again at every pass, so that a pass costs no memory.

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
"""Of a text, with blank ones and those within quotes; a pass over so many takes some 2 s."""
MAX_LINE_BYTES = 1 << 20
"""Of one line of a text; of nothing but delimiters, it takes 8 MB in memory."""
MAX_CELLS = 1 << 14
"""Of one record, as in a sheet of Excel; a list has far fewer."""

# Put behind the last line: a record of its own, unless an open quote has swallowed it.
# Text that holds NUL never gets here, so the mark cannot be in the file.
_END = "\x00fim"
# The csv module must be given a delimiter; Unicode keeps this code point out of text.
_NO_DELIMITER = "\uffff"
# An honest row with line breaks in it is far shorter; the csv module's own limit for one cell.
_MAX_RECORD_CHARS = csv.field_size_limit()
# Lines that stand behind an open quote are read again. Honest files stay far below this; it bounds
# the time that a hostile one takes to some seconds.
_MAX_READ_AGAIN_CHARS = 1 << 26

_LINE_BREAK = re.compile(r"\r\n?|\n")
# With the area code; the eight digits of a CEP are part of many an address.
_PHONE = re.compile(r'[\s"+(]*(?:\d[\s().-]*){10,13}"?\s*')


class OpenQuote(list[str]):
    """The cells of a line with a quote that was opened by mistake; none of them can be trusted."""


def is_blank(cells: Iterable[str]) -> bool:
    """Whether no cell has more than blanks."""
    for cell in cells:  # noqa: SIM110 - twice as fast as any() on rows that start with text
        if cell.strip():
            return False
    return True


def filled(cells: Sequence[str]) -> int:
    """How many cells there are up to the last one with text."""
    count = len(cells)
    while count and not cells[count - 1].strip():
        count -= 1
    return count


class Joined(IntEnum):
    """Whether quotes around several lines have joined rows; the surest says what becomes of them.

    ``BY_MISTAKE`` costs the first line, and those behind it are read again. ``PERHAPS`` costs all
    lines: each may be a row, or a part of a cell.
    """

    NO = 0
    PERHAPS = 1
    BY_MISTAKE = 2


@dataclass(frozen=True, slots=True)
class RowShape:
    """What tells a row of the table from a line of text in a cell: its width and its code.

    ``codigo`` is ``None`` where nobody has said yet which column holds the code.
    """

    largura: int
    codigo: int | None

    def joined(self, quoted: "QuotedLines", cells: list[str], doubt: int) -> Joined:
        """Whether ``cells``, one line within quotes, are a row that the quotes have taken in.

        A row fills the table's width, or takes the cells that the record lacks; so does what is
        left of the row that took it in. Then a code tells it, or what may stand for one, or a
        phone within the quotes. ``doubt`` weighs against all but the phone.
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
        leaves_a_row = is_lacking or quoted.na_primeira >= self.largura
        if leaves_a_row and is_full and quoted.tem_telefone:
            return Joined.BY_MISTAKE if has_code else Joined.PERHAPS
        found = Joined.NO
        if has_code:
            found = Joined.BY_MISTAKE if leaves_a_row else Joined.PERHAPS
        elif leaves_a_row and self.codigo is not None and any(map(is_spoilt_code, codes)):
            found = Joined.PERHAPS
        return Joined(max(found - doubt, Joined.NO))


@dataclass(frozen=True, slots=True)
class QuotedLines:
    """A record over several lines: its cells, those on its first line if no quote counted there.

    ``tem_telefone``: between delimiters or line ends within the quotes stands a phone.
    """

    celulas: int
    na_primeira: int
    tem_telefone: bool


@dataclass(frozen=True, slots=True)
class Records:
    """An iterable of ``Record``; blank lines come as records without text.

    ``data`` must decode with ``bytes_em`` (``codificacao``, that of the file, where it is ``""``)
    and hold no NUL. ``delimitador`` is ``""`` for text
    in one column. ``numera_registros`` numbers records (the rows of a sheet) where a text file
    numbers lines. Lines before ``primeira`` are left out. With ``forma``, rows that a stray quote
    has joined are told from a cell of several lines. ``avisos`` say what had to be mended.
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
        """Every record in order; a line with a quote opened by mistake comes as ``OpenQuote``.

        Raises ``InputError`` when a cell is longer than the csv module's limit (131,072
        characters), and when there are countless open quotes.
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
        """Whether a row may go on over several lines, or seem to."""
        return not self.numera_registros and b'"' in self.data

    def _csv(self, lines: Iterable[str], *, strict: bool = False) -> Iterator[list[str]]:
        return csv.reader(lines, delimiter=self.delimitador or _NO_DELIMITER, strict=strict)

    def _numbered(self, text: Iterable[str]) -> Iterator[Record]:
        """The records by their number, which is their line where there are no quotes."""
        line = 0
        try:
            for line, cells in enumerate(self._csv(text), 1):
                yield line, cells
        except csv.Error as error:
            raise _cell_too_long(line + 1) from error

    def _lines(self, text: Iterable[str]) -> Iterator[Record]:
        """The records of a text with quotes; reading goes on behind the line of a stray one."""
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

        It has when it is never closed, and when text follows where it closes; otherwise the lines
        in between tell.
        """
        if lines[-1] == _END:
            return Joined.BY_MISTAKE
        try:
            list(self._csv(lines, strict=True))
        except csv.Error:
            return Joined.BY_MISTAKE
        texts = [
            cell for cell in record if _LINE_BREAK.search(cell) and self.delimitador in cell
        ]  # without a delimiter in them, quotes have taken in no cells
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
                # A blank behind a comma is how sentences are written.
                is_spaced = any(cell[:1] == " " for cell in cells[1:])
                doubt = is_spaced * (2 if self.delimitador == "," else 1)
                yield forma.joined(quoted, [cell.strip('"') for cell in cells], doubt)

    def _split(self, text: str) -> list[str]:
        return text.split(self.delimitador) if self.delimitador else [text]

    def _without_quotes(self, line: str) -> OpenQuote:
        text = line.rstrip("\r\n")
        return OpenQuote(cell.strip('"') for cell in self._split(text))


class _RecordTooLongError(Exception):
    """A record goes on over more lines than any honest one."""


class _Lines:
    """The lines of a text; those of the last record can be given back, but for its first."""

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
        """Have all lines but the first read again; ``line`` is where the record begins."""
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
    """Refuse a text of too many lines before anything splits it."""
    lines = data.count(b"\n") + data.count(b"\r") - data.count(b"\r\n")
    if lines > MAX_LINES:
        raise InputError(
            f"O arquivo tem {number(lines)} quebras de linha; o limite é de {number(MAX_LINES)}. "
            "Apague as linhas em branco ou divida a lista em arquivos menores."
        )


def check_line_lengths(data: bytes) -> None:
    """Refuse a text of too long lines before it is split into cells."""
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
