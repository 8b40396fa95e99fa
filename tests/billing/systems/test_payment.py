"""hubsoft.payment: whether an invoice is paid, is open, or cannot be known to be either."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from faturas.billing.systems.hubsoft.payment import is_paid
from faturas.errors import FatalApiError
from tests.factories.faturas import HOJE

VENCIMENTO = date(2026, 10, 10)
ABSENT = object()
EMPTY = [
    None, "", "  ", "-", "--", "0000-00-00", "0000-00-00 00:00:00", "0000-00-00T00:00:00.000000Z",
    "00/00/0000", "00/00/0000 00:00", "  /  /    ", "__/__/____", "null", "NULL", "None", "N/A",
    "n/a", "undefined", "-0001-11-30 00:00:00", "30/11/-0001", False, 0, "0", Decimal("0.0"),
    "1970-01-01 00:00:00", "31/12/1969", "30/12/1899", "0001-01-01T00:00:00", "nenhuma", "—",
]  # fmt: skip
IMPOSSIBLE = [
    "31/02/2026", "2026-02-30", "25/12/2026", "2027-01-10", "9999-12-31", "31/12/2099",
    "2000-01-01", "01/01/2001 00:00:00", "1990-01-01", "2024-10-08",
]  # fmt: skip
UNREADABLE = [
    {"date": "2026-10-10 00:00:00.000000", "timezone": "UTC"}, {}, [], ["10/10/2026"], "ontem",
    "25/11/2026", "2026-12-24", "08/15/2026", "2026-13-01", "08/15/2026 10:00",
    "10 de outubro", True, 1, 1783641600, "sim", "10/10/26", Decimal("45000.5"),
]  # fmt: skip
TRUE = [True, "true", "TRUE", "Sim", "sim ", "S", "t", "T", "yes", 1, "1", Decimal("1.0"), "on"]
FALSE = [
    False,
    "false",
    "Não",
    "Nao",
    "N",
    "f",
    "F",
    0,
    "0",
    "",
    None,
    "null",
    Decimal("0.0"),
    "no",
    "-",
    "nenhum",
]
NO_FLAG = ["talvez", 2, -1, "2", {}, [], ["sim"], {"quitado": True}, "pago em parte", float("nan")]
PAID_ON = [
    "2024-10-10",
    "10/10/2026",
    "2026-10-10",
    "2026-10-10 14:30:00",
    "23/11/2026",
    "24/11/2026",
]


def paid(**row: Any) -> bool:
    known = {name: value for name, value in row.items() if value is not ABSENT}
    return is_paid(known, Decimal("54.95"), VENCIMENTO, HOJE)


def assert_cannot_tell(**row: Any) -> None:
    with pytest.raises(FatalApiError, match="Não dá para saber se uma fatura"):
        paid(**row)


@pytest.mark.parametrize("data_pagamento", [*EMPTY, ABSENT])
def test_no_payment_date_is_no_payment(data_pagamento: object) -> None:
    assert not paid(data_pagamento=data_pagamento, quitado=False)
    if data_pagamento is not ABSENT:
        assert not paid(data_pagamento=data_pagamento)
    assert paid(data_pagamento=data_pagamento, quitado=True)


@pytest.mark.parametrize("data_pagamento", IMPOSSIBLE)
def test_beside_an_impossible_payment_date_quitado_decides(data_pagamento: str) -> None:
    assert not paid(data_pagamento=data_pagamento, quitado=False)
    assert paid(data_pagamento=data_pagamento, quitado=True)
    for quitado in (ABSENT, None, ""):
        assert_cannot_tell(data_pagamento=data_pagamento, quitado=quitado)


@pytest.mark.parametrize("data_pagamento", UNREADABLE)
def test_a_date_that_cannot_be_read_proves_nothing(data_pagamento: object) -> None:
    for quitado in (ABSENT, False):
        assert_cannot_tell(data_pagamento=data_pagamento, quitado=quitado)
    assert paid(data_pagamento=data_pagamento, quitado=True)


@pytest.mark.parametrize("data_pagamento", PAID_ON)
def test_a_payment_date_is_a_payment_whatever_quitado_says(data_pagamento: str) -> None:
    assert paid(data_pagamento=data_pagamento)
    assert paid(data_pagamento=data_pagamento, quitado=False)


@pytest.mark.parametrize("quitado", TRUE)
def test_yes_in_any_spelling_is_paid(quitado: object) -> None:
    assert paid(quitado=quitado, data_pagamento=None)


@pytest.mark.parametrize("row", [{}, {"Quitado": True}, {"dataPagamento": None}])
def test_without_either_field_it_cannot_be_known(row: dict[str, Any]) -> None:
    with pytest.raises(FatalApiError, match="não diz se está paga"):
        is_paid({"status": "vencido", **row}, Decimal("54.95"), VENCIMENTO, HOJE)


@pytest.mark.parametrize("name", ["Quitado", "QUITADO", "quitado ", "Quitádo", "_quitado"])
def test_a_field_of_another_spelling_is_the_same_field(name: str) -> None:
    assert paid(data_pagamento=None, **{name: "Sim"})
    assert not paid(data_pagamento=None, **{name: False})
    assert_cannot_tell(data_pagamento=None, **{name: "talvez"})


def test_two_spellings_of_a_field_have_to_agree() -> None:
    assert paid(quitado=True, Quitado=True)
    for one, other in ((True, False), (False, True), (None, False)):
        assert_cannot_tell(quitado=one, Quitado=other)
    assert paid(quitado=False, dataPagamento="2026-10-10")
    assert_cannot_tell(data_pagamento=None, dataPagamento="2026-10-10")


@pytest.mark.parametrize("quitado", FALSE)
def test_no_in_any_spelling_is_open(quitado: object) -> None:
    assert not paid(quitado=quitado, data_pagamento=None)


@pytest.mark.parametrize("quitado", NO_FLAG)
@pytest.mark.parametrize("data_pagamento", [None, "10/10/2026"])
def test_where_quitado_is_neither_yes_nor_no_it_cannot_be_known(
    quitado: object, data_pagamento: object
) -> None:
    assert_cannot_tell(quitado=quitado, data_pagamento=data_pagamento)


SETTLED: list[dict[str, Any]] = [
    *({"status": word} for word in (
        "Pago", "quitada", "recebido", "PAID", "Received", "cancelado", "Cancelada", "canceled",
        "cancelled", "renegociada", "baixado", "estornado", "Pago em atraso", "fatura_cancelada",
        "pagamento confirmado", "EXCLUÍDA", "inativo",
    )),
    {"pago": True}, {"paga": "S"}, {"cancelado": 1}, {"cancelada": "sim"}, {"renegociado": "?"},
    {"ativo": False}, {"ativo": "N"}, {"valor_pago": "54.95"}, {"valor_pago": 60},
    {"quitada": True}, {"is_quitado": 1}, {"estaQuitado": "S"}, {"foi_paga": "sim"},
    {"liquidado": True}, {"baixado": True}, {"excluída": True}, {"isPaid": True},
    {"situacao": "paga"}, {"situacao_fatura": "Quitada"}, {"status_fatura": "paga"},
    {"statusPagamento": "Pagamento confirmado"}, {"status": {"nome": "Pago"}},
    {"situacao": {"id": 3, "status": {"descricao": "CANCELADA"}}}, {"status": ["paga"]},
    {"data_baixa": "01/07/2026"}, {"data_quitacao": "2026-07-01"}, {"pago_em": "01/07/2026"},
    {"dataLiquidacao": "01/07/2026 10:00"}, {"data_cancelamento": "01/07/2026"},
    {"data_baixa": "ontem"}, {"dt_pagamento": "2026-07-01"},
    {"PAGO": True}, {"Status": "Pago"}, {"valorPago": 60}, {"Cancelada": "S"},
]  # fmt: skip
OPEN_WORDS: list[object] = [
    "vencido",
    "a_vencer",
    "aguardando_pagamento",
    "pendente",
    "em aberto",
    "Não pago",
    "nao_pago",
    "parcialmente pago",
    "a receber",
    "registrado",
    1,
    None,
    {},
]
OPEN: list[dict[str, Any]] = [
    *({"status": word} for word in OPEN_WORDS),
    {"pago": False}, {"paga": None}, {"cancelada": "não"}, {"pago": "0.00"}, {"ativo": True},
    {"ativo": None}, {"valor_pago": 0}, {"valor_pago": "10.00"}, {"valor_pago": None},
    {"valor_pago": "?"}, {"quitada": False}, {"is_quitado": "N"}, {"situacao": "em aberto"},
    {"status_fatura": None}, {"status": {"nome": "Vencido", "pago": False}}, {"situacao": "Ativa"},
    {"data_baixa": None}, {"data_quitacao": "0000-00-00"}, {"data_baixa": "31/12/2099"},
    {"status": {"id": 1, "nome": "Não pago"}}, {"situacao": "sei lá"},
]  # fmt: skip


@pytest.mark.parametrize("hint", SETTLED)
def test_where_a_field_calls_an_open_invoice_settled_it_cannot_be_known(
    hint: dict[str, Any],
) -> None:
    assert_cannot_tell(data_pagamento=None, **hint)
    assert_cannot_tell(quitado=False, **hint)
    assert paid(quitado=True, **hint)


@pytest.mark.parametrize("hint", OPEN)
def test_other_hints_decide_nothing(hint: dict[str, Any]) -> None:
    assert not paid(quitado=False, **hint)
