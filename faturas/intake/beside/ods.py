"""Finds hidden rows, errors, formulas and shown zeros in an ods (OpenDocument 1.2 part 1, 9.1).

Elements are known by the usual prefixes; python-calamine knows no others either.
"""

import html
import io
import re
import zipfile
from typing import IO

from lxml import etree

from faturas.domain.ptbr import number
from faturas.intake.beside.findings import MAX_COLUMNS, MAX_ROWS, Findings, TooLarge
from faturas.intake.beside.formula import is_open_total
from faturas.intake.beside.parts import Parts, parse, pieces
from faturas.intake.cell_errors import ENGLISH, NOT_CALCULATED, TOTAL, is_error

MAX_CELLS = 20_000_000
"""Filled cells that about fit into the memory of the child; python-calamine refuses a file of far
more without saying why."""

# What may follow the name of a tag; other bytes belong to a longer name.
_TAG_GOES_ON = (b" ", b">", b"/", b"\t", b"\n", b"\r")
_TABLE = re.compile(rb"<table:table[\s/>]")
_GROUP_END = b"</table:table-row-group"
_CELL = re.compile(rb"<table:(?:covered-)?table-cell(?=[\s/>])")
_SHOWN = re.compile(rb"<text:p(?:\s[^>]*)?(?:/>|>(.*?)</text:p>)", re.DOTALL)
_TAG = re.compile(rb"<[^>]*>")
_ZERO_LENGTH = re.compile(r"0[0.]*[a-z]*", re.IGNORECASE)
_ZEROS_HINT = re.compile(
    rb"""min-integer-digits\s*=\s*["'](?:[2-9]|\d\d)|<number:text[^>]*>[^<]*\d"""
)
_WHOLE_NUMBERS = re.compile(rb'office:value="(\d+)"[^>]*><text:p>([^<]*)')
_ZERO_DECIMALS = re.compile(r"[.,]0+\D*$")


def _attribute(name: bytes) -> re.Pattern[bytes]:
    return re.compile(rb"""\s%b\s*=\s*["']([^"']*)["']""" % name)


_VISIBILITY = _attribute(b"table:visibility")
_DISPLAY = _attribute(b"table:display")
_STYLE = _attribute(b"table:style-name")
_ROWS_REPEATED = _attribute(b"table:number-rows-repeated")
_COLUMNS_REPEATED = _attribute(b"table:number-columns-repeated")
_FORMULA = re.compile(rb"""\stable:formula\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_KIND = _attribute(b"office:value-type")
_EXTENDED_KIND = _attribute(b"calcext:value-type")
_NUMBER = _attribute(b"office:value")
_BETWEEN = re.compile(rb">\s+<")
_ANY_VALUE = re.compile(rb"\soffice:(?:(?:boolean|date|time|string)-)?value\s*=")


def find(data: bytes, index: int) -> Findings:
    """Returns what the sheet of that index, among all of the workbook, holds beside its values."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = Parts(archive)
        with parts.open("content.xml") as stream:
            return _Content(parts.read("styles.xml")).read(stream, index)


def check_size(data: bytes) -> None:
    """Raises ``TooLarge`` where repeated cells and rows come to more than ``MAX_CELLS``."""
    cells = 0
    with (
        zipfile.ZipFile(io.BytesIO(data)) as archive,
        Parts(archive).open("content.xml") as stream,
    ):
        for piece in pieces(stream, b"<table:table-row"):
            attributes, _, row = piece.partition(b">")
            width = sum(
                _count(_COLUMNS_REPEATED, cell.partition(b">")[0])
                for cell in _CELL.split(row)[1:]
                if b"<text:p" in cell or _ANY_VALUE.search(cell) or b"table:formula" in cell
            )
            cells += width * _count(_ROWS_REPEATED, attributes)
    if cells > MAX_CELLS:
        raise TooLarge(f"{number(cells)} células preenchidas, de {number(MAX_CELLS)} no máximo")


def without_blanks(data: bytes) -> bytes:
    """Returns the workbook without blanks between elements: python-calamine fails on them."""
    copy = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as archive,
        zipfile.ZipFile(copy, "w", zipfile.ZIP_STORED) as changed,
    ):
        for part in archive.infolist():
            content = archive.read(part)
            if part.filename == "content.xml":
                content = _BETWEEN.sub(b"><", content)
            changed.writestr(part.filename, content)
    return copy.getvalue()


