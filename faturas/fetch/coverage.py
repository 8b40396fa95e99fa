"""Which periods together hold every due date there can be, and whether totals prove it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from faturas.billing.base import Periodo

EARLIEST = date(1997, 10, 7)
"""The day from which boletos count their due dates: no invoice to collect is older."""
YEARS_AHEAD = 10
MOST_DAYS = 30
"""What even a server that cuts long periods lists in full."""
DAYS_AHEAD = 60
"""Where most of what is not due yet falls."""
DENSE_DAYS = 180
"""Where most of what is overdue falls."""
CUT_DAYS_AHEAD = 390
"""How far ahead a server that cuts periods is asked, in short windows."""


@dataclass(frozen=True, slots=True, order=True)
class Janela:
    """A period that is read as one piece: of unpaid invoices, or of paid ones."""

    periodo: Periodo
    quitadas: bool = False

    def __contains__(self, other: object) -> bool:
        """Whether ``other`` is a part of this one, as halving makes them."""
        return (
            isinstance(other, Janela)
            and self.quitadas == other.quitadas
            and self.periodo.inicio <= other.periodo.inicio
            and other.periodo.fim <= self.periodo.fim
        )

    def halves(self) -> tuple["Janela", "Janela"]:
        """The later half first; a single day has none."""
        first, last = self.periodo.inicio, self.periodo.fim
        middle = first + timedelta(days=self.periodo.dias // 2)
        return (
            Janela(Periodo(middle, last), self.quitadas),
            Janela(Periodo(first, middle - timedelta(days=1)), self.quitadas),
        )


def everything(hoje: date) -> Periodo:
    """Every due date there can be."""
    return Periodo(EARLIEST, hoje.replace(year=hoje.year + YEARS_AHEAD, day=1))


def open_windows(hoje: date, horizonte_meses: int, *, cuts: bool) -> list[Janela]:
    """Windows that hold every due date once, the nearest to today first.

    Short ones where most invoices fall, and long ones for the few that are left; where the server
    ``cuts`` long periods, short ones all the way back.
    """
    whole = everything(hoje)
    horizon = hoje - timedelta(days=max(DENSE_DAYS, round(horizonte_meses * 30.5)))
    dense = hoje - timedelta(days=DENSE_DAYS)
    ahead = hoje + timedelta(days=DAYS_AHEAD)
    if cuts:
        last = hoje + timedelta(days=CUT_DAYS_AHEAD)
        return [Janela(each) for each in _short(Periodo(whole.inicio, last))]
    periods = [*_short(Periodo(dense, ahead)), Periodo(ahead + _DAY, whole.fim)]
    if horizon < dense:
        periods.append(Periodo(horizon, dense - _DAY))
    periods.append(Periodo(whole.inicio, horizon - _DAY))
    return [Janela(each) for each in periods]


def paid_windows(hoje: date) -> Iterator[Janela]:
    """Windows of paid invoices, backwards from today without end."""
    last = hoje
    while True:
        yield Janela(Periodo(last - timedelta(days=MOST_DAYS - 1), last), quitadas=True)
        last -= timedelta(days=MOST_DAYS)


def is_cut(whole_total: int, short_total: int) -> bool:
    """Whether the total of everything proves that the server cut the period.

    A period that is cut keeps one end, and both ends of everything are empty.
    """
    return whole_total < max(1, short_total)


def guess_rows(month_total: int) -> int:
    """All open invoices, from those that were due in the last month: two not due yet for each."""
    return 4 * month_total


def adds_up(whole_total: int, parts_total: int) -> bool:
    """Whether the windows hold what everything holds, but for what is paid or issued meanwhile."""
    return abs(whole_total - parts_total) <= 5 + whole_total // 200


def _short(periodo: Periodo) -> list[Periodo]:
    """Windows of ``MOST_DAYS`` at most, the latest first."""
    found = []
    last = periodo.fim
    while last >= periodo.inicio:
        first = max(periodo.inicio, last - timedelta(days=MOST_DAYS - 1))
        found.append(Periodo(first, last))
        last = first - _DAY
    return found


_DAY = timedelta(days=1)
