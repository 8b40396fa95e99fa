"""What every billing system must do, each asked over real HTTP; see ``docs/novo-sistema.md``."""

import contextlib
import logging
import time
import traceback
from base64 import b64encode
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import quote_plus

import pytest

from faturas.billing.contract import (
    BillingSystem,
    BulkRow,
    Cliente,
    GivesPaymentData,
    HasRegister,
    ListsByKey,
    ListsByPeriod,
    ListsRegister,
    Period,
)
from faturas.billing.registry import SYSTEMS, connect
from faturas.billing.systems.hubsoft import HubSoft
from faturas.billing.transport.retry import Attempts
from faturas.billing.transport.turn import OpenTurnstile
from faturas.domain.fatura import Fatura
from faturas.domain.outcome import Situacao
from faturas.errors import (
    ApiError,
    ApiUnavailable,
    FatalApiError,
    RetryableApiError,
    UnknownCustomerError,
)
from tests.billing.companies import Build, Company, Trouble
from tests.billing.ficticio import empresa as ficticio
from tests.billing.ficticio.outras_listas import PorPagina, SemTotal
from tests.billing.ficticio.sistema import Ficticio
from tests.billing.systems import hubsoft_company
from tests.factories.look_ups import new_attempts
from tests.search.sweeping import Job

COMPANIES: dict[str, tuple[type, Build]] = {
    "hubsoft": (HubSoft, hubsoft_company.company),
    "ficticio": (Ficticio, ficticio.company),
}
"""What connects to each system, and how to get a company of it: one entry a system."""
OTHER_LISTS: dict[str, tuple[type, Build]] = {
    "ficticio_por_pagina": (PorPagina, partial(ficticio.company, connection=PorPagina)),
    "ficticio_sem_total": (SemTotal, partial(ficticio.company, connection=SemTotal)),
}
"""The same system with other lists of everybody's invoices, and nothing else that is new."""
MANY_TRIES = 15
BROKEN = (
    Trouble.REFUSED_CREDENTIAL, Trouble.HTML, Trouble.CUT, Trouble.STRANGER, Trouble.ECHO,
)  # fmt: skip


class Turns(OpenTurnstile):
    """Lets everybody pass, and notes how long the API asked to wait."""

    def __init__(self) -> None:
        self.told_s: list[float | None] = []

    def on_throttled(self, ticket: Any, retry_after_s: float | None) -> None:
        self.told_s.append(retry_after_s)
        time.sleep(0.05)


@pytest.fixture(autouse=True)
def made_up_system(monkeypatch: pytest.MonkeyPatch) -> None:
    """The one line of the made-up system."""
    monkeypatch.setitem(SYSTEMS, "ficticio", ficticio.SYSTEM)


@pytest.fixture(params=COMPANIES)
def company(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Company]:
    """A company, of which nobody may want to change anything."""
    _, build = (COMPANIES | OTHER_LISTS)[request.param]
    with build(monkeypatch) as made:
        yield made
        made.beset(Trouble.NONE)
        assert made.writes() == 0, "a call that is no question"


@pytest.fixture
def turns() -> Turns:
    return Turns()


@pytest.fixture
def billing(company: Company, turns: Turns) -> Iterator[BillingSystem]:
    made = connect(company.settings, threads=2, timeout_s=5, turnstile=turns)
    yield made
    made.close()


def attempts(tries: int = 2) -> Attempts:
    return new_attempts(tries)


def those_who(*methods: str) -> pytest.MarkDecorator:
    """A case for each system that has one of these methods, with each of its lists."""
    names = [
        name
        for name, (connection, _) in (COMPANIES | OTHER_LISTS).items()
        if any(method in vars(connection) for method in methods)
    ]
    assert names, "nobody would be asked"
    return pytest.mark.parametrize("company", names, indirect=True)


def test_every_system_has_a_company() -> None:
    assert set(SYSTEMS) == set(COMPANIES)


def test_the_first_key_of_a_list_is_the_default(company: Company) -> None:
    system = SYSTEMS[company.settings.sistema]
    assert system.chaves[0] == company.settings.chave
    assert system.settings is type(company.settings)


