"""Hidden rows, errors, formulas, totals and shown zeros: read alike in every kind of workbook."""

import io
from collections.abc import Callable

import pytest
import xlsxwriter

from faturas.errors import InputError
from faturas.intake.codes import TABLE_TOTALS_REASON, TOTAL_REASON
from faturas.intake.customers import Customer, SituacaoEntrada, read_customers, resolve_columns
from faturas.intake.sentences import hidden_rows
from faturas.intake.spreadsheet import ReadOptions, Table, read_table
from tests.intake import workbooks
from tests.intake.workbooks import NO_REFERENCE, NOT_FOUND, Formula, Padded, Rows

Write = Callable[..., bytes]
WRITERS: list[Write] = [workbooks.xlsx, workbooks.xlsb, workbooks.xls, workbooks.ods]
every_kind = pytest.mark.parametrize("write", WRITERS, ids=lambda write: str(write.__name__))

HEADER = ["codigo_cliente", "Nome", "Telefone"]
PRONTO, INVALIDO = SituacaoEntrada.PRONTO, SituacaoEntrada.INVALIDO


def table_of(data: bytes, opcoes: ReadOptions = ReadOptions()) -> Table:  # noqa: B008 - frozen
    return read_table(data, "lista", opcoes)


def customers_of(data: bytes, opcoes: ReadOptions = ReadOptions()) -> list[Customer]:  # noqa: B008
    table = table_of(data, opcoes)
    return read_customers(table, resolve_columns(table))


HIDDEN_ROWS: Rows = [
    HEADER,
    [1001, "Ana", None],
    [1002, "Bia", None],
    [None, None, None],
    [1001, "Ana", None],
    [1002, "Bia", None],
]


@every_kind
def test_a_hidden_row_is_not_asked_for_and_stays_in_the_report(write: Write) -> None:
    data = write({"Lista": HIDDEN_ROWS}, hidden_rows=[3, 4, 5])
    assert [(c.linha, c.codigo, c.situacao, c.motivo) for c in customers_of(data)] == [
        (2, "1001", PRONTO, ""),
        (3, "1002", INVALIDO, "linha oculta na planilha"),
        (5, "1001", INVALIDO, "linha oculta na planilha"),
        (6, "1002", PRONTO, ""),
    ]
    table = table_of(data)
    assert table.entendido.linhas_ocultas == 2, "the blank one is missed by nobody"
    assert hidden_rows(table).startswith("A planilha tem 2 linhas ocultas ou filtradas, que não")


@every_kind
def test_hidden_rows_are_read_like_all_others_on_request(write: Write) -> None:
    data = write({"Lista": HIDDEN_ROWS}, hidden_rows=[3, 4, 5])
    shown = ReadOptions(com_ocultas=True)
    assert [(c.linha, c.situacao) for c in customers_of(data, shown)] == [
        (2, PRONTO),
        (3, PRONTO),
        (5, SituacaoEntrada.DUPLICADO),
        (6, SituacaoEntrada.DUPLICADO),
    ]
    assert "serão consultadas como as outras" in hidden_rows(table_of(data, shown))


@every_kind
def test_a_hidden_header_is_still_the_header(write: Write) -> None:
    table = table_of(write({"Lista": HIDDEN_ROWS}, hidden_rows=[1]))
    assert (table.entendido.linha_cabecalho, table.entendido.linhas_ocultas) == (1, 0)
    assert hidden_rows(table) == ""


@every_kind
def test_errors_and_formulas_without_result_keep_their_rows(write: Write) -> None:
    rows: Rows = [
        HEADER,
        [1001, "Ana", NOT_FOUND],
        [NOT_FOUND, "Bia", "85988887777"],
        [Formula(), NO_REFERENCE, Formula()],
        [Formula(), Formula(), Formula()],
        [NO_REFERENCE, NO_REFERENCE, NO_REFERENCE],
    ]
    error = "a célula tem um erro de planilha no lugar do código"
    formula = "a fórmula não foi calculada: abra a lista no Excel e salve de novo"
    assert customers_of(write({"Lista": rows})) == [
        Customer(2, "1001", "", "Ana"),
        Customer(3, "#N/D", "85988887777", "Bia", INVALIDO, error),
        Customer(4, "#FÓRMULA SEM VALOR", "", "", INVALIDO, formula),
        Customer(5, "#FÓRMULA SEM VALOR", "", "", INVALIDO, formula),
        Customer(6, "#REF!", "", "", INVALIDO, error),
    ]


