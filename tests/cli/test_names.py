"""A list with the wrong column of codes on the command line: the names are other people's."""

from pathlib import Path

import pytest

from faturas.cli.exits import Exit
from faturas.sandbox.cases import CASES
from faturas.sandbox.example import example_csv
from faturas.sandbox.server import Sandbox
from faturas.store.ledger import Ledger
from tests.cli.conftest import REFERENCE, Run
from tests.cli.test_app import table

CODES = range(1070, 1090)
WRONG = "A coluna do código é provavelmente a errada"


@pytest.fixture
def names(sandbox: Sandbox) -> list[str]:
    customers = [sandbox.company.customer(code) for code in CODES]
    return [customer.nome if customer else "" for customer in customers]


def write_list(folder: Path, names: list[str]) -> None:
    rows = [f'{code};"{name}"' for code, name in zip(CODES, names, strict=True)]
    text = "\n".join(["codigo_cliente;Nome", *rows])
    (folder / "c.csv").write_text(text, encoding="utf-8")


def test_a_wrong_column_is_said_first_and_ends_with_1(
    cli: Run, folder: Path, names: list[str]
) -> None:
    write_list(folder, [f"Cliente Wyzz{'x' * at}" for at in range(len(names))])
    ended = cli("arquivo", "c.csv", "--saida", "s.csv", *REFERENCE)
    assert ended.status == Exit.SOME_FAILED
    assert ended.out.startswith(f"ATENÇÃO: {WRONG}")
    assert "--coluna-codigo" in ended.err
    assert "De 20 nomes da lista comparados" in ended.err
    report = table(folder / "s.relatorio.csv")
    assert all("nome da lista é outro" in row["motivo"] for row in report)
    [job] = Ledger(folder / "dados").tarefas()
    for again in (
        ("retomar", job.id),
        ("cancelar", job.id),
        ("conferir", job.id),
        ("repetir", job.id),
    ):
        ended = cli(*again, "--saida", "t.csv")
        assert ended.status == Exit.SOME_FAILED, again
        assert f"ATENÇÃO: {WRONG}" in ended.out


def test_names_as_a_clerk_notes_them_are_in_order(
    cli: Run, folder: Path, names: list[str], sandbox: Sandbox
) -> None:
    write_list(folder, [name.split()[0].title() if name.strip() else "" for name in names])
    ended = cli("arquivo", "c.csv", "--saida", "s.csv", *REFERENCE)
    assert ended.status == Exit.OK
    (folder / "e.csv").write_bytes(example_csv(sandbox.company))
    ended = cli("arquivo", "e.csv", "--saida", "e_.csv", *REFERENCE)
    assert WRONG not in ended.out + ended.err
    report = (folder / "e_.relatorio.csv").read_text(encoding="utf-8")
    assert "nome da lista é outro" not in report
    assert "site que não é da empresa" not in report


def test_incomplete_contacts_are_counted(cli: Run, folder: Path) -> None:
    path = folder / "c.csv"
    codes = [CASES[case] for case in ("comum", "sem_pix", "so_pix", "sem_fone")]
    path.write_text("codigo_cliente\n" + "\n".join(map(str, codes)), encoding="utf-8")
    ended = cli("arquivo", path, "--saida", "s.csv", *REFERENCE)
    assert (
        "3 contatos têm alguma variável vazia: a ferramenta de campanha vai recusá-los "
        "(sem telefone: 1, sem linha digitável: 1, sem PIX: 1, sem link: 1); sem eles: "
        "--so-completas"
    ) in ended.out
    ended = cli("arquivo", path, "--saida", "t.csv", "--so-completas", *REFERENCE)
    assert "variável vazia" not in ended.out


def test_one_customer(cli: Run) -> None:
    ended = cli("cliente", CASES["varias_vencidas"], "--saida", "s.csv", *REFERENCE)
    assert "Outras vencidas: mais " in ended.out
    ended = cli("cliente", CASES["sem_pix"], "--saida", "s.csv", *REFERENCE)
    assert "1 contato tem alguma variável vazia" in ended.out
