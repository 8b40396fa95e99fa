"""The pace against simulated servers, whose limits it finds. All in virtual time."""

import math

import pytest

from faturas.search.pace.controller import Pace
from faturas.search.pace.values import Learned, PaceSnapshot
from tests.search.pacing import allowed, take
from tests.search.servers import (
    Answer,
    FixedWindow,
    Kind,
    NoLimit,
    Outage,
    Run,
    Server,
    SharedWithOthers,
    Simulation,
    SlidingWindow,
    Sometimes,
    TokenBucket,
)

RETRY_AFTER = [pytest.param(1.0, id="Retry-After 1"), pytest.param(None, id="no header")]
SEEDS = [0, 1]


def ask(server: Server, customers: int, *, seed: int = 0, latency_s: float = 0.1) -> Run:
    return Simulation(Pace(), server, seed=seed, latency_s=latency_s).run(customers)


# What the API bears is found, and few requests are refused on the way


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("retry_after_s", RETRY_AFTER)
@pytest.mark.parametrize("latency_s", [0.1, 0.3])
def test_20_a_second_burst_10(retry_after_s: float | None, latency_s: float, seed: int) -> None:
    run = ask(TokenBucket(20, 10, retry_after_s), 3000, seed=seed, latency_s=latency_s)
    assert run.of(20) >= 0.95
    assert run.refused <= 0.01


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("retry_after_s", RETRY_AFTER)
@pytest.mark.parametrize("burst", [2, 5, 10])
def test_2_a_second(retry_after_s: float | None, burst: float, seed: int) -> None:
    run = ask(TokenBucket(2, burst, retry_after_s), 600, seed=seed)
    assert run.of(2) >= 0.95
    assert run.refused <= 0.03


@pytest.mark.parametrize("retry_after_s", RETRY_AFTER)
def test_100_a_second_is_over_in_40_s_most_of_it_spent_searching(
    retry_after_s: float | None,
) -> None:
    run = ask(TokenBucket(100, 10, retry_after_s), 3000)
    assert run.of(100) >= 0.80
    assert run.refused <= 0.01


@pytest.mark.parametrize(
    ("window", "ceiling_per_s", "customers", "most_refused"),
    [
        pytest.param(FixedWindow(20, 1, tells=True), 20, 3000, 0.01, id="20 a second"),
        pytest.param(FixedWindow(20, 1, tells=False), 20, 3000, 0.01, id="20 a second, mute"),
        pytest.param(FixedWindow(60, 60, tells=True), 1, 900, 0.04, id="60 a minute"),
        pytest.param(FixedWindow(60, 60, tells=False), 1, 900, 0.08, id="60 a minute, mute"),
        pytest.param(FixedWindow(20, 60, tells=False), 1 / 3, 300, 0.1, id="20 a minute, mute"),
        pytest.param(FixedWindow(1000, 60, tells=True), 16.7, 6000, 0.01, id="1000 a minute"),
        pytest.param(SlidingWindow(20, 1, tells=True), 20, 3000, 0.01, id="any second"),
        pytest.param(SlidingWindow(60, 60, tells=True), 1, 600, 0.06, id="any minute"),
        pytest.param(SlidingWindow(60, 60, tells=False), 1, 600, 0.09, id="any minute, mute"),
    ],
)
def test_windows(window: Server, ceiling_per_s: float, customers: int, most_refused: float) -> None:
    run = ask(window, customers)
    assert run.of(ceiling_per_s) >= 0.85
    assert run.refused <= most_refused


@pytest.mark.parametrize("retry_after_s", RETRY_AFTER)
def test_a_server_without_any_burst_gets_half_its_limit_and_hardly_refuses(
    retry_after_s: float | None,
) -> None:
    run = ask(TokenBucket(20, 1, retry_after_s), 3000)
    assert run.of(20) >= 0.5
    assert run.refused <= 0.02


def test_a_long_retry_after_costs_but_does_not_rule() -> None:
    run = ask(TokenBucket(20, 10, retry_after_s=10), 3000)
    assert run.of(20) >= 0.5
    assert run.refused <= 0.005


@pytest.mark.parametrize("retry_after_s", RETRY_AFTER)
def test_the_limit_halves(retry_after_s: float | None) -> None:
    run = ask(TokenBucket(20, 10, retry_after_s, steps=((60, 10),)), 2000)
    assert run.answered_between(60, run.elapsed_s) / (run.elapsed_s - 60) >= 0.9 * 10
    assert run.refused <= 0.01


@pytest.mark.parametrize("retry_after_s", RETRY_AFTER)
def test_the_limit_doubles_and_is_found_within_two_minutes(retry_after_s: float | None) -> None:
    run = ask(TokenBucket(20, 10, retry_after_s, steps=((60, 40),)), 6000)
    assert run.answered_between(120, run.elapsed_s) / (run.elapsed_s - 120) >= 0.85 * 40
    assert run.refused <= 0.01


def test_another_program_uses_up_half_of_the_limit() -> None:
    run = ask(SharedWithOthers(TokenBucket(20, 10, 1.0), others_per_s=10), 3000)
    assert run.of(10) >= 0.8
    assert run.refused <= 0.02


# Without a limit the threads are the limit


@pytest.mark.parametrize("jitter", [0.0, 0.5, 1.0])
def test_no_limit_300_ms(jitter: float) -> None:
    run = Simulation(Pace(), NoLimit(), latency_s=0.3, jitter=jitter).run(3000)
    assert run.of(16 / 0.3) >= 0.95


def test_no_limit_100_ms_the_ramp_costs_less_than_a_tenth() -> None:
    assert ask(NoLimit(), 3000).of(16 / 0.1) >= 0.9


