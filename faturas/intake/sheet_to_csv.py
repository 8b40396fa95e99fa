"""A program of its own: a workbook on standard input, one sheet as CSV on standard output.

The workbook reader is native code. A damaged or hostile workbook (a lone cell in the last corner
of a sheet is enough) can make it take all the memory or abort the process; here that ends a child
process with a memory limit, not the dashboard and its jobs.

Run by ``faturas.intake.workbook``; imports nothing of this project. The only argument is the name
of the wanted sheet as JSON (``null``: the first visible sheet that is not empty). The first line
of the answer is JSON: ``{"planilhas": […], "planilha": …}`` and then the rows, or
``{"planilhas": […], "erro": "planilha" | "vazia" | "senha" | "danificada"}``. Exit status 0, or
``TOO_LARGE`` when there was too much for the limits; a signal when native code hit one.
"""

import csv
import io
import json
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from typing import Any

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

MEMORY_LIMIT_BYTES = 1 << 30
"""Of address space; a 40 MB xlsx of 700,000 rows takes half of it."""
MAX_CSV_BYTES = 256 << 20
"""Of text in the answer; the same sheet gives 50 MB."""
TOO_LARGE = 3
"""Exit status."""

Cell = str | float | bool | date | time | timedelta
Answer = dict[str, str | list[str]]

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
    """A cell as text: numbers as above, dates as dd/mm/aaaa, booleans as Excel shows them."""
    return _TO_TEXT[type(value)](value)


def convert(data: bytes, wanted: str | None) -> tuple[Answer, CalamineSheet | None]:
    """Open the workbook and choose the sheet; the answer is the JSON line described above."""
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
        sheets = [s for s in workbook.sheets_metadata if s.typ == SheetTypeEnum.WorkSheet]
        if not sheets:
            return {"erro": "danificada"}, None
        answer: Answer = {"planilhas": [sheet.name for sheet in sheets]}
        if wanted is None:
            names = [s.name for s in sheets if s.visible == SheetVisibleEnum.Visible]
        else:
            names = _matching([sheet.name for sheet in sheets], wanted)
            if len(names) != 1:
                return answer | {"erro": "planilha"}, None
        for name in names:
            sheet = workbook.get_sheet_by_name(name)
            if sheet.height:
                return answer | {"planilha": name}, sheet
    except PasswordError:
        return {"erro": "senha"}, None
    except (CalamineError, OSError):
        return {"erro": "danificada"}, None
    return answer | {"erro": "vazia"}, None


def _matching(names: list[str], wanted: str) -> list[str]:
    """The sheets of that name; without an exact one, those that differ in case or outer blanks."""
    if wanted in names:
        return [wanted]
    return [name for name in names if name.strip().casefold() == wanted.strip().casefold()]


def csv_blocks(sheet: CalamineSheet) -> Iterator[bytes]:
    """The rows of the sheet, from its row 1 on, in blocks of some hundred kilobytes."""
    block = io.StringIO()
    writer = csv.writer(block, lineterminator="\n")
    for row in sheet.iter_rows():
        writer.writerow([_TO_TEXT[type(value)](value) for value in row])
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
    """Answer on standard output; whatever aborts the process is for the caller to notice."""
    _limit_memory()
    answer, sheet = convert(sys.stdin.buffer.read(), json.loads(sys.argv[1]))
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
