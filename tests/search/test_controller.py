"""The pace against simulated servers, and its rules one by one. All in virtual time."""

import math

import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from faturas.search.pace.controller import LONGEST_RETRY_AFTER_S, Pace
from faturas.search.pace.fixed import FixedPace
from faturas.search.pace.values import FLOOR_PER_S, Learned, PaceSnapshot, Phase, Ticket
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


# The rules one by one


def started(pace: Pace, now_s: float = 0.0) -> float:
    """Send and get answered one request; when the next may leave."""
    pace.on_success(take(pace, now_s), now_s + 0.1)
    return pace.ready_at(now_s + 0.1)


def take(pace: Pace, now_s: float, *, waited: bool = True) -> Ticket:
    ticket = pace.take(pace.ready_at(now_s), waited=waited)
    assert ticket is not None
    return ticket


def allowed(pace: Pace) -> float:
    return pace.snapshot(0).allowed_per_s


def test_nobody_leaves_before_his_turn() -> None:
    pace = Pace()
    take(pace, 0, waited=False)
    next_s = pace.ready_at(0)
    assert next_s == 1 / 8
    assert pace.take(math.nextafter(next_s, 0), waited=True) is None
    assert pace.take(next_s, waited=True) is not None


def test_one_burst_of_refusals_is_one_fall() -> None:
    pace = Pace()
    now_s = started(pace)
    burst = [take(pace, now_s) for _ in range(10)]
    pace.on_throttled(burst[0], 2.0, None)
    after_first = allowed(pace)
    for ticket in burst[1:]:
        pace.on_throttled(ticket, 2.1, None)
    assert allowed(pace) == after_first < burst[0].rate_per_s
    assert pace.snapshot(2.1).throttled == 10


def test_retry_after_holds_everybody_back_also_from_a_request_of_before() -> None:
    pace = Pace()
    now_s = started(pace)
    first, second = take(pace, now_s), take(pace, now_s)
    pace.on_throttled(first, 2.0, 5)
    assert pace.ready_at(2.0) == pytest.approx(7, abs=0.1)
    pace.on_throttled(second, 3.0, 5)
    assert pace.ready_at(3.0) == pytest.approx(8, abs=0.1)
    assert pace.ready_at(3.0) >= 8


def test_a_monstrous_retry_after_is_cut_to_ten_minutes() -> None:
    pace = Pace()
    now_s = started(pace)
    pace.on_throttled(take(pace, now_s), 1.0, 1e9)
    assert pace.ready_at(1.0) == pytest.approx(1 + LONGEST_RETRY_AFTER_S, abs=0.1)


def test_while_nothing_is_accepted_the_gate_doubles_and_the_rate_stays() -> None:
    pace = Pace()
    now_s = started(pace)
    pace.on_throttled(take(pace, now_s), 1.0, None)
    rate, now_s, waits_s = allowed(pace), 1.0, []
    for _ in range(9):
        ticket = take(pace, now_s)
        waits_s.append(ticket.sent_s - now_s)
        now_s = ticket.sent_s
        pace.on_throttled(ticket, now_s, None)
    assert waits_s == pytest.approx([0.5, 1, 2, 4, 8, 16, 30, 30, 30], abs=0.1)
    assert allowed(pace) == rate


def test_however_often_refused_one_leaves_every_half_minute() -> None:
    pace, now_s = Pace(), 0.0
    for _ in range(60):
        now_s = started(pace, now_s)
        ticket = take(pace, now_s)
        now_s = ticket.sent_s + 0.1
        pace.on_throttled(ticket, now_s, 20)
    assert allowed(pace) == FLOOR_PER_S == 1 / 30


def test_after_a_gate_that_opened_too_soon_one_goes_first() -> None:
    pace = Pace()
    now_s = started(pace)
    for _ in range(4):
        ticket = take(pace, now_s)
        now_s = ticket.sent_s + 0.1
        pace.on_throttled(ticket, now_s, None)
    scout = take(pace, now_s)
    assert pace.ready_at(scout.sent_s) - scout.sent_s >= 4
    pace.on_success(scout, scout.sent_s + 0.2)
    assert pace.ready_at(scout.sent_s + 0.2) - scout.sent_s <= 0.3