def test_the_start_is_gentle_and_grows_only_with_answers() -> None:
    assert ask(NoLimit(), 3000).sent_between(0, 1) <= 40
    assert ask(NoLimit(), 100, latency_s=2).sent_between(0, 2) <= 16


def test_nothing_grows_while_nobody_waits() -> None:
    run = Simulation(Pace(), NoLimit(), threads=1, latency_s=1).run(60)
    assert run.pace.snapshot(run.elapsed_s).allowed_per_s == pytest.approx(8, rel=0.1)


def test_callers_that_come_in_a_bunch_do_not_raise_the_pace_for_ever() -> None:
    pace = Simulation(Pace(), NoLimit(), jitter=1.0).run(20_000).pace
    assert allowed(pace) <= 6 * 160


# From job to job


@pytest.mark.parametrize("retry_after_s", RETRY_AFTER)
def test_a_warm_start_holds_just_under_the_ceiling_remembered(
    retry_after_s: float | None,
) -> None:
    pace = Pace(learned=Learned(ceiling_per_s=20))
    assert pace.snapshot(0).allowed_per_s == pytest.approx(0.95 * 20)
    run = Simulation(pace, TokenBucket(20, 10, retry_after_s)).run(600)
    assert run.of(20) >= 0.95
    assert run.refused <= 0.005


def test_a_job_teaches_the_next() -> None:
    first = ask(TokenBucket(20, 10, 1.0), 1000)
    learned = Learned.from_json(first.pace.learned().to_json())
    assert learned.ceiling_per_s == pytest.approx(20, rel=0.1)
    free = ask(NoLimit(), 1000).pace.learned()
    assert free.ceiling_per_s is None
    assert free.borne_per_s == pytest.approx(160, rel=0.3)
    assert Simulation(Pace(learned=free), NoLimit()).run(1000).of(160) >= 0.97


def test_what_was_refused_was_not_borne() -> None:
    pace = Pace()
    for ticket in [take(pace, at / 4) for at in range(100)]:
        pace.on_throttled(ticket, ticket.sent_s + 1, None)
    assert pace.learned().borne_per_s is None


def test_a_bad_minute_at_the_end_is_not_what_the_next_job_starts_from() -> None:
    good = ask(TokenBucket(20, 10, 1.0), 2000)
    now_s = good.elapsed_s
    for _ in range(5):
        ticket = take(good.pace, now_s)
        good.pace.on_success(ticket, ticket.sent_s + 0.1)
        ticket = take(good.pace, ticket.sent_s + 0.1)
        now_s = ticket.sent_s + 0.1
        good.pace.on_throttled(ticket, now_s, 5)
    assert allowed(good.pace) < 5
    assert good.pace.learned().ceiling_per_s == pytest.approx(20, rel=0.1)


def test_what_was_remembered_may_be_wrong() -> None:
    too_high = Simulation(Pace(learned=Learned(200)), TokenBucket(20, 10, 1.0)).run(3000)
    assert too_high.of(20) >= 0.95
    assert too_high.refused <= 0.02
    too_low = Simulation(Pace(learned=Learned(5)), NoLimit()).run(6000)
    assert too_low.answered_between(60, 70) >= 0.9 * 10 * 160
    assert too_low.pace.learned().ceiling_per_s is None


@pytest.mark.parametrize(
    "text",
    [
        None,
        "",
        "{",
        "[1]",
        '{"ceiling_per_s": "20"}',
        '{"ceiling_per_s": -1}',
        '{"ceiling_per_s": NaN}',
        '{"borne_per_s": Infinity}',
        '{"ceiling_per_s": 0}',
    ],
)
def test_a_spoilt_memory_counts_as_none(text: str | None) -> None:
    assert Learned.from_json(text) == Learned()


# When the API is in trouble


def test_bare_503s_for_a_minute_are_answered_with_longer_and_longer_waits() -> None:
    trouble = Outage(TokenBucket(20, 10, 1.0), 30, 90, Answer(Kind.SLOW))
    run = ask(trouble, 3000)
    assert run.sent_between(31, 90) <= 10
    assert run.answered_between(90, 130) >= 0.7 * 30 * 20


def test_time_outs_slow_down_and_the_pace_comes_back() -> None:
    trouble = Outage(NoLimit(), 30, 60, Answer(Kind.SLOW, delay_s=20))
    slowest = math.inf

    def watch(now_s: float, snapshot: PaceSnapshot) -> None:
        nonlocal slowest
        slowest = min(slowest, snapshot.allowed_per_s) if now_s > 30 else slowest

    run = Simulation(Pace(), trouble).run(12_000, watch=watch)
    assert slowest <= 0.81 * 160
    assert run.answered_between(90, 95) >= 0.9 * 5 * 160


@pytest.mark.parametrize(
    ("answer", "least"),
    [(Answer(Kind.FAULT), 0.9), (Answer(Kind.SLOW), 0.4), (Answer(Kind.SLOW, delay_s=10), 0.4)],
    ids=["500", "503", "time-out"],
)
def test_five_per_cent_of_faults_do_not_stop_the_work(answer: Answer, least: float) -> None:
    run = ask(Sometimes(TokenBucket(20, 10, 1.0), 0.05, answer), 3000)
    assert run.of(20) >= least


def test_one_per_cent_of_refusals_at_random_do_not_starve_a_long_job() -> None:
    run = ask(Sometimes(TokenBucket(20, 10, 1.0), 0.01, Answer(Kind.THROTTLED, 1.0)), 20_000)
    last_minute = run.answered_between(run.elapsed_s - 60, run.elapsed_s)
    assert last_minute >= 0.35 * 60 * 20
