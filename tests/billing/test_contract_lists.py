"""What a billing system must do that shows many customers at once; see ``docs/novo-sistema.md``."""

from pathlib import Path

import pytest

from faturas.billing.contract import (
    BillingSystem,
    BulkRow,
    Cliente,
    HasNormalForm,
    HasRegister,
    IdsOnlyRegistered,
    ListsAtMost,
    ListsByKey,
    ListsByPeriod,
    ListsRegister,
    Period,
    RefusesRepeats,
    RegisterPage,
)
from faturas.billing.transport.waits import LONGEST_OBEYED_WAIT_S
from faturas.domain.outcome import Situacao
from tests.billing.companies import Company
from tests.billing.conftest import those_who
from tests.billing.questions import attempts, debts, names_in_lists, normal
from tests.search.sweeping import Job


@those_who("normal_form")
def test_a_code_has_one_normal_form_and_is_asked_for_in_any(
    company: Company, billing: BillingSystem
) -> None:
    assert isinstance(billing, HasNormalForm)
    assert company.otherwise
    for code in (company.owes, *company.otherwise):
        assert billing.normal_form(code) == normal(billing, company.owes)
        assert {each.codigo_cliente for each in billing.faturas(code, attempts())} == {code}
        cliente = billing.cliente(code, attempts())
        assert cliente is not None
        assert cliente.codigo == code


@those_who("listed_at_most")
def test_the_longest_list_of_one_customer_has_a_length(billing: BillingSystem) -> None:
    assert isinstance(billing, ListsAtMost)
    assert billing.listed_at_most > 1


@those_who("same_question_after_s")
def test_the_wait_for_the_same_question_is_one_that_a_job_can_wait(billing: BillingSystem) -> None:
    assert isinstance(billing, RefusesRepeats)
    assert 0 <= billing.same_question_after_s <= LONGEST_OBEYED_WAIT_S


@those_who("ids_only_registered")
def test_whose_an_id_of_the_list_is_the_register_knows(
    company: Company, billing: BillingSystem
) -> None:
    assert isinstance(billing, IdsOnlyRegistered)
    assert billing.ids_only_registered
    assert isinstance(billing, HasRegister | ListsRegister)
    cliente = billing.cliente(company.owes, attempts())
    assert cliente is not None
    assert cliente.id_na_lista


@those_who("clientes")
def test_a_register_by_codes_says_what_the_customer_alone_says(
    company: Company, billing: BillingSystem
) -> None:
    assert isinstance(billing, HasRegister)
    assert billing.register_size >= 2
    asked = [normal(billing, each) for each in (company.owes, company.unknown)]
    found = billing.clientes(asked, attempts())
    assert list(found) == [billing.cliente(asked[0], attempts())]


@those_who("register_after")
def test_a_register_page_by_page_ends_and_says_what_the_customer_alone_says(
    company: Company, billing: BillingSystem
) -> None:
    assert isinstance(billing, ListsRegister)
    wanted = {normal(billing, each) for each in (company.owes, company.unknown)}
    key: str | None = ""
    found: list[Cliente] = []
    pages: list[RegisterPage] = []
    while key is not None:
        page = billing.register_after(
            key, size=billing.register_page_size, wanted=wanted, attempts=attempts()
        )
        pages.append(page)
        found += page.clientes
        key = page.next_key
    assert found == [billing.cliente(normal(billing, company.owes), attempts())]
    if isinstance(billing, IdsOnlyRegistered):
        assert pages[0].total == sum(len(each.ids) for each in pages) > len(found)


@those_who("page")
def test_pages_of_a_period_add_up(company: Company, billing: BillingSystem) -> None:
    assert isinstance(billing, ListsByPeriod)
    names = names_in_lists(billing, company.owes)
    size = billing.page_size
    ids: list[object] = []
    rows: list[BulkRow] = []
    total = size + 1
    for number in range(100):
        if number * size >= total:
            break
        page = billing.page(
            Period(*company.days), number, size=size, quitadas=False, wanted=names,
            attempts=attempts(),
        )  # fmt: skip
        total = page.total
        ids += page.ids
        rows += page.rows
    assert len(set(ids)) == len(ids) == total > 0
    listed = debts((row.fatura for row in rows), names)
    assert listed == debts(billing.faturas(company.owes, attempts()))


@those_who("page_after")
def test_pages_by_key_end_and_hold_every_open_invoice_once(
    company: Company, billing: BillingSystem
) -> None:
    assert isinstance(billing, ListsByKey)
    names = names_in_lists(billing, company.owes)
    key: str | None = ""
    ids: list[object] = []
    rows: list[BulkRow] = []
    totals: set[int | None] = set()
    while key is not None:
        page = billing.page_after(key, size=billing.page_size, wanted=names, attempts=attempts())
        assert page.next_key != key
        assert len(page.ids) <= billing.page_size
        totals.add(page.total)
        ids += page.ids
        rows += page.rows
        key = page.next_key
    assert len(set(ids)) == len(ids) > len(rows), "those of others are counted, not read"
    assert totals <= {None, len(ids)}, "whichever page tells it"
    assert {row.codigo for row in rows} == set(names)
    listed = debts((row.fatura for row in rows), names)
    assert listed == debts(billing.faturas(company.owes, attempts()))


@those_who("page", "page_after")
def test_a_sweep_ends_as_one_by_one_does(
    company: Company, billing: BillingSystem, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    """Everybody's invoices are read; nobody's outcome is another one."""
    codes = [company.owes, company.owes_nothing, company.unknown, *company.otherwise]
    job = Job(tmp_path, codes)
    alone = job.outcomes(billing)
    assert [alone[code].situacao for code in (company.owes, company.owes_nothing)] == [
        Situacao.VENCIDA, Situacao.SEM_VENCIDA,
    ]  # fmt: skip
    sweep = job.sweep(billing)
    believed = request.node.callspec.params["company"] != "ficticio_sem_total"
    assert (sweep.answers is not None) is believed, sweep.strategy
    assert job.outcomes(billing, sweep) == alone
    job.close()
