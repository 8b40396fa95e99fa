"""The twin workbook: every cell is text, whatever it looks like."""

import io

from openpyxl import load_workbook

from faturas.contacts.contact import HEADER
from faturas.contacts.xlsx_file import write_xlsx

CELLS = ("5585988887777", "=1+1", "007", "R$ 1,00", "05/10/2026", "1" * 47, "", "https://x.example")


def test_every_cell_is_text_as_it_was() -> None:
    file = io.BytesIO()
    assert write_xlsx(file, "Contatos", HEADER, [CELLS]) == 1
    sheet = load_workbook(io.BytesIO(file.getvalue())).active
    assert sheet is not None
    rows = list(sheet.iter_rows())
    assert [cell.value for cell in rows[0]] == list(HEADER)
    assert [cell.value or "" for cell in rows[1]] == list(CELLS)
    assert {cell.data_type for cell in rows[1] if cell.value} == {"s"}
