"""The cells of a contact, column by column."""

from decimal import Decimal

from faturas.campaign.contact import contact
from faturas.campaign.profiles import PADRAO, FormaTelefone
from faturas.domain.choices import Choices, QualValor
from faturas.domain.outcome import Row
from tests.factories.faturas import linha, pix
from tests.factories.rows import contact_row


def cells(row: Row, choices: Choices | None = None) -> dict[str, str]:
    assert row.outcome.conferida is not None
    made = contact(row.outcome.conferida, choices or Choices()).cells()
    return dict(zip(PADRAO.header, made, strict=True))


def test_the_columns() -> None:
    assert cells(contact_row()) == {
        "Telefone": "5585988887777",
        "Nome": "MARIA DA CONCEIÇÃO",
        "1": "MARIA DA CONCEIÇÃO",
        "2": "R$ 1.234,56",
        "3": "05/10/2026",
        "4": linha(),
        "5": pix(),
        "6": "https://boleto.example/1",
    }


def test_what_is_missing_is_empty() -> None:
    row = contact_row(telefone="", linha_digitavel="", pix="", link="")
    assert [cells(row)[column] for column in ("Telefone", "4", "5", "6")] == [""] * 4


def test_the_amount_is_what_the_code_charges_unless_the_clerk_says_otherwise() -> None:
    row = contact_row(linha_digitavel=linha(Decimal("1300.00")), pix="")
    assert cells(row)["2"] == "R$ 1.300,00"
    assert cells(row, Choices(valor=QualValor.FATURA))["2"] == "R$ 1.234,56"


def test_a_landline_goes_out_only_if_the_clerk_allows_it() -> None:
    row = contact_row(telefone="8532324545")
    assert cells(row)["Telefone"] == ""
    assert cells(row, Choices(telefone_fixo=True))["Telefone"] == "558532324545"


def test_the_phone_may_go_without_country_code() -> None:
    conferida = contact_row().outcome.conferida
    assert conferida is not None
    assert contact(conferida, Choices()).cells(FormaTelefone.SEM_DDI)[0] == "85988887777"
