"""faturas.intake.text_file: encoding and delimiter, found out or chosen by a person."""

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
def test_lists_as_brazilian_offices_write_them(shape: dict[str, str], encoding: str) -> None:
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
def test_an_encoding_can_be_chosen(name: str) -> None:
    assert cells(open_text(TEXT.encode("cp850"), name, None))[2] == ["2", "Zoë"]


@pytest.mark.parametrize("name", ["latin-1", "windows-1252", " UTF8 ", "utf-16"])
def test_encodings_go_by_their_usual_names(name: str) -> None:
    encoded = TEXT.encode(name.strip())
    assert cells(open_text(encoded, name, None))[0] == ["código", "nome"]


@pytest.mark.parametrize("name", ["klingon", "rot13", "utf-7", "a\0b", "ü"])
def test_an_unknown_encoding_is_refused(name: str) -> None:
    with pytest.raises(InputError, match="Codificação desconhecida"):
        open_text(b"codigo\n1\n", name, None)


UTF_8 = "código;nome\n1;João\n"


@pytest.mark.parametrize("said", [None, "utf-8"])
def test_a_line_of_another_encoding_is_read_in_it_and_pointed_out(said: str | None) -> None:
    records = open_text(UTF_8.encode() + "2;JOÃO\n".encode("cp1252") + b"3;x\n", said, None)
    assert cells(records) == [["código", "nome"], ["1", "João"], ["2", "JOÃO"], ["3", "x"]]
    assert records.codificacao == "utf-8-sig"
    (aviso,) = records.avisos
    assert "não está em UTF-8 na linha 3: foi lido como Windows-1252" in aviso


def test_a_line_of_utf_8_in_a_text_of_another_encoding() -> None:
    records = open_text((UTF_8 * 2).encode("cp1252") + "3;Zoë\n".encode(), None, None)
    assert records.codificacao == "cp1252"
    assert cells(records)[-1] == ["3", "Zoë"]
    assert "Windows-1252 na linha 5: foi lido como UTF-8" in records.avisos[0]


def test_many_lines_of_another_encoding_are_counted() -> None:
    data = UTF_8.encode() * 9 + "2;JOÃO\r\n".encode("cp1252") * 7
    assert "nas linhas 19, 20, 21, 22, 23 e em mais 2:" in open_text(data, None, None).avisos[0]


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "utf-16"])
def test_a_nul_stands_for_a_lost_character_and_is_pointed_out(encoding: str) -> None:
    records = open_text("código;nome\n1\x002;Zoë\n3;E\0va\n".encode(encoding), None, None)
    assert cells(records)[1:] == [["1\ufffd2", "Zoë"], ["3", "E\ufffdva"]]
    assert "byte nulo) nas linhas 2, 3" in records.avisos[0]


def test_a_byte_that_the_encoding_lacks_is_a_lost_character() -> None:
    records = open_text("códigos;nome\n1\x8d;Zoë\n".encode("latin-1"), None, None)
    assert cells(records)[1] == ["1\ufffd", "Zoë"]
    assert "não existe em Windows-1252 na linha 2" in records.avisos[0]


def test_the_zeros_behind_a_file_that_was_not_written_to_its_end() -> None:
    records = open_text(b"codigo\n1\n2\n" + bytes(5000), None, None)
    assert cells(records) == [["codigo"], ["1"], ["2"]]
    assert "Depois da linha 3 só há bytes nulos" in records.avisos[0]


@pytest.mark.parametrize(
    "data",
    [
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


def test_a_chosen_delimiter_is_used() -> None:
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
def test_hostile_text_takes_no_more_than_seconds(cell: str) -> None:
    start = time.process_time()
    open_text((cell * 70_000).encode(), None, None)
    assert time.process_time() - start < 5
