"""What is found in a sheet, in little memory however much it is."""

from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field

from faturas.intake.beside.number_format import shown_digits, shows_more_below
from faturas.intake.cell_errors import ERRORS, NOT_CALCULATED, OTHER_ERROR, TABLE_TOTALS, TOTAL

MAX_ROWS = 1 << 20
MAX_COLUMNS = 1 << 14
"""Of a sheet in Excel; what a file places beyond them is not looked at."""

_MAX_CELLS = 4_000_000
"""In error or with a total, of one sheet; 8 bytes each, and 40 where they must be sorted."""

# Of two for one cell the higher counts.
_OTHER = 0xFC
_TEXTS = ERRORS | {_OTHER: OTHER_ERROR, 0xFD: NOT_CALCULATED, 0xFE: TOTAL, 0xFF: TABLE_TOTALS}
_CODES = {text: code for code, text in _TEXTS.items()}
_COLUMN_SHIFT = 8
_ROW_SHIFT = 8 + 16


class TooLarge(Exception):  # noqa: N818 - as the library's MemoryError, it is a limit
    """The sheet is larger than any list; ``limite`` says which limit in Portuguese."""

    def __init__(self, limite: str) -> None:
        super().__init__(limite)
        self.limite = limite


@dataclass(slots=True)
class Findings:
    """Rows and columns count from 1.

    ``ocultas`` are the hidden rows as ranges in order. ``zeros`` has, by its column, the first
    cell that shows leading zeros: its row, what it shows and the number that it holds.
    ``erros_estranhos`` are names of errors in an xlsx that python-calamine does not know.
    """

    ocultas: list[list[int]] = field(default_factory=list)
    zeros: dict[int, tuple[int, str, str]] = field(default_factory=dict)
    erros_estranhos: set[bytes] = field(default_factory=set)
    _cells: "array[int]" = field(default_factory=lambda: array("Q"))
    _in_order: bool = True

    def hide(self, first: int, last: int) -> None:
        """Note hidden rows."""
        if first > MAX_ROWS:
            return
        if self.ocultas and self.ocultas[-1][1] == first - 1:
            self.ocultas[-1][1] = last
        else:
            self.ocultas.append([first, last])

    def error(self, row: int, column: int, text: str) -> None:
        """Note a cell in error; ``NOT_CALCULATED`` as its text is a formula without a result."""
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
        """Note a cell in error by the number that xls and xlsb give it."""
        self.error(row, column, ERRORS.get(code, OTHER_ERROR))

    def not_calculated(self, row: int, column: int) -> None:
        """Note a formula without a result."""
        self.error(row, column, NOT_CALCULATED)

    def total(self, row: int, column: int) -> None:
        """Note a formula that comes to a total."""
        self.error(row, column, TOTAL)

    def table_totals(self, row: int, columns: range) -> None:
        """Note the row of totals that a table declares."""
        for column in columns:
            self.error(row, column, TABLE_TOTALS)

    def number(self, row: int, column: int, value: float, number_format: str) -> None:
        """Note a number if its format shows digits that it does not hold."""
        if not 0 <= value < shows_more_below(number_format) or column in self.zeros:
            return
        if value != int(value):
            return
        if shown := shown_digits(number_format, int(value)):
            self.zeros[column] = (row, shown, str(int(value)))

    @property
    def has_cells(self) -> bool:
        """Whether any cell is in error, without a result, or a total."""
        return bool(self._cells)

    @property
    def first_column(self) -> int:
        """The leftmost column with such a cell; there is one."""
        return min(key >> _COLUMN_SHIFT & 0xFFFF for key in self._cells)

    def rows(self) -> Iterator[tuple[int, dict[int, str]]]:
        """The rows with such cells in order: the texts of those cells by their column."""
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
        """The ranges of hidden rows, sorted and without overlaps."""
        merged: list[list[int]] = []
        for first, last in sorted(self.ocultas):
            if merged and first <= merged[-1][1] + 1:
                merged[-1][1] = max(merged[-1][1], last)
            else:
                merged.append([first, last])
        return merged
