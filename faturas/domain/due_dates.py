"""Tells when an invoice is overdue (``is_overdue``), by which rule, and by how many days.

A due date on a weekend or bank holiday may be paid without charge on the next business day (Lei
7.089/1983; Código Civil, art. 132 § 1º). If that day is missed too, the delay counts from the
original date (STJ, 3ª Turma, February 2022).
"""

from datetime import date, timedelta
from enum import StrEnum

from faturas.domain.business_days import is_business_day, last_business_day

_ONE_DAY = timedelta(days=1)


class RegraVencimento(StrEnum):
    """Names the rule for the last day to pay on time.

    ``DIA_UTIL``: the first day at or after the due date on which banks open to the public. They do
    not on the last business day of the year, and FEBRABAN lets bills due then be paid without
    charge on the next one. ``DIA_UTIL_ESTRITO``: the same, that last day being like any other.
    ``CALENDARIO``: the due date itself.
    """

    DIA_UTIL = "dia_util"
    DIA_UTIL_ESTRITO = "dia_util_estrito"
    CALENDARIO = "calendario"


def effective_due_date(vencimento: date, regra: RegraVencimento = RegraVencimento.DIA_UTIL) -> date:
    """Return the last day on which ``vencimento`` can be paid without charge, under ``regra``."""
    if regra is RegraVencimento.CALENDARIO:
        return vencimento
    day = vencimento
    while not _is_open(day, regra) and day < date.max:
        day += _ONE_DAY
    return day


def _is_open(day: date, regra: RegraVencimento) -> bool:
    is_year_end = regra is RegraVencimento.DIA_UTIL and day == last_business_day(day.year)
    return is_business_day(day) and not is_year_end


def is_overdue(vencimento: date, hoje: date, regra: RegraVencimento) -> bool:
    """Whether ``hoje`` is past the last day to pay ``vencimento`` without charge."""
    return hoje > effective_due_date(vencimento, regra)


def days_late(
    vencimento: date, hoje: date, regra: RegraVencimento = RegraVencimento.DIA_UTIL
) -> int:
    """Return the days of delay at ``hoje``, from the original due date; 0 while not overdue."""
    return (hoje - vencimento).days if is_overdue(vencimento, hoje, regra) else 0
