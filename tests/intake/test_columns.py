"""faturas.intake.columns: columns are found by their titles."""

import pytest

from faturas.intake.columns import Papel, candidates, is_other_key, roles, same_title


@pytest.mark.parametrize(
    "titulo",
    [
        "codigo_cliente",
        "Código Cliente",
        "CÓDIGO DO CLIENTE",
        "Cód. do cliente",
        "cod_cliente",
        "CodCli",
        "cd_cliente",
        "cliente_codigo",
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
        *("id_cliente", "ID Cliente", "id do cliente", "cliente_id", "clienteId", "ID", "UUID"),
        *("Id. Cliente", "ID do Cliente (HubSoft)", "customer_id", "id_cliente_servico"),
        *("Id Serviço", "Contrato", "nº contrato", "cod_contrato", "Código do contrato"),
        *("Matrícula", "Matrícula do cliente", "Nº Cliente", "num_cliente", "código externo"),
        *("CPF/CNPJ", "CPF", "login", "protocolo", "id_fatura", "Nosso Número", "Número"),
    ],
)
def test_another_key_is_never_taken_for_the_code(titulo: str) -> None:
    assert is_other_key(titulo)
    assert roles([titulo]) == set()
    assert candidates([titulo], Papel.CODIGO) == ()
    assert candidates([titulo, "Nome"], Papel.CODIGO) == ()
    assert candidates([titulo, "Código"], Papel.CODIGO) == (1,)


@pytest.mark.parametrize(
    "titulo",
    [
        "codigo_cliente",
        "Código",
        "Cidade",
        "Validade",
        "Identidade",
        "Clientes ativos",
        "Plano",
        "",
    ],
)
def test_titles_that_are_no_other_key(titulo: str) -> None:
    assert not is_other_key(titulo)


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
        (["Código", "Matrícula"], Papel.CODIGO, (0,)),
        (["Código", "cod_cliente"], Papel.CODIGO, (0, 1)),
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


@pytest.mark.parametrize("titulo", ["", " ", "Cliente", "CLIENTES", "codigo", "Códigos"])
def test_a_lone_column_is_the_code(titulo: str) -> None:
    assert candidates([titulo], Papel.CODIGO) == (0,)


@pytest.mark.parametrize(
    "titulo",
    [
        *("Telefone", "Nome", "WhatsApp", "id", "Nº", "#", "Contrato atual", "Contr.", "CEP"),
        *("Nro. Contrato Vigente", "Cliente/Contrato", "Cliente - ID HubSoft", "fk_cliente"),
        *("Cliente ID (interno)", "customer_number", "Conta contrato", "Instalação", "Saldo"),
        *("Referência", "Matr¡cula", "MatrÃ\xadcula", "N\ufffdmero do contrato", "Valor"),
        *("Dias em atraso", "Parcelas", "Código IBGE", "Cod. vendedor", "qualquer coisa"),
    ],
)
def test_a_lone_column_with_any_other_title_is_asked_about(titulo: str) -> None:
    assert candidates([titulo], Papel.CODIGO) == ()


def test_titles_are_the_same_without_accents_case_and_punctuation() -> None:
    assert same_title("Cód. do Cliente", "COD_DO_CLIENTE")
    assert not same_title("Código", "Código 2")
