"""Draws when a customer's invoices fall due and which of them are paid, for a given today.

A schedule knows nothing of names and codes: it is what the filters of the API look at. Each public
function but ``due_dates`` draws one kind of schedule; what is overdue in it is said first.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from faturas.domain.business_days import bank_holidays

_DUE_DAYS = (5, 8, 10, 12, 15, 18, 20, 25)
"""Days of the month on which customers pay; every month has them."""
_SATURDAY = 5
_ISSUED_BEFORE = timedelta(days=15)
"""How long before its due date an invoice is issued."""


@dataclass(frozen=True, slots=True)
class Parcela:
    """Holds the dates of one invoice, and its amount in reais; None: the plan's price.

    ``pagamento`` is the day on which it was paid; ``quitada``: it is settled without such a day.
    ``listada_como_aberta``: the API lists it among the open ones although it is paid.
    """

    vencimento: date
    pagamento: date | None = None
    quitada: bool = False
    listada_como_aberta: bool = False
    valor: Decimal | None = None

    @property
    def cadastro(self) -> date:
        """The day on which it was issued."""
        return self.vencimento - _ISSUED_BEFORE

    @property
    def paga(self) -> bool:
        """Whether nothing is owed on it any more."""
        return self.quitada or self.pagamento is not None


Schedule = tuple[Parcela, ...]
ScheduleMaker = Callable[[Random, date], Schedule]


def due_dates(rng: Random, hoje: date, months: int) -> list[date]:
    """Returns a customer's due dates before ``hoje``, one a month, the latest first.

    The latest is at least five days ago, longer than any weekend with holidays, so that it is
    overdue by any rule. Invoices due nearer to today have their own kinds of schedule.
    """
    latest = rng.choice([each for each in _latest_due_dates(hoje) if (hoje - each).days >= 5])
    return [_months_before(latest, back) for back in range(months)]


def _latest_due_dates(hoje: date) -> list[date]:
    """Returns the last date before ``hoje`` for each of the due days."""
    this_month = [hoje.replace(day=day) for day in _DUE_DAYS]
    return [each if each < hoje else _months_before(each, 1) for each in this_month]


def _months_before(day: date, months: int) -> date:
    """Returns the same day of an earlier month; of a later one where ``months`` is negative."""
    month = day.year * 12 + day.month - 1 - months
    return date(month // 12, month % 12 + 1, day.day)


def _paid(vencimento: date, rng: Random, hoje: date) -> Parcela:
    pagamento = min(vencimento + timedelta(days=rng.randint(-4, 6)), hoje)
    return Parcela(vencimento, pagamento=pagamento)


def _common(rng: Random, hoje: date, overdue: int) -> Schedule:
    """Returns ``overdue`` due dates unpaid, some months before them paid; mostly a next one."""
    dates = due_dates(rng, hoje, overdue + rng.randint(1, 9))
    parcelas = [_paid(each, rng, hoje) for each in dates[overdue:]]
    parcelas += [Parcela(each) for each in dates[:overdue]]
    if rng.random() < 0.9:
        parcelas.append(Parcela(_months_before(dates[0], -1)))
    return tuple(sorted(parcelas, key=lambda parcela: parcela.vencimento))


def one_overdue(rng: Random, hoje: date) -> Schedule:
    """Overdue: last month's."""
    return _common(rng, hoje, 1)


def several_overdue(rng: Random, hoje: date) -> Schedule:
    """Overdue: two to six months."""
    return _common(rng, hoje, rng.choices((2, 3, 4, 5, 6), (10, 5, 3, 1, 1))[0])


def nothing_overdue(rng: Random, hoje: date) -> Schedule:
    """Nothing overdue: all paid, and mostly one not due yet."""
    return _common(rng, hoje, 0)


def only_future(rng: Random, hoje: date) -> Schedule:
    """Nothing but two invoices not due yet."""
    (latest,) = due_dates(rng, hoje, 1)
    return Parcela(_months_before(latest, -1)), Parcela(_months_before(latest, -2))


def nothing_open(rng: Random, hoje: date) -> Schedule:
    """Nothing overdue: all paid."""
    return tuple(_paid(each, rng, hoje) for each in due_dates(rng, hoje, 6))


def no_invoice(_rng: Random, _hoje: date) -> Schedule:
    """Nothing at all: the customer was never billed."""
    return ()


