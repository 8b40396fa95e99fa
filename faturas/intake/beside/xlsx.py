"""Finds hidden rows, errors, formulas, totals and shown zeros in an xlsx (ECMA-376-1, 18.3.1)."""

import html
import io
import re
import zipfile
from typing import IO

from lxml import etree

from faturas.intake.beside.findings import MAX_COLUMNS, Findings
from faturas.intake.beside.formula import is_total
from faturas.intake.beside.number_format import may_show_more
from faturas.intake.beside.parts import Parts, blocks, same_part
from faturas.intake.cell_errors import ENGLISH, ERRORS, OTHER_ERROR

_BOOK = "xl/workbook.xml"
_RELATION_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_STRICT_RELATION_ID = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"
_ROOT_CHARS = 4096
"""Bytes at the beginning of a part in which its root element stands."""

_ROOT = re.compile(rb"<(?:([\w.-]+):)?worksheet[\s>]")
# Bytes that a block with hidden rows has; "='" stands for attributes in single quotes, which are
# unusual, so that such a block is always looked into.
_SIGNS_IN_ROWS = (b"hidden", b'ht="0', b'ht=".', b"='")
# What may follow the name of a tag; other bytes belong to a longer name.
_TAG_GOES_ON = (b" ", b">", b"/", b"\t", b"\n", b"\r")
_ROW_NUMBER = re.compile(rb"""[^>]*?\sr\s*=\s*["']\s*(\d+)""")
_HIDDEN = re.compile(rb"""\shidden\s*=\s*["']\s*(?:1|true|on)\s*["']""")
# A row less than a point high, in which nothing is seen.
_NO_HEIGHT = re.compile(rb"""\sht\s*=\s*["']\s*0*(?:0|\.\d+|0\.\d*)\s*["']""")
_PLACE = re.compile(rb"""[^>]*?\sr\s*=\s*["']\s*\$?([A-Za-z]{1,3})\$?\d""")
_TYPE = re.compile(rb"""\st\s*=\s*["']\s*(\w+)""")
_STYLE = re.compile(rb"""\ss\s*=\s*["']\s*(\d+)""")
_FORMULA = re.compile(rb"<(?:[\w.-]+:)?f(\s[^>]*?)?(?:/>|>([^<]*))")
_SHARED = re.compile(rb"""\ssi\s*=\s*["']\s*(\d+)""")
_AREA = re.compile(r"\$?([A-Z]{1,3})\$?\d+:\$?([A-Z]{1,3})\$?(\d+)", re.IGNORECASE)
_VALUE = re.compile(rb"<(?:[\w.-]+:)?v(?:\s[^>]*)?(?:/>|>([^<]*))")
# The names of errors that python-calamine reads; it fails on any other.
_KNOWN_ERRORS = frozenset(
    (b"#DIV/0!", b"#N/A", b"#NAME?", b"#NULL!", b"#NUM!", b"#REF!", b"#VALUE!")
)
_ERROR_TEXTS = {text.encode(): text for text in ERRORS.values()} | {
    english.encode(): text for english, text in ENGLISH.items()
}


def find(data: bytes, index: int) -> Findings:
    """Returns what the sheet of that index, among all of the workbook, holds beside its values."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = Parts(archive)
        sheet = _sheet_part(parts, index)
        with parts.open(sheet) as stream:
            found = _SheetPart(_zero_formats(parts), _recalculated(parts)).read(stream)
        for table in parts.all_related(sheet.lstrip("/"), kind="table"):
            _note_totals(parts.xml(table), found)
        return found


def _note_totals(table: etree._Element, found: Findings) -> None:
    """Notes the row of totals that a table declares: its last row."""
    area = _AREA.fullmatch(table.get("ref", ""))
    if area and table.get("totalsRowCount", "0").strip() not in ("", "0"):
        first, last = (min(_column(letters.encode()), MAX_COLUMNS) for letters in area.groups()[:2])
        found.table_totals(int(area[3]), range(first, last + 1))


def _sheet_part(parts: Parts, index: int) -> str:
    sheet = list(parts.xml(_BOOK).iter("{*}sheet"))[index]
    relation = sheet.get(_RELATION_ID) or sheet.get(_STRICT_RELATION_ID) or ""
    return parts.related(_BOOK, relation=relation)


def with_known_errors(data: bytes, index: int, strange: set[bytes]) -> bytes:
    """Returns the workbook with ``#VALUE!`` for errors on which python-calamine fails."""
    copy = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as archive,
        zipfile.ZipFile(copy, "w", zipfile.ZIP_STORED) as changed,
    ):
        parts = Parts(archive)
        wanted = _sheet_part(parts, index)
        for part in archive.infolist():
            content = archive.read(part)
            if same_part(part.filename, wanted):
                for error in strange:
                    content = content.replace(b">%b<" % error, b">#VALUE!<")
            changed.writestr(part.filename, content)
    return copy.getvalue()


def _zero_formats(parts: Parts) -> dict[bytes, str]:
    """Returns the number formats that may show zeros, by the number of the cell style."""
    try:
        styles = parts.xml(parts.related(_BOOK, kind="styles"))
    except KeyError:
        return {}
    codes = {
        number_format.get("numFmtId"): number_format.get("formatCode", "")
        for number_format in styles.iter("{*}numFmt")
    }
    cell_formats = styles.find("{*}cellXfs")
    if cell_formats is None:
        return {}
    found = (codes.get(style.get("numFmtId"), "") for style in cell_formats.iterfind("{*}xf"))
    return {b"%d" % i: code for i, code in enumerate(found) if code and may_show_more(code)}


