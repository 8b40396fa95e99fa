"""faturas.intake.text_file: encoding and delimiter, found out or said."""

import json
import time
from pathlib import Path

import pytest

from faturas.errors import InputError
from faturas.intake.records import Records
from faturas.intake.text_file import open_text

SHAPES = json.loads((Path(__file__).parents[1] / "data" / "spreadsheet_shapes.json").read_text())
TEXT = "código;nome\r\n1;José da Conceição\r\n2;Zoë\r\n"


def cells(records: Records) -> list[list[str]]:
    return [cells for _, cells in records]


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape["name"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_shapes_of_brazilian_offices(shape: dict[str, str], encoding: str) -> None:
    records = open_text(shape["text"].encode(encoding), None, None)
    assert records.delimitador == (shape["expected_delimiter"] or "")


@pytest.mark.parametrize(
    ("encoding", "found"),
    [
        ("utf-8", "utf-8-sig"),
        ("utf-8-sig", "utf-8-sig"),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
        ("cp1252", "cp1252"),
    ],
)
def test_encodings_are_found(encoding: str, found: str) -> None:
    records = open_text(TEXT.encode(encoding), None, None)
    assert records.codificacao == found
    assert cells(records)[:2] == [["código", "nome"], ["1", "José da Conceição"]]


def test_utf_16_of_the_other_byte_order_with_its_mark() -> None:
    assert cells(open_text("\ufeffcódigo;x\n1;é\n".encode("utf-16-be"), None, None))[1] == [
        "1",
        "é",
    ]


@pytest.mark.parametrize("name", ["cp850", "IBM850"])
def test_an_encoding_can_be_said(name: str) -> None:
    assert cells(open_text(TEXT.encode("cp850"), name, None))[2] == ["2", "Zoë"]


@pytest.mark.parametrize("name", ["latin-1", "windows-1252", " UTF8 ", "utf-16"])
def test_encodings_go_by_their_usual_names(name: str) -> None:
    encoded = TEXT.encode(name.strip())
    assert cells(open_text(encoded, name, None))[0] == ["código", "nome"]


@pytest.mark.parametrize("name", ["klingon", "rot13", "utf-7", "a\0b", "ü"])
def test_an_unknown_encoding_is_refused(name: str) -> None:
    with pytest.raises(InputError, match="Codificação desconhecida"):
        open_text(b"codigo\n1\n", name, None)


def test_bytes_that_the_encoding_does_not_have_are_refused_at_their_line() -> None:
    with pytest.raises(InputError, match="A linha 3 tem bytes que não existem em UTF-8") as caught:
        open_text(b"codigo\n1\n\xe9\n", "utf-8", None)
    assert caught.value.line == 3


@pytest.mark.parametrize(
    "data",
    [
        b"codigo\n1\x002\n",
        bytes(range(256)),
        b"\x00\x00\x00\x00",
        b"\x01\x02\x03\x04abc",
        b"\xff\xfe\x00\x00\x01\x00\x00\x00",
    ],
)
def test_what_is_not_text_is_refused(data: bytes) -> None:
    with pytest.raises(InputError):
        open_text(data, None, None)


@pytest.mark.parametrize(
    "text",
    [
        "<html><body><table><tr><td>1</td></tr></table></body></html>",
        "\r\n<!DOCTYPE html>\n<html>",
        '<table border="1"><tr><td>codigo</td></tr></table>',
        '<?xml version="1.0"?><Workbook></Workbook>',
    ],
)
def test_a_web_page_named_as_a_spreadsheet_is_refused(text: str) -> None:
    with pytest.raises(InputError, match="página HTML ou XML"):
        open_text(text.encode(), None, None)


@pytest.mark.parametrize(
    ("text", "delimiter"),
    [
        ("codigo_cliente\n1,5\n2,5\n3,7\n", ""),
        ("codigo_cliente\n1.234,00\n2.345,00\n", ""),
        ("codigo;valor\n1;1,50\n2;2,75\n", ";"),
        ("codigo;\n1;\n2;\n", ";"),
        ("Relatório de clientes, março\n\ncodigo;nome\n1;Silva, Ana\n2;Souza, Bia\n", ";"),
        ("codigo\tnome\n1\tAna\n", "\t"),
        ('codigo,nome\n1,"Silva; Maria"\n2,"Souza; Ana"\n', ","),
        ("1;Ana\n2;Bia\n3;Eva\n", ";"),
        ("A\nB\nC\n", ""),
        ("codigo_cliente;Nome\n", ";"),
    ],
)
def test_the_delimiter_is_found(text: str, delimiter: str) -> None:
    assert open_text(text.encode(), None, None).delimitador == delimiter


@pytest.mark.parametrize("first", ["sep=;", "SEP=;", '"sep=;"', "sep=;;;"])
def test_a_sep_line_is_honoured_and_left_out(first: str) -> None:
    records = open_text(f"{first}\r\ncodigo,x;nome\r\n1,5;Ana\r\n".encode(), None, None)
    assert list(records) == [(2, ["codigo,x", "nome"]), (3, ["1,5", "Ana"])]


def test_a_sep_line_may_name_the_tab() -> None:
    assert open_text(b"sep=\t\ncodigo\tnome\n1\tAna\n", None, None).delimitador == "\t"


def test_the_delimiter_that_is_said_wins() -> None:
    data = b"sep=;\ncodigo,nome\n1,Ana\n"
    assert cells(open_text(data, None, ",")) == [["codigo", "nome"], ["1", "Ana"]]
    assert cells(open_text(data, None, "")) == [["codigo,nome"], ["1,Ana"]]


@pytest.mark.parametrize("delimiter", [";;", '"', "\n", "\0"])
def test_an_impossible_delimiter_is_refused(delimiter: str) -> None:
    with pytest.raises(InputError, match="um único caractere"):
        open_text(b"codigo\n1\n", None, delimiter)


def test_the_end_of_file_mark_of_dos_is_left_out() -> None:
    assert cells(open_text(b"codigo\n1\n\x1a", None, None)) == [["codigo"], ["1"]]


@pytest.mark.parametrize("cell", ["1", "a.", "http://a.", "a,b", '";"', "x y;"])
def test_strange_text_takes_no_more_than_moments(cell: str) -> None:
    start = time.process_time()
    open_text((cell * 70_000).encode(), None, None)
    assert time.process_time() - start < 5
