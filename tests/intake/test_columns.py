"""faturas.intake.columns: columns are found by their titles."""

import pytest

from faturas.intake.columns import Papel, candidates, roles, same_title


@pytest.mark.parametrize(
    "titulo",
    [
        "codigo_cliente",
        "Código Cliente",
        "CÓDIGO DO CLIENTE",
        "Cód. do cliente",
        "cod_cliente",
        "CodCli",
        "id_cliente",
        "ID Cliente",
        "cliente_codigo",
        "Nº Cliente",
        "Matrícula",
        "Código",
        "cod",
        "Código do Assinante",
    ],
)
def test_usual_titles_of_the_code(titulo: str) -> None:
    assert roles([titulo]) == {Papel.CODIGO}


@pytest.mark.parametrize(
    "titulo",
    [
        "TelefoneCorrigido",
        "Telefone",
        "Telefone 1",
        "telefone_primario",
        "Celular",
        "WhatsApp",
        "Fone/Whats",
        "Tel.",
        "Nº do telefone",
        "Contato",
    ],
)
def test_usual_titles_of_the_phone(titulo: str) -> None:
    assert roles([titulo]) == {Papel.TELEFONE}


@pytest.mark.parametrize(
    "titulo",
    ["Nome", "Nome do Cliente", "nome_razaosocial", "Razão Social", "Nome/Razão Social", "CLIENTE"],
)
def test_usual_titles_of_the_name(titulo: str) -> None:
    assert roles([titulo]) == {Papel.NOME}


@pytest.mark.parametrize(
    "titulo",
    [
        "",
        "id",
        "Código da fatura",
        "contrato",
        "CPF",
        "Valor",
        "Número",
        "no",
        "Nome da rua",
        "123",
    ],
)
def test_titles_that_mean_something_else(titulo: str) -> None:
    assert roles([titulo]) == set()


@pytest.mark.parametrize(
    ("titulos", "papel", "found"),
    [
        (["id_cliente", "codigo_cliente"], Papel.CODIGO, (1,)),
        (["Código Cliente", "codigo_cliente"], Papel.CODIGO, (1,)),
        (["codcli", "CÓDIGO CLIENTE"], Papel.CODIGO, (1,)),
        (["Código", "Matrícula"], Papel.CODIGO, (0, 1)),
        (["codigo_cliente", "codigo_cliente"], Papel.CODIGO, (0, 1)),
        (["id", "valor"], Papel.CODIGO, ()),
        (["Telefone", "TelefoneCorrigido"], Papel.TELEFONE, (1,)),
        (["Telefone", "Celular"], Papel.TELEFONE, (0, 1)),
        (["Cliente", "Nome"], Papel.NOME, (1,)),
        (["Cliente", "Valor"], Papel.NOME, (0,)),
    ],
)
def test_the_documented_title_wins_and_otherwise_nothing_is_guessed(
    titulos: list[str], papel: Papel, found: tuple[int, ...]
) -> None:
    assert candidates(titulos, papel) == found


@pytest.mark.parametrize("titulo", ["", "qualquer coisa", "id", "Cliente", "clientes", "codigo"])
def test_a_lone_column_is_the_code(titulo: str) -> None:
    assert candidates([titulo], Papel.CODIGO) == (0,)


@pytest.mark.parametrize("titulo", ["Telefone", "Nome", "WhatsApp"])
def test_a_lone_column_that_says_it_is_something_else_is_not(titulo: str) -> None:
    assert candidates([titulo], Papel.CODIGO) == ()


def test_titles_are_the_same_without_accents_case_and_punctuation() -> None:
    assert same_title("Cód. do Cliente", "COD_DO_CLIENTE")
    assert not same_title("Código", "Código 2")
