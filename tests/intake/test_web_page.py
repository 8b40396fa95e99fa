"""faturas.intake.web_page: the list in a page that is called .xls."""

import html
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from faturas.errors import InputError
from faturas.intake import html_table
from faturas.intake.customers import Customer, SituacaoEntrada, read_customers, resolve_columns
from faturas.intake.file_kind import Formato
from faturas.intake.sentences import hidden_rows, understood
from faturas.intake.spreadsheet import ReadOptions, Table, read_table

HEAD = "<tr><th>Código</th><th>Nome</th><th>Telefone</th></tr>"


def read(page: str, encoding: str = "utf-8", opcoes: ReadOptions = ReadOptions()) -> Table:  # noqa: B008 - frozen
    return read_table(page.encode(encoding), "clientes.xls", opcoes)


def customers(page: str, encoding: str = "utf-8") -> list[Customer]:
    table = read(page, encoding)
    return read_customers(table, resolve_columns(table))


def row(codigo: str, nome: str = "Ana", telefone: str = "85988887771", tag: str = "tr") -> str:
    return f"<{tag}><td>{codigo}</td><td>{nome}</td><td>{telefone}</td></tr>"


HIDDEN_SPAN = row('<span style="display: none">0001</span>1001')
STYLE = "<style>.x { display: none }</style>"
NO_DISPLAY = "tr style='display:none'"


def codes(page: str) -> list[str]:
    return [customer.codigo for customer in customers(page)]


def test_what_is_understood_of_a_page() -> None:
    table = read(f"<table>{HEAD}{row('1001', 'JOÃO')}</table>", "cp1252")
    assert table.entendido.formato is Formato.HTML
    assert understood(table, resolve_columns(table)) == (
        "Lido como tabela de uma página HTML em Windows-1252, cabeçalho na linha 1: código em "
        "“Código”, telefone em “Telefone”, nome em “Nome”."
    )


@pytest.mark.parametrize(
    "page",
    [
        f"<div><table>{HEAD}{row('1001')}</table></div>",
        f"<html><body><center><table border=1>{HEAD}{row('1001')}</table></body></html>",
        f"<?xml version='1.0'?>\n<!DOCTYPE html><html><table>{HEAD}{row('1001')}</table></html>",
        f"<meta charset='utf-8'><table><thead>{HEAD}</thead><tbody>{row('1001')}</tbody></table>",
        f"<b>Warning</b>: x in <b>y.php</b><br />\n<table>{HEAD}{row('1001')}</table>",
        f"Relatório de clientes\n<TABLE>{HEAD}{row('1001')}</TABLE>",
        "<table><tr><td>Código<td>Nome<tr><td>1001<td>Ana</table>",
        f"<table>{HEAD}<tr><td><font><b>\n 1001\n</b></font></td><td>A<td>8</table>",
        f"<table>{HEAD}<tr><td><table><tr><td>1001</td></tr></table></td><td>A</td><td>8</td></tr></table>",
        f"<table><tr><td>menu</td><td><table>{HEAD}{row('1001')}</table></td></tr></table>",
        f"<table>{HEAD}{HIDDEN_SPAN}</table>",
        f"<table>{HEAD}{row('1001<!-- 9 --><script>9</script>')}</table>",
        f"<table>{HEAD}</table><table>{row('1001')}</table>",
        f"<table><tr><td colspan=3>Relatório</td></tr>{HEAD}{row('1001')}</table>",
        f"<table><tr><td>x<tr><td>y<tr><td>z<tr><td>w</table><table>{HEAD}{row('1001')}</table>",
    ],
)
def test_a_table_is_read_however_its_html_is_written(page: str) -> None:
    assert codes(page) == ["1001"]


def test_entities_line_breaks_and_spans() -> None:
    page = (
        "<table><tr><th rowspan=2>C&oacute;digo</th><th colspan=2>Contato</th></tr>"
        "<tr><th>Nome</th><th>Telefone</th></tr>"
        "<tr><td rowspan=2>0012</td><td>JO&Atilde;O &amp; FILHOS&nbsp;&#39;x&#39;</td>"
        "<td>85988887771<br>85988887772</td></tr><tr><td>outra</td><td></td></tr></table>"
    )
    first, second = customers(page)
    assert (first.codigo, first.nome) == ("0012", "JOÃO & FILHOS 'x'")
    assert first.telefone == "85988887771\n85988887772"
    assert (second.codigo, second.situacao) == ("0012", SituacaoEntrada.DUPLICADO)