def test_what_another_was_told_to_wait_holds_here_too() -> None:
    pace = Pace()
    pace.close_for(60, 0)
    assert pace.closed_for_s(20) == 40
    pace.close_for(1, 20)
    assert pace.ready_at(21) == 60
    assert pace.take(59.9, waited=True) is None
    assert pace.take(60, waited=True) is not None


def test_a_night_of_sleep_is_not_saved_up_and_says_nothing_about_the_api() -> None:
    pace = Simulation(Pace(), TokenBucket(20, 10, 1.0)).run(1000).pace
    before = allowed(pace)
    morning_s = 30_000.0
    moments_s = []
    for _ in range(20):
        ticket = take(pace, morning_s)
        moments_s.append(ticket.sent_s)
        pace.on_success(ticket, ticket.sent_s)
    assert moments_s[-1] - moments_s[0] >= 0.9 * 19 / 20
    pace.on_throttled(take(pace, moments_s[-1]), moments_s[-1] + 0.1, 1.0)
    assert allowed(pace) >= 0.7 * before


def test_the_page_sees_what_happens() -> None:
    pace = Pace()
    assert pace.snapshot(0).phase is Phase.STARTING
    now_s = started(pace)
    ticket = take(pace, now_s)
    assert pace.snapshot(1).in_flight == 1
    pace.on_throttled(ticket, 1, 2)
    waiting = pace.snapshot(1)
    assert waiting.phase is Phase.WAITING
    assert waiting.waiting_until_s == pytest.approx(3, abs=0.1)
    assert (waiting.throttled, waiting.failed, waiting.in_flight) == (1, 0, 0)
    pace.on_fault()
    pace.on_slow(ticket, 1)
    assert pace.snapshot(1).failed == 2
    pace.count_anew()
    assert (pace.snapshot(1).throttled, pace.snapshot(1).failed) == (0, 0)
    assert pace.snapshot(3.5).phase is Phase.HOLDING
    assert pace.snapshot(60).phase is Phase.SEARCHING
    assert pace.snapshot(60).waiting_until_s is None


def test_the_page_sees_when_the_threads_are_the_limit() -> None:
    seen = list[PaceSnapshot]()

    def watch(now_s: float, snapshot: PaceSnapshot) -> None:
        if 10 < now_s < 15:
            seen.append(snapshot)

    Simulation(Pace(), NoLimit()).run(3000, watch=watch)
    assert sum(snapshot.phase is Phase.FREE for snapshot in seen) >= 0.9 * len(seen)
    assert sum(snapshot.rate_per_s for snapshot in seen) / len(seen) == pytest.approx(160, rel=0.1)


@pytest.mark.parametrize("threads", [2, 16, 32])
@pytest.mark.parametrize("pace", [Pace, FixedPace])
def test_the_page_sees_no_rate_that_was_never_sent(pace: type[Pace], threads: int) -> None:
    """From the first burst on, which is all that has been sent then."""
    seen = list[tuple[float, float]]()

    def watch(now_s: float, snapshot: PaceSnapshot) -> None:
        seen.append((now_s, snapshot.rate_per_s))

    fresh = pace()
    assert fresh.snapshot(0).rate_per_s == 0
    Simulation(fresh, NoLimit(), threads=threads, latency_s=0.1).run(600, watch=watch)
    assert max(rate for _, rate in seen) <= 1.5 * threads / 0.1, "bunches count in a short span"
    assert max(rate for now_s, rate in seen if now_s < 0.1) <= 2 * threads
    assert seen[-1][1] > 0


# What must hold whatever happens


