"""SIGTERM and Ctrl-C, whatever the program is waiting for: gone within two seconds, all kept."""

import signal
from collections.abc import Callable

import pytest

from faturas.cli.exits import Exit
from faturas.sandbox.contracts.hubsoft import LOGIN
from faturas.sandbox.faults import Faults, RateLimit
from faturas.sandbox.routes import Counters
from tests.faults import evidence
from tests.faults.desk import LOTE, THREADS, Desk
from tests.faults.processes import Command
from tests.waiting import AT_ONCE_S, wait_for

GOOD = range(1070, 1090)
BAD = range(1090, 1094)
BAD_CODES = set(map(str, BAD))
WAITS = {
    "in the back-off": Faults(error_500=1, only_codes=BAD_CODES),
    "behind a slow answer": Faults(latency_s=60, only_codes=BAD_CODES),
    "as long as the API asks": Faults(
        limit=RateLimit(per_s=0.001, burst=1, retry_after_s=200), only_codes=BAD_CODES
    ),
    "during the login": Faults(latency_s=60, only_routes={LOGIN}),
}


STUCK: dict[str, Callable[[Counters], object]] = {
    "in the back-off": lambda asked: asked.answers[500] >= len(BAD),
    "behind a slow answer": lambda asked: asked.codes().keys() >= BAD_CODES,
    "as long as the API asks": lambda asked: asked.limited,
    "during the login": lambda asked: asked.in_flight,
}


def assert_left(command: Command, how: signal.Signals) -> None:
    assert command.ask_to_end(how) < AT_ONCE_S
    assert command.wait() == Exit.INTERRUPTED
    assert "retomar" in command.err


def assert_only_what_was_in_hand_is_missing(desk: Desk) -> None:
    """Whatever was fetched is kept: of those asked for, a thread has one customer in hand."""
    evidence.assert_sound(desk.data)
    missing = desk.sandbox.counters.codes().keys() - evidence.done_codes(desk.data)
    assert len(missing) <= THREADS


@pytest.mark.parametrize("waiting", WAITS)
def test_while_waiting(desk: Desk, waiting: str) -> None:
    desk.sandbox.faults = WAITS[waiting]
    command = desk.fetch(desk.write_list([*GOOD, *BAD]), "saida.csv")
    wait_for(lambda: STUCK[waiting](desk.sandbox.counters))
    assert_left(command, signal.SIGTERM)
    assert_only_what_was_in_hand_is_missing(desk)


def test_in_full_swing(desk: Desk) -> None:
    """So large a lote would never be full: what is kept is kept because of the signal."""
    desk.configure(lote=1000)
    desk.sandbox.faults = Faults(latency_s=0.05)
    command = desk.fetch(desk.write_list(range(1070, 1290)), "saida.csv")
    wait_for(lambda: len(desk.sandbox.counters.codes()) > 60)
    assert_left(command, signal.SIGTERM)
    assert_only_what_was_in_hand_is_missing(desk)


def test_between_two_lotes(desk: Desk) -> None:
    desk.configure(pausa_s=600)
    command = desk.fetch(desk.write_list(GOOD), "saida.csv")
    wait_for(lambda: evidence.exists(desk.data) and evidence.done_codes(desk.data))
    assert_left(command, signal.SIGINT)
    assert len(evidence.done_codes(desk.data)) == LOTE


def test_in_line_behind_another_job(desk: Desk) -> None:
    desk.sandbox.faults = Faults(latency_s=60)
    desk.fetch(desk.write_list(GOOD), "saida.csv")
    wait_for(lambda: desk.sandbox.counters.in_flight)
    waiting = desk.fetch(desk.write_list(BAD, "b.csv"), "b_saida.csv")
    wait_for(lambda: "fila" in waiting.err)
    assert_left(waiting, signal.SIGTERM)


def test_what_was_kept_is_not_asked_for_again(desk: Desk) -> None:
    desk.sandbox.faults = WAITS["behind a slow answer"]
    command = desk.fetch(desk.write_list([*GOOD, *BAD]), "saida.csv")
    wait_for(lambda: desk.sandbox.counters.codes().keys() >= BAD_CODES)
    assert_left(command, signal.SIGINT)
    kept = evidence.done_codes(desk.data)
    assert kept
    desk.sandbox.faults = Faults()
    assert desk.resume("saida.csv").wait() == Exit.OK
    assert {desk.sandbox.counters.of_code(code) for code in kept} <= {1}
