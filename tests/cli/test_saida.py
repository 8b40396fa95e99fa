"""A ``--saida`` that cannot be one is refused before anything is asked, made or changed."""

import os
from pathlib import Path

import pytest

from faturas.cli.exits import Exit
from faturas.sandbox.server import Sandbox
from faturas.store.ledger import Ledger
from tests.cli.conftest import REFERENCE, Run, write_list

ODD = (
    "", ".", "..", "/", "pasta", "pasta/", "nova/", "./.", "clientes.csv", "clientes.csv/x.csv",
    "nada/x.csv", "/dev/null", "cano", "x" * 300, "a\nb.csv", "a\0b.csv", "nul.csv", "a.csv.", "a ",
    "volta.csv", "z.xlsx", os.fsdecode(b"\xe7.csv"), "com-pasta-ao-lado.csv", "-",
)  # fmt: skip


@pytest.fixture
def lista(folder: Path) -> Path:
    """The list, among things that no file may replace."""
    for name in ("pasta", "com-pasta-ao-lado.relatorio.csv"):
        (folder / name).mkdir()
    (folder / "volta.csv").symlink_to("volta.csv")
    if hasattr(os, "mkfifo"):
        os.mkfifo(folder / "cano")
    return write_list(folder, [1070, 1071])


def names(folder: Path) -> list[str]:
    """Everything there but the ledger, which reading it may bring into being."""
    return sorted(path.name for path in folder.rglob("*") if "dados" not in path.parts)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="other places are odd on Windows")
def test_it_is_refused_for_a_new_search(
    cli: Run, folder: Path, lista: Path, sandbox: Sandbox
) -> None:
    before = names(folder)
    for odd in ODD:
        ended = cli("arquivo", lista, "--saida", odd, *REFERENCE)
        assert (ended.status, ended.out) == (Exit.USAGE, ""), (odd, ended.err)
        assert "Traceback" not in ended.err
        ended = cli("cliente", "1070", "--saida", odd, *REFERENCE)
        assert (ended.status, ended.out) == (Exit.USAGE, ""), (odd, ended.err)
    assert names(folder) == before
    assert not Ledger(folder / "dados").tarefas()
    assert sandbox.counters.requests.total() == 0


@pytest.mark.parametrize("command", ["retomar", "repetir", "conferir", "cancelar"])
def test_it_is_refused_for_a_job_in_the_ledger(
    cli: Run, folder: Path, lista: Path, sandbox: Sandbox, command: str
) -> None:
    assert cli("arquivo", lista, "--saida", "s.csv", *REFERENCE).status == Exit.OK
    ledger = Ledger(folder / "dados")
    jobs, asked, before = ledger.tarefas(), sandbox.counters.requests.total(), names(folder)
    for odd in (".", "pasta", "x" * 300, "volta.csv", "nada/x.csv", "clientes.csv", "-"):
        ended = cli(command, jobs[0].id, "--saida", odd)
        assert (ended.status, ended.out) == (Exit.USAGE, ""), (odd, ended.err)
    assert ledger.tarefas() == jobs
    assert sandbox.counters.requests.total() == asked
    assert names(folder) == before