@pytest.mark.parametrize("per_minute", [1, 60, 600])
def test_a_limit_set_by_hand_is_never_exceeded_in_any_minute(per_minute: int) -> None:
    pace = Pace()
    pace.set_max(per_minute / 60, 0)
    run = Simulation(pace, NoLimit(), late_s=0.03).run(3 * per_minute)
    assert exceeds_nowhere(run.sent_s, per_minute / 60, window_s=60)
    assert exceeds_nowhere(run.sent_s, per_minute / 60, window_s=2)
    assert run.of(per_minute / 60) >= 0.97


def exceeds_nowhere(sent_s: list[float], max_per_s: float, *, window_s: float) -> bool:
    most = math.ceil(max_per_s * window_s)
    later_s = sent_s[most:]
    return all(b_s - a_s >= most / max_per_s for a_s, b_s in zip(sent_s, later_s, strict=False))


def test_a_limit_set_by_hand_may_change_meanwhile() -> None:
    pace = Pace(learned=Learned(100))
    last_s = take(pace, 0).sent_s
    pace.set_max(0.5, 0)
    assert pace.ready_at(0) >= last_s + 2
    assert pace.snapshot(0).phase is Phase.CAPPED
    pace.set_max(20, 0)
    assert exceeds_nowhere(Simulation(pace, NoLimit()).run(500).sent_s, 20, window_s=2)
    pace.set_max(None, 0)
    assert allowed(pace) == 95
    with pytest.raises(ValueError, match="above zero"):
        pace.set_max(0, 0)


def test_a_new_process_does_not_add_a_turn_to_the_old_ones_limit() -> None:
    pace = Pace()
    pace.set_max(2 / 60, 1000)
    assert pace.ready_at(1000) >= 1030


def test_a_limit_may_only_be_lowered_by_who_does_not_run() -> None:
    pace = Pace(learned=Learned(100))
    pace.tighten(10, 0)
    pace.tighten(20, 0)
    assert allowed(pace) == pytest.approx(0.99 * 10)


EVENTS = st.tuples(
    st.sampled_from(["take", "take", "take", "ok", "ok", "429", "slow", "fault", "closed"]),
    st.floats(0, 30) | st.floats(0, 0.2) | st.just(86_400.0),
    st.none() | st.floats(-5, 1e6) | st.just(math.inf),
    st.booleans(),
)


@examples(max_examples=100)
@given(
    st.lists(EVENTS, max_size=80),
    st.none() | st.floats(0.01, 100),
    st.none() | st.floats(FLOOR_PER_S, 1000),
)
def test_any_history_keeps_the_pace_sane(
    history: list[tuple[str, float, float | None, bool]],
    max_per_s: float | None,
    ceiling_per_s: float | None,
) -> None:
    pace = Pace(learned=Learned(ceiling_per_s))
    pace.set_max(max_per_s, 0)
    now_s, out, sent_s = 0.0, list[Ticket](), list[float]()
    for event, later_s, retry_after_s, waited in history:
        now_s += later_s
        if event == "take":
            now_s = pace.ready_at(now_s)
            ticket = pace.take(now_s, waited=waited)
            assert ticket is not None, "ready_at must be the moment at which the turn has come"
            out.append(ticket)
            sent_s.append(now_s)
        elif event == "closed":
            pace.close_for(min(later_s, 30), now_s)
        elif out and event == "ok":
            pace.on_success(out.pop(), now_s)
        elif out and event == "429":
            pace.on_throttled(out.pop(0), now_s, retry_after_s)
        elif out and event == "slow":
            pace.on_slow(out.pop(), now_s)
        elif out and event == "fault":
            out.pop()
            pace.on_fault()
        shown = pace.snapshot(now_s)
        assert shown.allowed_per_s >= min(FLOOR_PER_S, 0.99 * (max_per_s or math.inf))
        assert (
            pace.ready_at(now_s) - now_s
            <= 30 + 30 + 1 / shown.allowed_per_s + LONGEST_RETRY_AFTER_S
        )
        assert shown.in_flight == len(out)
    if max_per_s:
        assert exceeds_nowhere(sent_s, max_per_s, window_s=2)
