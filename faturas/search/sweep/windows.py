"""Which periods together hold every due date there can be.

Short ones of ``MOST_DAYS`` backwards to the clerk's horizon, as the contract asks for: an older
sister of the route cuts longer ones. What lies beyond, on either side, is tried in one piece where
the server is proved not to cut, and read so only if that fits into ``LONG_PAGES``; otherwise the
reader halves it, down to ``MOST_DAYS``.

The horizon bounds no outcome: an older invoice beyond it is the one to collect. A server that cuts
is asked in short windows all the way back, for nothing else would show that nothing is there. These
are some 1,550: there, only a list of more than 5,000 or so makes a sweep the cheaper way.
"""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from faturas.billing.contract import Period

EARLIEST = date(1899, 1, 1)
"""Before any due date that was meant, and before the zero dates that migrations leave behind, the
last days of 1899 and the first of 1900: one by one, such a date is said to be impossible."""
YEARS_AHEAD = 10
MOST_DAYS = 30
"""What even a server that cuts long periods lists in full."""
LONG_PAGES = 2
"""Of a window longer than that; with more it is halved."""
DAYS_AHEAD = 30
"""Where most of what is not due yet falls. It tells the next due date of who owes nothing."""
MOST_PAGES = 40
"""Of a short window."""
CUT_DAYS_AHEAD = 390
"""How far ahead a server that cuts periods is asked, in short windows."""


@dataclass(frozen=True, slots=True, order=True)
class Window:
    """A period that is read as one piece: of unpaid invoices, or of paid ones."""

    periodo: Period
    quitadas: bool = False

    def __contains__(self, other: object) -> bool:
        """Whether ``other`` is a part of this one, as halving makes them."""
        return (
            isinstance(other, Window)
            and self.quitadas == other.quitadas
            and self.periodo.inicio <= other.periodo.inicio
            and other.periodo.fim <= self.periodo.fim
        )

    def most_pages(self) -> int:
        """How many pages it may have to be read in one piece.

        A longer one is read in halves: less to read again when it does not add up or is broken off.
        """
        if self.periodo.dias == 1:
            return sys.maxsize
        return MOST_PAGES if self.periodo.dias <= MOST_DAYS else LONG_PAGES

    def halves(self) -> tuple["Window", "Window"]:
        """The later half first; a single day has none."""
        first, last = self.periodo.inicio, self.periodo.fim
        middle = first + timedelta(days=self.periodo.dias // 2)
        return (
            Window(Period(middle, last), self.quitadas),
            Window(Period(first, middle - timedelta(days=1)), self.quitadas),
        )


def everything(hoje: date, earliest: date = EARLIEST) -> Period:
    """Every due date there can be, from ``earliest`` on."""
    return Period(earliest, hoje.replace(year=hoje.year + YEARS_AHEAD, day=1))


def open_windows(
    hoje: date, horizonte_meses: int, *, cuts: bool, earliest: date = EARLIEST
) -> list[Window]:
    """Windows that hold every due date once, the latest of the short ones first.

    ``cuts``: the server cuts long periods.
    """
    whole = everything(hoje, earliest)
    horizon = max(hoje - timedelta(days=round(horizonte_meses * 30.5)), whole.inicio + _DAY)
    ahead = hoje + timedelta(days=DAYS_AHEAD)
    if cuts:
        last = hoje + timedelta(days=CUT_DAYS_AHEAD)
        return [Window(each) for each in _short(Period(whole.inicio, last))]
    later, earlier = Period(ahead + _DAY, whole.fim), Period(whole.inicio, horizon - _DAY)
    return [Window(each) for each in (*_short(Period(horizon, ahead)), later, earlier)]


def paid_windows(hoje: date) -> Iterator[Window]:
    """Windows of paid invoices, backwards from today without end."""
    last = hoje
    while True:
        yield Window(Period(last - timedelta(days=MOST_DAYS - 1), last), quitadas=True)
        last -= timedelta(days=MOST_DAYS)


def guess_rows(month_total: int) -> int:
    """All open invoices, from those that were due in the last month: two not due yet for each."""
    return 4 * month_total


def _short(periodo: Period) -> list[Period]:
    """Windows of ``MOST_DAYS`` at most, the latest first."""
    found = []
    last = periodo.fim
    while last >= periodo.inicio:
        first = max(periodo.inicio, last - timedelta(days=MOST_DAYS - 1))
        found.append(Period(first, last))
        last = first - _DAY
    return found


_DAY = timedelta(days=1)
