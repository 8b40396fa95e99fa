"""faturas.intake.footers: rows that are no customers, in lists of any format."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faturas.intake.customers import Customer, SituacaoEntrada, read_customers, resolve_columns
from faturas.intake.spreadsheet import read_table
from tests.intake import workbooks

LIST = (
    "Código;Nome;Telefone;Valor\n1001;ANA;85988887771;10\n1002;BIA;85988887772;20\n"
    "1003;EVA;85988887773;30\n"
)
PRONTO, INVALIDO = SituacaoEntrada.PRONTO, SituacaoEntrada.INVALIDO


def customers(text: str) -> list[Customer]:
    table = read_table(text.encode(), "clientes.csv")
    return read_customers(table, resolve_columns(table))


def asked(text: str) -> list[str]:
    return [c.codigo for c in customers(text) if c.situacao is PRONTO]


@pytest.mark.parametrize(
    "row",
    [
        "2;Total de clientes;;60",
        "TOTAL;;;60",
        "Total;3;;",
        "Total geral: 3;;;",
        "3;TOTAL:;;60",
        "3;Subtotal;;",
        "SOMA;;;60",
        "Qtd;3;;",
        "3;Qtde. de clientes;;",
        "3;Quantidade de registros;;",
        "Quantidade de registros: 3;;;",
        "3 registros encontrados;;;",
        "3;Número de clientes;;",
        "3;Contagem;;",
        "3;Média;;20",
        "3;Grand Total;;",
        "R$ 60,00;;;",
        "3;Fortaleza Total;;30",
        "1004;Total Fortaleza;;60",
        "3;Total - Fortaleza;;",
        "3;Total do plano 50MB;;",
        "3;Contagem de Fortaleza;;",
        "3;;;Fortaleza Contagem",
        "57;VALOR TOTAL;;60",
        "57;Valor total em aberto;;60",
        "57;Soma total;;",
        "57;Qtd total;;",
        "57;Tot. Geral;;",
        "57;T O T A L;;",
        "57;Total de inadimplência;;",
        "57;Total líquido;;",
        "57;TOTAL R$ 60,00 (3 clientes);;",
        "57;Σ;;",
        "3006;Total;257966663316;60",
        "3006;;257966663316;60",
        "3;TOTAL;85988887774;60",
        "3;TOTAL TELECOM LTDA;;",
    ],
)
def test_a_total_in_words_is_no_customer(row: str) -> None:
    for blank in ("", "\n", ";;;\n"):
        found = customers(f"{LIST}{blank}{row}\n")
        assert [c.situacao for c in found] == [PRONTO, PRONTO, PRONTO, INVALIDO]
        assert found[3].motivo


@pytest.mark.parametrize(
    "row",
    [
        "Emitido;ADMIN;;",
        "Emitido em 05/03/2026 10:00;;;",
        "1001;Emitido em 05/03/2026;;",
        "5;Página;;",
        "Página 1 de 1;;;",
        "1/3;;;",
        "Gerado por;ADMIN;;",
        "Usuario;ADMIN;;",
        "ADMIN;Usuário:;;",
        "Fim;;;",
        "7;Fim do relatório;;",
        "7;Relatório de inadimplentes;;",
        "7;Data de emissão: 05/03/2026;;",
        "7;www.exemplo.com.br;;",
        "PROVEDOR;;;",
        "\fPROVEDOR;;;",
        "CODIGO;NOME;TELEFONE;VALOR",
    ],
)
def test_a_footer_or_a_heading_of_a_page_is_no_customer(row: str) -> None:
    for text in (f"{LIST}{row}\n", f"{LIST}\n{row}\n", f"{LIST}{row}\n1004;LIA;85988887774;1\n"):
        assert asked(text) == ["1001", "1002", "1003"] + ["1004"] * ("LIA" in text)


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("3;;;", "quantidade de códigos"),
        ("3006;;;", "soma dos códigos"),
        ("3;;;60", "quantidade de códigos"),
        ("\n3;;;60", "quantidade de códigos"),
        ("\n555;;;", "depois de uma linha em branco"),
        (";;;\n555;;;60", "depois de uma linha em branco"),
        ("\n3;;;\n\nEmitido em 05/03/2026;;;", "quantidade de códigos"),
    ],
)
def test_a_bare_number_at_the_end_is_a_total_by_its_signs(row: str, reason: str) -> None:
    found = customers(f"{LIST}{row}\n")
    assert asked(f"{LIST}{row}\n") == ["1001", "1002", "1003"]
    assert reason in found[3].motivo
    assert "se for um cliente, ponha-o junto dos outros" in found[3].motivo


@pytest.mark.parametrize(
    "row",
    [
        "3;3;3;60",
        "3;3;;60",
        "3;-;-;60",
        "3;—;;",
        "3;R$ 60,00;;",
        "3;3;R$ 123.456,78;",
        "3;60,00;60,00;",
        "3;n/d;#N/D;",
        "3;;Inadimplentes;60",
        "3006;3006;-;60",
        "14;14;;60",
        "14;R$ 60,00;;",
        "14;;;60",
        "14;-;-;",
        "9001;;;",
        "2;;Pág.;",
        "12;ativos;;",
        "1004;Assinantes em aberto;;60",
    ],
)
def test_a_last_row_without_name_and_phone_and_with_a_code_unlike_the_others_is_a_total(
    row: str,
) -> None:
    for blank in ("", "\n", ";;;\n"):
        found = customers(f"{LIST}{blank}{row}\n")
        assert [c.situacao for c in found] == [PRONTO, PRONTO, PRONTO, INVALIDO]
        assert "se for um cliente" in found[3].motivo or "rodapé" in found[3].motivo


@pytest.mark.parametrize(
    "noun",
    [
        *("clientes", "registros", "contratos", "assinantes", "pessoas", "linhas", "títulos"),
        *("devedores", "INADIMPLENTES", "boletos", "Usuários", "contratos em aberto"),
    ],
)
def test_a_word_for_what_is_counted_is_no_name(noun: str) -> None:
    assert asked(f"{LIST}3;{noun};;1.400,00\n") == ["1001", "1002", "1003"]
    assert asked(f"Código;Nome\n1;ANA\n2;BIA\n5;EVA\n4;{noun}\n") == ["1", "2", "5"]
    assert asked(f"{LIST}1004;{noun};85988887774;\n")[-1] == "1004"


def test_the_reason_for_a_code_unlike_the_others_says_that_it_may_be_a_customer() -> None:
    assert customers(f"{LIST}14;;;60\n")[3].motivo.startswith("não se sabe se é um cliente")


RUN = [f"50{number}" for number in range(10, 24)]
COMPANIES = ("RELATORIO COMERCIO", "FIM DE TARDE BAR", "LISTA DE OFERTAS ME", "GRUPO TOTAL")


@pytest.mark.parametrize("name", [*COMPANIES, "FRANCISCA ROCHA TOTAL"])
@pytest.mark.parametrize("row", ["{};{}", "{};{};", "{};{};8598888777{}"])
def test_words_are_a_name_where_the_code_fits_those_around_it(row: str, name: str) -> None:
    titles = ("Código;Nome", "Código;Nome;Telefone")[row.count(";") - 1]
    ends = RUN[5], RUN[-1]
    rows = [row.format(code, name if code in ends else "ANA", 1) for code in RUN]
    assert asked("\n".join([titles, *rows])) == RUN
    odd = row.format("7", name, "").removesuffix("8598888777")
    assert asked("\n".join([titles, *rows, odd])) == RUN


def test_the_count_of_a_list_counts_customers_with_such_names_and_no_footers() -> None:
    rows = [f"{code};{COMPANIES[at // 2 % 4] if at % 2 else 'ANA'}" for at, code in enumerate(RUN)]
    assert asked("\n".join(["Código;Nome", *rows, "14;"])) == RUN
    report = "7;Relatório de inadimplentes"
    assert asked("\n".join(["Código;Nome", *rows, report, "14;"])) == RUN


@pytest.mark.parametrize(
    "text", ["Total", "Total geral", "Subtotal", "Total de clientes", "T O T A L"]
)
@pytest.mark.parametrize("place", [5, 14])
def test_words_that_are_nobodys_name_need_no_second_sign(text: str, place: int) -> None:
    rows = [f"{code};ANA" for code in RUN]
    rows.insert(place, f"5024;{text}")
    assert asked("\n".join(["Código;Nome", *rows])) == RUN


@pytest.mark.parametrize(
    "row",
    [
        "1004;;;",
        "1090;-;-;",
        "3;;3333-4444;",
        "14;LI;;",
        "3;CARLOS;-;60",
        "3;LIA;;",
        "3;;85988887774;",
        "1004;TOTAL TELECOM LTDA;85988887774;",
        "1004;TOTAL;85988887774;60",
        "1004;TOTAL TELECOM;88887774;",
        "3;POSTO TOTAL LTDA;85988887774;",
        "3;SOMA CONTABILIDADE;;",
        "ABC;LIA;85988887774;",
        "\n1004;LIA;;",
        "\n1004;;;\n1005;;;\n1006;;;",
        "1004;MARIA FIM DE SEMANA;;",
        "1004;RELOJOARIA;;",
    ],
)
def test_a_customer_is_not_taken_for_a_total(row: str) -> None:
    assert {c.situacao for c in customers(f"{LIST}{row}\n")} == {PRONTO}


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("codigo\n10\n20\n30\n3\n", "10 20 30"),
        ("codigo\n10\n20\n30\n4\n", "10 20 30 4"),
        ("codigo\n0\n1\n2\n", "0 1 2"),
        ("codigo\n1\n2\n3\n", "1 2 3"),
        ("codigo\n1\n2\n\n5\n", "1 2 5"),
        ("codigo\n10\n20\n30\n\n3\n", "10 20 30"),
        ("codigo\n10\n20\n30\n\n60\n", "10 20 30"),
        ("codigo\n1001\n1002\n1005\n3008\n", "1001 1002 1005"),
        ("codigo\n10\n20\nTOTAL\n", "10 20"),
        ("codigo;valor\n1001;10\n1002;20\n\n2;30\n", "1001 1002"),
        ("codigo;valor\n1001;10\n1002;20\n2;30\n", "1001 1002"),
        ("codigo;vencimento;valor\n1001;1/2/26;10\n1002;1/2/26;20\n2;;30\n", "1001 1002"),
        ("codigo;titular\n1001;Ana\n1002;Bia\n2;Eva\n", "1001 1002 2"),
        ("codigo;fone\n1001;\n1002;\n2;85988887774\n", "1001 1002 2"),
    ],
)
def test_the_last_of_bare_codes_is_a_total_when_it_is_their_count_or_sum(
    text: str, codes: str
) -> None:
    assert asked(text) == codes.split()


GROUPED = [f"{group}00{row}" for group in range(1, 6) for row in range(3)]


@pytest.mark.parametrize(
    ("titles", "customer", "total"),
    [
        ("Código;Plano;Valor", "{};50MB;10", "3;Subtotal;30"),
        ("Código;Nome;Valor", "{};ANA;10", "3;Fortaleza Total;30"),
        ("Código;Nome;Telefone", "{};ANA;85988887771", "3;Fortaleza Total;"),
        ("Código;Nome;Telefone", "{};ANA;85988887771", "3;Total;1133334444"),
        ("Cidade;Código;Nome", "Fortaleza;{};ANA", "Fortaleza Contagem;3;"),
    ],
)
def test_the_total_of_every_group_is_no_customer(titles: str, customer: str, total: str) -> None:
    rows = [customer.format(code) + f"\n{total}" * code.endswith("2") for code in GROUPED]
    assert asked("\n".join([titles, *rows])) == GROUPED


def test_a_customer_called_total_stays_one_without_the_code_of_a_total() -> None:
    rows = "1002;TOTAL TELECOM;85988887772\n1003;Posto Total Ltda;85988887773\n1004;EVA;\n"
    assert asked(f"Código;Nome;Telefone\n1001;ANA;85988887771\n{rows}")[1:3] == ["1002", "1003"]
    assert asked("Código;Nome\n1001;ANA\n1002;TOTAL TELECOM\n1003;EVA\n")[1] == "1002"
    small = "1;ANA;\n2;BIA;\n3;TOTAL TELECOM;85988887773\n4;EVA;\n"
    assert asked(f"Código;Nome;Telefone\n{small}") == ["1", "2", "3", "4"]


def test_customers_of_a_plan_called_total_stay_customers() -> None:
    assert asked("Plano;Código;Nome\nTotal;1;ANA\nBásico;2;BIA\nTotal;3;EVA\n") == ["1", "2", "3"]


@pytest.mark.parametrize(
    "text",
    [
        "Código;Parcela;Valor\n1;1 de 12;10\n2;2 de 12;10\n3;5 de 6;10\n",
        "Código;Situação\n1;Emitida\n2;Emitida\n3;Impressa\n4;Emitida\n5;Emitida\n",
        "Situação;Código\n" + "".join(f"Emitida;{code}\n" for code in range(5)),
        "Plano;Código\n" + "".join(f"Total;{code}\n" for code in range(5)),
        "Plano;Código\n" + "".join(f"Combo Total;{code}\n" for code in range(5)),
        "Código;Telefone;Situação\n1;85988887771;Emitida\n2;;Emitida\n3;85988887772;Emitida\n",
    ],
)
def test_rows_stay_customers_where_the_words_of_a_total_are_data_of_the_list(text: str) -> None:
    assert {c.situacao for c in customers(text)} == {PRONTO}


def test_a_cell_of_several_lines_is_no_blank_row() -> None:
    assert asked('Código;Nome;Telefone\n1;"Ana\nLia";85988887771\n5;;\n') == ["1", "5"]


def test_totals_of_a_workbook() -> None:
    rows: workbooks.Rows = [["Código", "Nome"], [1001, "ANA"], [1002, "BIA"], [], [2003, None]]
    table = read_table(workbooks.xlsx({"A": rows}), "a.xlsx")
    found = read_customers(table, resolve_columns(table))
    assert [c.situacao for c in found] == [PRONTO, PRONTO, INVALIDO]


@given(st.lists(st.integers(1, 10**6), min_size=1, max_size=40, unique=True))
def test_rows_with_a_name_are_customers_whatever_their_codes(codes: list[int]) -> None:
    rows = "".join(f"{code};Ana;\n" for code in codes)
    assert asked(f"codigo;nome;fone\n{rows}") == [str(code) for code in codes]


FUNCTIONS = [
    "Contar",
    "CONT.NÚM",
    "CONT.VALORES",
    "Contagem",
    "Máximo",
    "Máx",
    "Max",
    "MÁX.:",
    "Mínimo",
    "Mín.",
    "Min",
    "Produto",
    "Desvio padrão",
    "DESVPAD.P",
    "Variância",
    "Mediana",
    "Subtotal",
    "Máximo de código",
]


@pytest.mark.parametrize("label", FUNCTIONS)
@pytest.mark.parametrize("row", ["1004;{};;", "1004;{};3;9", "{};1004;;"])
def test_the_name_of_a_function_at_the_end_is_a_total(row: str, label: str) -> None:
    assert asked(f"{LIST}{row.format(label)}\n") == ["1001", "1002", "1003"]


def test_several_functions_at_the_end_are_all_totals() -> None:
    assert asked(f"{LIST}1002;Média;;\n1009;Máx;;\n1007;Min;;\n") == ["1001", "1002", "1003"]


@pytest.mark.parametrize(
    "row",
    ["1004;Max Silva;;", "1004;Max;85988887774;", "1004;Max de Souza;;", "1004;Máximo Reis;;"],
)
def test_whoever_has_more_than_the_name_of_a_function_is_a_customer(row: str) -> None:
    assert asked(f"{LIST}{row}\n")[-1] == "1004"


def test_a_first_name_among_the_others_is_a_customer() -> None:
    assert asked("Código;Nome\n1001;ANA\n1002;Max\n1003;EVA\n") == ["1001", "1002", "1003"]
    assert asked("Plano;Código\nMax;1001\nMin;1002\nUltra;1003\nMax;1004\n")[-1] == "1004"