def _recalculated(parts: Parts) -> bool:
    """Whether the workbook says that formulas have no results until Excel opens it.

    XlsxWriter says so, and writes the result 0 for every formula.
    """
    return any(
        properties.get("fullCalcOnLoad") in ("1", "true")
        for properties in parts.xml(_BOOK).iter("{*}calcPr")
    )


class _SheetPart:
    """Goes once through the part of a sheet."""

    def __init__(self, zero_formats: dict[bytes, str], recalculated: bool) -> None:
        self.found = Findings()
        self.zero_formats = zero_formats
        self.recalculated = recalculated
        self.shared_totals: set[bytes] = set()
        self.signs_in_cells = (b"<f", b'"e"', b"='", *(b's="%b"' % style for style in zero_formats))
        self.sign = _any_of(self.signs_in_cells)
        self.row_tag, self.cell_tag, self.row_end = b"<row", b"<c", b"</row"

    def read(self, stream: IO[bytes]) -> Findings:
        """Notes what the rows hold; parses a block of rows only where something may be found."""
        root = _ROOT.search(stream.read(_ROOT_CHARS))
        if root and root[1]:
            self.row_tag, self.cell_tag, self.row_end = (
                opening + root[1] + b":" + name
                for opening, name in ((b"<", b"row"), (b"<", b"c"), (b"</", b"row"))
            )
            self.signs_in_cells = (b"<%b:f" % root[1], *self.signs_in_cells[1:])
            self.sign = _any_of(self.signs_in_cells)
        stream.seek(0)
        row = 0
        for block in blocks(stream, self.row_tag):
            if any(sign in block for sign in (*_SIGNS_IN_ROWS, *self.signs_in_cells)):
                for piece in block.split(self.row_tag)[1:]:
                    row = self._row(row, piece)
            else:
                row = self._last_row(row, block)
        return self.found

    def _last_row(self, row: int, block: bytes) -> int:
        """Returns the number of the last row in a block; ``row`` is that before the block."""
        last = block.rfind(self.row_tag)
        number = _ROW_NUMBER.match(block, last + len(self.row_tag))
        return int(number[1]) if number else row + block.count(self.row_tag)

    def _row(self, row: int, piece: bytes) -> int:
        """Looks at one row and returns its number; ``row`` is that of the row before it."""
        if not piece.startswith(_TAG_GOES_ON):
            return row
        attributes, _, cells = piece.partition(b">")
        number = _ROW_NUMBER.match(attributes)
        row = int(number[1]) if number else row + 1
        if (b"hidden" in attributes and _HIDDEN.search(attributes)) or (
            b"ht" in attributes and _NO_HEIGHT.search(attributes)
        ):
            self.found.hide(row, row)
        if self.sign.search(cells):
            self._cells(row, cells.partition(self.row_end)[0].split(self.cell_tag))
        return row

    def _cells(self, row: int, cells: list[bytes]) -> None:
        """Looks at the cells of a row; one without a place of its own follows the one before it."""
        seen, column = 0, 0
        for position, piece in enumerate(cells):
            if not self.sign.search(piece) or not piece.startswith(_TAG_GOES_ON):
                continue
            between = 0
            for earlier in reversed(cells[seen + 1 : position + 1]):
                if earlier.startswith(_TAG_GOES_ON):
                    if place := _PLACE.match(earlier):
                        column = _column(place[1])
                        break
                    between += 1
            seen, column = position, column + between
            if column <= MAX_COLUMNS:
                attributes, _, content = piece.partition(b">")
                self._cell(row, column, attributes, content)

    def _cell(self, row: int, column: int, attributes: bytes, content: bytes) -> None:
        found_type = _TYPE.search(attributes)
        kind = found_type[1] if found_type else b"n"
        value = b"" if attributes.endswith(b"/") else content
        result = _VALUE.search(value)
        text = (result[1] or b"").strip() if result else b""
        if kind == b"e":
            self._error(row, column, text)
        elif (formula := _FORMULA.search(value)) and self._is_total(column, formula):
            self.found.total(row, column)
        elif formula and self._has_no_result(kind, result is not None, text):
            self.found.not_calculated(row, column)
        elif kind == b"n" and text and self.zero_formats:
            style = _STYLE.search(attributes)
            if style and (code := self.zero_formats.get(style[1])):
                self.found.number(row, column, _number(text), code)

    def _is_total(self, column: int, formula: re.Match[bytes]) -> bool:
        """Whether a formula is a total; a shared one is written only in its first cell."""
        shared = _SHARED.search(formula[1] or b"")
        text = html.unescape((formula[2] or b"").decode("utf-8", "replace"))
        if not text:
            return bool(shared and shared[1] in self.shared_totals)
        total = is_total(text, column)
        if total and shared:
            self.shared_totals.add(shared[1])
        return total

    def _has_no_result(self, kind: bytes, has_value: bool, text: bytes) -> bool:
        if self.recalculated:
            return text in (b"", b"0")
        # For a result that is an empty text, Excel writes the type of text and an empty value.
        return not text and not (kind == b"str" and has_value)

    def _error(self, row: int, column: int, text: bytes) -> None:
        if not text:
            self.found.not_calculated(row, column)
            return
        if text not in _KNOWN_ERRORS:
            self.found.erros_estranhos.add(text)
        self.found.error(row, column, _ERROR_TEXTS.get(text, OTHER_ERROR))


def _any_of(signs: tuple[bytes, ...]) -> re.Pattern[bytes]:
    return re.compile(b"|".join(map(re.escape, signs)))


def _number(text: bytes) -> float:
    try:
        return float(text)
    except ValueError:
        return -1.0  # no number, so nothing to show


def _column(letters: bytes) -> int:
    column = 0
    for letter in letters.upper():
        column = column * 26 + letter - 64
    return column