@pytest.mark.parametrize("charset", ["ibm850", "cp437", "iso-8859-2", "macintosh"])
def test_the_charset_of_a_page_is_honoured(charset: str) -> None:
    page = f"<meta charset={charset}><table>{HEAD}{row('1', 'JOSÉ')}</table>"
    table = read(page, charset)
    assert read_customers(table, resolve_columns(table))[0].nome == "JOSÉ"
    assert not table.entendido.avisos


@pytest.mark.parametrize("charset", ["utf-16", "utf-7", "rot13", "idna", "klingon", "undefined"])
def test_a_charset_that_cannot_be_right_is_ignored(charset: str) -> None:
    page = f"<meta charset={charset}><table>{HEAD}{row('1', 'JOSÉ')}</table>"
    assert customers(page, "cp1252")[0].nome == "JOSÉ"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("charset", ["utf-8", "iso-8859-1"])
def test_the_encoding_is_found_whatever_the_page_says_of_it(encoding: str, charset: str) -> None:
    page = f'<meta http-equiv="Content-Type" content="text/html; charset={charset}"><table>{HEAD}'
    assert customers(f"{page}{row('1', 'JOÃO')}</table>", encoding)[0].nome == "JOÃO"


@pytest.mark.parametrize(
    "page",
    [
        f"<table>{HEAD}{row('1')}{row('2', tag=NO_DISPLAY)}</table>",
        f"<table>{HEAD}{row('1')}{row('2', tag='tr hidden')}</table>",
        f"{STYLE}<table>{HEAD}{row('1')}{row('2', tag='tr class=x')}</table>",
        f"<table>{HEAD}{row('1')}<tbody style='display:none'>{row('2')}</tbody></table>",
    ],
)
def test_hidden_rows_are_not_asked_for(page: str) -> None:
    shown, hidden = customers(page)
    assert (shown.situacao, hidden.situacao) == (SituacaoEntrada.PRONTO, SituacaoEntrada.INVALIDO)
    assert hidden.motivo == "linha oculta na planilha"
    assert "1 linha oculta" in hidden_rows(read(page))
    table = read(page, opcoes=ReadOptions(com_ocultas=True))
    assert {c.situacao for c in read_customers(table, resolve_columns(table))} == {
        SituacaoEntrada.PRONTO
    }


def test_tables_with_the_same_titles_are_one_list() -> None:
    page = f"<table>{HEAD}{row('1')}</table><p>2</p><table>{HEAD}{row('2')}</table>"
    assert codes(page) == ["1", "2"]


FOUR = ["1", "2", "3", "#N/D"]


@pytest.mark.parametrize(
    "page",
    [
        f"<table>{HEAD}{row('1')}{row('2')}</table><p>2</p><table>{row('3')}{row('#N/D')}</table>",
        f"<table>{HEAD}</table>" + "".join(f"<table>{row(code)}</table>" for code in FOUR),
        f"<table>{HEAD}{row('1')}</table><table>{row('2')}</table><table>{HEAD}{row('3')}{row('#N/D')}</table>",
    ],
)
def test_tables_without_titles_go_on_with_the_list(page: str) -> None:
    assert codes(page) == FOUR
    assert not read(page).entendido.avisos


def test_hidden_rows_of_a_later_page_are_the_right_ones() -> None:
    pages = [
        f"<table>{HEAD}{row('1')}{row(code, tag=NO_DISPLAY)}{row('9')}</table>" for code in "23"
    ]
    hidden = [c.codigo for c in customers("".join(pages)) if c.motivo == "linha oculta na planilha"]
    assert hidden == ["2", "3"]


@pytest.mark.parametrize(
    ("other", "rows"),
    [
        ("<table><tr><td>1003<td>Eva</table>", "1 linha"),
        ("<table><tr><td>AB<td>Eva<td>8</table><table><tr><td>1003<td>Eva</table>", "2 linhas"),
        ("<table><tr><td>Contrato<td>Nome<tr><td>3<td>Eva</table>", "2 linhas"),
    ],
)
def test_tables_outside_the_list_that_may_hold_customers_are_pointed_out(
    other: str, rows: str
) -> None:
    table = read(f"<table>{HEAD}{row('1')}{row('2')}</table>{other}")
    assert table.total_linhas == 2
    assert f"({rows} ao todo), fora da lista" in table.entendido.avisos[0]


FOOT = "<tfoot><tr><td>57</td><td>clientes na base</td></tr></tfoot>"


