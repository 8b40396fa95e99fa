"""Delimited text in memory, read again at every pass, so that a pass costs no memory.

A text file is kept as it came; the sheet of a workbook arrives here as CSV.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain

from faturas.errors import InputError
from faturas.wording import number

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


@dataclass(frozen=True, slots=True)
class Records:
    """An iterable of ``Record``; blank lines come as records without text.

    ``data`` must decode with ``codificacao`` and hold no NUL. ``delimitador`` is ``""`` for text
    in one column. ``numera_registros`` numbers records (the rows of a sheet) where a text file
    numbers lines. Lines before ``primeira`` are left out.
    """

    data: bytes = field(repr=False)
    codificacao: str
    delimitador: str
    numera_registros: bool = False
    primeira: int = 1

    def __iter__(self) -> Iterator[Record]:
        """Every record in order.

        Raises ``InputError`` at the end when a quote was never closed, and on the spot when a
        cell is longer than the csv module's limit (131,072 characters).
        """
        text = io.TextIOWrapper(io.BytesIO(self.data), self.codificacao, newline="")
        reader = csv.reader(chain(text, (_END,)), delimiter=self.delimitador or _NO_DELIMITER)
        line = 1
        try:
            for cells in reader:
                if cells and cells[0] == _END:
                    return
                if len(cells) > MAX_CELLS:
                    raise _too_many_cells(line, len(cells))
                if line >= self.primeira:
                    yield line, cells
                opened = line
                line = line + 1 if self.numera_registros else reader.line_num + 1
        except csv.Error as error:
            raise InputError(
                f"A linha {number(line)} tem uma célula com mais de "
                f"{number(csv.field_size_limit())} caracteres; talvez haja aspas abertas que não "
                "se fecham. Corrija essa linha e envie o arquivo de novo.",
                line=line,
            ) from error
        raise InputError(
            f"As aspas abertas na linha {number(opened)} não se fecham até o fim do arquivo, e as "
            "linhas seguintes seriam perdidas. Feche ou apague essas aspas e envie de novo.",
            line=opened,
        )


def _too_many_cells(line: int, cells: int) -> InputError:
    return InputError(
        f"A linha {number(line)} tem {number(cells)} colunas; o limite é de {number(MAX_CELLS)}. "
        "Deixe só as colunas necessárias ou confira o delimitador.",
        line=line,
    )


def check_lines(data: bytes) -> None:
    """Refuse a text of too many or too long lines before anything goes through it."""
    lines = data.count(b"\n") + data.count(b"\r") - data.count(b"\r\n")
    if lines > MAX_LINES:
        raise InputError(
            f"O arquivo tem {number(lines)} quebras de linha; o limite é de {number(MAX_LINES)}. "
            "Apague as linhas em branco ou divida a lista em arquivos menores."
        )
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
