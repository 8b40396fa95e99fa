"""The contact file, byte by byte, and the reading back that no wrong file survives."""

import csv
import hashlib
import io
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faturas.campaign.contact import incomplete_sentence
from faturas.campaign.files.csv_file import Written, check_contacts, write_contacts
from faturas.campaign.profiles import BOM, PADRAO, CsvForm, FormaTelefone
from faturas.domain.choices import Choices
from faturas.domain.outcome import Row
from faturas.domain.safe_text import starts_with_trigger
from faturas.errors import OutputError
from tests.factories.faturas import linha, pix
from tests.factories.rows import contact_row

HEADER_BYTES = b"Telefone,Nome,1,2,3,4,5,6\r\n"


def written(rows: Sequence[Row], form: CsvForm | None = None) -> tuple[bytes, Written]:
    file = io.BytesIO()
    result = write_contacts(file, rows, Choices(), form or CsvForm())
    return file.getvalue(), result


def test_the_bytes() -> None:
    data, _ = written([contact_row()])
    line = (
        "5585988887777,MARIA DA CONCEIÇÃO,MARIA DA CONCEIÇÃO,"
        f'"R$ 1.234,56",05/10/2026,{linha()},{pix()},https://boleto.example/1\r\n'
    )
    assert data == HEADER_BYTES + line.encode()


def test_no_contact_gives_the_header_alone() -> None:
    assert written([])[0] == HEADER_BYTES


def test_count_size_and_hash_are_those_of_the_file() -> None:
    data, result = written([contact_row(), contact_row(ordem=1)])
    assert result == Written(2, len(data), hashlib.sha256(data).hexdigest())


def test_contacts_with_an_empty_cell_are_counted_by_what_they_lack() -> None:
    rows = [
        contact_row(),
        contact_row(telefone="", pix=""),
        contact_row(nome="", pix=""),
        contact_row(linha_digitavel="", link=""),
    ]
    _, result = written(rows)
    assert result.incompletos == 3
    assert result.vazias == (
        ("telefone", 1),
        ("nome", 1),
        ("linha digitável", 1),
        ("PIX", 2),
        ("link", 1),
    )
    assert incomplete_sentence(3) == (
        "3 contatos têm alguma variável vazia: a ferramenta de campanha vai recusá-los"
    )


def test_delimiter_bom_and_phone_form_may_be_chosen() -> None:
    data, _ = written([contact_row()], CsvForm(";", bom=True, telefone=FormaTelefone.SEM_DDI))
    text = data.decode()
    assert text.startswith(BOM + "Telefone;Nome;1;")
    assert "\r\n85988887777;" in text


@given(nome=st.text(max_size=30), link=st.text(max_size=30))
def test_no_name_and_no_link_can_smuggle_a_formula(nome: str, link: str) -> None:
    row = contact_row(nome=nome, link=link)
    for form in (CsvForm(), CsvForm(";")):
        data, result = written([row], form)
        lines = list(csv.reader(io.StringIO(data.decode(), newline=""), delimiter=form.delimitador))
        assert len(lines) == 2
        assert result.contatos == 1
        assert not any(map(starts_with_trigger, lines[1]))


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (lambda good: good.replace(b"Telefone", b"Fone"), "cabeçalho"),
        (lambda good: good + b"1,2\r\n", "colunas da linha 3"),
        (lambda good: good.replace(b"MARIA", b"=MARIA"), "fórmula, na linha 2"),
        (lambda good: good.replace(b"\r\n55", b"\r\n@55"), "fórmula, na linha 2"),
        (lambda good: good.replace(linha().encode(), linha().replace("7", "8").encode()), "linha"),
        (lambda good: good.replace(b"NATAL", b"BELEM"), "PIX da linha 2"),
        (lambda good: HEADER_BYTES, "número de contatos"),
    ],
)
def test_a_file_that_is_not_what_was_meant_is_never_handed_out(
    damage: object, message: str
) -> None:
    data, _ = written([contact_row()])
    assert callable(damage)
    with pytest.raises(OutputError, match=message):
        check_contacts(io.BytesIO(damage(data)), CsvForm(), 1)


def test_the_header_is_the_campaigns() -> None:
    assert ",".join(PADRAO.header).encode() + b"\r\n" == HEADER_BYTES
