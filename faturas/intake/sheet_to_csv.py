"""Converts one sheet of a workbook to CSV; a program of its own, run by ``workbook``.

The workbook reader is native code. A damaged or hostile workbook (a single cell in the last row
and column of a sheet is enough) can make it take all the memory or abort the process. Here that
ends a child process with a memory limit, not the dashboard and its jobs.

Standard input is the workbook. The arguments are its format (a value of ``Formato``) and the name
of the wanted sheet as JSON (``null``: the first visible sheet that is not empty). Standard output
is one line of JSON, and behind it the rows as CSV. The line is

``{"planilhas": […], "planilha": …, "ocultas": [[first, last], …], "zeros": [[column, row, shown,
held], …]}``, where rows and columns are those of the CSV from 1 on, or ``{"planilhas": […],
"erro": "planilha" | "vazia" | "senha" | "danificada" | "grande", "limite": …}``.

The exit status is 0, or ``TOO_LARGE`` beyond a limit; native code that reaches the limit of memory
ends by a signal.
"""

import csv
import io
import json
import struct
import sys
import threading
import zipfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from importlib import import_module
from typing import Any

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from faturas.intake.beside.findings import Findings, TooLarge

MEMORY_LIMIT_BYTES = 1 << 30
"""Bytes of address space that the process may take; a 40 MB xlsx of 700,000 rows takes half."""
MAX_CSV_BYTES = 128 << 20
"""Bytes of the rows in the answer, at most; those of the same sheet are 50 MB."""
MAX_COLUMNS = 1 << 14
"""Columns of a sheet in Excel and LibreOffice; a wider one is refused, as every row is so wide."""
TOO_LARGE = 3
"""The exit status when the workbook was too large for a limit."""

Cell = str | float | bool | date | time | timedelta
Answer = dict[str, Any]

# What reading a part raises that is cut, garbled or missing.
_DAMAGED = (
    CalamineError,
    OSError,
    zipfile.BadZipFile,
    struct.error,
    EOFError,
    LookupError,
    ValueError,
    TypeError,
    NotImplementedError,
)

# Numbers as Excel keeps them, with 15 significant digits: 123 for 123.0, and 1.5e+15 for what is
# too large to be sure of all its digits, which nobody takes for a code or a phone.
_number = "{:.15g}".format
_TO_TEXT: dict[type, Callable[[Any], str]] = {
    str: str,
    int: _number,
    float: _number,
    bool: lambda value: "VERDADEIRO" if value else "FALSO",
    datetime: lambda value: f"{value:%d/%m/%Y %H:%M:%S}",
    date: lambda value: f"{value:%d/%m/%Y}",
    time: str,
    timedelta: str,
}


def cell_text(value: Cell) -> str:
    """Returns a cell as text: numbers with 15 digits, dates dd/mm/aaaa, booleans as in Excel."""
    return _TO_TEXT[type(value)](value)


@dataclass(frozen=True, slots=True)
class RawSheet:
    """Holds a sheet with its values, and with what ``beside`` has found in it."""

    values: CalamineSheet
    found: Findings

    @property
    def is_empty(self) -> bool:
        """Whether the sheet has neither values nor cells in error."""
        return not self.values.height and not self.found.has_cells

    @property
    def first_column(self) -> int:
        """The leftmost column that holds anything, from 1 on."""
        firsts = [self.values.start[1] + 1] if self.values.start else []
        if self.found.has_cells:
            firsts.append(self.found.first_column)
        return min(firsts, default=1)

    def rows(self) -> Iterator[list[str]]:
        """Returns the rows as text from row 1 on; a cell in error has the error's name."""
        values = (
            [_TO_TEXT[type(value)](value) for value in row] for row in self.values.iter_rows()
        )
        return self._with_errors(values) if self.found.has_cells else values

    def _with_errors(self, values: Iterator[list[str]]) -> Iterator[list[str]]:
        left = self.first_column
        before = [""] * (self.values.start[1] + 1 - left if self.values.start else 0)
        number = 0
        for row, texts in self.found.rows():
            while number < row:
                number += 1
                cells = before + next(values, [])
                if number == row:
                    cells.extend([""] * (max(texts) - left + 1 - len(cells)))
                    for column, text in texts.items():
                        cells[column - left] = text
                yield cells
        yield from (before + cells for cells in values)


def convert(data: bytes, formato: str, wanted: str | None) -> tuple[Answer, RawSheet | None]:
    """Opens the workbook and reads the sheet: the JSON line of the answer, and the sheet if any."""
    try:
        return _convert(data, formato, wanted)
    except PasswordError:
        return {"erro": "senha"}, None
    except TooLarge as error:
        return {"erro": "grande", "limite": error.limite}, None
    except _DAMAGED:
        return {"erro": "danificada"}, None


