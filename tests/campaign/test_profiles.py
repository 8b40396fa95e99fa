"""Profiles as blocks of data: what campaign platforms ask for, and what makes no file."""

import io
from dataclasses import replace

import pytest

from faturas.campaign.contact import goes_out
from faturas.campaign.files.csv_file import check_contacts, write_contacts
from faturas.campaign.profiles import (
    PADRAO,
    Coluna,
    CsvForm,
    Fonte,
    FormaTelefone,
    Perfil,
    variables,
)
from faturas.domain.choices import Choices
from faturas.domain.impediments import INCOMPLETO
from faturas.domain.outcome import Row
from faturas.errors import OutputError
from tests.factories.rows import contact_row

PHONE = Coluna("phone_number", Fonte.TELEFONE)
WHATSAPP = Perfil("lista", (Coluna("nome", Fonte.NOME), Coluna("numero", Fonte.TELEFONE)))
"""A platform that takes no variables."""


def written(perfil: Perfil, *rows: Row) -> bytes:
    file = io.BytesIO()
    write_contacts(file, rows or [contact_row()], Choices(), perfil.forma, perfil)
    return file.getvalue()


@pytest.mark.parametrize(
    ("forma", "phone"),
    [
        (FormaTelefone.COM_DDI, "5585988887777"),
        (FormaTelefone.SEM_DDI, "85988887777"),
        (FormaTelefone.COM_ZERO, "05585988887777"),
        (FormaTelefone.COM_MAIS, "+5585988887777"),
    ],
)
def test_the_forms_of_a_phone(forma: FormaTelefone, phone: str) -> None:
    perfil = replace(WHATSAPP, forma=CsvForm(telefone=forma))
    assert written(perfil).decode().splitlines()[1] == f"MARIA DA CONCEIÇÃO,{phone}"
    assert written(perfil, contact_row(telefone="")).endswith(b",\r\n"), "no phone, no sign"


@pytest.mark.parametrize("cell", ["+5585988887777=1", "+1234", "+55859888877771"])
def test_a_plus_is_let_through_before_a_phone_only(cell: str) -> None:
    form = CsvForm(telefone=FormaTelefone.COM_MAIS)
    data = written(replace(WHATSAPP, forma=form)).replace(b"+5585988887777", cell.encode())
    with pytest.raises(OutputError, match="fórmula, na linha 2"):
        check_contacts(io.BytesIO(data), form, 1, WHATSAPP)


def test_a_plus_that_the_form_does_not_ask_for_is_a_formula() -> None:
    data = written(WHATSAPP).replace(b"5585988887777", b"+5585988887777")
    with pytest.raises(OutputError, match="fórmula, na linha 2"):
        check_contacts(io.BytesIO(data), CsvForm(), 1, WHATSAPP)


def test_a_fixed_text_and_the_code_fill_columns() -> None:
    robbu = Perfil(
        "robbu",
        (
            Coluna("Tipo de Registro", fixo="TELEFONE"),
            Coluna("Valor do Registro", Fonte.TELEFONE),
            Coluna("identifier", Fonte.CODIGO),
        ),
        forma=CsvForm(delimitador=";", telefone=FormaTelefone.SEM_DDI),
    )
    assert written(robbu).splitlines()[1] == b"TELEFONE;85988887777;42"


def test_the_first_bytes_are_the_first_title() -> None:
    chatwoot = Perfil("chatwoot", (Coluna("name", Fonte.NOME), PHONE, *variables("v{n}")))
    assert written(chatwoot)[:4].hex() == "6e616d65"


def test_a_character_that_the_encoding_lacks_names_the_line() -> None:
    perfil = replace(WHATSAPP, forma=CsvForm(codificacao="cp1252"))
    assert "CONCEIÇÃO".encode("cp1252") in written(perfil)
    with pytest.raises(OutputError, match="A linha 3 do arquivo de contatos tem um caractere"):
        written(perfil, contact_row(), contact_row(nome="João 😀"))


def test_a_cell_longer_than_the_platform_takes_names_column_and_line() -> None:
    short = Perfil("curto", (PHONE, Coluna("v1", Fonte.NOME, max_caracteres=18)))
    assert b"MARIA DA CONCEI" in written(short)
    with pytest.raises(OutputError, match=r"A coluna v1 da linha 2 .* tem 19 caracteres .* 18"):
        written(short, contact_row(nome="A" * 19))


def test_a_file_larger_than_the_platform_takes_is_refused() -> None:
    size = len(written(WHATSAPP))
    assert len(written(replace(WHATSAPP, max_bytes=size))) == size
    with pytest.raises(OutputError, match=f"{size} bytes e a plataforma aceita {size - 1}"):
        written(replace(WHATSAPP, max_bytes=size - 1))


def test_incomplete_is_whatever_the_profile_must_have() -> None:
    row = contact_row(linha_digitavel="", pix="")
    assert row.outcome.conferida is not None
    for perfil, out in ((PADRAO, False), (WHATSAPP, True)):
        choices = Choices(so_completas=True, incompleto=perfil.incompleto)
        assert goes_out(row.outcome.conferida, choices) is out
        file = io.BytesIO()
        lacking = write_contacts(file, [row], Choices(), perfil.forma, perfil).incompletos
        assert lacking == int(not out)
    assert PADRAO.incompleto == INCOMPLETO


def test_a_column_may_be_allowed_to_be_empty() -> None:
    colunas = (PHONE, Coluna("nome", Fonte.NOME, obrigatoria=False))
    row = contact_row(nome="")
    result = write_contacts(io.BytesIO(), [row], Choices(), CsvForm(), Perfil("x", colunas))
    assert (result.incompletos, result.vazias) == (0, ())


@pytest.mark.parametrize(
    ("colunas", "forma", "why"),
    [
        ((Coluna("nome", Fonte.NOME),), CsvForm(), "uma coluna de telefone"),
        ((PHONE, Coluna("outro", Fonte.TELEFONE)), CsvForm(), "uma coluna de telefone"),
        ((PHONE, Coluna("PHONE_number", Fonte.NOME)), CsvForm(), "títulos iguais"),
        ((PHONE, Coluna("valor (R$)", Fonte.VALOR)), CsvForm(), r"o título valor \(R\$\)"),
        ((PHONE, Coluna("v", fixo="=1+1")), CsvForm(), "viraria fórmula"),
        ((PHONE,), CsvForm(delimitador=":"), "separador"),
        ((PHONE,), CsvForm(codificacao="utf-16"), "codificação"),
        ((PHONE,), CsvForm(bom=True, codificacao="cp1252"), "BOM"),
    ],
)
def test_what_makes_no_file_is_refused(
    colunas: tuple[Coluna, ...], forma: CsvForm, why: str
) -> None:
    with pytest.raises(ValueError, match=f"^perfil ruim: .*{why}"):
        Perfil("ruim", colunas, forma, titulos="[A-Za-z0-9_]+")
