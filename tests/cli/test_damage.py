"""The command line with a damaged ledger, and with another company under the same name."""

import sqlite3
from contextlib import closing
from pathlib import Path

from faturas.cli.exits import Exit
from faturas.sandbox.cases import CASES
from faturas.sandbox.server import Sandbox
from faturas.store.engines.sqlite.database import FILE_NAME
from faturas.store.ledger import Ledger
from tests.cli.conftest import REFERENCE, Run, write_list
from tests.cli.test_app import table

WITH_DEBT = [CASES["comum"], *range(1070, 1074)]


def change(folder: Path, sql: str) -> None:
    with closing(sqlite3.connect(folder / "dados" / FILE_NAME, isolation_level=None)) as raw:
        raw.execute(sql)


def concluded(cli: Run, folder: Path) -> str:
    assert cli("arquivo", write_list(folder, WITH_DEBT), "--saida", "a.csv", *REFERENCE).status == 0
    return Ledger(folder / "dados").tarefas()[0].id


def test_a_damaged_row_is_told_left_out_of_the_contacts_and_marked_in_the_report(
    cli: Run, folder: Path
) -> None:
    job_id = concluded(cli, folder)
    change(folder, "UPDATE linhas SET telefone = '5585900000000' WHERE ordem = 0")
    ended = cli("retomar", job_id, "--saida", "b.csv")
    assert ended.status == Exit.SOME_FAILED
    assert "1 linha está danificada no arquivo de dados (linha 2)" in ended.err
    assert len(table(folder / "b.csv")) == len(table(folder / "a.csv")) - 1
    report = table(folder / "b.relatorio.csv")
    assert len(report) == len(WITH_DEBT)
    assert list(report[0].values())[2:4] == ["erro", "registro danificado no arquivo de dados"]


def test_a_job_that_cannot_be_read_is_told_and_the_others_are_listed(
    cli: Run, folder: Path
) -> None:
    bad, good = concluded(cli, folder), concluded(cli, folder)
    change(folder, f"UPDATE tarefas SET busca = '[]' WHERE id = '{bad}'")
    listed = cli("tarefas")
    assert listed.status == Exit.SOME_FAILED
    assert good in listed.out
    assert f"A tarefa {bad} está danificada" in listed.err
    refused = cli("retomar", bad, "--saida", "c.csv")
    assert refused.status == Exit.USAGE
    assert "danificada" in refused.err
    assert not (folder / "c.csv").exists()


def test_another_company_under_the_same_name_is_refused(
    cli: Run, folder: Path, sandbox: Sandbox
) -> None:
    job_id = concluded(cli, folder)
    asked = sandbox.counters.requests.total()
    config = folder / "config.toml"
    before = config.read_text(encoding="utf-8")
    config.write_text(before.replace("username = ", 'username = "outra" #'), encoding="utf-8")
    for command in ("conferir", "repetir"):
        ended = cli(command, job_id, "--saida", "d.csv")
        assert ended.status == Exit.USAGE
        assert "Restaure a configuração de antes" in ended.err
    assert sandbox.counters.requests.total() == asked
    config.write_text(before, encoding="utf-8")
    assert cli("conferir", job_id, "--saida", "d.csv").status == Exit.OK
