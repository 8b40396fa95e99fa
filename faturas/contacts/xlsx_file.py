"""Twin workbooks for people: every cell is text, so that Excel keeps all of the 47 digits."""

import hashlib
from collections.abc import Iterable, Sequence
from typing import BinaryIO

import xlsxwriter
from python_calamine import CalamineWorkbook

from faturas.errors import OutputError

EXCEL_ROWS = 1_048_576
_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}


def write_xlsx(
    file: BinaryIO, planilha: str, header: Sequence[str], rows: Iterable[Sequence[str]]
) -> int:
    """Write a workbook of one sheet, all text, and read it back.

    Returns the number of rows below the header; Excel ends at 1,048,576, the lists of this program
    end well before. Raises ``OutputError`` when something else than what was meant stands there.
    """
    digest = hashlib.sha256()
    with xlsxwriter.Workbook(file, _OPTIONS) as workbook:
        as_text = workbook.add_format({"num_format": "@"})
        bold = workbook.add_format({"num_format": "@", "bold": True})
        sheet = workbook.add_worksheet(planilha)
        sheet.set_column(0, len(header) - 1, 22)
        sheet.freeze_panes(1, 0)
        for column, title in enumerate(header):
            sheet.write_string(0, column, title, bold)
        digest.update(_bytes(header))
        line = 0
        for line, cells in enumerate(rows, start=1):
            digest.update(_bytes(cells))
            for column, cell in enumerate(cells):
                sheet.write_string(line, column, cell, as_text)
    _check(file, digest.digest())
    return line


def _bytes(cells: Iterable[object]) -> bytes:
    return ("\x1f".join(map(str, cells)) + "\x1e").encode()


def _check(file: BinaryIO, written: bytes) -> None:
    """Read the sheet again and compare every cell, as text, with what was meant."""
    file.seek(0)
    digest = hashlib.sha256()
    sheet = CalamineWorkbook.from_filelike(file).get_sheet_by_index(0)
    for cells in sheet.iter_rows():
        digest.update(_bytes(cells))
    if digest.digest() != written:
        raise OutputError(
            "A planilha foi relida e não tem o que devia ter; ela não foi entregue. "
            "Tente de novo e, se persistir, avise o suporte."
        )
