"""The windows of a sweep: every due date once, whatever today is."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from faturas.billing.base import Periodo
from faturas.fetch.coverage import (
    EARLIEST,
    MOST_DAYS,
    Janela,
    adds_up,
    everything,
    is_cut,
    open_windows,
    paid_windows,
)

TODAYS = st.dates(date(2024, 1, 1), date(2035, 12, 31))


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


def test_what_is_near_today_is_read_in_short_windows_and_first() -> None:
    hoje = date(2026, 11, 23)
    windows = open_windows(hoje, 24, cuts=False)
    near = [j for j in windows if j.periodo.fim > hoje - timedelta(days=150)][:7]
    assert windows[: len(near)] == near
    assert all(janela.periodo.dias <= MOST_DAYS for janela in near)
    assert len(windows) < 15


@given(st.dates(date(2020, 1, 1), date(2026, 1, 1)), st.integers(1, 400))
def test_halves_are_the_whole(first: date, days: int) -> None:
    whole = Janela(Periodo(first, first + timedelta(days=days)), quitadas=True)
    later, earlier = whole.halves()
    assert earlier.periodo.inicio == first
    assert earlier.periodo.fim + timedelta(days=1) == later.periodo.inicio
    assert later.periodo.fim == whole.periodo.fim
    assert later in whole
    assert earlier in whole
    assert whole not in later
    assert Janela(later.periodo) not in whole, "unpaid ones are no part of paid ones"


def test_paid_windows_go_backwards_from_today() -> None:
    hoje = date(2026, 11, 23)
    windows = paid_windows(hoje)
    first, second = next(windows), next(windows)
    assert first.periodo == Periodo(hoje - timedelta(days=29), hoje)
    assert second.periodo.fim == first.periodo.inicio - timedelta(days=1)
    assert first.quitadas


@pytest.mark.parametrize(
    ("whole", "short", "cut"), [(0, 80, True), (79, 80, True), (80, 80, False), (0, 0, True)]
)
def test_a_server_that_cuts_shows_less_of_everything_than_of_a_month(
    whole: int, short: int, cut: bool
) -> None:
    assert is_cut(whole, short) is cut


@pytest.mark.parametrize(
    ("whole", "parts", "fits"),
    [(30_000, 30_000, True), (30_000, 29_900, True), (30_000, 29_223, False), (100, 94, False)],
)
def test_a_few_may_be_paid_meanwhile_and_no_more(whole: int, parts: int, fits: bool) -> None:
    assert adds_up(whole, parts) is fits
