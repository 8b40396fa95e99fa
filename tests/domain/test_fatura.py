"""Which invoice is collected, and why none is."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faturas.domain.due_dates import RegraVencimento, is_overdue
from faturas.domain.fatura import (
    SEM_OUTRAS,
    Fatura,
    Outras,
    oldest_overdue,
    other_overdue,
    why_none_overdue,
)

HOJE = date(2026, 11, 25)
BASE = Fatura("1", "42", "FULANO", Decimal("10.00"), date(2026, 11, 10), paga=False)
RULE = RegraVencimento.DIA_UTIL


def fatura(id_fatura: int, vencimento: date, valor: str = "10.00", *, paga: bool = False) -> Fatura:
    return replace(
        BASE, id_fatura=str(id_fatura), vencimento=vencimento, valor=Decimal(valor), paga=paga
    )


def chosen(*faturas: Fatura, regra: RegraVencimento = RULE) -> int | None:
    found = oldest_overdue(faturas, HOJE, regra)
    return int(found.id_fatura) if found else None


def test_the_earliest_due_date_wins() -> None:
    assert chosen(fatura(1, date(2026, 11, 10)), fatura(2, date(2026, 10, 10))) == 2


def test_a_tie_goes_to_the_lowest_id() -> None:
    day = date(2026, 10, 10)
    assert chosen(fatura(7, day), fatura(3, day), fatura(5, day)) == 3


@pytest.mark.parametrize(
    ("ids", "lowest"),
    [
        (("10", "9"), "9"),
        (("pay_2", "10"), "10"),
        (("pay_2", "pay_10"), "pay_10"),
        (("2", "-1"), "-1"),
    ],
)
def test_ids_are_texts_and_numbers_among_them_go_by_their_value(
    ids: tuple[str, str], lowest: str
) -> None:
    tied = [replace(BASE, id_fatura=each) for each in ids]
    for faturas in (tied, tied[::-1]):
        found = oldest_overdue(faturas, HOJE, RULE)
        assert found is not None
        assert found.id_fatura == lowest


@pytest.mark.parametrize(
    "passed_over",
    [
        fatura(1, date(2026, 9, 1), paga=True),
        fatura(1, date(2026, 9, 1), "0.00"),
        fatura(1, date(2026, 9, 1), "-5.00"),
        fatura(1, HOJE),
        fatura(1, HOJE + timedelta(days=1)),
    ],
    ids=["paid", "zero", "negative", "due today", "not due yet"],
)
def test_what_is_nobodys_overdue_debt_is_passed_over(passed_over: Fatura) -> None:
    assert chosen(passed_over) is None
    assert chosen(passed_over, fatura(9, date(2026, 10, 10))) == 9


def test_the_rule_decides_about_a_weekend() -> None:
    saturday, monday = date(2026, 11, 21), date(2026, 11, 23)
    one = [fatura(1, saturday)]
    assert oldest_overdue(one, monday, RegraVencimento.DIA_UTIL) is None
    assert oldest_overdue(one, monday, RegraVencimento.CALENDARIO) is not None
    assert oldest_overdue(one, monday + timedelta(days=1), RegraVencimento.DIA_UTIL) is not None


def test_none_of_none() -> None:
    assert chosen() is None
    assert other_overdue([], HOJE, RULE) == SEM_OUTRAS


def test_the_others_are_counted_by_the_same_rule_and_each_once() -> None:
    faturas = [
        fatura(1, date(2026, 8, 3), "50.00"),
        fatura(2, date(2026, 9, 3), "100.00"),
        fatura(2, date(2026, 9, 3), "100.00"),
        fatura(3, date(2026, 10, 5), "200.00"),
        fatura(4, date(2026, 9, 3), paga=True),
        fatura(5, date(2026, 9, 3), "0.00"),
        fatura(6, HOJE),
    ]
    others = other_overdue(faturas, HOJE, RULE)
    assert others == Outras(2, Decimal("300.00"))
    assert others.texto == "mais 2 faturas vencidas, R$ 300,00"


def test_the_others_in_words() -> None:
    assert SEM_OUTRAS.texto == ""
    assert Outras(1, Decimal("9.90")).texto == "mais 1 fatura vencida, R$ 9,90"
    assert Outras(48, Decimal(48)).texto == "mais 48 faturas vencidas, R$ 48,00"
    assert Outras(49, Decimal(49)).texto == "pelo menos mais 49 faturas vencidas, R$ 49,00", (
        "with the one to collect a full list"
    )


@given(
    st.lists(
        st.builds(
            fatura,
            st.integers(1, 9),
            st.dates(date(2026, 10, 1), date(2026, 12, 31)),
            st.sampled_from(["-1.00", "0.00", "1.00"]),
            paga=st.booleans(),
        )
    )
)
def test_no_other_overdue_invoice_is_older(faturas: list[Fatura]) -> None:
    found = oldest_overdue(faturas, HOJE, RULE)
    debts = [
        (f.vencimento, int(f.id_fatura))
        for f in faturas
        if not f.paga and f.valor > 0 and is_overdue(f.vencimento, HOJE, RULE)
    ]
    oldest = (found.vencimento, int(found.id_fatura)) if found else None
    assert oldest == min(debts, default=None)


@pytest.mark.parametrize(
    ("faturas", "reason"),
    [
        ([], "nenhuma fatura em aberto"),
        ([fatura(1, date(2026, 10, 1), paga=True)], "nenhuma fatura em aberto"),
        ([fatura(1, date(2026, 12, 10))], "próximo vencimento em 10/12/2026"),
        ([fatura(1, date(2026, 10, 10), "0.00")], "valor zero ou negativo"),
        ([fatura(1, date(2026, 11, 21))], "venceu em 21/11/2026"),
    ],
)
def test_the_reason_why_none_is_overdue(faturas: list[Fatura], reason: str) -> None:
    assert reason in why_none_overdue(faturas, HOJE)
