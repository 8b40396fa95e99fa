"""The data folder can be read by its owner only."""

import os
import stat
import sys
from contextlib import closing
from pathlib import Path

import pytest

from faturas.store.engines.sqlite import damage
from faturas.store.engines.sqlite.database import FILE_NAME, SqliteDatabase
from faturas.store.ledger import Ledger
from tests.factories.customers import customers
from tests.factories.jobs import file_of, new_tarefa

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="rights of POSIX")


@pytest.fixture(autouse=True)
def generous_umask() -> object:
    before = os.umask(0)
    yield
    os.umask(before)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def modes(folder: Path) -> set[int]:
    return {mode(path) for path in folder.iterdir()}


def test_a_new_folder_and_all_that_comes_to_be_in_it(tmp_path: Path) -> None:
    folder = tmp_path / "dados"
    ledger = Ledger(folder)
    with closing(ledger.database):
        ledger.create(new_tarefa(customers([1001])))
        damage.suspect(file_of(ledger))
        assert mode(folder) == 0o700
        assert len(list(folder.iterdir())) == 4, "with its log, its index and a mark"
        assert modes(folder) == {0o600}


def test_an_older_ones_rights_are_taken_back_at_the_next_opening(tmp_path: Path) -> None:
    folder = tmp_path / "dados"
    Ledger(folder).database.close()
    aside = folder / "faturas.danificado-20261123-101112.sqlite3"
    aside.touch()
    folder.chmod(0o755)
    for path in folder.iterdir():
        path.chmod(0o644)
    with closing(SqliteDatabase(folder)):
        assert mode(folder) == 0o700
        assert modes(folder) == {0o600}


def test_a_folder_that_all_may_use_stays_so(tmp_path: Path) -> None:
    tmp_path.chmod(0o1777)
    with closing(SqliteDatabase(tmp_path)):
        assert mode(tmp_path) == 0o1777
        assert mode(tmp_path / FILE_NAME) == 0o600


def test_what_is_not_the_ledgers_stays_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "lista.csv").touch(0o644)
    with closing(SqliteDatabase(tmp_path)):
        assert mode(tmp_path / "lista.csv") == 0o644


def test_where_no_rights_can_be_changed_the_program_works(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError

    monkeypatch.setattr(Path, "chmod", refuse)
    (tmp_path / "dados").mkdir(0o755)
    assert Ledger(tmp_path / "dados").tarefas() == []