@every_kind
@pytest.mark.parametrize("code", [NOT_FOUND, Formula()], ids=["error", "formula"])
def test_a_list_without_any_code_says_to_save_it_in_excel(
    write: Write, code: workbooks.Cell
) -> None:
    rows: Rows = [HEADER, [code, "Ana", None], [code, None, None]]
    with pytest.raises(InputError, match="Abra a lista no Excel"):
        customers_of(write({"Lista": rows}))


@every_kind
def test_a_column_of_errors_left_of_all_values_is_kept(write: Write) -> None:
    rows: Rows = [[], [None, "Nome"], [Formula(), "Ana"], [], [None, None, NOT_FOUND], [NOT_FOUND]]
    table = table_of(write({"Lista": rows}), ReadOptions(linha_cabecalho=2))
    assert list(table.linhas()) == [
        (3, ["#FÓRMULA SEM VALOR", "Ana", ""]),
        (5, ["", "", "#N/D"]),
        (6, ["#N/D", "", ""]),
    ]


@every_kind
def test_zeros_that_are_only_shown_are_pointed_out(write: Write) -> None:
    rows: Rows = [[None, *HEADER], [None, Padded(12345), "Ana"], [None, Padded(123), "Bia"]]
    table = table_of(write({"Lista": rows}))
    [aviso] = table.entendido.avisos
    assert "coluna “codigo_cliente” mostra zeros à esquerda" in aviso
    assert "na linha 3 aparece C00123, e o que foi lido é 123." in aviso
    assert [c.codigo for c in read_customers(table, resolve_columns(table))] == ["12345", "123"]


@every_kind
def test_a_format_that_shows_no_zeros_gives_no_aviso(write: Write) -> None:
    rows: Rows = [HEADER, [Padded(12345), "Ana"], [Padded(987654), "Bia"]]
    assert table_of(write({"Lista": rows})).entendido.avisos == ()


def test_errors_in_a_text_file_are_no_phone_and_no_name() -> None:
    text = "codigo_cliente;Nome;Telefone\n1;#N/D;#REF!\n2;Eva;########\nErr:502;Ivo;\n"
    customers = customers_of(text.encode())
    assert [(c.nome, c.telefone) for c in customers] == [("", ""), ("Eva", ""), ("Ivo", "")]
    assert [c.situacao for c in customers] == [PRONTO, PRONTO, INVALIDO]


def xlsx_with(write: Callable[[xlsxwriter.worksheet.Worksheet], None]) -> bytes:
    """Three customers with codes and phones; the row below is for ``write``."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row("A1", ["Código", "Telefone"])
        for line, code in enumerate((1001, 1002, 1009), 1):
            sheet.write_row(line, 0, [code, f"8598888777{line}"])
        write(sheet)
    return buffer.getvalue()


@pytest.mark.parametrize("formula", ["=AVERAGE(A2:A4)", "=AGGREGATE(1,5,A2:A4)", "=A2+A3"])
def test_the_result_of_a_total_is_never_a_code(formula: str) -> None:
    data = xlsx_with(lambda sheet: sheet.write_formula("A5", formula, None, 1004) and None)
    *customers, total = customers_of(data)
    assert [c.situacao for c in customers] == [PRONTO] * 3
    assert (total.situacao, total.motivo) == (INVALIDO, TOTAL_REASON)


@pytest.mark.parametrize("has_totals", [True, False])
def test_the_row_of_totals_of_a_table_is_no_customer(has_totals: bool) -> None:
    columns = [{"header": "Código"}, {"header": "Telefone"}]

    def write(sheet: xlsxwriter.worksheet.Worksheet) -> None:
        sheet.add_table("A1:B5", {"total_row": has_totals, "columns": columns})
        sheet.write_row("A5", [1004, "85988887774"])

    *_, last = customers_of(xlsx_with(write))
    assert last.linha == 5
    assert (last.motivo, last.telefone) == (
        (TABLE_TOTALS_REASON, "") if has_totals else ("", "85988887774")
    )
