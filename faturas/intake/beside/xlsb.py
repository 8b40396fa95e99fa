"""Finds hidden rows, errors, formulas and shown zeros in an xlsb (MS-XLSB 2.1.4, 2.4)."""

import io
import struct
import zipfile
from collections.abc import Iterator
from typing import IO, cast

from faturas.intake.beside.findings import MAX_COLUMNS, Findings
from faturas.intake.beside.formula import is_binary_total
from faturas.intake.beside.number_format import may_show_more
from faturas.intake.beside.parts import Parts
from faturas.intake.beside.rk import number_of_rk
from faturas.intake.cell_errors import NOT_CALCULATED, TOTAL

_CHUNK_BYTES = 1 << 20
"""Bytes that are read at a time."""
_BOOK = "xl/workbook.bin"

# The kinds of records that are read.
_ROW = 0
_RK, _ERROR, _REAL = 2, 3, 5
_FORMULA_TEXT, _FORMULA_NUMBER, _FORMULA_ERROR = 8, 9, 11
_FORMAT, _CELL_FORMAT = 44, 47
_END_OF_ROWS = 146
_SHEET, _CALCULATION = 156, 157
_CELL_FORMATS, _END_OF_CELL_FORMATS = 617, 618
_LOOKED_AT = frozenset((_ROW, _RK, _ERROR, _REAL, _FORMULA_TEXT, _FORMULA_NUMBER, _FORMULA_ERROR))

_ROW_HIDDEN = 0x10
_ROW_HEIGHT_SET = 0x20
_TWIPS_OF_A_POINT = 20
"""Heights are in twips (twentieths of a point); in a row lower than a point nothing is seen."""
_RECALCULATED = 0x01


def find(data: bytes, index: int) -> Findings:
    """Returns what the sheet of that index, among all of the workbook, holds beside its values."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = Parts(archive)
        relation_id, recalculated = _book(parts, index)
        with parts.open(parts.related(_BOOK, relation=relation_id)) as stream:
            return _read(stream, _zero_formats(parts), recalculated)


def records(stream: IO[bytes]) -> Iterator[tuple[int, bytes]]:
    """Yields the records of a part, kinds and contents; ``IndexError`` where one is cut."""
    read = io.BufferedReader(cast("io.RawIOBase", stream), _CHUNK_BYTES).read
    while head := read(1):
        kind = head[0]
        if kind > 0x7F:
            kind = kind & 0x7F | (read(1)[0] & 0x7F) << 7
        length = 0
        for shift in (0, 7, 14, 21):
            byte = read(1)[0]
            length |= (byte & 0x7F) << shift
            if byte < 0x80:
                break
        body = read(length)
        if len(body) < length:
            raise IndexError(kind)
        yield kind, body


def _book(parts: Parts, index: int) -> tuple[str, bool]:
    """Returns the relation id of the sheet, and whether Excel must first calculate formulas."""
    relation_ids = []
    recalculated = False
    with parts.open(_BOOK) as stream:
        for kind, body in records(stream):
            if kind == _SHEET:
                relation_ids.append(_text(body, 8))
            elif kind == _CALCULATION and len(body) > 24:
                recalculated = bool(body[24] & _RECALCULATED)
    return relation_ids[index], recalculated


def _zero_formats(parts: Parts) -> dict[int, str]:
    """Returns the number formats that may show zeros, by the number of the cell style."""
    codes: dict[int, str] = {}
    found: list[str] = []
    in_cell_formats = False
    for kind, body in records(io.BytesIO(parts.read("xl/styles.bin"))):
        if kind == _FORMAT:
            codes[int.from_bytes(body[:2], "little")] = _text(body, 2)
        elif kind in (_CELL_FORMATS, _END_OF_CELL_FORMATS):
            in_cell_formats = kind == _CELL_FORMATS
        elif kind == _CELL_FORMAT and in_cell_formats:
            found.append(codes.get(int.from_bytes(body[2:4], "little"), ""))
    return {i: code for i, code in enumerate(found) if code and may_show_more(code)}


def _text(body: bytes, at: int) -> str:
    [length] = struct.unpack_from("<I", body, at)
    return body[at + 4 : at + 4 + 2 * length].decode("utf-16-le", "replace")


def _read(stream: IO[bytes], zero_formats: dict[int, str], recalculated: bool) -> Findings:
    found = Findings()
    row = 0
    for kind, body in records(stream):
        if kind not in _LOOKED_AT:
            if kind == _END_OF_ROWS:
                break
            continue
        if kind == _ROW:
            row = int.from_bytes(body[:4], "little") + 1
            flags = body[11]
            height = int.from_bytes(body[8:10], "little")
            no_height = flags & _ROW_HEIGHT_SET and height < _TWIPS_OF_A_POINT
            if flags & _ROW_HIDDEN or no_height:
                found.hide(row, row)
            continue
        column = int.from_bytes(body[:4], "little") + 1
        if column > MAX_COLUMNS:
            continue
        if kind in (_ERROR, _FORMULA_ERROR):
            found.error_code(row, column, body[8])
        elif kind == _FORMULA_TEXT:
            if recalculated and not _text(body, 8):
                found.not_calculated(row, column)
        else:
            number = _number(kind, body)
            if kind == _FORMULA_NUMBER and (text := _no_value(body, recalculated)):
                found.error(row, column, text)
            elif code := zero_formats.get(int.from_bytes(body[4:7], "little")):
                found.number(row, column, number, code)
    return found


def _no_value(body: bytes, recalculated: bool) -> str:
    """Returns why the number that a formula results in must not be used; ``""``: it may be."""
    if is_binary_total(body[22 : 22 + int.from_bytes(body[18:22], "little")]):
        return TOTAL
    return NOT_CALCULATED if recalculated and not _number(_FORMULA_NUMBER, body) else ""


def _number(kind: int, body: bytes) -> float:
    if kind == _RK:
        return number_of_rk(int.from_bytes(body[8:12], "little"))
    [number] = struct.unpack_from("<d", body, 8)
    return float(number)