def forgotten(rng: Random, hoje: date) -> Schedule:
    """Overdue: one of some months ago; those after it are paid."""
    dates = due_dates(rng, hoje, 8)
    return (Parcela(dates[4]), *(_paid(each, rng, hoje) for each in dates[:4]))


def same_due_date(rng: Random, hoje: date) -> Schedule:
    """Overdue: two of one date, from two services."""
    latest, previous = due_dates(rng, hoje, 2)
    return Parcela(previous), Parcela(previous, valor=Decimal("39.90")), Parcela(latest)


def paid_among_pending(rng: Random, hoje: date) -> Schedule:
    """Overdue: last month's. The one before it is paid, and the API lists it as open."""
    latest, previous = due_dates(rng, hoje, 2)
    paid = previous + timedelta(days=9)
    return Parcela(previous, pagamento=paid, listada_como_aberta=True), Parcela(latest)


def settled_among_pending(rng: Random, hoje: date) -> Schedule:
    """Overdue: last month's. The one before it says only ``quitado``, and is listed as open."""
    latest, previous = due_dates(rng, hoje, 2)
    return Parcela(previous, quitada=True, listada_como_aberta=True), Parcela(latest)


def only_paid_among_pending(rng: Random, hoje: date) -> Schedule:
    """Nothing overdue: the one that the API lists as open is paid."""
    (latest,) = due_dates(rng, hoje, 1)
    listed = Parcela(latest, pagamento=hoje, listada_como_aberta=True)
    return listed, Parcela(_months_before(latest, -1))


def sixty_open(rng: Random, hoje: date) -> Schedule:
    """Overdue: sixty months, more than the API lists at once."""
    return tuple(Parcela(each) for each in reversed(due_dates(rng, hoje, 60)))


def old_debt(rng: Random, hoje: date) -> Schedule:
    """Overdue: one of three years ago; the twelve last months are paid."""
    dates = due_dates(rng, hoje, 36)
    return (Parcela(dates[-1]), *(_paid(each, rng, hoje) for each in dates[:12]))


def due_today(_rng: Random, hoje: date) -> Schedule:
    """Nothing overdue: due today."""
    return (Parcela(hoje),)


def due_yesterday(_rng: Random, hoje: date) -> Schedule:
    """Due yesterday, which is overdue only where that was a business day."""
    return (Parcela(hoje - timedelta(days=1)),)


def due_on_weekend(_rng: Random, hoje: date) -> Schedule:
    """Due on the last Saturday or Sunday before today."""
    return (Parcela(_last_day(hoje, lambda day: day.weekday() >= _SATURDAY)),)


def due_on_holiday(_rng: Random, hoje: date) -> Schedule:
    """Due on the last bank holiday before today."""
    return (Parcela(_last_day(hoje, lambda day: day in bank_holidays(day.year))),)


def zero_amount(rng: Random, hoje: date) -> Schedule:
    """Overdue: last month's, behind one of zero reais."""
    latest, previous = due_dates(rng, hoje, 2)
    return Parcela(previous, valor=Decimal(0)), Parcela(latest)


def only_zero_amount(rng: Random, hoje: date) -> Schedule:
    """Nothing to collect: the only one past its due date is of zero reais."""
    (latest,) = due_dates(rng, hoje, 1)
    return (Parcela(latest, valor=Decimal(0)),)


def negative_amount(rng: Random, hoje: date) -> Schedule:
    """Overdue: last month's, behind a credit note (an amount below zero)."""
    latest, previous = due_dates(rng, hoje, 2)
    return Parcela(previous, valor=Decimal("-25.00")), Parcela(latest)


def whole_amount(rng: Random, hoje: date) -> Schedule:
    """Overdue: one of exactly ten reais, which the JSON writes ``10``."""
    (latest,) = due_dates(rng, hoje, 1)
    return (Parcela(latest, valor=Decimal(10)),)


def large_amount(rng: Random, hoje: date) -> Schedule:
    """Overdue: one of more than a million reais."""
    (latest,) = due_dates(rng, hoje, 1)
    return (Parcela(latest, valor=Decimal("1234567.89")),)


def _last_day(hoje: date, is_such: Callable[[date], bool]) -> date:
    day = hoje - timedelta(days=1)
    while not is_such(day):
        day -= timedelta(days=1)
    return day
