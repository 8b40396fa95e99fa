"""faturas.intake.header: which line holds the titles."""

import pytest

from faturas.errors import InputError
from faturas.intake.header import find_header, header_at
from faturas.intake.records import Records


def records(text: str, delimiter: str = ";") -> Records:
    return Records(text.encode(), "utf-8", delimiter)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("codigo_cliente;Nome\n1;Ana\n", 1),
        ("\n\ncodigo_cliente;Nome\n1;Ana\n", 3),
        ("Relatório de clientes\nEmitido em 05/03/2026\n\nCódigo;Nome\n1;Ana\n", 4),
        ("Código:;123\n\nCódigo;Nome;Telefone\n1;Ana;85\n", 3),
        ("Relatório\n\nx;y;z\na;b;c\nd;e;f\n", 3),
        ("x;y\na;b\n", 1),
        ("Dados;;Contato\nid_cliente;Razão social;Celular\n1;Ana;85\n", 2),
        ("a;b\n1001;Boleto\n", 1),
        ("1;Ana\n2;Bia\n", 0),
        ("#N/D;Ana\n#REF!;Bia\n", 0),
        ("1001;ANA;85988887771\n1002;CONTATO;85988887772\n1003;EVA;85988887773\n", 0),
        ("1001;ANA\n1002;CLIENTE\n1003;EVA\n", 0),
        ("CLI-01;ANA\nCLI-02;CLIENTE\nCLI-03;EVA\n", 0),
        ("Nome;Fone 1;Fone2\nAna;85;86\n", 1),
        ("Código;Nome;2025;2026\n1;Ana;10;20\n", 1),
        ("Ana;85 98888-7777\nBia;85 97777-6666\n", 0),
    ],
)
def test_the_header_of_a_list_of_several_columns(text: str, line: int) -> None:
    assert find_header(records(text))[0] == line


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("codigo_cliente\n1\n", 1),
        ("Lista de março\n\ncodigo_cliente\n1\n", 3),
        ("clientes ativos\n1\n2\n", 1),
        ("Lista de março\n\nid_cliente\n1\n", 3),
        ("1\n2\n", 0),
        ("A-1\nA-2\n", 0),
    ],
)
def test_the_header_of_a_list_of_one_column(text: str, line: int) -> None:
    assert find_header(records(text, ""))[0] == line


def test_a_title_further_down_than_twenty_lines_is_not_a_header() -> None:
    data = "".join(f"{code}\n" for code in range(30))
    assert find_header(records(f"{data}codigo_cliente\n1\n", ""))[0] == 0


def test_a_person_may_choose_the_line_of_the_header() -> None:
    text = "codigo;nome\nx;y\n1;Ana\n"
    assert header_at(records(text), 2) == (2, ["x", "y"])
    assert header_at(records(text), 0) == (0, [])


@pytest.mark.parametrize("line", [-1, 2, 9])
def test_a_line_without_text_cannot_be_the_header(line: int) -> None:
    with pytest.raises(InputError, match="não pode ser o cabeçalho") as caught:
        header_at(records("codigo\n\n1\n", ""), line)
    assert caught.value.line == line


def test_a_file_of_blanks_has_no_text() -> None:
    with pytest.raises(InputError, match="não tem texto nenhum"):
        find_header(records("\n \n;;\n"))
