"""Amounts: read exactly or not at all, written as Brazilians read them."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from faturas.domain.money import format_brl, parse_digitado, parse_valor

AMOUNTS = st.decimals(
    min_value=Decimal(-(10**12)), max_value=Decimal(10**12), places=2, allow_nan=False
)


@pytest.mark.parametrize(
    ("valor", "expected"),
    [
        (10, "10.00"),
        (54.95, "54.95"),
        (0.1, "0.10"),
        (1e3, "1000.00"),
        (Decimal("54.95"), "54.95"),
        (Decimal("119.900"), "119.90"),
        ("10", "10.00"),
        ("119.9", "119.90"),
        ("54.95", "54.95"),
        ("1234.56", "1234.56"),
        ("1234,56", "1234.56"),
        ("1.234,56", "1234.56"),
        ("12.345.678,90", "12345678.90"),
        ("1.234.567", "1234567.00"),
        ("119.9000", "119.90"),
        ("R$ 1.234,56", "1234.56"),
        ("R$\u00a01.234,56", "1234.56"),
        ("R$10", "10.00"),
        (" 54,95 ", "54.95"),
        ("-R$ 1,00", "-1.00"),
        ("R$ -1,00", "-1.00"),
        ("-5.5", "-5.50"),
    ],
)
def test_what_billing_systems_send_is_read_to_the_centavo(valor: object, expected: str) -> None:
    parsed = parse_valor(valor)
    assert str(parsed) == expected


@pytest.mark.parametrize(
    ("texto", "expected"),
    [
        ("1.000", "1000.00"),
        (" R$ 1.000 ", "1000.00"),
        ("R$\u00a012.000", "12000.00"),
        ("1.000,50", "1000.50"),
        ("1.000.000", "1000000.00"),
        ("1000", "1000.00"),
        ("99,9", "99.90"),
    ],
)
def test_a_dot_that_a_person_types_groups_thousands(texto: str, expected: str) -> None:
    assert str(parse_digitado(texto)) == expected


@pytest.mark.parametrize("texto", ["", "mil", "1,000", "1,000.50", "0.500", "1.00.000", "R$"])
def test_what_a_person_types_in_no_known_way_is_not_read(texto: str) -> None:
    with pytest.raises(ValueError, match="valor"):
        parse_digitado(texto)


@pytest.mark.parametrize(
    "valor",
    ["1.234", "1,234", "119.900", "R$ 12.000", "0.120"],
)
def test_three_digits_after_one_separator_are_ambiguous(valor: str) -> None:
    with pytest.raises(ValueError, match="ambíguo"):
        parse_valor(valor)


@pytest.mark.parametrize(
    "valor",
    [
        None,
        True,
        False,
        [],
        {},
        b"10",
        "",
        "  ",
        "R$",
        "dez",
        "1e3",
        "1_000",
        "+10",
        "--10",
        "-R$ -1,00",
        "10.",
        ".5",
        "1,234.56",
        "1.23.456",
        "1.234.56",
        "12,34,56",
        "1 234,56",
        "US$ 10",
        "10 20",
        "１０",
        "٣",
        "nan",
        "Infinity",
        "54.951",
        "1234.567",
        0.0001,
        12.3401,
        "1234.5601",
        1.005,
        10.005,
        "99.9990",
        119.9001,
        Decimal("0.000001"),
        "0.00999",
        float("nan"),
        float("inf"),
        Decimal("NaN"),
        Decimal("sNaN"),
        Decimal("-Infinity"),
        Decimal("0.001"),
        10**40,
        "9" * 5000,
        1e300,
    ],
)
def test_anything_else_is_refused(valor: object) -> None:
    with pytest.raises(ValueError, match="valor"):
        parse_valor(valor)


@pytest.mark.parametrize(
    ("valor", "expected"),
    [
        (0.1 + 0.2, "0.30"),
        (123.31999999999999, "123.32"),
        ("123.31999999999999", "123.32"),
        ("123,31999999999999", "123.32"),
        ("R$ 1.234,5600000000001", "1234.56"),
        (Decimal("27964.000000000004"), "27964.00"),
        ("119.90000000000001", "119.90"),
        (Decimal("1E+2"), "100.00"),
        (Decimal("-123.31999999999999"), "-123.32"),
        (Decimal("999999999.98999995"), "999999999.99"),
        (119.9000015258789, "119.90"),
        ("89.98999786376953", "89.99"),
        (Decimal("1234.56005859375"), "1234.56"),
        ("54.9500008", "54.95"),
        (0.10000000149011612, "0.10"),
        (0.1 + 0.2 - 0.3, "0.00"),
        (-(0.1 + 0.2 - 0.3), "0.00"),
    ],
)
def test_the_noise_of_binary_floats_is_dropped(valor: object, expected: str) -> None:
    assert str(parse_valor(valor)) == expected


def test_zero_has_no_sign() -> None:
    assert str(parse_valor("-0,00")) == "0.00"
    assert str(parse_valor(-0.0)) == "0.00"
    assert format_brl(Decimal("-0.001")) == "R$ 0,00"


@pytest.mark.parametrize(
    ("valor", "expected"),
    [
        ("0", "R$ 0,00"),
        ("1", "R$ 1,00"),
        ("1234.56", "R$ 1.234,56"),
        ("12345678.9", "R$ 12.345.678,90"),
        ("-1", "-R$ 1,00"),
        ("-1234.5", "-R$ 1.234,50"),
    ],
)
def test_amounts_are_written_with_an_ordinary_space(valor: str, expected: str) -> None:
    assert format_brl(Decimal(valor)) == expected


@settings(max_examples=200)
@given(AMOUNTS)
def test_every_written_amount_is_read_back(valor: Decimal) -> None:
    assert parse_valor(format_brl(valor)) == valor
    assert parse_valor(str(valor)) == valor


@given(st.integers(min_value=-(10**9), max_value=10**9))
def test_floats_of_whole_centavos_are_exact(centavos: int) -> None:
    assert parse_valor(centavos / 100) == Decimal(centavos) / 100


@given(st.lists(st.integers(min_value=-(10**7), max_value=10**7), min_size=1, max_size=12))
def test_a_sum_made_in_floats_is_the_sum(centavos: list[int]) -> None:
    assert parse_valor(sum(each / 100 for each in centavos)) == Decimal(sum(centavos)) / 100


@settings(max_examples=200)
@given(st.one_of(st.text(), st.text(alphabet="0123456789.,-R$ ", max_size=14)))
def test_any_text_is_read_exactly_or_refused(texto: str) -> None:
    try:
        valor = parse_valor(texto)
    except ValueError:
        return
    assert valor.is_finite()
    assert valor.as_tuple().exponent == -2
