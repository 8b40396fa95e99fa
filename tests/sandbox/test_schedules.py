"""faturas.sandbox.schedules: when invoices fall due, and which are overdue by any rule."""

from datetime import date, timedelta
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from faturas.domain.business_days import bank_holidays
from faturas.domain.due_dates import RegraVencimento, is_overdue
from faturas.sandbox import schedules
from faturas.sandbox.cases import SCHEDULE_SHARES
from faturas.sandbox.schedules import Parcela, Schedule, ScheduleMaker

_DAYS = st.dates(date(2020, 1, 1), date(2035, 12, 31))
_SEEDS = st.integers(0, 10**6)
_WITH_DEBT: tuple[ScheduleMaker, ...] = (
    schedules.one_overdue,
    schedules.several_overdue,
    schedules.forgotten,
    schedules.same_due_date,
    schedules.paid_among_pending,
    schedules.settled_among_pending,
    schedules.sixty_open,
    schedules.old_debt,
    schedules.zero_amount,
    schedules.negative_amount,
    schedules.whole_amount,
    schedules.large_amount,
)
_WITHOUT_DEBT: tuple[ScheduleMaker, ...] = (
    schedules.nothing_overdue,
    schedules.only_future,
    schedules.nothing_open,
    schedules.no_invoice,
    schedules.only_paid_among_pending,
    schedules.due_today,
    schedules.only_zero_amount,
)


def _to_collect(schedule: Schedule, hoje: date, regra: RegraVencimento) -> list[Parcela]:
    return [
        each
        for each in schedule
        if not each.paga
        and (each.valor is None or each.valor > 0)
        and is_overdue(each.vencimento, hoje, regra)
    ]


@settings(max_examples=60)
@given(hoje=_DAYS, seed=_SEEDS)
def test_by_any_rule_the_same_customers_have_a_debt(hoje: date, seed: int) -> None:
    for regra in RegraVencimento:
        for maker in _WITH_DEBT:
            assert _to_collect(maker(Random(seed), hoje), hoje, regra), maker
        for maker in _WITHOUT_DEBT:
            assert not _to_collect(maker(Random(seed), hoje), hoje, regra), maker


@settings(max_examples=60)
@given(hoje=_DAYS, seed=_SEEDS)
def test_nobody_has_paid_in_the_future(hoje: date, seed: int) -> None:
    for maker in SCHEDULE_SHARES:
        assert all((each.pagamento or hoje) <= hoje for each in maker(Random(seed), hoje))


@settings(max_examples=60)
@given(hoje=_DAYS)
def test_invoices_due_on_closed_days_are_due_on_the_last_such_day(hoje: date) -> None:
    (weekend,) = schedules.due_on_weekend(Random(0), hoje)
    assert weekend.vencimento.weekday() >= 5
    assert timedelta(0) < hoje - weekend.vencimento <= timedelta(days=6)
    (holiday,) = schedules.due_on_holiday(Random(0), hoje)
    between = (holiday.vencimento + timedelta(days=n) for n in range(1, 400))
    assert holiday.vencimento in bank_holidays(holiday.vencimento.year)
    assert next(day for day in between if day in bank_holidays(day.year)) >= hoje


@pytest.mark.parametrize("seed", range(5))
def test_special_schedules(seed: int) -> None:
    hoje, rng = date(2026, 11, 23), Random(seed)
    assert len(schedules.sixty_open(rng, hoje)) == 60
    first, second, later = schedules.same_due_date(rng, hoje)
    assert first.vencimento == second.vencimento < later.vencimento
    oldest, *others = schedules.old_debt(rng, hoje)
    assert not oldest.paga
    assert hoje - oldest.vencimento > timedelta(days=2 * 365)
    assert all(each.paga for each in others)
    for maker in (schedules.paid_among_pending, schedules.settled_among_pending):
        paid, owed = maker(rng, hoje)
        assert paid.paga
        assert paid.listada_como_aberta
        assert paid.vencimento < owed.vencimento
    assert schedules.settled_among_pending(rng, hoje)[0].pagamento is None