def test_who_owes_has_invoices_of_his_own(company: Company, billing: BillingSystem) -> None:
    faturas = billing.faturas(company.owes, attempts())
    assert faturas
    assert {fatura.codigo_cliente for fatura in faturas} == {company.owes}
    assert len({fatura.id_fatura for fatura in faturas}) == len(faturas)
    cliente = billing.cliente(company.owes, attempts())
    assert cliente is not None
    assert cliente.codigo == company.owes
    assert cliente.telefones


def test_who_owes_nothing_is_known(company: Company, billing: BillingSystem) -> None:
    assert [
        each for each in billing.faturas(company.owes_nothing, attempts()) if not each.paga
    ] == []
    assert billing.cliente(company.owes_nothing, attempts()) is not None


def test_who_is_unknown_owes_nothing_and_is_none(company: Company, billing: BillingSystem) -> None:
    with contextlib.suppress(UnknownCustomerError):
        assert billing.faturas(company.unknown, attempts()) == []
    assert billing.cliente(company.unknown, attempts()) is None


def test_somebody_elses_rows_are_refused(company: Company, billing: BillingSystem) -> None:
    company.beset(Trouble.STRANGER)
    with pytest.raises(FatalApiError) as caught:
        billing.faturas(company.owes, attempts())
    assert not isinstance(caught.value, UnknownCustomerError)
    with pytest.raises(FatalApiError):
        billing.cliente(company.owes, attempts())


def test_a_refused_credential_pauses_the_job_for_all_threads(
    company: Company, billing: BillingSystem
) -> None:
    company.beset(Trouble.REFUSED_CREDENTIAL)
    for _ in range(2):
        with pytest.raises(ApiUnavailable) as caught:
            billing.faturas(company.owes, attempts())
        assert not caught.value.passing, "nothing but a person helps"


def test_a_wait_that_is_asked_for_reaches_who_decides_the_pace(
    company: Company, billing: BillingSystem, turns: Turns
) -> None:
    right = billing.faturas(company.owes, attempts())
    company.beset(Trouble.THROTTLED)
    for _ in range(3):
        assert billing.faturas(company.owes, attempts(tries=1)) == right, "it uses up no try"
    assert set(turns.told_s) == {1.0}


def test_a_server_that_stumbles_is_asked_again(company: Company, billing: BillingSystem) -> None:
    right = billing.faturas(company.owes, attempts())
    company.beset(Trouble.STUMBLES)
    faults = 0
    for _ in range(5):
        asked = attempts(MANY_TRIES)
        assert billing.faturas(company.owes, asked) == right
        faults += asked.faults
    assert faults


@pytest.mark.parametrize("trouble", [Trouble.HTML, Trouble.CUT])
def test_an_answer_that_is_none_is_never_nothing_owed(
    company: Company, billing: BillingSystem, trouble: Trouble
) -> None:
    company.beset(trouble)
    for ask in (billing.faturas, billing.cliente):
        with pytest.raises((RetryableApiError, ApiUnavailable)):
            ask(company.owes, attempts())


