"""The command line: what is printed and exported, what files it replaces, how Ctrl-C ends it."""

import logging
import re
import signal
import time
from pathlib import Path

import pytest
from openpyxl import load_workbook

from faturas.cli.exits import Exit
from faturas.domain.outcome import Outcome
from faturas.sandbox.cases import CASES
from faturas.sandbox.faults import Faults
from faturas.sandbox.server import Sandbox
from faturas.search import batches
from tests.cli.conftest import REFERENCE, Run, spawn, write_list
from tests.cli.test_app import table, wait_for_requests
from tests.waiting import wait_for


class TestWhatGoesOut:
    def test_a_blocked_customer_is_printed_and_not_exported(self, cli: Run, folder: Path) -> None:
        ended = cli("cliente", CASES["sem_codigos"], "--saida", "s.csv", *REFERENCE)
        assert "bloqueada" in ended.out
        assert table(folder / "s.csv") == []
        assert len(table(folder / "s.relatorio.csv")) == 1

    def test_only_complete_contacts_if_asked_for(self, cli: Run, folder: Path) -> None:
        cli("cliente", CASES["sem_pix"], "--saida", "s.csv", "--so-completas", *REFERENCE)
        assert table(folder / "s.csv") == []

    def test_the_choice_of_amount_is_what_is_printed(self, cli: Run) -> None:
        shown = [
            cli("cliente", CASES["boleto_reemitido"], "--valor", choice, *REFERENCE).out
            for choice in ("codigo", "fatura")
        ]
        assert shown[0] != shown[1]

    def test_the_workbooks_are_of_contacts_and_report(self, cli: Run, folder: Path) -> None:
        path = write_list(folder, [CASES["comum"], CASES["em_dia"]])
        cli("arquivo", path, "--saida", "s.csv", "--xlsx", *REFERENCE)
        for name, rows in (("s.xlsx", 2), ("s.relatorio.xlsx", 3)):
            sheet = load_workbook(folder / name).active
            assert sheet is not None
            assert sheet.max_row == rows


class TestReplacing:
    def test_the_list_itself_is_never_replaced(self, cli: Run, folder: Path) -> None:
        path = write_list(folder, [CASES["comum"]])
        before = path.read_bytes()
        ended = cli("arquivo", path, "--saida", path.name, *REFERENCE)
        assert ended.status == Exit.USAGE
        assert "própria lista" in ended.err
        assert path.read_bytes() == before

    def test_a_workbook_is_not_written_under_the_name_of_the_csv(
        self, cli: Run, folder: Path
    ) -> None:
        ended = cli("arquivo", write_list(folder, [1001]), "--saida", "z.xlsx", *REFERENCE)
        assert ended.status == Exit.USAGE
        assert "--xlsx" in ended.err


def test_no_log_line_is_mixed_into_what_is_told(
    cli: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def odd(*_: object) -> Outcome:
        raise KeyError

    monkeypatch.setattr(batches, "look_up", odd)
    monkeypatch.setattr(logging.getLogger(), "handlers", [])  # as without pytest
    ended = cli("arquivo", write_list(folder, [1001]), "--saida", "s.csv", *REFERENCE)
    assert ended.status == Exit.SOME_FAILED
    motivo = table(folder / "s.relatorio.csv")[0]["motivo"]
    code = re.search(r"\(código ([A-Z2-7]{6})\)", motivo)
    assert code is not None, motivo
    assert f"[{code[1]}]" in (folder / "dados" / "erros.log").read_text(encoding="utf-8")
    assert "unexpected" not in ended.err


def test_the_reading_of_the_list_is_told(cli: Run, folder: Path) -> None:
    (folder / "c.csv").write_text("Lista de maio\n\ncodigo_cliente;x\n1001;a\n", encoding="utf-8")
    ended = cli("arquivo", "c.csv", "--saida", "s.csv", *REFERENCE)
    assert "Lido como texto em UTF-8, colunas separadas por ponto e vírgula" in ended.err
    assert "Acima do cabeçalho" in ended.err


@pytest.mark.parametrize("argument", [["validar", "cpf", "1"], ["cliente", "1", "--valor", "x"]])
def test_a_choice_that_does_not_exist_is_told_in_portuguese(cli: Run, argument: list[str]) -> None:
    ended = cli(*argument)
    assert ended.status == Exit.USAGE
    assert "deve ser um destes" in ended.err
    assert "is not one of" not in ended.err


class TestInterrupting:
    def test_one_customer(self, folder: Path, sandbox: Sandbox) -> None:
        sandbox.faults = Faults(latency_s=20)
        process = spawn("cliente", "1001", *REFERENCE)
        wait_for(lambda: sandbox.counters.requests)
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=10)
        assert process.returncode == Exit.INTERRUPTED
        assert "Interrompido" in err

    def test_ctrl_c_twice_ends_as_once(self, folder: Path, sandbox: Sandbox) -> None:
        sandbox.faults = Faults(latency_s=0.1)
        process = spawn("arquivo", write_list(folder, range(1070, 1130)), *REFERENCE)
        wait_for_requests(sandbox, 15)
        process.send_signal(signal.SIGINT)
        time.sleep(0.1)
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=10)
        assert process.returncode == Exit.INTERRUPTED
        assert "retomar" in err
