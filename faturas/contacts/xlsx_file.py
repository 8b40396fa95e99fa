"""Twin workbooks for people: every cell is text, so that Excel keeps all of the 47 digits."""

from collections.abc import Iterable, Sequence
from typing import BinaryIO

import xlsxwriter

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
    """Write a workbook of one sheet, all text; returns the number of rows below the header.

    Excel ends at 1,048,576 rows; the lists of this program end well before.
    """
    with xlsxwriter.Workbook(file, _OPTIONS) as workbook:
        as_text = workbook.add_format({"num_format": "@"})
        bold = workbook.add_format({"num_format": "@", "bold": True})
        sheet = workbook.add_worksheet(planilha)
        sheet.set_column(0, len(header) - 1, 22)
        sheet.freeze_panes(1, 0)
        for column, title in enumerate(header):
            sheet.write_string(0, column, title, bold)
        line = 0
        for line, cells in enumerate(rows, start=1):
            for column, cell in enumerate(cells):
                sheet.write_string(line, column, cell, as_text)
    return line
