"""Workbooks (XLSX) in which every cell is text, so that Excel keeps all of the 47 digits."""

import contextlib
import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from typing import BinaryIO

import xlsxwriter
from python_calamine import CalamineWorkbook
from xlsxwriter.exceptions import XlsxFileError

from faturas.campaign.files import scratch
from faturas.errors import OutputError

_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}
_CREATED = datetime(2000, 1, 1)  # noqa: DTZ001 - written as it is, and it is no moment of anything
"""The same in every workbook: the same rows give the same bytes."""


def write_xlsx(
    file: BinaryIO, planilha: str, header: Sequence[str], rows: Iterable[Sequence[str]]
) -> int:
    """Write a workbook of one sheet, all text, and read it back.

    Returns the number of rows below the header; Excel ends at 1,048,576, the lists of this program
    end well before. Raises ``OutputError`` when something else than what was meant stands there or
    there is no room for temporary files, and ``OSError`` when ``file`` takes no more.
    """
    target = _RefusingFile(file)
    digest = hashlib.sha256()
    with scratch.working_folder() as folder, _explaining_refusals(target):
        workbook = xlsxwriter.Workbook(target, {**_OPTIONS, "tmpdir": str(folder)})
        workbook.set_properties({"created": _CREATED})
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
        workbook.close()
    _check(file, digest.digest())
    return line


class _RefusingFile:
    """The file of a workbook, which ignores whatever is written after its first refusal.

    What xlsxwriter leaves open writes once more when Python clears it away, long after the failure
    was told; that would end up as a traceback on the terminal.
    """

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._at = 0
        self.refused: OSError | None = None
        self.given_up = False

    def write(self, content: bytes) -> int:
        self._at += len(content)
        self._unless_refused(lambda: self._file.write(content))
        return len(content)

    def seek(self, offset: int) -> int:
        self._at = offset
        self._unless_refused(lambda: self._file.seek(offset))
        return offset

    def tell(self) -> int:
        return self._at

    def flush(self) -> None:
        self._unless_refused(self._file.flush)

    def _unless_refused(self, do: Callable[[], object]) -> None:
        """Do it and note a refusal; any call may find the disk full, for bytes are written late."""
        if not self.given_up:
            try:
                do()
            except OSError as error:
                self.refused, self.given_up = error, True
                raise


@contextlib.contextmanager
def _explaining_refusals(target: _RefusingFile) -> Iterator[None]:
    """Raise the target's own refusal, or an ``OutputError`` for the temporary files."""
    try:
        yield
    except (OSError, XlsxFileError) as error:
        if target.refused is not None:
            raise target.refused from error
        raise scratch.no_room() from error
    finally:
        target.given_up = True


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
