"""The rules of the pace one by one, and what must hold whatever happens. All in virtual time."""

import math

import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from faturas.search.pace.controller import LONGEST_RETRY_AFTER_S, Pace
from faturas.search.pace.fixed import FixedPace
from faturas.search.pace.values import FLOOR_PER_S, Learned, PaceSnapshot, Phase, Ticket
from tests.search.pacing import allowed, started, take
from tests.search.servers import NoLimit, Simulation, TokenBucket

# The rules one by one


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
