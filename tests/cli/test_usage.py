"""What the program asks and says when a command is missing, wrong or in need of help."""

import re
from pathlib import Path

import pytest

from faturas.sandbox.cases import CASES
from faturas.sandbox.server import Sandbox
from tests.cli.conftest import Run


class TestAsking:
    def test_one_customer(self, cli: Run) -> None:
        ended = cli(stdin=f"1\n{CASES['em_dia']}\n")
        assert ended.status == 0
        assert "em_dia" not in ended.out
        assert "Cliente" in ended.out

    def test_nothing_to_read_is_2(self, cli: Run) -> None:
        assert cli(stdin="").status == 2


class TestUsage:
    @pytest.mark.parametrize(
        ("arguments", "message"),
        [
            (["arquiva"], "O comando arquiva não existe."),
            (["arquivo"], "Falta informar CLIENTES.csv."),
            (["cliente"], "Falta informar CODIGO."),
            (["cliente", "1", "--telefono", "2"], "A opção --telefono não existe. Seria"),
            (["cliente", "1", "--api", "outra"], "Não há API chamada outra"),
            (["cliente", "1", "--data-referencia", "22/11/2026"], "AAAA-MM-DD"),
            (["cliente", "1", "--data-referencia", "2026-02-30"], "AAAA-MM-DD"),
            (["validar", "cpf", "1"], "boleto"),
            (["validar", "pix"], "Diga o que validar"),
        ],
    )
    def test_every_mistake_is_2_and_said_in_portuguese(
        self, cli: Run, sandbox: Sandbox, arguments: list[str], message: str
    ) -> None:
        ended = cli(*arguments)
        assert ended.status == 2
        assert message in ended.err
        assert not re.search(r"\b(Usage|Error|option|argument|invalid)\b", ended.err)
        assert sandbox.counters.requests.total() == 0

    @pytest.mark.parametrize("command", [[], ["cliente"], ["arquivo"], ["retomar"], ["validar"]])
    def test_the_help_is_portuguese(self, cli: Run, command: list[str]) -> None:
        ended = cli(*command, "--help")
        assert ended.status == 0
        assert "Uso: python main.py" in ended.out
        assert not re.search(r"\b(Usage|Options|Commands|Show this)\b", ended.out)

    def test_without_configuration_demonstracao_must_be_named(
        self, cli: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (folder / "config.toml").write_text("")
        ended = cli("cliente", "1001")
        assert ended.status == 2
        assert "--api demonstracao" in ended.err
        assert cli("cliente", "1001", "--api", "demonstracao").status == 0

    def test_a_configuration_error_is_2(self, cli: Run, folder: Path) -> None:
        (folder / "config.toml").write_text("[busca]\nlote = 0\n")
        ended = cli("cliente", "1001")
        assert ended.status == 2
        assert "busca.lote" in ended.err
