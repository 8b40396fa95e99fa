"""When an invoice is overdue, and by how many days."""

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from faturas.domain.business_days import is_business_day
from faturas.domain.due_dates import (
    RegraVencimento,
    days_late,
    effective_due_date,
    is_overdue,
)

VECTORS: dict[str, Any] = json.loads(
    (Path(__file__).parents[1] / "data" / "calendar.json").read_text(encoding="utf-8")
)
CASES: list[dict[str, str]] = VECTORS["cases"]
ONE_DAY = timedelta(days=1)
DAYS = st.dates(min_value=date(1990, 1, 1), max_value=date(2100, 12, 31))


@pytest.mark.parametrize("case", CASES, ids=[case["due"] for case in CASES])
def test_the_last_day_without_charge_and_the_first_one_overdue(case: dict[str, str]) -> None:
    due = date.fromisoformat(case["due"])
    until = date.fromisoformat(case["payable_without_charges_until"])
    first_overdue = date.fromisoformat(case["first_overdue_day"])

    assert effective_due_date(due) == until
    assert not is_overdue(due, first_overdue - ONE_DAY, RegraVencimento.DIA_UTIL)
    assert is_overdue(due, first_overdue, RegraVencimento.DIA_UTIL)


def test_a_weekend_due_date_moves_to_monday() -> None:
    assert effective_due_date(date(2026, 3, 7)) == date(2026, 3, 9)
    assert effective_due_date(date(2026, 3, 8)) == date(2026, 3, 9)


@pytest.mark.parametrize(
    ("last_business_day", "payable_until"),
    [
        (date(2022, 12, 30), date(2023, 1, 2)),
        (date(2023, 12, 29), date(2024, 1, 2)),
        (date(2027, 12, 31), date(2028, 1, 3)),
    ],
)
def test_banks_do_not_open_on_the_last_business_day_of_the_year(
    last_business_day: date, payable_until: date
) -> None:
    assert effective_due_date(last_business_day) == payable_until
    assert (
        effective_due_date(last_business_day, RegraVencimento.DIA_UTIL_ESTRITO) == last_business_day
    )


def test_the_calendar_rule_knows_no_holidays() -> None:
    sunday = date(2026, 3, 8)
    assert effective_due_date(sunday, RegraVencimento.CALENDARIO) == sunday
    assert not is_overdue(sunday, sunday, RegraVencimento.CALENDARIO)
    assert is_overdue(sunday, sunday + ONE_DAY, RegraVencimento.CALENDARIO)


def test_the_delay_counts_from_the_original_date_once_it_is_overdue() -> None:
    saturday = date(2026, 3, 7)
    assert days_late(saturday, date(2026, 3, 6)) == 0
    assert days_late(saturday, date(2026, 3, 9)) == 0
    assert days_late(saturday, date(2026, 3, 10)) == 3
    assert days_late(saturday, date(2026, 3, 9), RegraVencimento.CALENDARIO) == 2


def test_the_ends_of_the_calendar_are_no_trap() -> None:
    assert effective_due_date(date.max) == date.max
    assert not is_overdue(date.max, date(2026, 1, 1), RegraVencimento.DIA_UTIL)
    assert effective_due_date(date.min) == date(1, 1, 2)


@settings(max_examples=200)
@given(DAYS, st.sampled_from([RegraVencimento.DIA_UTIL, RegraVencimento.DIA_UTIL_ESTRITO]))
def test_the_effective_date_is_the_first_open_day_and_near(
    due: date, regra: RegraVencimento
) -> None:
    effective = effective_due_date(due, regra)
    assert is_business_day(effective)
    assert due <= effective <= due + timedelta(days=5)
    assert effective_due_date(effective, regra) == effective
    if regra is RegraVencimento.DIA_UTIL_ESTRITO:
        between = [due + timedelta(days=index) for index in range((effective - due).days)]
        assert not any(map(is_business_day, between))


@given(DAYS, DAYS, st.sampled_from(RegraVencimento))
def test_late_days_and_overdue_tell_the_same(
    due: date, today: date, regra: RegraVencimento
) -> None:
    late = days_late(due, today, regra)
    assert (late > 0) == is_overdue(due, today, regra)
    assert late in (0, (today - due).days)