def _convert(data: bytes, formato: str, wanted: str | None) -> tuple[Answer, RawSheet | None]:
    workbook = _open(data, formato)
    sheets = [
        (index, sheet)
        for index, sheet in enumerate(workbook.sheets_metadata)
        if sheet.typ == SheetTypeEnum.WorkSheet
    ]
    if not sheets:
        return {"erro": "danificada"}, None
    answer: Answer = {"planilhas": [sheet.name for _, sheet in sheets]}
    if wanted is None:
        chosen = [index for index, s in sheets if s.visible == SheetVisibleEnum.Visible]
    else:
        names = _matching(answer["planilhas"], wanted)
        if len(names) != 1:
            return answer | {"erro": "planilha"}, None
        chosen = [index for index, sheet in sheets if sheet.name == names[0]]
    for index in chosen:
        sheet = _read(workbook, data, formato, index)
        if sheet.is_empty:
            continue
        if sheet.values.width > MAX_COLUMNS:
            raise TooLarge(f"{sheet.values.width} colunas, de {MAX_COLUMNS} que uma planilha tem")
        return answer | _described(sheet), sheet
    return answer | {"erro": "vazia"}, None


def _open(data: bytes, formato: str) -> CalamineWorkbook:
    try:
        return CalamineWorkbook.from_filelike(io.BytesIO(data))
    except CalamineError:
        if formato != "ods":
            raise
    from faturas.intake.beside.ods import check_size, without_blanks  # noqa: PLC0415 - hardly ever

    check_size(data)
    return CalamineWorkbook.from_filelike(io.BytesIO(without_blanks(data)))


def _read(workbook: CalamineWorkbook, data: bytes, formato: str, index: int) -> RawSheet:
    # The library releases the interpreter's lock while it reads, so both run at the same time.
    finding = _Finding(data, formato, index)
    finding.start()
    try:
        values = workbook.get_sheet_by_index(index)
    except CalamineError:
        if not (strange := finding.result().erros_estranhos):
            raise
        from faturas.intake.beside.xlsx import with_known_errors  # noqa: PLC0415 - hardly ever

        changed = with_known_errors(data, index, strange)
        values = CalamineWorkbook.from_filelike(io.BytesIO(changed)).get_sheet_by_index(index)
    return RawSheet(values, finding.result())


class _Finding(threading.Thread):
    """Runs the search of ``beside`` over a sheet in a thread of its own."""

    def __init__(self, data: bytes, formato: str, index: int) -> None:
        super().__init__(daemon=True)
        self._what = (data, index)
        # Each of the four modules loads a library of its own, and only one is needed.
        self._module = import_module(f"faturas.intake.beside.{formato}")
        self._result: Findings | Exception = Findings()

    def run(self) -> None:
        try:
            self._result = self._module.find(*self._what)
        except Exception as error:  # noqa: BLE001 - raised again by ``result``
            self._result = error

    def result(self) -> Findings:
        """Waits for the end of the search; returns what it found, or raises what it raised."""
        self.join()
        if isinstance(self._result, Exception):
            raise self._result
        return self._result


def _described(sheet: RawSheet) -> Answer:
    left = sheet.first_column
    return {
        "planilha": sheet.values.name,
        "ocultas": sheet.found.hidden_in_order(),
        "zeros": [[c - left + 1, *first] for c, first in sorted(sheet.found.zeros.items())],
    }


def _matching(names: list[str], wanted: str) -> list[str]:
    """Returns the sheets of that name; else those that differ in case or outer blanks."""
    if wanted in names:
        return [wanted]
    return [name for name in names if name.strip().casefold() == wanted.strip().casefold()]


def csv_blocks(sheet: RawSheet) -> Iterator[bytes]:
    """Yields the rows of the sheet, from its row 1 on, in blocks of some hundred kilobytes."""
    block = io.StringIO()
    writer = csv.writer(block, lineterminator="\n")
    for row in sheet.rows():
        writer.writerow(row)
        if block.tell() > 1 << 18:
            yield block.getvalue().encode()
            block.seek(0)
            block.truncate()
    yield block.getvalue().encode()


def _limit_memory() -> None:
    if sys.platform != "win32":
        import resource  # noqa: PLC0415 - Windows has no such module

        _, most = resource.getrlimit(resource.RLIMIT_AS)
        limit = MEMORY_LIMIT_BYTES if most < 0 else min(MEMORY_LIMIT_BYTES, most)
        with suppress(OSError, ValueError):  # a system that knows the limit but not its use
            resource.setrlimit(resource.RLIMIT_AS, (limit, most))


def main() -> int:
    """Answers on standard output; returns the exit status."""
    _limit_memory()
    answer, sheet = convert(sys.stdin.buffer.read(), sys.argv[1], json.loads(sys.argv[2]))
    sys.stdout.buffer.write(json.dumps(answer).encode() + b"\n")
    written_bytes = 0
    for block in csv_blocks(sheet) if sheet else ():
        written_bytes += len(block)
        if written_bytes > MAX_CSV_BYTES:
            return TOO_LARGE
        sys.stdout.buffer.write(block)
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except MemoryError:
        sys.exit(TOO_LARGE)
