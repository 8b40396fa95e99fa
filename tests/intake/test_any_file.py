"""Properties of the whole way from bytes to customers: a table or a clear error, never a crash."""

import csv
import io
import random
from contextlib import suppress

from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from faturas.errors import InputError
from faturas.intake.cell_errors import is_error
from faturas.intake.customers import (
    Columns,
    SituacaoEntrada,
    find_columns,
    read_customers,
    resolve_columns,
)
from faturas.intake.spreadsheet import ReadOptions, read_table
from tests.intake import workbooks

CODES = st.lists(st.from_regex(r"[0-9]{1,12}", fullmatch=True), min_size=2, max_size=30)
NAMES = st.text(
    st.characters(codec="cp1252", exclude_categories=["Cc", "Cf"]) | st.sampled_from(';,|\t"'),
    max_size=20,
)


def read_everything(data: bytes, opcoes: ReadOptions = ReadOptions()) -> None:  # noqa: B008 - frozen
    table = read_table(data, "arquivo", opcoes)
    rows = list(table.linhas())
    assert len(rows) == table.total_linhas > 0
    assert all(len(cells) >= len(table.colunas) for _, cells in rows)
    assert len(set(table.colunas)) == len(table.colunas) == len(table.titulos)
    find_columns(table)
    customers = read_customers(table, Columns(0, len(table.colunas) - 1))
    assert [customer.linha for customer in customers] == [line for line, _ in rows]
    asked = [c.codigo for c in customers if c.situacao is SituacaoEntrada.PRONTO]
    assert len(set(asked)) == len(asked)
    resolve_columns(table)


OPTIONS = st.builds(
    ReadOptions,
    codificacao=st.none() | st.sampled_from(["utf-8", "cp1252", "utf-16", "cp850"]) | st.text(),
    delimitador=st.none() | st.sampled_from([";", ",", "\t", "|", ""]) | st.text(max_size=2),
    planilha=st.none() | st.text(max_size=5),
    linha_cabecalho=st.none() | st.integers(-2, 5),
)


@settings(max_examples=200)
@given(st.binary(max_size=2000), OPTIONS)
@example(b"\xff\xfe", ReadOptions())
@example(b"PK\x03\x04", ReadOptions())
@example(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", ReadOptions())
def test_bytes_give_a_table_or_a_clear_error(data: bytes, opcoes: ReadOptions) -> None:
    with suppress(InputError):
        read_everything(data, opcoes)


@settings(max_examples=200)
@given(
    st.text("0123456789ab;,\t|\"'\r\n\0 é=.", max_size=300), st.sampled_from(["utf-8", "utf-16"])
)
def test_text_gives_a_table_or_a_clear_error(text: str, encoding: str) -> None:
    with suppress(InputError):
        read_everything(text.encode(encoding))


def test_spoiled_workbooks_give_a_table_or_a_clear_error() -> None:
    dice = random.Random(2026)
    rows: list[list[workbooks.Cell]] = [["codigo_cliente", "Nome"]]
    rows += [[number, f"Nome {number}"] for number in range(40)]
    for write in (workbooks.xlsx, workbooks.xlsb, workbooks.xls, workbooks.ods):
        whole = write({"Clientes": rows})
        for _ in range(8):
            data = bytearray(whole)
            for _ in range(dice.randint(1, 30)):
                data[dice.randrange(len(data))] = dice.randrange(256)
            with suppress(InputError):
                read_everything(bytes(data[: dice.randint(len(data) // 2, len(data))]))


@settings(max_examples=80)
@given(
    CODES,
    st.data(),
    st.sampled_from(";,\t|"),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252"]),
    st.booleans(),
    st.sampled_from(["\n", "\r\n"]),
)
def test_what_is_written_is_read(
    codes: list[str], data: st.DataObject, delimiter: str, encoding: str, quoted: bool, end: str
) -> None:
    names = data.draw(st.lists(NAMES, min_size=len(codes), max_size=len(codes)))
    buffer = io.StringIO()
    writer = csv.writer(
        buffer,
        delimiter=delimiter,
        quoting=csv.QUOTE_ALL if quoted else csv.QUOTE_MINIMAL,
        lineterminator=end,
    )
    writer.writerow(["codigo_cliente", "Nome"])
    writer.writerows(zip(codes, names, strict=True))
    content = buffer.getvalue().encode(encoding)
    assume(encoding != "cp1252" or not _reads_as_other_utf8(content, buffer.getvalue()))
    table = read_table(content, "clientes.csv")
    customers = read_customers(table, resolve_columns(table))
    assert [customer.codigo for customer in customers] == codes
    expected = ["" if is_error(name) else name.strip() for name in names]
    assert [customer.nome for customer in customers] == expected
    assert [customer.linha for customer in customers] == list(range(2, len(codes) + 2))


@given(CODES, st.booleans(), st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252"]))
def test_a_lone_column_is_read_with_and_without_a_header(
    codes: list[str], has_header: bool, encoding: str
) -> None:
    lines = (["codigo_cliente"] if has_header else []) + codes
    table = read_table("\r\n".join(lines).encode(encoding), "clientes.csv")
    customers = read_customers(table, resolve_columns(table))
    assert [customer.codigo for customer in customers] == codes
    assert customers[0].linha == 1 + has_header


def _reads_as_other_utf8(content: bytes, text: str) -> bool:
    """Whether these bytes are another text in UTF-8, which is what any reader takes them for."""
    try:
        return content.decode("utf-8") != text
    except UnicodeDecodeError:
        return False
