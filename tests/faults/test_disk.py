"""A disk that is full, read-only, busy, cut short or damaged: nothing that was kept is lost."""

import os
import random
import resource
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from itertools import pairwise
from pathlib import Path
from typing import Any
from unittest import mock

import pytest

from faturas.app import export
from faturas.cli.exits import Exit
from faturas.errors import LedgerError
from faturas.sandbox.faults import Faults
from faturas.sandbox.server import Sandbox
from faturas.store.engines.sqlite.database import FILE_NAME
from faturas.store.ledger import Ledger
from faturas.timing import Timing
from faturas.work.runner import Runner
from tests.factories.apis import apis_of, company
from tests.factories.customers import customers
from tests.factories.jobs import new_tarefa
from tests.faults import evidence
from tests.faults.desk import Desk
from tests.faults.processes import Command
from tests.waiting import wait_for

CODES = range(1070, 1150)
OLD = b"Telefone,Nome,1,2,3,4,5,6\r\n"
"""A contact file of an earlier day; any other file would not be replaced."""
SLOW = Faults(latency_s=0.3, only_codes=set(map(str, CODES[20:])))
"""The first customers are answered for at once, so that no test waits, and no job ends early."""


@pytest.fixture
def clients(desk: Desk) -> Path:
    return desk.write_list(CODES)


