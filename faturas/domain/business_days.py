"""Tells bank business days (``is_business_day``): Monday to Friday without bank holidays."""

from datetime import date, timedelta
from functools import cache

_ONE_DAY = timedelta(days=1)
_FIXED_HOLIDAYS = ((1, 1), (4, 21), (5, 1), (9, 7), (10, 12), (11, 2), (11, 15), (12, 25))
"""Month and day (Resolução CMN 4.880/2020)."""
_CONSCIENCIA_NEGRA = (11, 20)
_CONSCIENCIA_NEGRA_SINCE = 2024
"""The first year with that holiday (Lei 14.759/2023)."""
_DAYS_FROM_EASTER = (-48, -47, -2, 60)
"""Carnaval (two days), Sexta-feira da Paixão, Corpus Christi."""


@cache
def bank_holidays(year: int) -> frozenset[date]:
    """Return the national bank holidays of ``year`` (CMN 4.880/2020), weekends included."""
    fixed = {date(year, month, day) for month, day in _FIXED_HOLIDAYS}
    if year >= _CONSCIENCIA_NEGRA_SINCE:
        fixed.add(date(year, *_CONSCIENCIA_NEGRA))
    easter = _easter(year)
    return frozenset(fixed | {easter + timedelta(days=offset) for offset in _DAYS_FROM_EASTER})


def _easter(year: int) -> date:
    """Return Easter Sunday of the Gregorian calendar, by Meeus, Jones and Butcher."""
    golden = year % 19
    century, year_of_century = divmod(year, 100)
    lunar_correction = (century - (century + 8) // 25 + 1) // 3
    moon = (19 * golden + century - century // 4 - lunar_correction + 15) % 30
    to_sunday = (
        32 + 2 * (century % 4) + 2 * (year_of_century // 4) - moon - year_of_century % 4
    ) % 7
    late = (golden + 11 * moon + 22 * to_sunday) // 451
    month, day = divmod(moon + to_sunday - 7 * late + 114, 31)
    return date(year, month, day + 1)


def is_business_day(day: date) -> bool:
    """Whether a day is Monday to Friday and no bank holiday."""
    return day.weekday() < 5 and day not in bank_holidays(day.year)


@cache
def last_business_day(year: int) -> date:
    """Return the last business day of a year, on which banks do not open to the public."""
    day = date(year, 12, 31)
    while not is_business_day(day):
        day -= _ONE_DAY
    return day
