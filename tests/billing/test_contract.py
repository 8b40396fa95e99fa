"""What every billing system must do, each asked over real HTTP; see ``docs/novo-sistema.md``."""

import contextlib
import logging
import traceback
from base64 import b64encode
from itertools import product
from urllib.parse import quote_plus

import pytest

from faturas.billing.contract import (
    BillingSystem,
    GivesPaymentData,
)
from faturas.billing.registry import SYSTEMS, connect
from faturas.errors import (
    ApiError,
    ApiUnavailable,
    FatalApiError,
    RetryableApiError,
    UnknownCustomerError,
)
from tests.billing.companies import Company, Trouble
from tests.billing.conftest import COMPANIES
from tests.billing.ficticio import empresa as ficticio
from tests.billing.questions import Turns, attempts, every_question, oldest

MANY_TRIES = 15
BROKEN = (
    Trouble.REFUSED_CREDENTIAL, Trouble.HTML, Trouble.CUT, Trouble.STRANGER, Trouble.ECHO,
)  # fmt: skip


@pytest.fixture(autouse=True)
def made_up_system(monkeypatch: pytest.MonkeyPatch) -> None:
    """The one line of the made-up system."""
    monkeypatch.setitem(SYSTEMS, "ficticio", ficticio.SYSTEM)


def test_every_system_has_a_company() -> None:
    assert set(SYSTEMS) == set(COMPANIES)


@pytest.mark.parametrize("company", COMPANIES, indirect=True)
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
    company: Company, billing: BillingSystem, caplog: pytest.LogCaptureFixture
) -> None:
    """Whatever is asked; each question with a connection that knows nothing yet."""
    chosen = oldest(billing.faturas(company.owes, attempts()))
    questions = len(every_question(company, billing, chosen))
    caplog.set_level(logging.DEBUG)
    secrets = company.settings.secrets
    assert all(secrets)
    told = [repr(company.settings)]
    for trouble, number in product(BROKEN, range(questions)):
        company.beset(trouble)
        fresh = connect(company.settings, threads=1, timeout_s=5)
        with contextlib.closing(fresh):
            try:
                every_question(company, fresh, chosen)[number]()
            except ApiError as error:
                told += traceback.format_exception(error)
                told.append(getattr(error, "of_all", ""))
            else:
                assert number > 1, "only a list may have rows of others"
                assert trouble is Trouble.STRANGER
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
