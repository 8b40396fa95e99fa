"""Numbers and times as Brazilians read them."""

from datetime import UTC, datetime

import pytest

from faturas.domain import ptbr


@pytest.mark.parametrize(("value", "text"), [(0, "0"), (999, "999"), (1234567, "1.234.567")])
def test_numbers(value: int, text: str) -> None:
    assert ptbr.number(value) == text


def test_decimals() -> None:
    assert ptbr.decimal(1234.56) == "1.234,6"


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "0 s"),
        (0.4, "1 s"),
        (59.6, "1 min"),
        (200, "3 min 20 s"),
        (3599.7, "1 h"),
        (7500, "2 h 5 min"),
        (-3, "0 s"),
    ],
)
def test_spans(seconds: float, text: str) -> None:
    assert ptbr.span(seconds) == text


def test_plurals() -> None:
    assert ptbr.plural(1, "cliente", "clientes") == "1 cliente"
    assert ptbr.plural(2000, "cliente", "clientes") == "2.000 clientes"


def test_moments_are_those_of_sao_paulo() -> None:
    assert ptbr.moment(datetime(2026, 11, 22, 2, 30, tzinfo=UTC)) == "21/11/2026 23:30"


@pytest.mark.parametrize(
    ("part", "whole", "text"), [(0, 10, "0 %"), (999, 1000, "99 %"), (10, 10, "100 %")]
)
def test_never_100_percent_early(part: int, whole: int, text: str) -> None:
    assert ptbr.percent(part, whole) == text
