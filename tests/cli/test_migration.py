"""A large ledger of an earlier version: whoever has to wait for it reads why, once."""

from pathlib import Path

import pytest

from faturas.store.engines.sqlite import versions
from tests.cli.conftest import Run
from tests.old_ledgers import ROWS, write_old_ledger

SAID = "Atualizando o arquivo de dados para esta versão… Isso acontece uma vez só.\n"


def test_it_is_said_once_on_standard_error(
    cli: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(versions, "LARGE_ROWS", ROWS - 1)
    write_old_ledger(folder / "dados")
    first = cli("tarefas")
    assert (first.status, first.err) == (0, SAID)
    again = cli("tarefas")
    assert (again.status, again.err) == (0, "")
    assert first.out == again.out != ""


def test_of_a_small_or_a_new_ledger_nothing_is_said(cli: Run, folder: Path) -> None:
    assert cli("tarefas").err == ""
    (folder / "dados" / "faturas.sqlite3").unlink()
    write_old_ledger(folder / "dados")
    ended = cli("tarefas")
    assert (ended.status, ended.err) == (0, "")
    assert ended.out.count("\n") >= 2


def test_a_command_that_needs_no_ledger_says_nothing_and_leaves_it_as_it_is(
    cli: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(versions, "LARGE_ROWS", ROWS - 1)
    path = write_old_ledger(folder / "dados")
    before = path.read_bytes()
    ended = cli("validar", "telefone", "(85) 98888-7777")
    assert (ended.status, ended.err) == (0, "")
    assert path.read_bytes() == before
