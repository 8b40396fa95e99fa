"""faturas.intake.beside.xls, xlsb and rk: what is found in their records beside the values."""

import struct

import pytest

from faturas.intake.beside import xls, xlsb
from faturas.intake.beside.findings import Findings
from faturas.intake.beside.rk import number_of_rk
from tests.intake import workbooks

NONE = "#FÓRMULA SEM VALOR"
EMPTY, TEXT, ERROR, NUMBER = (
    bytes([3, 0, 0, 0, 0, 0, 0xFF, 0xFF]),
    bytes([0, 0, 0, 0, 0, 0, 0xFF, 0xFF]),
    bytes([2, 0, 0x2A, 0, 0, 0, 0xFF, 0xFF]),
    struct.pack("<d", 7),
)


def record(kind: int, body: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def formula(row: int, result: bytes, flags: int = 0) -> bytes:
    return record(0x06, struct.pack("<HHH", row, 0, 0) + result + struct.pack("<HIH", flags, 0, 0))


def found(*records: bytes) -> Findings:
    """What is found in an xls whose only sheet has these records."""
    begin = record(0x809, struct.pack("<HHHHII", 0x600, 0x10, 0, 0, 0, 0))
    codes = record(0x41E, struct.pack("<HHB", 170, 5, 0) + b"00000")
    styles = record(0xE0, bytes(20)) + record(0xE0, struct.pack("<HH16x", 0, 170))
    start = len(begin) + len(codes) + len(styles) + 4 + 9 + 4
    place = record(0x85, struct.pack("<IBBBB", start, 0, 0, 1, 0) + b"A")
    book = begin + codes + styles + place + record(0x0A)
    return xls.find(
        workbooks.compound({"Workbook": book + begin + b"".join(records) + record(0x0A)}), 0
    )


@pytest.mark.parametrize(
    ("height", "flags", "hidden"),
    [
        (255, 0x20, True),
        (255, 0x120, True),
        (0, 0x40, True),
        (0x8000, 0x40, True),
        (300, 0x40, False),
        (0, 0, False),
        (255, 0x100, False),
    ],
)
def test_hidden_rows_of_an_xls(height: int, flags: int, hidden: bool) -> None:
    row = record(0x208, struct.pack("<HHHHHHHH", 6, 0, 9, height, 0, 0, flags, 15))
    assert found(row).ocultas == ([[7, 7]] if hidden else [])


def test_rows_of_a_chart_within_a_sheet_are_not_its_own() -> None:
    chart = record(0x809, bytes(16)) + record(0x208, bytes(12) + b"\x20\0\0\0") + record(0x0A)
    row = record(0x208, struct.pack("<HHHHHHHH", 6, 0, 9, 255, 0, 0, 0x20, 15))
    assert found(chart, row).ocultas == [[7, 7]]


def test_results_of_formulas_in_an_xls() -> None:
    seen = found(
        formula(0, NUMBER),
        formula(1, TEXT),
        formula(2, ERROR),
        formula(3, EMPTY),
        formula(4, bytes(8), flags=2),
        formula(5, bytes(8)),
    )
    assert list(seen.rows()) == [(3, {1: "#N/D"}), (5, {1: NONE})]


def test_an_xls_in_which_no_formula_has_a_result_was_never_calculated() -> None:
    assert list(found(formula(0, EMPTY), formula(1, EMPTY)).rows()) == [
        (1, {1: NONE}),
        (2, {1: NONE}),
    ]


def test_booleans_are_no_errors() -> None:
    cells = [record(0x205, struct.pack("<HHHBB", 0, column, 0, 1, column)) for column in (0, 1)]
    assert list(found(*cells).rows()) == [(1, {2: "#ERRO!"})]


def test_zeros_shown_by_compressed_numbers() -> None:
    assert found(record(0x27E, struct.pack("<HHHI", 0, 2, 1, 123 << 2 | 2))).zeros == {
        3: (1, "00123", "123")
    }
    cells = struct.pack("<HHHIHIH", 4, 1, 0, 5 << 2 | 2, 1, 6 << 2 | 2, 2)
    assert found(record(0xBD, cells)).zeros == {3: (5, "00006", "6")}


@pytest.mark.parametrize(
    ("rk", "value"),
    [(123 << 2 | 2, 123.0), (0xFFFFFFFE, -1.0), (12345 << 2 | 3, 123.45), (0x3FF00000, 1.0)],
)
def test_compressed_numbers(rk: int, value: float) -> None:
    assert number_of_rk(rk) == value


@pytest.mark.parametrize(
    ("height", "flags", "hidden"),
    [(255, 0x10, True), (0, 0x20, True), (300, 0x20, False), (0, 0, False), (255, 0x08, False)],
)
def test_hidden_rows_of_an_xlsb(height: int, flags: int, hidden: bool) -> None:
    plain = workbooks.xlsb({"A": [[1], [2]]})
    changed = workbooks.replaced(
        plain,
        "xl/worksheets/sheet1.bin",
        struct.pack("<I13x", 1),
        struct.pack("<IIHBB5x", 1, 0, height, 0, flags),
    )
    assert xlsb.find(changed, 0).ocultas == ([[2, 2]] if hidden else [])
