"""faturas.intake.beside.number_format: which formats show digits that a number does not have."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faturas.intake.beside.number_format import may_show_more, shown_digits, shows_more_below


@pytest.mark.parametrize(
    ("number_format", "value", "shown"),
    [
        ("00000", 123, "00123"),
        ("00000", 0, "00000"),
        ('"C"00000', 123, "C00123"),
        ("\\C00000", 123, "C00123"),
        ("C00000", 123, "C00123"),
        ("[$-416]00000", 123, "00123"),
        ("[$R$-416] 000", 5, "R$ 005"),
        ("[Red]0000", 7, "0007"),
        ("#00000", 123, "00123"),
        ("00#", 5, "005"),
        ("0#", 5, "05"),
        ("0,000", 5, "0005"),
        ("0000-00", 123, "0001-23"),
        ("000\\.000\\.000\\-00", 12345678909, ""),
        ("000\\.000\\.000\\-00", 1234567890, "012.345.678-90"),
        ("00000\\-000", 1310100, "01310-100"),
        ('"000"0', 12, "00012"),
        ('"000"#', 12, "00012"),
        ("0000;-0000;;@", 12, "0012"),
        ("0000;-0000;;@", 0, ""),
        ("0000;-0000;000", 0, "000"),
        ("[<1000]000;0", 12, "012"),
        ("[<1000]000;0", 1200, ""),
        ("[>=100]0;00000", 5, "00005"),
        ("_-* 00000_-", 5, "00005"),
        ("000.00", 5, "005"),
        ('00000" unid. 2"', 5, "00005"),
        ("00000", 123456, ""),
    ],
)
def test_numbers_as_they_are_shown(number_format: str, value: int, shown: str) -> None:
    assert shown_digits(number_format, value) == shown


@pytest.mark.parametrize(
    "number_format",
    [
        "General",
        "GENERAL",
        "0",
        "0.00",
        "#,##0",
        "#,##0.00",
        'R$ #,##0.00;[Red]-R$ #,##0.00;"zero"',
        '"R$" 0',
        '0" m2"',
        "0.00E+00",
        "00.00E+00",
        "00/00",
        "# ?/?",
        "00%",
        "@",
        "dd/mm/yyyy",
        "mm:ss",
        "[h]:mm:ss",
        "[$-416]dd\\-mmm;@",
        "yyyy-mm-dd hh:mm:ss.000",
        ";;;",
        "",
        '"',
        "[",
    ],
)
def test_formats_that_show_no_more_than_the_number(number_format: str) -> None:
    assert not may_show_more(number_format)
    assert shown_digits(number_format, 12) == ""


@given(st.text('0#?,."\\[]$<>=;ECdm%/_* -19', max_size=20), st.integers(0, 10**15 - 1))
def test_any_format_gives_a_longer_number_or_nothing(number_format: str, value: int) -> None:
    shown = shown_digits(number_format, value)
    assert not shown or sum(char.isdecimal() for char in shown) > len(str(value))
    assert not shown or value < shows_more_below(number_format)
