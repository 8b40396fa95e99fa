"""The windows of a sweep: every due date once, whatever today is."""

import sys
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from faturas.billing.contract import Period
from faturas.search.sweep.windows import (
    EARLIEST,
    MOST_DAYS,
    Window,
    everything,
    open_windows,
    paid_windows,
)

TODAYS = st.dates(date(1900, 1, 1), date(2035, 12, 31))


@settings(max_examples=60)
@given(TODAYS, st.integers(1, 240), st.booleans())
def test_the_windows_follow_each_other_without_gap_or_overlap(
    hoje: date, meses: int, cuts: bool
) -> None:
    periods = sorted(janela.periodo for janela in open_windows(hoje, meses, cuts=cuts))
    assert periods[0].inicio == EARLIEST
    for before, after in pairwise(periods):
        assert after.inicio == before.fim + timedelta(days=1)
    if cuts:
        assert max(periodo.dias for periodo in periods) <= MOST_DAYS
        assert periods[-1].fim > hoje + timedelta(days=365)
    else:
        assert periods[-1].fim == everything(hoje).fim


def test_all_up_to_the_horizon_is_read_in_short_windows_the_latest_first() -> None:
    hoje = date(2026, 11, 23)
    *short, later, earlier = open_windows(hoje, 24, cuts=False)
    assert max(janela.periodo.dias for janela in short) == MOST_DAYS
    assert short[0].periodo.fim == hoje + timedelta(days=30)
    assert short[1].periodo.fim == hoje, "none lies on both sides of today"
    assert short[-1].periodo.inicio == hoje - timedelta(days=732)
    assert later.periodo.inicio > short[0].periodo.fim
    assert earlier.periodo.fim < short[-1].periodo.inicio


@given(st.dates(date(2020, 1, 1), date(2026, 1, 1)), st.integers(1, 400))
def test_halves_are_the_whole(first: date, days: int) -> None:
    whole = Window(Period(first, first + timedelta(days=days)), quitadas=True)
    later, earlier = whole.halves()
    assert earlier.periodo.inicio == first
    assert earlier.periodo.fim + timedelta(days=1) == later.periodo.inicio
    assert later.periodo.fim == whole.periodo.fim
    assert later in whole
    assert earlier in whole
    assert whole not in later
    assert Window(later.periodo) not in whole, "unpaid ones are no part of paid ones"


def test_paid_windows_go_backwards_from_today() -> None:
    hoje = date(2026, 11, 23)
    windows = paid_windows(hoje)
    first, second = next(windows), next(windows)
    assert first.periodo == Period(hoje - timedelta(days=29), hoje)
    assert second.periodo.fim == first.periodo.inicio - timedelta(days=1)
    assert first.quitadas


@pytest.mark.parametrize(("days", "pages"), [(1, sys.maxsize), (30, 40), (31, 2), (3650, 2)])
def test_only_short_windows_may_have_many_pages(days: int, pages: int) -> None:
    first = date(2026, 1, 1)
    assert Window(Period(first, first + timedelta(days=days - 1))).most_pages() == pages
