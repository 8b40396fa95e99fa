"""The twin workbook: every cell is text, whatever it looks like."""

import gc
import io
import time
import zipfile
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from faturas.campaign.files.xlsx_file import write_xlsx
from faturas.campaign.profiles import PADRAO

CELLS = ("5585988887777", "=1+1", "007", "R$ 1,00", "05/10/2026", "1" * 47, "", "https://x.example")


def test_every_cell_is_text_as_it_was() -> None:
    file = io.BytesIO()
    assert write_xlsx(file, "Contatos", PADRAO.header, [CELLS]) == 1
    sheet = load_workbook(io.BytesIO(file.getvalue())).active
    assert sheet is not None
    rows = list(sheet.iter_rows())
    assert [cell.value for cell in rows[0]] == list(PADRAO.header)
    assert [cell.value or "" for cell in rows[1]] == list(CELLS)
    assert {cell.data_type for cell in rows[1] if cell.value} == {"s"}


def test_the_same_rows_give_the_same_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = io.BytesIO(), io.BytesIO()
    write_xlsx(first, "Contatos", PADRAO.header, [CELLS])
    monkeypatch.setattr(time, "time", lambda: 2_000_000_000.0)
    write_xlsx(second, "Contatos", PADRAO.header, [CELLS] * 1)
    assert first.getvalue() == second.getvalue()
    assert b"2000-01-01T00:00:00Z" in _part(first, "docProps/core.xml")


def _part(file: io.BytesIO, name: str) -> bytes:
    with zipfile.ZipFile(file) as parts:
        return parts.read(name)


class FullAfter(io.BytesIO):
    """A disk with room for so many bytes."""

    def __init__(self, room_bytes: int) -> None:
        super().__init__()
        self._room_bytes = room_bytes

    def write(self, content: Any, /) -> int:
        if self.tell() + len(content) > self._room_bytes:
            raise OSError(28, "No space left on device")
        return super().write(content)


@pytest.mark.filterwarnings("error::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("room_bytes", [0, 200, 3_000, 6_000])
def test_a_full_disk_is_one_error_and_nothing_is_said_later(room_bytes: int) -> None:
    with FullAfter(room_bytes) as file, pytest.raises(OSError, match="No space left"):
        write_xlsx(file, "Contatos", PADRAO.header, [CELLS] * 200)
    gc.collect()  # what the workbook left open is closed now, and must not raise


def test_no_temporary_file_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FATURAS_DADOS", str(tmp_path))
    with FullAfter(200) as file, pytest.raises(OSError, match="No space left"):
        write_xlsx(file, "Contatos", PADRAO.header, [CELLS])
    write_xlsx(io.BytesIO(), "Contatos", PADRAO.header, [CELLS])
    [own] = [path for path in (tmp_path / "temporarios").iterdir() if path.is_dir()]
    assert list(own.iterdir()) == []