def test_no_error_and_no_log_repeats_a_secret(
    company: Company, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    secrets = company.settings.secrets
    assert all(secrets)
    told = [repr(company.settings)]
    for trouble in BROKEN:
        company.beset(trouble)
        billing = connect(company.settings, threads=1, timeout_s=5)
        with pytest.raises(ApiError) as caught, contextlib.closing(billing):
            billing.faturas(company.owes, attempts())
        told += traceback.format_exception(caught.value)
        told.append(getattr(caught.value, "of_all", ""))
    text = "\n".join((*told, caplog.text))
    for secret in secrets:
        for form in (secret, quote_plus(secret), b64encode(secret.encode()).decode()):
            assert form not in text
    assert company.owes not in caplog.text


def test_the_chosen_invoice_gets_what_it_takes_to_pay_it(
    company: Company, billing: BillingSystem
) -> None:
    chosen = oldest(billing.faturas(company.owes, attempts()))
    if isinstance(billing, GivesPaymentData):
        company.beset(Trouble.CUT)
        with pytest.raises(RetryableApiError):
            billing.with_payment_data(chosen, attempts())
        company.beset(Trouble.NONE)
        found = billing.with_payment_data(chosen, attempts())
        assert (found.id_fatura, found.valor) == (chosen.id_fatura, chosen.valor)
        chosen = found
    assert chosen.linha_digitavel or chosen.codigo_barras or chosen.pix or chosen.link


@those_who("clientes")
def test_a_register_by_codes_says_what_the_customer_alone_says(
    company: Company, billing: BillingSystem
) -> None:
    assert isinstance(billing, HasRegister)
    assert billing.register_size >= 2
    found = billing.clientes((company.owes, company.unknown), attempts())
    assert list(found) == [billing.cliente(company.owes, attempts())]


@those_who("register_after")
def test_a_register_page_by_page_ends_and_says_what_the_customer_alone_says(
    company: Company, billing: BillingSystem
) -> None:
    assert isinstance(billing, ListsRegister)
    key: str | None = ""
    found: list[Cliente] = []
    while key is not None:
        page = billing.register_after(
            key,
            size=billing.register_page_size,
            wanted={company.owes, company.unknown},
            attempts=attempts(),
        )
        found += page.clientes
        key = page.next_key
    assert found == [billing.cliente(company.owes, attempts())]


@those_who("page")
def test_pages_of_a_period_add_up(company: Company, billing: BillingSystem) -> None:
    assert isinstance(billing, ListsByPeriod)
    size = billing.page_size
    ids: list[object] = []
    rows: list[BulkRow] = []
    total = size + 1
    for number in range(100):
        if number * size >= total:
            break
        page = billing.page(
            Period(*company.days), number, size=size, quitadas=False, wanted={company.owes},
            attempts=attempts(),
        )  # fmt: skip
        total = page.total
        ids += page.ids
        rows += page.rows
    assert len(set(ids)) == len(ids) == total > 0
    assert debts(row.fatura for row in rows) == debts(billing.faturas(company.owes, attempts()))


@those_who("page_after")
def test_pages_by_key_end_and_hold_every_open_invoice_once(
    company: Company, billing: BillingSystem
) -> None:
    assert isinstance(billing, ListsByKey)
    key: str | None = ""
    ids: list[object] = []
    rows: list[BulkRow] = []
    totals: set[int | None] = set()
    while key is not None:
        page = billing.page_after(
            key, size=billing.page_size, wanted={company.owes}, attempts=attempts()
        )
        assert page.next_key != key
        assert len(page.ids) <= billing.page_size
        totals.add(page.total)
        ids += page.ids
        rows += page.rows
        key = page.next_key
    assert len(set(ids)) == len(ids) > len(rows), "those of others are counted, not read"
    assert totals <= {None, len(ids)}, "whichever page tells it"
    assert debts(row.fatura for row in rows) == debts(billing.faturas(company.owes, attempts()))


@those_who("page", "page_after")
def test_a_sweep_ends_as_one_by_one_does(
    company: Company, billing: BillingSystem, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    """Everybody's invoices are read; nobody's outcome is another one."""
    job = Job(tmp_path, [company.owes, company.owes_nothing, company.unknown])
    alone = job.outcomes(billing)
    assert [alone[code].situacao for code in (company.owes, company.owes_nothing)] == [
        Situacao.VENCIDA, Situacao.SEM_VENCIDA,
    ]  # fmt: skip
    sweep = job.sweep(billing)
    believed = request.node.callspec.params["company"] != "ficticio_sem_total"
    assert (sweep.answers is not None) is believed, sweep.strategy
    assert job.outcomes(billing, sweep) == alone
    job.close()


def oldest(faturas: list[Fatura]) -> Fatura:
    return min((each for each in faturas if not each.paga), key=lambda each: each.vencimento)


def debts(faturas: Iterable[Fatura | None]) -> set[tuple[object, str, Decimal, date]]:
    """What a list and a customer alone must agree about; every invoice could be read."""
    known = [each for each in faturas if each is not None]
    return {(each.id_fatura, each.codigo_cliente, each.valor, each.vencimento) for each in known}
