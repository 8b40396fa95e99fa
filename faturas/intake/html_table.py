"""Reads the tables of a web page (``read_page``), such as one saved under the name of an xls.

Systems written in PHP export lists so. libxml2 reads the page event by event, as forgivingly as a
browser, without a tree in memory, without network, and with no entities but those of HTML.
"""

import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

from lxml import etree

from faturas.errors import InputError
from faturas.intake.cell_errors import CUT_OFF, TABLE_TOTALS
from faturas.intake.codes import LOST
from faturas.intake.file_kind import TOO_MUCH
from faturas.intake.header import HEAD_LINES
from faturas.intake.records import is_blank

if TYPE_CHECKING:
    from lxml.etree import ParserTarget  # exists in the stubs alone

_CHUNK_CHARS = 1 << 16
"""Characters that the parser is given at a time."""
_MAX_TABLES = 10_000
"""Tables of one page, each of which takes some kilobytes; pages with a layout have dozens."""
_MAX_CSV_CHARS = 64 << 20
"""Characters of all tables of a page: cells that span rows and columns can multiply the text."""
_MAX_COLUMNS = 1_001
"""Columns that are kept of a row: one more than a list may have, so that its limit is noticed."""
_MAX_CELL_CHARS = 1 << 20
"""Characters of one cell as it is written; what is shown of it may have an eighth of that."""
_MAX_ROWS_SPANNED = 65_534
"""Rows that one cell may span, by the HTML standard."""
_MAX_NESTED_CHARS = 1_000
"""Characters of a table inside a cell that are text of the cell: some cells are drawn as tables."""

_BREAK = "\x1e"  # stands for the edge of a block within a cell's text
_BLOCKS = frozenset(
    (
        *("p", "div", "li", "ul", "ol", "dl", "dd", "dt", "pre", "center", "br", "hr"),
        *("h1", "h2", "h3", "h4", "h5", "h6"),
    )
)
_UNREAD = frozenset(
    ("script", "style", "head", "title", "template", "noscript", "select", "option", "textarea")
)
_ROW_PARTS = frozenset(("table", "thead", "tbody", "tfoot", "tr", "td", "th"))
_HIDING = re.compile(r"display:none|visibility:(hidden|collapse)|mso-hide:all", re.IGNORECASE)
_HIDING_CLASS = re.compile(r"\.([\w-]+)\s*\{[^{}]*(?:display\s*:\s*none|mso-hide\s*:\s*all)")


@dataclass(slots=True, eq=False)
class HtmlTable:
    """Holds one table: its rows as CSV, the first also as cells, and which are hidden.

    A cell that spans columns stands in the first of them, one that spans rows in all of them.
    ``oculta``: the whole table is hidden. ``nivel`` is the number of tables around it. ``inicio``
    has the first rows with text, ``ocultas`` the hidden rows from 1 on. Of all rows (``linhas``)
    ``com_texto`` have text and ``com_algarismo`` a digit; ``largura`` is that of the fullest.
    """

    oculta: bool
    nivel: int = 0
    inicio: list[list[str]] = field(default_factory=list)
    ocultas: list[int] = field(default_factory=list)
    linhas: int = 0
    com_texto: int = 0
    com_algarismo: int = 0
    largura: int = 0
    _csv: io.StringIO = field(default_factory=io.StringIO)
    _spans: dict[int, tuple[str, int]] = field(default_factory=dict)
    _places: list[tuple[int, int, int]] = field(default_factory=list)

    @property
    def csv(self) -> str:
        """The rows, one record each."""
        return self._csv.getvalue()

    def add_row(self, cells: list[tuple[str, int, int]], *, hidden: bool, read_as: str) -> int:
        """Adds a row of cells (text, columns, rows spanned); returns the characters that it takes.

        ``read_as``, if any, stands in all its cells: the row is no customer, whatever it holds.
        """
        row = self._placed(cells)
        if read_as and not is_blank(row):
            row = [read_as] * max(len(row), self.largura)
        self.linhas += 1
        before = self._csv.tell()
        csv.writer(self._csv, lineterminator="\n").writerow(row)
        if not is_blank(row):
            if hidden:
                self.ocultas.append(self.linhas)
            self.com_texto += 1
            self.com_algarismo += any(char.isdecimal() for char in "".join(row))
            self.largura = max(self.largura, len(row))
            if len(self.inicio) < HEAD_LINES:
                self.inicio.append(row)
                self._places.append((self.linhas, before, self._csv.tell()))
        return self._csv.tell() - before

    def leave_out(self, row: list[str]) -> None:
        """Takes one of the first rows out of the table."""
        place = self.inicio.index(row)
        number, begin, end = self._places.pop(place)
        del self.inicio[place]
        self._csv = io.StringIO(self.csv[:begin] + self.csv[end:])
        self.ocultas = [each - (each > number) for each in self.ocultas if each != number]
        self.linhas -= 1

    def _placed(self, cells: list[tuple[str, int, int]]) -> list[str]:
        """Returns the texts of a row in their columns, with cells above that span into it."""
        row: list[str] = []
        spans, self._spans = self._spans, {}
        waiting = iter(cells)
        cell = next(waiting, None)
        while len(row) < _MAX_COLUMNS and (cell or len(row) in spans):
            column = len(row)
            if column in spans:
                text, rows = spans[column]
                row.append(text)
                if rows > 1:
                    self._spans[column] = (text, rows - 1)
                continue
            if cell is None:
                break
            text, columns, rows = cell
            texts = [text, *[""] * (min(columns, _MAX_COLUMNS - column) - 1)]
            if rows > 1:
                spanned = enumerate(texts, column)
                self._spans.update({place: (each, rows - 1) for place, each in spanned})
            row.extend(texts)
            cell = next(waiting, None)
        return row


