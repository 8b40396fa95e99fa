"""Whose a row is: by the code it bears in the system's form, or by an id of the system's own."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from faturas.billing.contract import BulkRow, Cliente
from faturas.domain.documents import document_digits
from faturas.domain.fatura import Fatura
from faturas.search.sweep.allowance import DoubtError
from faturas.search.sweep.wanted import WantedCodes

CPF, MASKED, LOST_ZERO = "05299822421", "052.998.224-21", "5299822421"


def row(name: str, nome: str = "ANA", id_fatura: str = "f1") -> BulkRow:
    fatura = Fatura(id_fatura, name, nome, Decimal(10), date(2026, 10, 10), paga=False)
    return BulkRow(name, id_fatura, fatura, ())


def test_a_row_is_the_customers_whose_code_it_bears() -> None:
    wanted = WantedCodes(["1", "2"])
    assert wanted.rows([row("1"), row("3")]) == [row("1")]
    assert ("1" in wanted, "3" in wanted, len(wanted)) == (True, False, 2)


def test_a_code_is_known_in_whichever_form_the_list_writes_it() -> None:
    """Several of the list's codes may be one customer's; each gets the row under its own."""
    wanted = WantedCodes([MASKED, LOST_ZERO, CPF, "52998224725"], document_digits)
    assert CPF in wanted
    assert MASKED not in wanted, "rows come in normal form"
    assert wanted.rows([row(CPF)]) == [row(CPF), row(MASKED), row(LOST_ZERO)]
    assert [each.codigo for each in wanted.registrations([Cliente(CPF, "ANA", ())])] == [
        CPF, MASKED, LOST_ZERO,
    ]  # fmt: skip


def test_by_id_a_row_is_the_customers_who_is_registered_under_it() -> None:
    wanted = WantedCodes([MASKED, "x"], document_digits)
    wanted.name_by({"cus_1": Cliente(CPF, "ANA", (), "cus_1")})
    assert ("cus_1" in wanted, "cus_2" in wanted, CPF in wanted) == (True, False, False)
    assert wanted.rows([row("cus_1"), row("cus_2"), row(CPF)]) == [row(MASKED)]


def test_a_row_of_another_name_than_its_registration_has_its_customer_asked_alone() -> None:
    wanted = WantedCodes(["1"])
    wanted.name_by({"cus_1": Cliente("1", "ANA MARIA", (), "cus_1")})
    assert wanted.rows([row("cus_1", "BETO PRADO")]) == [replace(row("1"), fatura=None)]
    assert wanted.rows([row("cus_1", "Ana M.")]) == [row("1", "Ana M.")]
    assert wanted.rows([row("cus_1", "")]) == [row("1", "")], "a list without names says nothing"


@pytest.mark.parametrize(
    "other", [replace(row("1"), codigo="2"), replace(row("1"), id_fatura="f2")]
)
def test_a_row_that_says_another_thing_than_its_invoice_is_in_doubt(other: BulkRow) -> None:
    wanted = WantedCodes(["1", "2"])
    with pytest.raises(DoubtError, match="se contradiz"):
        wanted.rows([other])