@pytest.mark.parametrize(
    "rows", [f"{FOOT}<tbody>{row('1')}</tbody>", f"<tbody>{row('1')}</tbody>{FOOT}"]
)
def test_the_foot_of_a_table_is_no_customer(rows: str) -> None:
    found = {c.situacao: c for c in customers(f"<table><thead>{HEAD}</thead>{rows}</table>")}
    assert found[SituacaoEntrada.PRONTO].codigo == "1"
    assert found[SituacaoEntrada.INVALIDO].motivo == "linha de totais da tabela, não um cliente"


@pytest.mark.parametrize("end", ["<tr><td>10", "<tr><td>1002</td><td>Bi", "<tr><td>1002<td cla"])
def test_a_row_that_the_end_of_the_page_cuts_is_not_asked_for(end: str) -> None:
    whole, cut = customers(f"<html><body><table>{HEAD}{row('1001')}{end}")
    assert (whole.codigo, whole.situacao) == ("1001", SituacaoEntrada.PRONTO)
    assert cut.situacao is SituacaoEntrada.INVALIDO
    assert "a página acaba no meio desta linha" in cut.motivo


def test_a_second_list_with_other_titles_is_pointed_out() -> None:
    other = "<table><tr><td>Cód. Cliente<td>Valor<tr><td>3<td>9</table>"
    table = read(f"<table>{HEAD}{row('1')}{row('2')}</table>{other}")
    assert table.total_linhas == 2
    assert "mais 1 tabela com uma coluna de código" in table.entendido.avisos[0]


def test_another_key_is_asked_about_in_a_page_too() -> None:
    with pytest.raises(InputError, match="“id_cliente” costuma ser outro número"):
        customers("<table><tr><th>id_cliente<th>Nome<tr><td>1<td>Ana</table>")


def test_a_column_of_words_is_no_list() -> None:
    with pytest.raises(InputError, match="nenhuma tabela de clientes"):
        read("<table><tr><td>Sessão expirada</td></tr><tr><td>Voltar</td></tr></table>")
    with pytest.raises(InputError, match="nenhuma tabela de clientes"):
        read("<table><tr><td>404</td></tr></table>")


def test_blanks_and_line_ends_of_the_source_do_not_count() -> None:
    page = "<div>\r\n\t<table>\r\n" + "".join(
        "\t<tr>" + "".join(f"\r\n\t\t<td>\r\n\t\t\t{cell}\r\n\t\t</td>" for cell in cells)
        for cells in (("Código", "Nome"), ("1001", "UM"), ("1002", "DOIS"))
    )
    page += "</table>"
    assert codes(page) == ["1001", "1002"]


def test_a_page_whose_spans_make_too_much_text_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(html_table, "_MAX_CSV_CHARS", 100_000)
    page = f"<table>{HEAD}<tr><td rowspan=65534 colspan=1000>x" + "<tr></tr>" * 1000
    with pytest.raises(InputError, match="espaço demais"):
        read(page)
    with pytest.raises(InputError, match="espaço demais"):
        read("<table>" * 20_000)


def test_countless_cells_of_a_row_and_a_cell_without_end_are_cut(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with pytest.raises(InputError, match=r"1\.001 colunas; o limite é de 1\.000"):
        read(f"<table><tr>{'<td>1' * 3000}</table>")
    monkeypatch.setattr(html_table, "_MAX_CELL_CHARS", 10)
    (cut,) = customers(f"<table>{HEAD}{row('10<b>0</b>' * 9)}</table>")
    assert "um caractere que se perdeu" in cut.motivo


def test_deep_nesting_takes_no_more_than_seconds() -> None:
    start = time.process_time()
    assert codes("<div>" * 50_000 + f"<table>{HEAD}{row('1001')}</table>") == ["1001"]
    assert time.process_time() - start < 5


NAMES = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cf", "Cs", "Zl", "Zp"]), max_size=20
)


@settings(max_examples=60)
@given(st.lists(NAMES, min_size=1, max_size=8), st.booleans())
def test_what_is_written_is_read(names: list[str], closed: bool) -> None:
    end = "</td>" if closed else ""
    rows = "".join(
        f"<tr><td>{1000 + place}{end}<td>{html.escape(name)}{end}<td>85988887771{end}"
        for place, name in enumerate(names)
    )
    found = [cells for _, cells in read(f"<table>{HEAD}{rows}</table>").linhas()]
    assert found == [
        [str(1000 + place), " ".join(name.split()), "85988887771"]
        for place, name in enumerate(names)
    ]
