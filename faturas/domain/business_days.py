"""Bank business days, and when an invoice is overdue.

A due date on a weekend or bank holiday may be paid without charge on the next business day (Lei
7.089/1983; Código Civil, art. 132 § 1º). If that day is missed too, the delay counts from the
original date (STJ, 3ª Turma, February 2022).
"""

from datetime import date, timedelta
from enum import StrEnum
from functools import cache

_ONE_DAY = timedelta(days=1)
_FIXED_HOLIDAYS = ((1, 1), (4, 21), (5, 1), (9, 7), (10, 12), (11, 2), (11, 15), (12, 25))
_CONSCIENCIA_NEGRA = (11, 20)
_CONSCIENCIA_NEGRA_SINCE = 2024  # Lei 14.759/2023
_DAYS_FROM_EASTER = (-48, -47, -2, 60)  # Carnaval (two days), Sexta-feira da Paixão, Corpus Christi


class RegraVencimento(StrEnum):
    """Which day counts as the last one to pay on time.

    ``DIA_UTIL``: the first day at or after the due date on which banks open to the public. They do
    not on the last business day of the year, and FEBRABAN lets bills due then be paid without
    charge on the next one. ``DIA_UTIL_ESTRITO``: the same, that last day being like any other.
    ``CALENDARIO``: the due date itself.
    """

    DIA_UTIL = "dia_util"
    DIA_UTIL_ESTRITO = "dia_util_estrito"
    CALENDARIO = "calendario"


@cache
def bank_holidays(year: int) -> frozenset[date]:
    """National bank holidays of ``year`` (Resolução CMN 4.880/2020), weekends included."""
    fixed = {date(year, month, day) for month, day in _FIXED_HOLIDAYS}
    if year >= _CONSCIENCIA_NEGRA_SINCE:
        fixed.add(date(year, *_CONSCIENCIA_NEGRA))
    easter = _easter(year)
    return frozenset(fixed | {easter + timedelta(days=offset) for offset in _DAYS_FROM_EASTER})


def _easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar, by the algorithm of Meeus, Jones and Butcher."""
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
    """Monday to Friday and no bank holiday."""
    return day.weekday() < 5 and day not in bank_holidays(day.year)


@cache
def _last_business_day(year: int) -> date:
    day = date(year, 12, 31)
    while not is_business_day(day):
        day -= _ONE_DAY
    return day


def effective_due_date(vencimento: date, regra: RegraVencimento = RegraVencimento.DIA_UTIL) -> date:
    """The last day on which ``vencimento`` can be paid without charge, under ``regra``."""
    if regra is RegraVencimento.CALENDARIO:
        return vencimento
    day = vencimento
    while not _is_open(day, regra) and day < date.max:
        day += _ONE_DAY
    return day


def _is_open(day: date, regra: RegraVencimento) -> bool:
    is_year_end = regra is RegraVencimento.DIA_UTIL and day == _last_business_day(day.year)
    return is_business_day(day) and not is_year_end


def is_overdue(vencimento: date, hoje: date, regra: RegraVencimento) -> bool:
    """Whether ``hoje`` is past the last day to pay ``vencimento`` without charge."""
    return hoje > effective_due_date(vencimento, regra)


def days_late(
    vencimento: date, hoje: date, regra: RegraVencimento = RegraVencimento.DIA_UTIL
) -> int:
    """Days of delay at ``hoje``, counted from the original due date; 0 while not overdue."""
    return (hoje - vencimento).days if is_overdue(vencimento, hoje, regra) else 0
