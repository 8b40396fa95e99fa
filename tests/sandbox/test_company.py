"""faturas.sandbox.company: one seed gives one company of any size, and it can be searched."""

import time
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from faturas.domain.payment.boleto import read_boleto
from faturas.domain.payment.pix import read_pix
from faturas.sandbox.cases import (
    CASE_BY_NAME,
    CASES,
    CODES_SHARES,
    FIRST_CODE,
    NAME_SHARES,
    PHONE_SHARES,
    SCHEDULE_SHARES,
    UNKNOWN_CODE,
)
from faturas.sandbox.charges import BROKEN_KINDS, CodesKind
from faturas.sandbox.company import PERIOD, CampoData, Company, Invoice, InvoiceFilter
from tests.factories.faturas import HOJE

_FIRST_COMMON = FIRST_CODE + len(CASES)


def _invoices(company: Company, codigos: Iterator[int] | range) -> list[Invoice]:
    return [invoice for codigo in codigos for invoice in company.invoices(codigo)]


def test_the_same_seed_makes_the_same_company() -> None:
    first, second = (Company(seed=5, customers=200, hoje=HOJE) for _ in range(2))
    codes = [first.codes(each) for each in _invoices(first, first.codigos)]
    assert _invoices(first, first.codigos) == _invoices(second, second.codigos)
    assert codes == [second.codes(each) for each in _invoices(second, second.codigos)]


def test_another_seed_makes_another_company() -> None:
    first, second = (Company(seed=seed, customers=300, hoje=HOJE) for seed in (5, 6))
    assert first.customer(1200) != second.customer(1200)
    assert [first.schedule(each) for each in first.codigos] != [
        second.schedule(each) for each in second.codigos
    ]


def test_a_larger_company_has_the_same_customers_and_more(company: Company) -> None:
    larger = Company(company.seed, len(company.codigos) + 1000, company.hoje)
    some = range(FIRST_CODE, FIRST_CODE + 150)
    assert _invoices(larger, some) == _invoices(company, some)
    assert larger.customer(larger.codigos[-1]) is not None


def test_a_company_of_any_size_is_there_at_once() -> None:
    start_s = time.thread_time()
    company = Company(seed=1, customers=500_000, hoje=HOJE)
    assert time.thread_time() - start_s < 0.05
    last = company.customer(501_000)
    assert last is not None
    assert company.customer(501_001) is None


def test_everybodys_invoices_of_half_a_million_are_counted_and_cut_at_once() -> None:
    company = Company(seed=1, customers=500_000, hoje=HOJE)
    filtro = InvoiceFilter(CampoData.VENCIMENTO, HOJE - timedelta(days=30), HOJE, em_aberto=True)
    start_s = time.thread_time()
    selection = company.search(filtro)
    last_page = [company.invoice(*each) for each in selection.between(selection.total - 500, 10**9)]
    assert time.thread_time() - start_s < 2.0
    assert selection.total > 50_000
    assert len(last_page) == 500
    assert last_page[-1].customer.codigo > 500_000


@pytest.mark.parametrize("customers", [0, 1, 30, len(CASES), PERIOD + len(CASES) + 7])
@pytest.mark.parametrize("campo", CampoData)
def test_a_search_finds_what_looking_at_everybody_finds(customers: int, campo: CampoData) -> None:
    company = Company(seed=2, customers=customers, hoje=HOJE)
    filtro = InvoiceFilter(campo, HOJE - timedelta(days=45), HOJE, zerado=True)
    selection = company.search(filtro)
    found = [company.invoice(*each).id_fatura for each in selection.between(0, selection.total)]
    assert found == [
        invoice.id_fatura
        for invoice in _invoices(company, company.codigos)
        if filtro(invoice.parcela) and not invoice.customer.recusado
    ]


@settings(max_examples=50)
@given(start=st.integers(0, 400), size=st.integers(1, 200))
def test_pages_are_cut_out_of_one_list(company: Company, start: int, size: int) -> None:
    filtro = InvoiceFilter(CampoData.VENCIMENTO, HOJE - timedelta(days=9), HOJE, em_aberto=True)
    selection = company.search(filtro)
    whole = list(selection.between(0, selection.total))
    assert list(selection.between(start, start + size)) == whole[start : start + size]


def test_a_filter_can_ask_for_open_or_settled_or_zero(company: Company) -> None:
    zero, owed = company.invoices(CASES["valor_zero"])
    leaked, _ = company.invoices(CASES["paga_entre_pendentes"])
    (settled, *_) = company.invoices(CASES["sem_fatura_aberta"])
    everything = {"campo": CampoData.VENCIMENTO, "inicio": date.min, "fim": date.max}
    invoices = {"zero": zero, "owed": owed, "leaked": leaked, "settled": settled}

    def passed(**wanted: bool) -> set[str]:
        filtro = InvoiceFilter(**everything, **wanted)  # type: ignore[arg-type] # the two dicts are typed apart
        return {name for name, invoice in invoices.items() if filtro(invoice.parcela)}

    assert passed() == {"owed", "leaked", "settled"}
    assert passed(zerado=True) == {"zero", "owed", "leaked", "settled"}
    assert passed(em_aberto=True) == {"owed", "leaked"}
    assert passed(quitado=True) == {"leaked", "settled"}


def test_ids_are_unique_and_tell_the_customer(company: Company) -> None:
    invoices = _invoices(company, company.codigos[:1500])
    assert len({each.id_fatura for each in invoices}) == len(invoices)
    assert all(each.id_fatura // 100 == each.customer.codigo for each in invoices)


def test_all_codes_of_common_customers_are_valid_but_for_the_broken_kinds(
    company: Company,
) -> None:
    for invoice in _invoices(company, range(_FIRST_COMMON, _FIRST_COMMON + 150)):
        codes = company.codes(invoice)
        if invoice.customer.codes not in BROKEN_KINDS:
            for text in filter(None, (codes.linha_digitavel, codes.codigo_barras)):
                assert read_boleto(text, HOJE).motivos == ()
            assert codes.pix is None or read_pix(codes.pix).motivos == ()


def test_every_case_has_a_code_at_the_start_of_the_range() -> None:
    assert list(CASES.values()) == list(range(FIRST_CODE, _FIRST_COMMON))
    assert list(CASES) == list(CASE_BY_NAME)
    assert UNKNOWN_CODE not in Company(seed=1, customers=500_000, hoje=HOJE).codigos


def test_shares_are_in_a_thousand_and_come_about() -> None:
    for shares in (SCHEDULE_SHARES, CODES_SHARES, PHONE_SHARES, NAME_SHARES):
        assert sum(shares.values()) == 1000
    company = Company(seed=1, customers=6000, hoje=HOJE)
    customers = [company.customer(each) for each in range(_FIRST_COMMON, 7000)]
    kinds = [each.codes for each in customers if each]
    assert set(kinds) == set(CODES_SHARES)
    assert kinds.count(CodesKind.COMPLETOS) / len(kinds) == pytest.approx(0.775, abs=0.03)
    assert sum(not each.ativo for each in customers if each) / len(kinds) == pytest.approx(
        0.04, abs=0.01
    )


def test_two_cases_share_a_phone(company: Company) -> None:
    one, other = (
        company.customer(CASES[name]) for name in ("fone_repetido", "fone_repetido_de_novo")
    )
    assert one is not None
    assert other is not None
    assert one.telefones == other.telefones