class _Content:
    """Goes once through the content, up to the end of one sheet (a ``table``)."""

    def __init__(self, styles: bytes) -> None:
        self.found = Findings()
        self.styles = styles
        self.low_rows: set[bytes] = set()
        self.least_digits: dict[bytes, int] = {}
        self.shows_zeros = False

    def read(self, stream: IO[bytes], index: int) -> Findings:
        """Notes what the rows and groups of rows of the sheet hold; skips other sheets."""
        table, row = -1, 0
        groups: list[bool] = []
        rows = pieces(stream, b"<table:table-row")
        head = next(rows)
        self._read_styles(head)
        table += len(_TABLE.findall(head))
        for piece in rows:
            if table == index:
                if piece.startswith(_TAG_GOES_ON):
                    row = self._row(row, piece, any(groups))
                elif piece.startswith(b"-group"):
                    shown = _value(_DISPLAY, piece.partition(b">")[0])
                    groups.append(shown == b"false")
                if ends := piece.count(_GROUP_END):
                    del groups[-ends:]
            if b"<table:table " in piece or b"<table:table>" in piece:
                table += len(_TABLE.findall(piece))
            if table > index:
                break
        return self.found

    def _read_styles(self, head: bytes) -> None:
        """Notes the styles that make rows too low to be seen, and those that show zeros."""
        roots = (parse(self.styles), parse(head))
        digits: dict[str, int] = {}
        for root in roots:
            for style in root.iter("{*}number-style"):
                numbers = (_get(part, "min-integer-digits") for part in style.iter("{*}number"))
                digits[_get(style, "name")] = max(
                    (int(n) for n in numbers if n.isdecimal()), default=0
                )
        for root in roots:
            for style in root.iter("{*}style"):
                name = _get(style, "name").encode()
                if _get(style, "family") == "table-row":
                    heights = (_get(p, "row-height") for p in style.iter("{*}table-row-properties"))
                    if any(_ZERO_LENGTH.fullmatch(height) for height in heights):
                        self.low_rows.add(name)
                elif digits.get(_get(style, "data-style-name"), 0) > 1:
                    self.least_digits[name] = digits[_get(style, "data-style-name")]
        self.shows_zeros = bool(
            self.least_digits or _ZEROS_HINT.search(head) or _ZEROS_HINT.search(self.styles)
        )

    def _row(self, row: int, piece: bytes, in_hidden_group: bool) -> int:
        """Looks at one element, which may stand for several rows; returns the last one's number."""
        attributes, _, cells = piece.partition(b">")
        repeated = min(_count(_ROWS_REPEATED, attributes), MAX_ROWS + 1)
        first, last = row + 1, row + repeated
        if (
            in_hidden_group
            or _value(_VISIBILITY, attributes) in (b"collapse", b"filter")
            or _value(_STYLE, attributes) in self.low_rows
        ):
            self.found.hide(first, last)
        if (
            b"table:formula" in cells
            or b'"error"' in cells
            or (self.shows_zeros and self._may_show_zeros(cells))
        ):
            column = 0
            rows = range(first, min(last, MAX_ROWS) + 1)
            for cell in _CELL.split(cells)[1:]:
                column = self._cell(rows, column, cell)
        return last

    def _may_show_zeros(self, cells: bytes) -> bool:
        return any(value != shown for value, shown in _WHOLE_NUMBERS.findall(cells)) or any(
            style in self.least_digits for style in _STYLE.findall(cells)
        )

    def _cell(self, rows: range, column: int, cell: bytes) -> int:
        """Looks at one element, which may stand for several cells; returns the last column."""
        attributes, _, content = cell.partition(b">")
        last = min(column + _count(_COLUMNS_REPEATED, attributes), MAX_COLUMNS + 1)
        kind = _value(_KIND, attributes)
        paragraph = _SHOWN.search(content)
        shown = (
            html.unescape(_TAG.sub(b"", paragraph[1] or b"").decode("utf-8", "replace"))
            if paragraph
            else ""
        )
        formula = b"table:formula" in attributes
        if _value(_EXTENDED_KIND, attributes) == b"error" or (formula and is_error(shown)):
            text = ENGLISH.get(shown.strip(), shown.strip())
            self._note(rows, range(column + 1, last + 1), text)
        elif (written := _FORMULA.search(attributes)) and is_open_total(
            (written[1] or written[2] or b"").decode("utf-8", "replace"), column + 1
        ):
            self._note(rows, range(column + 1, last + 1), TOTAL)
        elif (
            formula and not _ANY_VALUE.search(attributes) and not (kind == b"string" and paragraph)
        ):
            self._note(rows, range(column + 1, last + 1), NOT_CALCULATED)
        elif kind == b"float" and self.shows_zeros:
            value = _value(_NUMBER, attributes)
            least = self.least_digits.get(_value(_STYLE, attributes), 0)
            if value.isdigit() and (more := _longer(shown, value.decode(), least)):
                self.found.zeros.setdefault(column + 1, (rows.start, more, value.decode()))
        return last

    def _note(self, rows: range, columns: range, text: str) -> None:
        for row in rows:
            for column in columns:
                self.found.error(row, column, text)


def _longer(shown: str, value: str, least_digits: int) -> str:
    """Returns what a cell shows with more digits before the decimal sign; ``""``: nothing.

    ``least_digits`` are those that the cell's style shows at least.
    """
    digits = "".join(char for char in _ZERO_DECIMALS.sub("", shown) if char.isdecimal())
    if len(digits) > len(value) and digits.endswith(value):
        return shown.strip()
    return value.zfill(least_digits) if len(value) < least_digits else ""


def _value(attribute: re.Pattern[bytes], attributes: bytes) -> bytes:
    found = attribute.search(attributes)
    return found[1] if found else b""


def _count(attribute: re.Pattern[bytes], attributes: bytes) -> int:
    found = _value(attribute, attributes)
    return max(int(found), 1) if found.isdigit() else 1


def _get(element: etree._Element, name: str) -> str:
    """Returns the attribute of that name, in any namespace; ``""`` when there is none."""
    return next(
        (
            str(value)
            for key, value in element.attrib.items()
            if str(key).rpartition("}")[2] == name
        ),
        "",
    )
