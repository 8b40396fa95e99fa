"""Who is alive: this machine's processes at once, others by their heartbeat."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta

import psutil
import pytest

from faturas.store.engine import Beat
from faturas.store.engines.sqlite.database import SqliteDatabase
from faturas.store.engines.sqlite.machine import this_process
from faturas.store.lease import Lease, new_owner, silent_s
from faturas.timing import USUAL

LEASE_S = USUAL.lease_s
NOW = Beat(datetime(2026, 11, 22, 12, tzinfo=UTC), pulse_s=1_000_000.0)
OTHER_MACHINE = "outra-maquina|1|1.00"


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SqliteDatabase]:
    with closing(SqliteDatabase(tmp_path_factory.mktemp("ledger"))) as opened:
        yield opened


class Alive:
    """Whether an owner is alive, as a transaction of the database has it."""

    def __init__(self, database: SqliteDatabase) -> None:
        self._database = database

    def __call__(self, process: str, last: Beat | None, now: Beat, owner: str = "abcd") -> bool:
        with self._database.read() as connection:
            return silent_s(connection, Lease(owner, process, last), now) is not None


@pytest.fixture(scope="module")
def is_alive(database: SqliteDatabase) -> Alive:
    return Alive(database)


def ago(seconds: float, *, clock_set_by_s: float = 0) -> Beat:
    """A beat so long before ``NOW``, the calendar having been put forward meanwhile."""
    return Beat(NOW.at - timedelta(seconds=seconds + clock_set_by_s), NOW.pulse_s - seconds)


def test_this_process_is_alive_and_every_run_has_its_own_name(is_alive: Alive) -> None:
    assert is_alive(this_process(), NOW, NOW)
    assert new_owner() != new_owner()


def test_a_killed_process_is_dead_at_once(is_alive: Alive) -> None:
    code = "from faturas.store.engines.sqlite.machine import this_process; print(this_process())"
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not is_alive(ended.stdout.strip(), NOW, NOW)


def test_a_reused_process_number_is_another_process(is_alive: Alive) -> None:
    host, pid, _ = this_process().split("|")
    assert not is_alive(f"{host}|{pid}|1.00", NOW, NOW)


def test_a_process_that_no_longer_beats_is_dead(is_alive: Alive) -> None:
    assert is_alive(this_process(), ago(LEASE_S - 1), NOW)
    assert not is_alive(this_process(), ago(LEASE_S + 1), NOW)


def test_a_beat_felt_before_the_machine_was_restarted_is_no_beat(is_alive: Alive) -> None:
    assert not is_alive(this_process(), Beat(NOW.at, NOW.pulse_s + 60), NOW)


@pytest.mark.parametrize("clock_set_by_s", [3600, -3600, 86_400 * 365, -86_400 * 365])
def test_setting_the_clock_kills_and_revives_nobody_here(
    is_alive: Alive, clock_set_by_s: float
) -> None:
    assert is_alive(this_process(), ago(1, clock_set_by_s=clock_set_by_s), NOW)
    assert not is_alive(this_process(), ago(LEASE_S + 1, clock_set_by_s=clock_set_by_s), NOW)
    set_to_the_same = ago(LEASE_S + 1, clock_set_by_s=-LEASE_S - 1)
    assert not is_alive(this_process(), set_to_the_same, NOW)


@pytest.mark.skipif(not psutil.LINUX, reason="elsewhere a process's birth is not counted from boot")
def test_setting_the_clock_makes_no_process_another_one(
    is_alive: Alive, monkeypatch: pytest.MonkeyPatch
) -> None:
    process = this_process()
    booted_s = psutil.boot_time()
    # The kernel's answer to a clock put forward by an hour: the boot moves with it.
    monkeypatch.setattr(psutil, "boot_time", lambda: booted_s + 3600)
    monkeypatch.setattr(psutil._pslinux, "boot_time", lambda: booted_s + 3600)
    assert is_alive(process, NOW, NOW)


def test_another_machine_is_judged_by_the_calendar(is_alive: Alive) -> None:
    assert is_alive(OTHER_MACHINE, Beat(NOW.at - timedelta(seconds=5), 7.0), NOW)
    assert not is_alive(OTHER_MACHINE, Beat(NOW.at - timedelta(seconds=LEASE_S + 1), 7.0), NOW)


def test_a_dead_owner_elsewhere_is_not_immortal_when_the_clock_is_set_back(is_alive: Alive) -> None:
    assert not is_alive(OTHER_MACHINE, ago(0, clock_set_by_s=-3600), NOW)


def test_nobody_is_not_alive(is_alive: Alive) -> None:
    assert not is_alive("", NOW, NOW, owner="")
    assert not is_alive(this_process(), None, NOW)
