"""Many threads at one gate: real threads, and as little real time as will do."""

import threading
import time
from collections.abc import Callable

import pytest

from faturas.search.pace.controller import Pace
from faturas.search.pace.gate import LOOK_S, Gate
from faturas.search.pace.values import Learned, Phase, Ticket
from tests.waiting import wait_for

NEVER = threading.Event()
SOON_S = 0.3
"""Long for a thread that is woken, and well below ``LOOK_S``."""


def closed_gate() -> Gate:
    """One whose first turn comes in an hour."""
    gate = Gate(Pace())
    gate.set_max(1 / 3600)
    return gate


def waiting(gate: Gate) -> int:
    return len(gate._queue)


class Callers:
    """Threads that each acquire one ticket, started one after the other."""

    def __init__(
        self, gate: Gate, count: int, stop: threading.Event, *, first: bool = False
    ) -> None:
        self.got: list[tuple[int, Ticket | None]] = []
        self._gate = gate
        self._stop = stop
        self._first = first
        self._threads: list[threading.Thread] = []
        before = waiting(gate)
        for number in range(count):
            thread = threading.Thread(target=self._acquire, args=(number,), daemon=True)
            thread.start()
            self._threads.append(thread)
            wait_for(lambda: len(self.got) + waiting(gate) >= before + len(self._threads))

    def _acquire(self, number: int) -> None:
        self.got.append((number, self._gate.acquire(self._stop, first=self._first)))

    def join(self, within_s: float) -> float:
        """Wait for all of them; how long it took, in seconds."""
        started_s = time.monotonic()
        for thread in self._threads:
            thread.join(max(0.0, started_s + within_s - time.monotonic()))
        assert not any(thread.is_alive() for thread in self._threads)
        return time.monotonic() - started_s


def test_an_open_gate_lets_through_at_once() -> None:
    ticket = Gate(Pace()).acquire(NEVER)
    assert ticket is not None
    assert not ticket.waited


def test_first_come_first_served() -> None:
    gate = closed_gate()
    callers = Callers(gate, 6, NEVER)
    gate.set_max(200)
    callers.join(within_s=5)
    assert [number for number, _ in callers.got] == list(range(6))
    assert all(ticket and ticket.waited for _, ticket in callers.got)


def test_who_has_to_be_first_goes_before_all_who_wait() -> None:
    gate = closed_gate()
    callers = Callers(gate, 3, NEVER)
    urgent = Callers(gate, 1, NEVER, first=True)
    gate.set_max(20)
    urgent.join(within_s=5)
    assert len(callers.got) < 3
    callers.join(within_s=5)
    assert [number for number, _ in callers.got] == [0, 1, 2]


def test_threads_keep_to_the_pace() -> None:
    gate = Gate(Pace(learned=Learned(ceiling_per_s=100)))
    tickets = Callers(gate, 40, NEVER)
    tickets.join(within_s=5)
    sent_s = sorted(ticket.sent_s for _, ticket in tickets.got if ticket)
    assert len(sent_s) == 40
    assert 39 / (sent_s[-1] - sent_s[0]) <= 100


def test_an_earlier_turn_wakes_the_head_of_the_queue() -> None:
    gate = closed_gate()
    callers = Callers(gate, 1, NEVER)
    gate.set_max(None)
    assert callers.join(within_s=5) < SOON_S


def test_a_stop_is_seen_soon_by_every_caller() -> None:
    gate, stop = closed_gate(), threading.Event()
    callers = Callers(gate, 16, stop)
    stop.set()
    assert callers.join(within_s=5) < 2 * LOOK_S
    assert all(ticket is None for _, ticket in callers.got)
    assert waiting(gate) == 0


def test_a_stopped_head_makes_room_for_another_job() -> None:
    gate, stop = closed_gate(), threading.Event()
    stopped, others = Callers(gate, 1, stop), Callers(gate, 1, NEVER)
    stop.set()
    stopped.join(within_s=5)
    gate.set_max(None)
    assert others.join(within_s=5) < SOON_S
    assert others.got[0][1] is not None


def test_feedback_never_queues_behind_waiting_callers() -> None:
    gate, stop = Gate(Pace()), threading.Event()
    ticket = gate.acquire(NEVER)
    assert ticket is not None
    gate.close_for(3600)
    callers = Callers(gate, 32, stop)
    started_s = time.monotonic()
    gate.on_success(ticket)
    gate.snapshot()
    assert time.monotonic() - started_s < SOON_S
    stop.set()
    callers.join(within_s=5)


def test_a_refusal_holds_everybody_back() -> None:
    gate = Gate(Pace())
    accepted, refused = gate.acquire(NEVER), gate.acquire(NEVER)
    assert accepted is not None
    assert refused is not None
    gate.on_success(accepted)
    refused_s = time.monotonic()
    gate.on_throttled(refused, 0.6)
    callers = Callers(gate, 3, NEVER)
    assert gate.snapshot().phase is Phase.WAITING
    callers.join(within_s=5)
    assert min(t.sent_s for _, t in callers.got if t) - refused_s >= 0.6


@pytest.mark.parametrize(
    "report",
    [
        lambda gate, ticket: gate.on_success(ticket),
        lambda gate, ticket: gate.on_throttled(ticket, None),
        lambda gate, ticket: gate.on_slow(ticket),
        lambda gate, _: gate.on_fault(),
    ],
    ids=["success", "throttled", "slow", "fault"],
)
def test_every_report_takes_the_request_out_of_flight(
    report: Callable[[Gate, Ticket], None],
) -> None:
    gate = Gate(Pace())
    ticket = gate.acquire(NEVER)
    assert ticket is not None
    assert gate.snapshot().in_flight == 1
    report(gate, ticket)
    assert gate.snapshot().in_flight == 0


def test_what_was_learned_comes_through() -> None:
    learned = Learned(ceiling_per_s=20, borne_per_s=30)
    assert Gate(Pace(learned=learned)).learned() == learned
