"""The calendar of bank business days."""

import json
from datetime import date
from pathlib import Path

import pytest

from faturas.domain.business_days import bank_holidays, is_business_day

VECTORS = json.loads(
    (Path(__file__).parents[1] / "data" / "calendar.json").read_text(encoding="utf-8")
)
HOLIDAYS = [date.fromisoformat(holiday["date"]) for holiday in VECTORS["bank_holidays"]]


@pytest.mark.parametrize("year", sorted({holiday.year for holiday in HOLIDAYS}))
def test_the_bank_holidays_of_a_year(year: int) -> None:
    assert sorted(bank_holidays(year)) == [day for day in HOLIDAYS if day.year == year]


def test_consciencia_negra_is_a_national_holiday_since_2024() -> None:
    assert date(2023, 11, 20) not in bank_holidays(2023)
    assert date(2024, 11, 20) in bank_holidays(2024)


@pytest.mark.parametrize(
    "good_friday",
    [date(1999, 4, 2), date(2000, 4, 21), date(2008, 3, 21), date(2011, 4, 22), date(2038, 4, 23)],
)
def test_good_friday_far_from_today(good_friday: date) -> None:
    assert good_friday in bank_holidays(good_friday.year)


def test_weekends_and_holidays_are_not_business_days() -> None:
    assert is_business_day(date(2026, 2, 18))  # Quarta-feira de Cinzas
    assert is_business_day(date(2026, 4, 2))  # Quinta-feira Santa
    assert not is_business_day(date(2026, 2, 17))
    assert not is_business_day(date(2026, 2, 14))
    assert not is_business_day(date(2026, 2, 15))
