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
