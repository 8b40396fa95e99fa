"""faturas.intake.customers: which columns are used, and what becomes of each row."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faturas.errors import InputError
from faturas.intake.customers import (
    ColumnGuess,
    Columns,
    Customer,
    SituacaoEntrada,
    find_columns,
    read_customers,
    resolve_columns,
    single,
)
from faturas.intake.spreadsheet import Table, read_table

PRONTO, INVALIDO, DUPLICADO = SituacaoEntrada


def table(text: str) -> Table:
    return read_table(text.encode(), "clientes.csv")


def customers(text: str) -> list[Customer]:
    read = table(text)
    return read_customers(read, resolve_columns(read))


def test_each_row_is_one_customer_in_order() -> None:
    assert customers(
        "codigo_cliente,TelefoneCorrigido,Nome\n"
        "00123, 5585988887777 ,José\n"
        ",5585977776666,Ana\n"
        "123,,NA\n"
        " 00123 ,5585966665555,null\n"
    ) == [
        Customer(2, "00123", "5585988887777", "José"),
        Customer(3, "", "5585977776666", "Ana", INVALIDO, "o código está em branco"),
        Customer(4, "123", "", "NA"),
        Customer(5, "00123", "5585966665555", "null", DUPLICADO, "repete a linha 2"),
    ]


def test_an_unusable_code_is_kept_as_it_was_for_the_report() -> None:
    read = customers("codigo\n1,23E+05\n 1.234 \n1\n")
    assert [customer.codigo for customer in read] == ["1,23E+05", " 1.234 ", "1"]
    assert [customer.situacao for customer in read] == [INVALIDO, INVALIDO, PRONTO]


def test_codes_are_repeated_when_they_are_the_same_text_after_mending() -> None:
    read = customers("codigo;x\n7;a\n7.0;b\n'7;c\n07;d\n7;e\n")
    assert [customer.situacao for customer in read] == [
        PRONTO,
        DUPLICADO,
        DUPLICADO,
        PRONTO,
        DUPLICADO,
    ]
    assert {customer.motivo for customer in read[1:3]} == {"repete a linha 2"}


def test_an_unusable_row_is_not_the_first_of_a_repeated_code() -> None:
    read = customers("codigo,nome\n5,Silva,Ana\n5,Bia\n")
    assert [customer.situacao for customer in read] == [INVALIDO, PRONTO]


def test_a_row_with_too_many_cells_is_not_trusted_wherever_the_code_stands() -> None:
    (customer,) = customers("endereco,codigo\nRua A, 45,123\n")
    assert customer.situacao is INVALIDO
    assert "mais células que colunas" in customer.motivo


def test_the_header_again_in_the_middle_is_not_a_customer() -> None:
    read = customers("codigo_cliente;nome\n1;Ana\ncodigo_cliente;nome\n2;Bia\n")
    assert read[1].situacao is INVALIDO
    assert "repete o título" in read[1].motivo


@pytest.mark.parametrize(
    ("above", "codes"),
    [
        ("1001;ANA;85988887771\n", "!1001 1002"),
        ("Relatório;;\n\n1001;ANA;85988887771\n1000;LIA;\n", "!1001 !1000 1002"),
        ("Relatório de 05/2026\nEmitido em;05/03/2026;\nClientes;3;\n", "1002"),
    ],
)
def test_a_customer_above_the_header_is_kept_with_the_reason(above: str, codes: str) -> None:
    found = customers(f"{above}codigo;nome;telefone\n1002;BIA;85988887772\n")
    assert [("!" if c.situacao is INVALIDO else "") + c.codigo for c in found] == codes.split()
    assert all("acima do cabeçalho" in c.motivo for c in found[:-1])


@pytest.mark.parametrize(
    ("codes", "refused"),
    [
        ("52998224725 11144477735 1001", "52998224725 11144477735"),
        ("52998224725 1001 1002", ""),
        ("11222333000181 191 123456789 1234567890", ""),
        ("1234567890 98765432100", "1234567890 98765432100"),
    ],
)
def test_a_column_of_bare_documents_is_no_column_of_codes(codes: str, refused: str) -> None:
    found = customers("codigo\n" + codes.replace(" ", "\n"))
    assert [c.codigo for c in found if c.situacao is INVALIDO] == refused.split()
    assert all(
        c.motivo.startswith("parece um CPF/CNPJ, não um código; a coluna do código")
        for c in found
        if c.situacao is INVALIDO
    )


def test_one_column_with_and_without_a_header() -> None:
    assert [c.codigo for c in customers("codigo_cliente\n1\n2\n")] == ["1", "2"]
    assert [(c.linha, c.codigo) for c in customers("1\n2\n")] == [(1, "1"), (2, "2")]


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ('codigo;nome\n1;"Ana\n2;Bia"\n3;Eva\n', "!1 2 3"),
        ('codigo;nome;fone\n1;"Ana;85\n2;Bia;86\n3;"Carla";87\n4;Eva;88\n', "!1 2 3 4"),
        ('nome;codigo\n"Ana;1\nBia";2\nCarla;3\n', "!1 2 3"),
        ('codigo\n1\n"2\n3"\n4\n', '1 !2 !3" 4'),
        ('codigo;nome\n1;"Ana\n2;Bia\n3;Eva\n', "!1 2 3"),
        ('codigo;nome\n1;Ana\n2;Bia\n3;"Eva', "1 2 !3"),
        ('codigo;nome\n1;"Ana\n2;"Rua A\nCasa B"\n3;Eva\n', "!1 2 3"),
        ('codigo;obs;nome\n1;";Ana\n2;";Bia\n3;x;Eva\n', "!1 !2 3"),
        ('"codigo";"nome";"fone"\n"1";"Ana;"85"\n"2";"Bia";"86"\n', "!1 2"),
        ('codigo;"nome;fone\n1;Ana;85\n2;Bia;86\n', "1 2"),
        ('codigo;"nome\n1;Ana"\n2;Bia\n', "1 2"),
        ('id;nome\n1;"Ana\n2;Bia"\n3;Eva\n', "!1 2 3"),
    ],
)
def test_a_stray_quote_makes_its_own_row_unusable_and_no_other(text: str, codes: str) -> None:
    read = table(text)
    code = "id" if "id" in read.colunas else None
    found = read_customers(read, resolve_columns(read, codigo=code))
    assert [("!" if c.situacao is INVALIDO else "") + c.codigo for c in found] == codes.split()
    assert read.total_linhas == len(found)
    assert all(c.motivo for c in found if c.situacao is INVALIDO)


ANA, EVA = "85988887771", "\n1003;Eva;85988887773\n"


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        (f'codigo;nome;fone\n1001;"Ana;{ANA}\n;Bia";85988887772{EVA}', ["!1001", "!", "1003"]),
        (
            f'codigo;nome;fone\n1001;"Ana;{ANA}\n#N/D;Bia";85988887772{EVA}',
            ["!1001", "!#N/D", "1003"],
        ),
        (
            f'codigo;nome;fone\n1001;"Ana;{ANA}\n1.002;Bia";85988887772{EVA}',
            ["!1001", "!1.002", "1003"],
        ),
        (
            f'codigo;nome;fone\n1001;"Ana;{ANA}\nABC;Bia";85988887772{EVA}',
            ["!1001", "!ABC", "1003"],
        ),
        (
            f'codigo;nome;fone\n1001;Ana;"{ANA}\n;Bia;85988887772"{EVA}',
            ["!1001", "!", "1003"],
        ),
        (f'codigo;nome;fone\n1001;"Ana\n1002;Bia";85988887772{EVA}', ["!1001", "!1002", "1003"]),
        (f'codigo,nome,fone\n1001,"Ana, {ANA}\n1002, Bia", 85988887772', ["!1001", "1002"]),
        (f'codigo,nome,fone\n1001,"Ana,{ANA}\n1002,SILVA, Bia",85988887772', ["!1001", "!1002"]),
        (f'nome,codigo,fone\n"Ana,1001,{ANA}\nBia", 1002,85988887772', ["!1001", "1002"]),
    ],
)
def test_quotes_that_match_never_put_a_code_beside_the_phone_of_another_row(
    text: str, codes: list[str]
) -> None:
    """Where a line may be a row or the rest of a cell, none of the lines is asked for."""
    found = customers(text)
    assert [("!" if c.situacao is INVALIDO else "") + c.codigo.strip() for c in found] == codes


@given(
    st.integers(2, 30),
    st.data(),
    st.sampled_from(";,\t|"),
    st.booleans(),
)
def test_whichever_row_has_a_quote_too_many_all_others_are_read(
    rows: int, data: st.DataObject, delimiter: str, quoted: bool
) -> None:
    quote = '"' if quoted else ""
    lines = [
        delimiter.join(
            f"{quote}{cell}{quote}" for cell in (str(1000 + row), "Ana B", "85988887777")
        )
        for row in range(rows)
    ]
    spoilt = data.draw(st.integers(0, rows - 1))
    cells = lines[spoilt].split(delimiter)
    column = data.draw(st.integers(0, 2))
    cells[column] = f'"{cells[column].strip(quote)}' if quoted else f'"{cells[column]}'
    lines[spoilt] = delimiter.join(cells)
    found = customers("\n".join([delimiter.join(("codigo", "nome", "fone")), *lines]))
    assert [c.linha for c in found] == list(range(2, rows + 2))
    assert found[spoilt].situacao is INVALIDO
    assert [c.codigo for c in found if c.situacao is PRONTO] == [
        str(1000 + row) for row in range(rows) if row != spoilt
    ]


@pytest.mark.parametrize(
    "text",
    [
        'codigo;nome\n1;"Ana\nMaria"\n2;Eva\n',
        'codigo,nome,endereco\n1,Ana,"Rua A, 10\nApto 2, Centro"\n2,Eva,x\n',
        'codigo,endereco\n1,"Rua A\nCentro, Fortaleza"\n2,x\n',
        'codigo,endereco\n1,"Rua A\n12, Centro"\n2,x\n',
        'codigo;nome\n1;Ana "Nana"\n2;"Eva "E" Lima"\n',
        'codigo;endereco;fone\n1;"Rua A; 10\nApto 2; Centro";85988887771\n2;x;85988887772\n',
        'codigo;endereco;fone\n1;"Rua A\n12; Centro";85988887771\n2;x;85988887772\n',
        'codigo,endereco,fone\n1,"Rua A, 10\n60000-000, Centro",85988887771\n2,x,85988887772\n',
        'codigo;nome;obs\n1;Ana;"ligar; depois\n- não; 10h\n\nfim"\n2;Eva;x\n',
        'codigo;fone;nome\n1;"85988887771; 85988887774\n85988887773";Ana\n2;85988887772;Bia\n',
        'nome;fone;codigo\n"Ana\nMaria";85988887771;1\nBia;85988887772;2\n',
    ],
)
def test_line_breaks_and_quotes_in_a_cell_are_no_reason_to_refuse(text: str) -> None:
    assert [customer.codigo for customer in customers(text)] == ["1", "2"]


def test_columns_are_found_by_their_titles() -> None:
    read = table("Cliente;Código;Celular;Valor\nAna;1;85;2\n")
    assert find_columns(read) == ColumnGuess((1,), (2,), (0,))
    assert resolve_columns(read) == Columns(1, 2, 0)
    assert resolve_columns(table("Código;Valor\n1;2\n")) == Columns(0, None, None)


def test_columns_are_chosen_by_name() -> None:
    read = table("id;Telefone;Celular;Nome;Nome\n1;2;3;4;5\n")
    chosen = resolve_columns(read, codigo="ID", telefone="celular", nome="Nome (2)")
    assert chosen == Columns(0, 2, 4)
    assert resolve_columns(read, codigo="id", telefone="", nome="") == Columns(0)


def test_the_column_chosen_as_the_code_is_no_longer_the_name() -> None:
    assert resolve_columns(table("Cliente;Valor\n1;2\n"), codigo="cliente") == Columns(0)


def test_columns_of_a_list_without_header_have_names_too() -> None:
    read = table("Ana;1\nBia;2\n")
    assert find_columns(read) == ColumnGuess((), (), ())
    with pytest.raises(InputError, match=r"não tem uma linha de títulos.*“Coluna 1”, “Coluna 2”"):
        resolve_columns(read)
    assert resolve_columns(read, codigo="Coluna 2") == Columns(1)


def test_without_a_column_of_codes_the_message_says_what_is_expected_and_what_there_is() -> None:
    with pytest.raises(InputError) as caught:
        resolve_columns(table("id;Nome;Valor\n1;Ana;2\n"))
    for part in ("“codigo_cliente”", "“id”, “Nome”, “Valor”", "--coluna-codigo"):
        assert part in str(caught.value)
    assert caught.value.column == "codigo_cliente"


@pytest.mark.parametrize(
    ("text", "option", "names"),
    [
        ("Código;codcli\n1;2\n", "--coluna-codigo", "“Código”, “codcli”"),
        ("codigo_cliente;codigo_cliente\n1;2\n", "--coluna-codigo", "“codigo_cliente (2)”"),
        ("Código;Telefone;Celular\n1;2;3\n", "--coluna-telefone", "“Telefone”, “Celular”"),
        ("Código;Cliente;Razão social\n1;2;3\n", "--coluna-nome", "“Cliente”, “Razão social”"),
    ],
)
def test_when_several_columns_fit_the_person_chooses(text: str, option: str, names: str) -> None:
    with pytest.raises(InputError) as caught:
        resolve_columns(table(text))
    assert names in str(caught.value)
    assert option in str(caught.value)


@pytest.mark.parametrize(
    "text",
    [
        "id_cliente;nome_razaosocial;telefone_primario\n1002;UM;85988887771\n",
        "Nome;id_cliente\nUM;1002\n",
        "id_cliente\n1002\n1004\n",
        "Lista de março\n\nid_cliente\n1002\n",
    ],
)
def test_another_key_is_asked_about_with_the_reason(text: str) -> None:
    with pytest.raises(InputError) as caught:
        resolve_columns(table(text))
    assert (
        "“id_cliente” costuma ser outro número que o código do cliente; confira e escolha."
    ) in str(caught.value)
    assert "--coluna-codigo" in str(caught.value)
    read = table(text)
    chosen = resolve_columns(read, codigo="id_cliente")
    assert read_customers(read, chosen)[0].codigo == "1002"


def test_a_name_that_no_column_or_several_have_is_refused() -> None:
    read = table("código;CODIGO!;nome\n1;2;3\n")
    with pytest.raises(InputError, match="não tem uma coluna chamada “matrícula”"):
        resolve_columns(read, codigo="matrícula")
    with pytest.raises(InputError, match="Mais de uma coluna se chama “codigo”"):
        resolve_columns(read, codigo="codigo")
    assert resolve_columns(read, codigo="CODIGO!").codigo == 1


def test_a_long_list_of_columns_is_cut_in_the_message() -> None:
    titles = ";".join(f"coluna de nome muito, muito, muito comprido {n:03}" for n in range(50))
    with pytest.raises(InputError, match="e mais 38") as caught:
        resolve_columns(table(f"{titles}\n{'a;' * 49}b\n"))
    assert len(str(caught.value)) < 1000


def test_a_customer_typed_by_hand_obeys_the_same_rule() -> None:
    assert single(" 00123 ", " 85 ") == Customer(1, "00123", "85", "")
    refused = single("1.234")
    assert (refused.codigo, refused.situacao) == ("1.234", INVALIDO)
    assert "milhar" in refused.motivo