@dataclass(slots=True)
class HtmlPage:
    """Holds the tables of a page in the order of their ends, and if it asks for a password."""

    tabelas: list[HtmlTable] = field(default_factory=list)
    pede_senha: bool = False


def read_page(text: str) -> HtmlPage:
    """Reads all tables of a page; raises ``InputError`` when they are larger than any list."""
    target = _Target()
    parser = etree.HTMLParser(
        target=cast("ParserTarget[None]", target),
        recover=True,
        no_network=True,
        remove_comments=True,
        remove_pis=True,
    )
    for start in range(0, len(text), _CHUNK_CHARS):
        parser.feed(text[start : start + _CHUNK_CHARS])
    # The parser keeps the last text back until something follows.
    parser.feed("<i>")
    target.is_at_end = True
    parser.close()
    return target.page


@dataclass(slots=True)
class _OpenTable:
    """Holds a table that is being read, with its row and its cell where one is open."""

    table: HtmlTable
    row: list[tuple[str, int, int]] | None = None
    row_hidden: bool = False
    in_foot: bool = False
    cell: list[str] | None = None
    columns: int = 1
    rows: int = 1
    chars: int = 0
    nested_chars: int = 0


class _Target:
    """Takes the parser's events; elements come properly closed, whatever the page forgot."""

    def __init__(self) -> None:
        self.page = HtmlPage()
        self.is_at_end = False
        self._tables: list[_OpenTable] = []
        self._marks: list[str] = []  # for each open element, why its contents are hidden or unread
        self._unread = self._hidden = 0
        self._hiding_classes: set[str] = set()
        self._left_chars = _MAX_CSV_CHARS

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """Takes the beginning of an element."""
        mark = ""
        if tag in _UNREAD:
            mark = tag
            self._unread += 1
        elif self._hides(attributes):
            mark = "hidden" if tag in _ROW_PARTS or not self._in_cell else "unread"
            if tag in ("td", "th"):
                mark = ""  # a hidden column is a column all the same
            self._hidden += mark == "hidden"
            self._unread += mark == "unread"
        self._marks.append(mark)
        if tag == "table":
            self._start_table()
        elif tag == "input":
            self.page.pede_senha |= attributes.get("type", "").lower() == "password"
        elif not self._tables:
            return
        elif tag == "tfoot":
            self._tables[-1].in_foot = True
        elif tag == "tr":
            self._end_row()
            self._start_row()
        elif tag in ("td", "th"):
            self._start_cell(attributes)
        elif tag in _BLOCKS:
            self._add(_BREAK)

    def end(self, tag: str) -> None:
        """Takes the end of an element."""
        mark = self._marks.pop()
        if mark == "hidden":
            self._hidden -= 1
        elif mark:
            self._unread -= 1
        if not self._tables:
            return
        if tag in ("td", "th"):
            self._end_cell()
        elif tag == "tr":
            self._end_row()
        elif tag == "tfoot":
            self._end_row()
            self._tables[-1].in_foot = False
        elif tag == "table":
            self._end_table()
        elif tag in _BLOCKS:
            self._add(_BREAK)

    def data(self, text: str) -> None:
        """Takes text, in one piece or several."""
        if not self._unread:
            self._add(text)
        elif self._marks[-1] == "style":
            self._hiding_classes.update(_HIDING_CLASS.findall(text))

    def close(self) -> None:
        """Does nothing: the parser wants it."""

    @property
    def _in_cell(self) -> bool:
        return bool(self._tables) and self._tables[-1].cell is not None

    def _hides(self, attributes: Mapping[str, str]) -> bool:
        if "hidden" in attributes:
            return True
        classes = attributes.get("class", "").split()
        return bool(
            _HIDING.search("".join(attributes.get("style", "").split()))
            or not self._hiding_classes.isdisjoint(classes)
        )

    def _add(self, text: str) -> None:
        if self._in_cell:
            at = self._tables[-1]
            cell = at.cell
            assert cell is not None  # noqa: S101 - what _in_cell says
            if at.chars < _MAX_CELL_CHARS:
                at.chars += len(text)
                cell.append(text if at.chars < _MAX_CELL_CHARS else LOST)

    def _start_table(self) -> None:
        if len(self.page.tabelas) + len(self._tables) >= _MAX_TABLES:
            raise InputError(TOO_MUCH)
        self._tables.append(
            _OpenTable(HtmlTable(self._hidden > 0 or self._unread > 0, len(self._tables)))
        )

    def _start_row(self) -> None:
        self._tables[-1].row = []
        self._tables[-1].row_hidden = self._hidden > 0

    def _start_cell(self, attributes: Mapping[str, str]) -> None:
        self._end_cell()
        at = self._tables[-1]
        if at.row is None:
            self._start_row()
        if len(at.row or ()) == _MAX_COLUMNS:
            return  # what _placed would leave out
        at.cell, at.chars, at.nested_chars = [], 0, 0
        at.columns = min(_count(attributes.get("colspan")), _MAX_COLUMNS)
        at.rows = min(_count(attributes.get("rowspan")), _MAX_ROWS_SPANNED)

    def _end_cell(self) -> None:
        at = self._tables[-1]
        if at.cell is not None and at.row is not None:
            at.row.append((_shown("".join(at.cell)), at.columns, at.rows))
        at.cell = None

    def _end_row(self) -> None:
        self._end_cell()
        at = self._tables[-1]
        if at.row is not None:
            # A row that is open where the page ends may lack its last cells, or digits of a code.
            read_as = CUT_OFF if self.is_at_end else TABLE_TOTALS if at.in_foot else ""
            self._left_chars -= at.table.add_row(at.row, hidden=at.row_hidden, read_as=read_as)
            if self._left_chars < 0:
                raise InputError(TOO_MUCH)
        at.row = None

    def _end_table(self) -> None:
        self._end_row()
        table = self._tables.pop().table
        self.page.tabelas.append(table)
        if self._in_cell:
            outer = self._tables[-1]
            for text in _first_texts(table):
                if outer.nested_chars < _MAX_NESTED_CHARS:
                    outer.nested_chars += len(text)
                    self._add(_BREAK + text + _BREAK)


def _first_texts(table: HtmlTable) -> Iterator[str]:
    for row in table.inicio:
        yield from filter(None, row)


def _count(text: str | None) -> int:
    digits = (text or "").strip()
    return max(int(digits), 1) if digits.isascii() and digits.isdecimal() and len(digits) < 9 else 1


def _shown(text: str) -> str:
    """Returns the text as a browser shows it: several blanks are one, and each block is a line."""
    lines = (" ".join(line.split()) for line in text.split(_BREAK))
    return "\n".join(filter(None, lines))