@pytest.fixture(scope="module")
def calm(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The contacts of an undisturbed job against the same company."""
    folder = tmp_path_factory.mktemp("calmo")
    with Sandbox(company()) as sandbox, Desk(folder, sandbox) as desk:
        assert desk.fetch(desk.write_list(CODES), "calm.csv").wait() == Exit.OK
    return (folder / "calm.csv").read_bytes()


@contextmanager
def small_disk(folder: Path, size_kb: int) -> Iterator[None]:
    """A file system of its own; needs root."""
    folder.mkdir(exist_ok=True)
    mount = ["mount", "-t", "tmpfs", "-o", f"size={size_kb}k", "tmpfs", str(folder)]
    if os.geteuid() != 0 or subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip("mounting a small disk needs root")
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def remount(folder: Path, how: str) -> None:
    subprocess.run(["mount", "-o", f"remount,{how}", str(folder)], check=True)


def fill(folder: Path) -> Path:
    """Leave no byte free; returns the file that took them."""
    ballast = folder / "lastro"
    with ballast.open("ab", buffering=0) as file:
        for block in (b"x" * 4096, b"x"):
            try:
                while True:
                    file.write(block)
            except OSError:
                pass
    return ballast


def some_done(desk: Desk) -> Callable[[], bool]:
    return lambda: evidence.exists(desk.data) and len(evidence.done_codes(desk.data)) > 10


def assert_resumes_to(desk: Desk, calm: bytes, before: evidence.Settled) -> None:
    """Everything kept is there, and the rest is fetched to the same file."""
    desk.sandbox.faults = Faults()
    evidence.assert_sound(desk.data)
    after = evidence.settled(desk.data)
    assert {key: after.get(key) for key in before} == before
    assert desk.resume("saida.csv").wait() == Exit.OK
    assert (desk.folder / "saida.csv").read_bytes() == calm
    evidence.assert_sound(desk.data)


class TestFullDisk:
    def test_in_the_middle_of_a_job(self, desk: Desk, clients: Path, calm: bytes) -> None:
        with small_disk(desk.data, 1500):
            desk.sandbox.faults = SLOW
            command = desk.fetch(clients, "saida.csv")
            wait_for(some_done(desk))
            before = evidence.settled(desk.data)
            ballast = fill(desk.data)
            desk.sandbox.faults = Faults()
            assert command.wait() == Exit.PAUSED
            assert "disco cheio" in command.err
            assert "retomar" in command.err
            assert evidence.pending(desk.data) > 0
            ballast.unlink()
            assert_resumes_to(desk, calm, before)

    def test_from_the_start(self, desk: Desk, clients: Path) -> None:
        with small_disk(desk.data, 1500):
            ballast = fill(desk.data)
            command = desk.fetch(clients, "saida.csv")
            assert command.wait() == Exit.USAGE
            assert "disco cheio" in command.err
            assert desk.sandbox.counters.requests.total() == 0
            ballast.unlink()
            assert desk.run("tarefas").wait() == Exit.OK

    def test_when_the_files_are_written(self, desk: Desk, clients: Path, calm: bytes) -> None:
        place = desk.folder / "pendrive"
        with small_disk(place, 64):
            ballast = fill(place)
            command = desk.fetch(clients, "pendrive/saida.csv")
            assert command.wait() == Exit.PAUSED
            assert "disco cheio" in command.err
            assert list(place.iterdir()) == [ballast], "nothing is left half written"
            asked = desk.sandbox.counters.codes()
            ballast.unlink()
            assert desk.resume("pendrive/saida.csv").wait() == Exit.OK
            assert (place / "saida.csv").read_bytes() == calm
            assert desk.sandbox.counters.codes() == asked

    def test_when_the_workbooks_are_written(self, desk: Desk, clients: Path) -> None:
        """Wherever in them the disk ends: what was there before stays, and nothing else."""
        assert desk.fetch(clients, "outra.csv").wait() == Exit.OK
        [job] = desk.jobs()
        place = desk.folder / "pendrive"
        with small_disk(place, 64):
            (place / "saida.csv").write_bytes(OLD)
            ballast = fill(place)
            for room_kb in (0, 8, 20):
                os.truncate(ballast, ballast.stat().st_size - room_kb * 1024)
                command = desk.start("retomar", job.id, "--saida", "pendrive/saida.csv", "--xlsx")
                assert command.wait() == Exit.PAUSED
                [said] = command.err.splitlines()
                assert "disco cheio" in said
                assert f"retomar {job.id}" in said
                assert sorted(place.iterdir()) == [ballast, place / "saida.csv"]
                assert (place / "saida.csv").read_bytes() == OLD
                fill(place)

    def test_when_one_customers_workbook_is_written(self, desk: Desk) -> None:
        place = desk.folder / "pendrive"
        with small_disk(place, 16):
            ballast = fill(place)
            command = desk.start("cliente", CODES[0], "--saida", "pendrive/um.csv", "--xlsx")
            assert command.wait() == Exit.USAGE
            assert "disco cheio" in command.err
            assert "Traceback" not in command.err
            assert list(place.iterdir()) == [ballast]

    def test_when_the_temporary_files_are_written(self, desk: Desk, clients: Path) -> None:
        with small_disk(desk.data, 1500):
            assert desk.fetch(clients, "outra.csv").wait() == Exit.OK
            [job] = desk.jobs()
            ballast = fill(desk.data)
            command = desk.start("retomar", job.id, "--saida", "saida.csv", "--xlsx")
            assert command.wait() in (Exit.PAUSED, Exit.USAGE)
            assert "disco cheio" in command.err
            assert "Traceback" not in command.err
            assert [path.name for path in desk.folder.glob("*saida*")] == []
            assert list(desk.folder.glob(".faturas-*")) == []
            ballast.unlink()

    def test_a_quota(self, desk: Desk, clients: Path, calm: bytes) -> None:
        """So small lotes need some 30 commits: more log than the quota allows, on any machine."""
        desk.configure(threads=1, lote=1)
        command = desk.fetch(clients, "saida.csv", prepare=limit_to_a_short_ledger)
        assert command.wait() == Exit.PAUSED
        assert "disco cheio" in command.err
        assert evidence.pending(desk.data) > 0
        assert_resumes_to(desk, calm, evidence.settled(desk.data))

    def test_a_quota_when_the_files_are_written(
        self, desk: Desk, clients: Path, calm: bytes
    ) -> None:
        assert desk.fetch(clients, "outra.csv").wait() == Exit.OK
        command = desk.resume("saida.csv", prepare=limit_the_files)
        assert command.wait() == Exit.PAUSED
        assert "disco cheio" in command.err
        assert [path.name for path in desk.folder.glob("*saida*")] == [], "nothing is half written"
        assert_resumes_to(desk, calm, evidence.settled(desk.data))


def limit_to_a_short_ledger() -> None:
    """A quota for each file: what a list of 80 needs at the start fits in, its log does not."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))


def limit_the_files() -> None:
    """Half of what the files need, once the ledger is open."""

    write_all = export.write_all

    def with_little_room(*arguments: Any) -> Any:
        resource.setrlimit(resource.RLIMIT_FSIZE, (4_000, 4_000))
        return write_all(*arguments)

    mock.patch("faturas.app.export.write_all", with_little_room).start()


class TestReadOnly:
    def test_a_file_system(self, desk: Desk, clients: Path, calm: bytes) -> None:
        with small_disk(desk.data, 4000):
            before = half_done(desk, clients)
            [job] = desk.jobs()
            remount(desk.data, "ro")
            command = desk.start("retomar", job.id, "--saida", "saida.csv")
            assert command.wait() == Exit.USAGE
            assert "permissão" in command.err
            remount(desk.data, "rw")
            assert_resumes_to(desk, calm, before)

    def test_a_file(self, desk: Desk, clients: Path, calm: bytes) -> None:
        """Opened as SQLite opens what it may not write: no right on a file stops root."""
        before = half_done(desk, clients)
        command = desk.resume("saida.csv", prepare=only_read)
        assert command.wait() == Exit.USAGE
        assert "permissão" in command.err
        assert [path.name for path in desk.data.glob("*danificado*")] == []
        assert_resumes_to(desk, calm, before)


def only_read() -> None:
    connect = sqlite3.dbapi2.connect

    def reading(database: str, **options: Any) -> Any:
        return connect(f"{Path(database).as_uri()}?mode=ro", uri=True, **options)

    mock.patch.object(sqlite3.dbapi2, "connect", reading).start()


class TestBusy:
    def test_another_programs_lock_is_waited_for(
        self, desk: Desk, clients: Path, calm: bytes
    ) -> None:
        desk.sandbox.faults = SLOW
        command = desk.fetch(clients, "saida.csv")
        wait_for(some_done(desk))
        with locked(desk.data):
            wait_for(lambda: not desk.sandbox.counters.in_flight)
            before = evidence.settled(desk.data)
            desk.sandbox.faults = Faults()
        assert command.wait() == Exit.OK
        assert (desk.folder / "saida.csv").read_bytes() == calm
        assert before.items() <= evidence.settled(desk.data).items()

    def test_a_lock_beyond_patience_ends_the_run_and_loses_nothing(
        self, desk: Desk, clients: Path, calm: bytes
    ) -> None:
        desk.sandbox.faults = SLOW
        command = desk.fetch(clients, "saida.csv", timing=Timing(lock_wait_s=0.2))
        wait_for(some_done(desk))
        with locked(desk.data):
            before = evidence.settled(desk.data)
            assert command.wait() == Exit.PAUSED
            assert "ocupado por outro programa" in command.err
        assert_resumes_to(desk, calm, before)

    def test_the_dashboards_process_lives_on_and_can_resume(
        self, tmp_path: Path, sandbox: Sandbox
    ) -> None:
        ledger = Ledger(tmp_path, Timing(lock_wait_s=0.1))
        runner = Runner(ledger, apis_of(sandbox))
        job = ledger.create(new_tarefa(customers(CODES)))
        sandbox.faults = SLOW
        runner.start(job.id)
        wait_for(lambda: ledger.tarefa(job.id).feitos)
        with locked(tmp_path):
            assert runner.wait(job.id, 60)
            assert "ocupado" in runner.failure(job.id)
            with pytest.raises(LedgerError, match="ocupado"):
                runner.start(job.id)
        evidence.assert_sound(tmp_path)


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Another program that keeps everybody else from writing."""
    with closing(sqlite3.connect(folder / FILE_NAME, isolation_level=None, timeout=60)) as raw:
        raw.execute("BEGIN EXCLUSIVE")
        yield
        raw.execute("ROLLBACK")


def half_done(desk: Desk, clients: Path) -> evidence.Settled:
    """A job that was killed midway; returns what it had settled."""
    command = begun(desk, clients)
    command.kill()
    desk.sandbox.faults = Faults()
    return evidence.settled(desk.data)


def begun(desk: Desk, clients: Path) -> Command:
    desk.sandbox.faults = SLOW
    command = desk.fetch(clients, "saida.csv")
    wait_for(some_done(desk))
    return command


class TestPowerCut:
    def test_a_log_cut_anywhere_is_some_earlier_moment(
        self, desk: Desk, clients: Path, calm: bytes
    ) -> None:
        """What the disk had not yet taken is gone; what remains is whole lotes, in order."""
        begun(desk, clients).kill()
        whole = {path.name: path.read_bytes() for path in desk.data.glob(f"{FILE_NAME}*")}
        log = whole[f"{FILE_NAME}-wal"]
        rng = random.Random(3)
        moments: list[set[tuple[str, int]]] = []
        for at in sorted([*(rng.randrange(len(log)) for _ in range(11)), len(log)]):
            desk.data = desk.folder / f"corte-{at}"
            desk.data.mkdir()
            (desk.data / FILE_NAME).write_bytes(whole[FILE_NAME])
            (desk.data / f"{FILE_NAME}-wal").write_bytes(log[:at])
            if evidence.exists(desk.data):
                evidence.assert_sound(desk.data)
                moments.append(set(evidence.settled(desk.data)))
        assert moments
        assert all(early <= late for early, late in pairwise(moments))
        assert_resumes_to(desk, calm, evidence.settled(desk.data))


class TestDamage:
    def test_a_damaged_ledger_makes_room_and_the_work_begins_anew(
        self, desk: Desk, clients: Path, calm: bytes
    ) -> None:
        half_done(desk, clients)
        [job] = desk.jobs()
        path = desk.data / FILE_NAME
        with path.open("r+b") as file:
            file.seek(path.stat().st_size // 2)
            file.write(random.Random(1).randbytes(8192))
        first = desk.run("retomar", job.id)
        assert "estava danificado e foi guardado como" in first.err
        assert "Não existe tarefa" in first.err
        assert "danificado" not in desk.run("tarefas").err, "it is said once"
        assert desk.fetch(clients, "saida.csv").wait() == Exit.OK
        assert (desk.folder / "saida.csv").read_bytes() == calm
        evidence.assert_sound(desk.data)

    def test_damage_under_a_running_job_ends_it_with_a_word(
        self, desk: Desk, clients: Path, calm: bytes
    ) -> None:
        command = begun(desk, clients)
        path = desk.data / FILE_NAME
        with closing(sqlite3.connect(path)) as raw:
            raw.execute("PRAGMA wal_checkpoint(PASSIVE)")
        size_bytes = path.stat().st_size
        path.write_bytes(random.Random(1).randbytes(size_bytes))
        desk.sandbox.faults = Faults()
        if command.wait() == Exit.OK:  # all that it needed was still in its memory
            assert (desk.folder / "saida.csv").read_bytes() == calm
        else:
            assert "danificado" in command.err
        assert desk.run("tarefas").wait() == Exit.OK
        evidence.assert_sound(desk.data)
