"""faturas.intake.sheet_to_csv: the cells of a workbook as text."""

from datetime import date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faturas.intake.codes import read_code
from faturas.intake.sheet_to_csv import Cell, cell_text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("00123", "00123"),
        ("NA", "NA"),
        (123, "123"),
        (123.0, "123"),
        (-7.0, "-7"),
        (54.9, "54.9"),
        (0.1 + 0.2, "0.3"),
        (5585988887777.0, "5585988887777"),
        (999999999999999.0, "999999999999999"),
        (True, "VERDADEIRO"),
        (False, "FALSO"),
        (date(2026, 3, 5), "05/03/2026"),
        (datetime(2026, 3, 5, 10, 30), "05/03/2026 10:30:00"),  # noqa: DTZ001 - cells have no zone
        (time(10, 30), "10:30:00"),
    ],
)
def test_cells_as_text(value: Cell, text: str) -> None:
    assert cell_text(value) == text


@pytest.mark.parametrize("value", [1e15, 1234567890123456.0, 2.0**53, 1e20, -1e15, 10**15])
def test_a_number_of_more_than_15_digits_can_be_no_code(value: float) -> None:
    assert read_code(cell_text(value))[0] == ""


@given(st.integers(0, 10**15 - 1))
def test_a_whole_number_of_up_to_15_digits_is_exact(number: int) -> None:
    assert cell_text(float(number)) == cell_text(number) == str(number)


@given(st.floats(min_value=0))
def test_a_number_that_is_not_whole_to_15_digits_is_never_a_code(value: float) -> None:
    rounded = float(f"{value:.14e}")
    is_code = rounded < 10**15 and rounded == int(rounded)
    assert bool(read_code(cell_text(value))[0]) == is_code
