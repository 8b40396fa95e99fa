"""Finds hidden rows, errors, formulas and shown zeros in an xls (MS-XLS 2.4)."""

import io
import struct
from collections.abc import Iterator

import olefile

from faturas.intake.beside.findings import Findings
from faturas.intake.beside.formula import is_binary_total
from faturas.intake.beside.number_format import may_show_more
from faturas.intake.beside.rk import number_of_rk

# The kinds of records that are read.
_BEGIN, _END = 0x0809, 0x000A
_SHEET, _FORMAT, _CELL_FORMAT = 0x0085, 0x041E, 0x00E0
_ROW, _FORMULA, _NUMBER, _RK, _RKS, _ERROR = 0x0208, 0x0006, 0x0203, 0x027E, 0x00BD, 0x0205

_ROW_HIDDEN = 0x20
_ROW_HEIGHT_SET = 0x40
_TWIPS_OF_A_POINT = 20
"""Heights are in twips (twentieths of a point); in a row lower than a point nothing is seen."""
_NO_NUMBER = b"\xff\xff"  # ends the result of a formula that is no number
_TOKENS_AT = 22  # where they begin in the record of a formula; only an array may follow them
_RESULT_ERROR, _RESULT_EMPTY = 2, 3
# Flags of a formula. Excel sets neither as a rule; programs that write xls without calculating set
# one of them.
_CALCULATE_ALWAYS_OR_AT_START = 0x03
_BIFF8 = 0x0600


def find(data: bytes, index: int) -> Findings:
    """Returns what the sheet of that index, among all of the workbook, holds beside its values."""
    with olefile.OleFileIO(io.BytesIO(data)) as container:
        name = "Workbook" if container.exists("Workbook") else "Book"
        with container.openstream(name) as stream:
            book = stream.read()
    starts, zero_formats = _globals(book)
    return _SheetRecords(zero_formats).read(book, starts[index])


def _records(book: bytes, start: int) -> Iterator[tuple[int, int, int]]:
    """Yields the records of one part of the stream: their kinds, where they begin, their lengths.

    Charts within a sheet are left out. Raises ``struct.error`` where the stream is cut off.
    """
    unpack = struct.Struct("<HH").unpack_from
    at, depth = start, 0
    while True:
        kind, length = unpack(book, at)
        at += 4
        if kind == _BEGIN:
            depth += 1
        elif kind == _END:
            depth -= 1
            if depth <= 0:
                return
        if depth == 1:
            yield kind, at, length
        at += length


def _globals(book: bytes) -> tuple[list[int], dict[int, str]]:
    """Returns where each sheet begins, and the number formats that may show zeros, by style."""
    starts = []
    codes: dict[int, str] = {}
    formats: list[int] = []
    biff8 = True
    for kind, at, length in _records(book, 0):
        body = book[at : at + length]
        if kind == _BEGIN:
            biff8 = int.from_bytes(body[:2], "little") >= _BIFF8
        elif kind == _SHEET:
            starts.append(int.from_bytes(body[:4], "little"))
        elif kind == _FORMAT:
            codes[int.from_bytes(body[:2], "little")] = _format_text(body[2:], biff8)
        elif kind == _CELL_FORMAT:
            formats.append(int.from_bytes(body[2:4], "little"))
    found = (codes.get(number, "") for number in formats)
    return starts, {i: code for i, code in enumerate(found) if code and may_show_more(code)}


def _format_text(body: bytes, biff8: bool) -> str:
    if not biff8:
        return body[1 : 1 + body[0]].decode("cp1252", "replace")
    length, wide = int.from_bytes(body[:2], "little"), body[2] & 1
    return body[3 : 3 + length * (1 + wide)].decode("utf-16-le" if wide else "latin-1", "replace")


class _SheetRecords:
    """Goes once through the records of a sheet."""

    def __init__(self, zero_formats: dict[int, str]) -> None:
        self.found = Findings()
        self.zero_formats = zero_formats
        self.empty_results: list[tuple[int, int]] = []
        self.has_result = False

    def read(self, book: bytes, start: int) -> Findings:
        """Notes what the rows and cells of the sheet that begins at ``start`` hold."""
        unpack = struct.Struct("<HHH").unpack_from
        for kind, at, length in _records(book, start):
            if kind == _ROW:
                self._row(book, at)
            elif kind == _ERROR:
                row, column, _ = unpack(book, at)
                if book[at + 7]:
                    self.found.error_code(row + 1, column + 1, book[at + 6])
            elif kind == _FORMULA and is_binary_total(book[at + _TOKENS_AT : at + length]):
                row, column, _ = unpack(book, at)
                self.found.total(row + 1, column + 1)
                self.has_result = True
            elif kind == _FORMULA:
                self._formula(*unpack(book, at), result=book[at + 6 : at + 14], flags=book[at + 14])
            elif not self.zero_formats:
                continue
            elif kind == _NUMBER:
                row, column, style = unpack(book, at)
                [number] = struct.unpack_from("<d", book, at + 6)
                self._number(row, column, style, number)
            elif kind == _RK:
                row, column, style = unpack(book, at)
                self._number(row, column, style, self._rk(book, at + 6))
            elif kind == _RKS:
                row, first = struct.unpack_from("<HH", book, at)
                for place in range((length - 6) // 6):
                    [style] = struct.unpack_from("<H", book, at + 4 + 6 * place)
                    self._number(row, first + place, style, self._rk(book, at + 6 + 6 * place))
        self._judge_empty_results()
        return self.found

    def _row(self, book: bytes, at: int) -> None:
        row, height, flags = struct.unpack_from("<H4xH4xH", book, at)
        no_height = flags & _ROW_HEIGHT_SET and height & 0x7FFF < _TWIPS_OF_A_POINT
        if flags & _ROW_HIDDEN or no_height:
            self.found.hide(row + 1, row + 1)

    def _formula(self, row: int, column: int, style: int, *, result: bytes, flags: int) -> None:
        if result[6:] != _NO_NUMBER:
            [number] = struct.unpack("<d", result)
            if number == 0 and flags & _CALCULATE_ALWAYS_OR_AT_START:
                self.found.not_calculated(row + 1, column + 1)
                return
            self._number(row, column, style, number)
        elif result[0] == _RESULT_ERROR:
            self.found.error_code(row + 1, column + 1, result[2])
        elif result[0] == _RESULT_EMPTY:
            self.empty_results.append((row + 1, column + 1))
            return
        self.has_result = True

    def _judge_empty_results(self) -> None:
        """Notes the formulas with an empty text as not calculated, if no formula has a result.

        An empty text may be a formula's true result, but xlwt writes it for all of them.
        """
        if not self.has_result:
            for row, column in self.empty_results:
                self.found.not_calculated(row, column)

    def _number(self, row: int, column: int, style: int, number: float) -> None:
        if code := self.zero_formats.get(style):
            self.found.number(row + 1, column + 1, number, code)

    @staticmethod
    def _rk(book: bytes, at: int) -> float:
        [rk] = struct.unpack_from("<I", book, at)
        return number_of_rk(rk)
