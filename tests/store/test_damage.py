"""Only a broken file is set aside: whole, with its log, and never under somebody's feet."""

import random
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from faturas.domain.outcome import Row
from faturas.errors import LedgerError
from faturas.store.engines.sqlite import damage
from faturas.store.engines.sqlite.database import FILE_NAME, SqliteDatabase
from faturas.store.ledger import Ledger
from faturas.store.rows import Rows
from faturas.store.schema import SCHEMA_VERSION
from faturas.store.tarefa import Tarefa
from faturas.timing import Timing
from tests.factories.customers import customers
from tests.factories.jobs import new_tarefa, run
from tests.factories.rows import contact_row

HEADER_BYTES = 100
GARBAGE = b"isto nao e um banco de dados" * 200


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / FILE_NAME


def filled(folder: Path) -> Tarefa:
    """A closed ledger of one job with contacts."""
    ledger = Ledger(folder)
    job = ledger.create(new_tarefa(customers(range(1000, 1100))))
    done = run(ledger, job, [contact_row().outcome] * job.total)
    ledger.database.close()
    return done


def overwrite(path: Path, at: int, content: bytes) -> None:
    with path.open("r+b") as file:
        file.seek(at)
        file.write(content)


def set_aside(folder: Path) -> Path | None:
    """What opening the ledger there does to the file it finds."""
    with closing(SqliteDatabase(folder)) as database:
        return database.set_aside


class TestSetAside:
    @pytest.mark.parametrize("size_bytes", [100, 1024, 4096, 16_384])
    def test_random_bytes_anywhere_are_found(
        self, tmp_path: Path, path: Path, size_bytes: int
    ) -> None:
        job = filled(tmp_path)
        rows = kept(tmp_path, job)
        whole = path.read_bytes()
        rng = random.Random(size_bytes)
        for _ in range(12):
            at = rng.randrange(HEADER_BYTES, len(whole) - size_bytes)
            path.write_bytes(whole)
            overwrite(path, at, rng.randbytes(size_bytes))
            if set_aside(tmp_path) is None and not said(tmp_path, job):
                assert kept(tmp_path, job) == rows, "the bytes fell where nothing is kept"

    def test_what_was_damaged_is_kept_to_the_byte(self, tmp_path: Path, path: Path) -> None:
        path.write_bytes(GARBAGE)
        aside = set_aside(tmp_path)
        assert aside is not None
        assert aside.parent == tmp_path
        assert aside.match("faturas.danificado-????????-??????.sqlite3")
        assert aside.read_bytes() == GARBAGE

    def test_the_log_goes_with_its_file(self, tmp_path: Path, path: Path) -> None:
        filled(tmp_path)
        overwrite(path, path.stat().st_size // 2, random.Random(1).randbytes(16_384))
        # A connection of this very process keeps SQLite from clearing the log away.
        with closing(sqlite3.connect(path)) as raw:
            raw.execute("CREATE TABLE outra (coluna)")
            log = path.with_name(f"{FILE_NAME}-wal").read_bytes()
            assert log
            aside = set_aside(tmp_path)
            assert aside is not None
            assert aside.with_name(f"{aside.name}-wal").read_bytes() == log

    def test_two_in_one_second_do_not_replace_each_other(self, tmp_path: Path, path: Path) -> None:
        names = set()
        for _ in range(3):
            path.write_bytes(GARBAGE)
            names.add(set_aside(tmp_path))
        assert len(names) == 3
        assert all(name is not None and name.exists() for name in names)

    def test_a_cut_file_is_damaged(self, tmp_path: Path, path: Path) -> None:
        filled(tmp_path)
        with path.open("r+b") as file:
            file.truncate(path.stat().st_size // 2)
        assert set_aside(tmp_path) is not None


class TestLeftAlone:
    def test_a_sound_file(self, tmp_path: Path) -> None:
        job = filled(tmp_path)
        ledger = Ledger(tmp_path)
        assert ledger.database.set_aside is None
        assert ledger.tarefa(job.id) == job

    def test_an_empty_file_is_a_new_one(self, tmp_path: Path, path: Path) -> None:
        path.touch()
        assert set_aside(tmp_path) is None

    def test_a_newer_programs_file_even_where_it_looks_broken_to_us(
        self, tmp_path: Path, path: Path
    ) -> None:
        filled(tmp_path)
        with closing(sqlite3.connect(path)) as raw:
            raw.execute(f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
        overwrite(path, path.stat().st_size // 2, random.Random(1).randbytes(4096))
        with pytest.raises(LedgerError, match="versão mais nova"):
            SqliteDatabase(tmp_path)
        assert [file.name for file in tmp_path.glob("*danificado*")] == []

    def test_a_file_that_another_process_has_open(self, tmp_path: Path, path: Path) -> None:
        filled(tmp_path)
        code = "import sys; from pathlib import Path; from faturas.store.ledger import Ledger;"
        code += "l = Ledger(Path(sys.argv[1])); l.tarefas(); print(flush=True); sys.stdin.read()"
        with subprocess.Popen(
            [sys.executable, "-c", code, str(tmp_path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        ) as other:
            assert other.stdout is not None
            other.stdout.readline()
            overwrite(path, path.stat().st_size // 2, random.Random(1).randbytes(16_384))
            with pytest.raises(LedgerError, match="ainda aberto"):
                SqliteDatabase(tmp_path, Timing(damaged_file_wait_s=0.2))
            other.communicate()
        assert set_aside(tmp_path) is not None


class TestLargeFiles:
    @pytest.fixture(autouse=True)
    def every_file_is_large(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(damage, "CHECKED_BYTES", 0)

    def test_damage_met_in_use_is_said_and_set_aside_at_the_next_opening(
        self, tmp_path: Path, path: Path
    ) -> None:
        job = filled(tmp_path)
        overwrite(path, path.stat().st_size // 2, random.Random(1).randbytes(16_384))
        ledger = Ledger(tmp_path)
        with pytest.raises(LedgerError, match="danificado"):
            list(Rows(ledger.database, job.id).all())
        ledger.database.close()
        assert set_aside(tmp_path) is not None
        assert not path.with_name(f"{FILE_NAME}-suspeito").exists()

    def test_a_false_suspicion_passes(self, tmp_path: Path, path: Path) -> None:
        job = filled(tmp_path)
        damage.suspect(path)
        ledger = Ledger(tmp_path)
        assert ledger.tarefa(job.id) == job
        assert sorted(file.name for file in tmp_path.glob("*-suspeito")) == []


def kept(folder: Path, job: Tarefa) -> list[Row]:
    """Every row of the job."""
    with closing(SqliteDatabase(folder)) as database:
        return list(Rows(database, job.id).all())


def said(folder: Path, job: Tarefa) -> str:
    """What is said of the job, or in place of it."""
    with closing(SqliteDatabase(folder)) as database:
        try:
            return Rows(database, job.id).check().sentences
        except LedgerError as error:
            return str(error)
