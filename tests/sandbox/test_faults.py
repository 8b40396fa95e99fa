"""faturas.sandbox.faults: limits of requests, shares of mishaps, and chance that repeats."""

from collections import Counter
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from faturas.sandbox.faults import Draws, Faults, Limiter, LimitKind, Mishap, RateLimit


def test_a_bucket_lets_its_burst_through_and_then_the_rate() -> None:
    limiter = Limiter(RateLimit(per_s=20, burst=10), now_s=100.0)
    at_once = [limiter.wait_s(100.0) for _ in range(11)]
    assert at_once == [None] * 10 + [pytest.approx(0.05)]
    assert limiter.wait_s(100.04) == pytest.approx(0.01)
    assert limiter.wait_s(100.051) is None
    assert limiter.wait_s(100.052) is not None


def test_a_bucket_fills_no_higher_than_its_burst() -> None:
    limiter = Limiter(RateLimit(per_s=5, burst=3), now_s=0.0)
    assert [limiter.wait_s(1000.0) is None for _ in range(5)] == [True] * 3 + [False] * 2


def test_a_window_lets_its_share_through_whenever_it_comes() -> None:
    limit = RateLimit(per_s=1, kind=LimitKind.WINDOW, window_s=60)
    limiter = Limiter(limit, now_s=0.0)
    assert [limiter.wait_s(119.0) for _ in range(61)] == [None] * 60 + [pytest.approx(1.0)]
    assert limiter.wait_s(120.0) is None


@settings(max_examples=50)
@given(
    per_s=st.floats(0.5, 200),
    burst=st.integers(1, 50),
    gaps=st.lists(st.floats(0, 0.5), min_size=1, max_size=200),
)
def test_no_more_than_burst_and_rate_ever_get_through(
    per_s: float, burst: int, gaps: list[float]
) -> None:
    limiter, now_s, passed = Limiter(RateLimit(per_s, burst), now_s=0.0), 0.0, 0
    for gap in gaps:
        now_s += gap
        wait_s = limiter.wait_s(now_s)
        passed += wait_s is None
        assert wait_s is None or wait_s > 0
    assert passed <= burst + per_s * now_s + 1e-6


def test_whoever_waits_as_long_as_announced_gets_through() -> None:
    limiter = Limiter(RateLimit(per_s=2, burst=1), now_s=0.0)
    assert limiter.wait_s(0.0) is None
    wait_s = limiter.wait_s(0.1)
    assert wait_s is not None
    assert limiter.wait_s(0.1 + wait_s + 1e-9) is None


def test_shares_divide_the_range_of_chance_in_order() -> None:
    faults = Faults(error_500=0.2, html=0.3)
    chances = {0.0: Mishap.ERROR_500, 0.19: Mishap.ERROR_500, 0.21: Mishap.HTML, 0.51: None}
    assert {chance: faults.mishap_at(chance) for chance in chances} == chances


@pytest.mark.parametrize("mishap", Mishap)
def test_every_mishap_can_be_set(mishap: Mishap) -> None:
    dial: dict[str, Any] = {mishap: 1.0}
    faults = Faults(**dial)
    assert faults.mishap_at(0.999999) is mishap
    assert Faults().mishap_at(0.0) is None


@pytest.mark.parametrize("wrong", [{"html": 1.1}, {"html": -0.1}, {"html": 0.6, "reset": 0.6}])
def test_shares_that_cannot_be_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="shares"):
        Faults(**wrong)


def test_unknown_routes_are_refused() -> None:
    with pytest.raises(ValueError, match="financeiro"):
        Faults(only_routes={"financeiro"})


def test_what_faults_cover() -> None:
    everything = Faults()
    assert everything.covers("/oauth/token", None)
    assert not everything.covers_answer("/oauth/token", None)
    assert everything.covers_answer("/cliente", "1")
    login = Faults(only_routes={"/oauth/token"})
    assert login.covers_answer("/oauth/token", None)
    assert not login.covers("/cliente", "1")
    one = Faults(only_codes={"1001"})
    assert one.covers_answer("/cliente", "1001")
    assert not one.covers("/cliente", "1002")
    assert not one.covers("/financeiro/fatura", None)


def test_draws_follow_from_seed_request_and_count_and_not_from_order() -> None:
    first, second, other = Draws(1), Draws(1), Draws(2)
    one = {name: [first.next(name) for _ in range(3)] for name in ("a", "b")}
    two: dict[str, list[object]] = {"a": [], "b": []}
    for name in ("b", "a", "a", "b", "b", "a"):
        two[name].append(second.next(name))
    assert one == two
    assert one["a"][0] != one["a"][1]
    assert other.next("a") != one["a"][0]


def test_draws_are_even() -> None:
    draws, faults = Draws(1), Faults(error_500=0.05, reset=0.10)
    found = Counter(faults.mishap_at(draws.next(str(n)).mishap) for n in range(10_000))
    assert found[Mishap.ERROR_500] == pytest.approx(500, abs=80)
    assert found[Mishap.RESET] == pytest.approx(1000, abs=110)
