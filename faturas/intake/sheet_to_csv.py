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
from collections.abc import Iterator
from contextlib import suppress
from datetime import date, datetime, time, timedelta

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

MEMORY_LIMIT_BYTES = 1 << 30
MAX_CSV_BYTES = 256 << 20
TOO_LARGE = 3

# Excel keeps 15 significant digits; a whole number from here on may have lost some.
_FIRST_UNSAFE_INTEGER = 10**15

Cell = str | float | bool | date | time | timedelta
Answer = dict[str, str | list[str]]


def cell_text(value: Cell) -> str:
    """A cell as text: numbers without loss, dates as dd/mm/aaaa, booleans as Excel shows them.

    A whole number of more than 15 digits comes in scientific notation, which nobody takes for
    a code or a phone: Excel has already replaced its last digits by zeros.
    """
    match value:
        case str():
            return value
        case bool():
            return "VERDADEIRO" if value else "FALSO"
        case int() | float():
            return _number_text(value)
        case datetime():
            return f"{value:%d/%m/%Y %H:%M:%S}"
        case date():
            return f"{value:%d/%m/%Y}"
        case _:
            return str(value)


def _number_text(value: float) -> str:
    if abs(value) >= _FIRST_UNSAFE_INTEGER:
        return f"{value:.16E}"
    return str(int(value)) if value % 1 == 0 else repr(value)


def convert(data: bytes, wanted: str | None) -> tuple[Answer, CalamineSheet | None]:
    """Open the workbook and choose the sheet; the answer is the JSON line described above."""
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
        sheets = [s for s in workbook.sheets_metadata if s.typ == SheetTypeEnum.WorkSheet]
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
        writer.writerow([value if type(value) is str else cell_text(value) for value in row])
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
