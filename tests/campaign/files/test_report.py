"""The report: one row for every input row, with its reason."""

import csv
import io
from dataclasses import replace
from decimal import Decimal

from faturas.campaign.files.report import write_report
from faturas.domain.fatura import Outras
from faturas.domain.outcome import Outcome, Row, Situacao
from faturas.domain.payment.pix import build_pix
from tests.factories.faturas import linha
from tests.factories.rows import FAILED, contact_row


def report(*rows: Row) -> list[list[str]]:
    file = io.BytesIO()
    write_report(file, rows)
    return list(csv.reader(io.StringIO(file.getvalue().decode(), newline="")))


def plain_row(codigo: str, outcome: Outcome) -> Row:
    return Row(0, 7, codigo, "", "", outcome)


def test_the_columns() -> None:
    assert report(plain_row("42", FAILED)) == [
        ["linha", "codigo_cliente", "situacao", "motivo", "tentativas"],
        ["7", "42", "erro", "A API respondeu com o erro 500.", "5"],
    ]


def test_a_contact_in_order_says_so() -> None:
    assert report(contact_row())[1][2:] == ["vencida", "conferência ok", "1"]


def test_further_overdue_invoices_are_information_and_no_aviso() -> None:
    row = contact_row()
    assert row.outcome.conferida is not None
    conferida = replace(row.outcome.conferida, outras=Outras(2, Decimal(300)))
    row = replace(row, outcome=replace(row.outcome, conferida=conferida))
    assert report(row)[1][3] == "conferência ok; há mais 2 faturas vencidas, R$ 300,00"


def test_what_is_wrong_with_the_lists_phone_is_said() -> None:
    assert "telefone da lista não serve: " in report(contact_row(telefone="lixo"))[1][3]


def test_what_was_kept_back_says_why() -> None:
    bad_line = linha().replace("001", "003", 1)
    reason = report(contact_row(linha_digitavel=bad_line, telefone=""))[1][3]
    assert reason.startswith("aviso: linha digitável inválida: ")
    assert "dígito verificador" in reason
    assert "sem telefone" in reason


def test_a_row_without_any_way_to_pay_is_blocked() -> None:
    reason = report(contact_row(linha_digitavel="", pix="", link="http://sem-cadeado.example"))[1][
        3
    ]
    assert reason.startswith("bloqueada: sem linha digitável, PIX nem link")
    assert "link recusado" in reason


def test_an_updated_amount_names_both() -> None:
    other = build_pix(recebedor="X", cidade="Y", chave="pix@x.example", valor=Decimal("1300.00"))
    reason = report(contact_row(linha_digitavel="", pix=other))[1][3]
    assert "a fatura é de R$ 1.234,56 e o código cobra R$ 1.300,00" in reason


def test_a_code_that_is_a_formula_is_shielded() -> None:
    outcome = Outcome(Situacao.INVALIDO, "tem caracteres que não são de um código")
    assert report(plain_row('=HYPERLINK("x")', outcome))[1][1].startswith("'=")
