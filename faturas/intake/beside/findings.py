"""Collects what is found in a sheet beside its values (``Findings``), 8 bytes a cell.

The sheet of a hostile file may have millions of such cells.
"""

from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field

from faturas.intake.beside.number_format import shown_digits, shows_more_below
from faturas.intake.cell_errors import ERRORS, NOT_CALCULATED, OTHER_ERROR, TABLE_TOTALS, TOTAL

MAX_ROWS = 1 << 20
"""Rows of a sheet in Excel; what a file places beyond them is left out."""
MAX_COLUMNS = 1 << 14
"""Columns of a sheet in Excel; what a file places beyond them is left out."""

_MAX_CELLS = 4_000_000
"""Cells of one sheet with an error or a total; each takes 8 bytes, and 40 while they are sorted."""

# A cell is one number: its row, its column, and in the lowest byte what was found there. Where two
# things are found in one cell, the higher number counts.
_OTHER = 0xFC
_TEXTS = ERRORS | {_OTHER: OTHER_ERROR, 0xFD: NOT_CALCULATED, 0xFE: TOTAL, 0xFF: TABLE_TOTALS}
_CODES = {text: code for code, text in _TEXTS.items()}
_COLUMN_SHIFT = 8
_ROW_SHIFT = 8 + 16


class TooLarge(Exception):  # noqa: N818 - a limit, as Python's own names for such are
    """Refuses a sheet larger than any list; ``limite`` says in Portuguese which limit it passes."""

    def __init__(self, limite: str) -> None:
        super().__init__(limite)
        self.limite = limite


@dataclass(slots=True)
class Findings:
    """Collects what was found in one sheet; rows and columns count from 1.

    ``ocultas`` are the hidden rows as ranges (first and last row), as they were found. ``zeros``
    has, for a column, the first cell that shows leading zeros: its row, what it shows, and the
    number that it holds. ``erros_estranhos`` are names of errors in an xlsx that python-calamine
    does not know.
    """

    ocultas: list[list[int]] = field(default_factory=list)
    zeros: dict[int, tuple[int, str, str]] = field(default_factory=dict)
    erros_estranhos: set[bytes] = field(default_factory=set)
    _cells: "array[int]" = field(default_factory=lambda: array("Q"))
    _in_order: bool = True

    def hide(self, first: int, last: int) -> None:
        """Notes hidden rows, from the first to the last."""
        if first > MAX_ROWS:
            return
        if self.ocultas and self.ocultas[-1][1] == first - 1:
            self.ocultas[-1][1] = last
        else:
            self.ocultas.append([first, last])

    def error(self, row: int, column: int, text: str) -> None:
        """Notes a cell whose value must not be used; ``text`` (``cell_errors``) says why.

        Raises ``TooLarge`` beyond ``_MAX_CELLS``.
        """
        if row > MAX_ROWS or column > MAX_COLUMNS:
            return
        if len(self._cells) >= _MAX_CELLS:
            raise TooLarge(f"mais de {_MAX_CELLS:,} células com erro ou total".replace(",", "."))
        code = _CODES.get(text, _OTHER)
        key = row << _ROW_SHIFT | column << _COLUMN_SHIFT | code
        if self._cells and key < self._cells[-1]:
            self._in_order = False
        self._cells.append(key)

    def error_code(self, row: int, column: int, code: int) -> None:
        """Notes a cell in error by the number that xls and xlsb give the error."""
        self.error(row, column, ERRORS.get(code, OTHER_ERROR))

    def not_calculated(self, row: int, column: int) -> None:
        """Notes a formula without a result."""
        self.error(row, column, NOT_CALCULATED)

    def total(self, row: int, column: int) -> None:
        """Notes a formula that sums up or counts rows."""
        self.error(row, column, TOTAL)

    def table_totals(self, row: int, columns: range) -> None:
        """Notes the row that a table of the sheet declares as its totals."""
        for column in columns:
            self.error(row, column, TABLE_TOTALS)

    def number(self, row: int, column: int, value: float, number_format: str) -> None:
        """Notes a number where its format shows more digits than it has."""
        if not 0 <= value < shows_more_below(number_format) or column in self.zeros:
            return
        if value != int(value):
            return
        if shown := shown_digits(number_format, int(value)):
            self.zeros[column] = (row, shown, str(int(value)))

    @property
    def has_cells(self) -> bool:
        """Whether any cell was noted: in error, without a result, or a total."""
        return bool(self._cells)

    @property
    def first_column(self) -> int:
        """The leftmost column with such a cell; ``ValueError`` where there is none."""
        return min(key >> _COLUMN_SHIFT & 0xFFFF for key in self._cells)

    def rows(self) -> Iterator[tuple[int, dict[int, str]]]:
        """Yields the rows with such cells in order: the texts of those cells by their column."""
        row, texts = 0, dict[int, str]()
        for key in self._cells if self._in_order else sorted(self._cells):
            if key >> _ROW_SHIFT != row:
                if texts:
                    yield row, texts
                row, texts = key >> _ROW_SHIFT, {}
            texts[key >> _COLUMN_SHIFT & 0xFFFF] = _TEXTS[key & 0xFF]
        if texts:
            yield row, texts

    def hidden_in_order(self) -> list[list[int]]:
        """Returns the ranges of hidden rows, sorted and without overlaps."""
        merged: list[list[int]] = []
        for first, last in sorted(self.ocultas):
            if merged and first <= merged[-1][1] + 1:
                merged[-1][1] = max(merged[-1][1], last)
            else:
                merged.append([first, last])
        return merged
