"""Who is alive: this machine's processes at once, others by their heartbeat."""

import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest

from faturas.jobs.owner import LEASE_S, is_alive, new_owner

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def test_this_process_is_alive_and_every_run_has_its_own_name() -> None:
    assert is_alive(new_owner(), NOW, NOW)
    assert new_owner() != new_owner()


def test_a_killed_process_is_dead_at_once() -> None:
    code = "from faturas.jobs.owner import new_owner; print(new_owner())"
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not is_alive(ended.stdout.strip(), NOW, NOW)


def test_a_reused_process_number_is_another_process() -> None:
    host, pid, _, token = new_owner().split("|")
    assert not is_alive(f"{host}|{pid}|1.00|{token}", NOW, NOW)


@pytest.mark.parametrize("seconds", [LEASE_S + 1, -LEASE_S - 1])
def test_without_heartbeat_nobody_is_alive_even_if_the_clock_was_set_back(seconds: float) -> None:
    assert not is_alive(new_owner(), NOW - timedelta(seconds=seconds), NOW)


def test_another_machine_is_judged_by_its_heartbeat() -> None:
    other = "outra-maquina|1|1.00|abcd"
    assert is_alive(other, NOW - timedelta(seconds=5), NOW)
    assert not is_alive(other, NOW - timedelta(seconds=LEASE_S + 1), NOW)


def test_nobody_is_not_alive() -> None:
    assert not is_alive("", NOW, NOW)
    assert not is_alive(new_owner(), None, NOW)
