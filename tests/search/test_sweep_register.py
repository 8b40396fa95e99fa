"""Names and phones that a list of invoices does not tell: from the register, or asked for alone.

The answers were written down from what the systems' documents say: whoever is in the register
exists, and these are his phones; who is missing there may exist all the same (HubSoft); some
companies' servers do not have the register at all (SGP).
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from faturas.billing.contract import Cliente
from faturas.billing.transport.retry import Attempts
from faturas.domain.fatura import Fatura
from faturas.domain.notices import Aviso
from faturas.errors import ApiUnavailable, FatalApiError
from faturas.search.sweep.leitura import Fase
from faturas.search.sweep.register import MOST_FAILURES
from faturas.search.sweep.sweep import Sweep
from tests.factories.faturas import HOJE
from tests.search.keyed import (
    CODES,
    DEBTS,
    NOT_LISTED,
    UNKNOWN,
    WITHOUT_INVOICE,
    Key,
    KeyedProvider,
    WithPagedRegister,
    WithRegister,
    invoices,
)
from tests.search.provider import Provider
from tests.search.sweeping import Job, expect_as_alone

OVERDUE = {codigo for codigo in CODES if any(day < HOJE for day in DEBTS[int(codigo) % 6])}
Registered = WithRegister | WithPagedRegister


@pytest.fixture(params=[WithRegister, WithPagedRegister], ids=["by codes", "page by page"])
def billing(request: pytest.FixtureRequest) -> Registered:
    """A list without names and phones, and a register that has them."""
    made: Registered = request.param(invoices(), Key.ID)
    return made


@pytest.fixture
def job(tmp_path: Path) -> Iterator[Job]:
    made = Job(tmp_path, [*CODES, WITHOUT_INVOICE, UNKNOWN])
    yield made
    made.close()


def prove(billing: KeyedProvider | Provider, job: Job, *, swept: bool = True) -> Sweep:
    """Sweep, and see that every outcome is as it is one by one; who was asked is left behind."""
    billing.invoices = [replace(each, link="https://asaas.com/i/1") for each in billing.invoices]
    sweep = job.sweep(billing)
    assert (sweep.answers is not None) is swept, sweep.strategy
    expect_as_alone(billing, job, sweep)
    return sweep


def test_it_tells_of_those_who_show_and_is_asked_for_nobody_else(
    billing: Registered, job: Job
) -> None:
    prove(billing, job)
    assert set(billing.alone) == NOT_LISTED
    assert set(billing.registrations) == NOT_LISTED
    if isinstance(billing, WithRegister):
        assert billing.questions == 6, "of the forty who show, seven at once"
    else:
        assert billing.questions == 7, "191 registrations, thirty a page"


def test_nobody_owes_nothing_because_the_list_does_not_show_him(
    billing: Registered, job: Job
) -> None:
    """The list writes his code in another form, which the register knows as well."""
    hidden = next(each for each in OVERDUE)
    billing.change = lambda _, page: replace(
        page, rows=tuple(row for row in page.rows if row.codigo != hidden)
    )
    prove(billing, job)
    assert hidden in billing.alone


def test_whose_code_has_two_registrations_is_asked_for_alone(billing: Registered, job: Job) -> None:
    """Alike, as one who was registered twice; alone, the API refuses to say who is meant."""
    twin = min(OVERDUE)
    billing.twins = {twin}
    prove(billing, job)
    assert twin in billing.alone


def test_who_is_missing_there_is_asked_for_alone(billing: Registered, job: Job) -> None:
    billing.unlisted = set(CODES[:20])
    prove(billing, job)
    assert set(billing.alone) == NOT_LISTED | set(CODES[:20])


def test_a_register_that_knows_hardly_anybody_leaves_enough_to_compare(
    billing: Registered, job: Job
) -> None:
    billing.unlisted = set(CODES[:48])
    job.sweep(billing)
    assert sum(billing.alone.values()) >= 6, "of the eight who are left"


def test_a_register_that_fails_costs_nothing_but_itself(billing: Registered, job: Job) -> None:
    billing.fault = FatalApiError("404")
    prove(billing, job)
    assert set(billing.alone) == {*CODES, WITHOUT_INVOICE, UNKNOWN}
    assert billing.questions <= MOST_FAILURES + 2 * job.busca.threads


def test_a_register_without_end_is_left(job: Job) -> None:
    billing = WithPagedRegister(invoices(), Key.ID)
    billing.turns_back = True
    prove(billing, job)
    assert billing.questions <= len(CODES) + 2, "what they cost alone"


def test_an_outage_in_the_register_pauses_the_job(billing: Registered, job: Job) -> None:
    billing.fault = ApiUnavailable("Sem internet.")
    with pytest.raises(ApiUnavailable):
        job.sweep(billing)


@pytest.mark.parametrize(
    "told", [("ANA", ("85999990000",)), ("OUTRA", ("85900112233",))], ids=["phones", "names"]
)
def test_a_register_that_tells_another_thing_than_the_customer_alone_is_found_out(
    job: Job, told: tuple[str, tuple[str, ...]]
) -> None:
    class Other(WithRegister):
        def clientes(self, codigos: Sequence[str], attempts: Attempts) -> Sequence[Cliente]:
            found = super().clientes(codigos, attempts)
            return [Cliente(each.codigo, *told) for each in found]

    sweep = prove(Other(invoices()), job, swept=False)
    assert sweep.strategy is not None
    assert "conferência" in sweep.strategy.porque


def test_a_name_that_only_the_register_tells_goes_out(job: Job) -> None:
    """One by one, too, where the registration is asked for it."""

    class Nameless(WithRegister):
        names_only_registered = True

        def faturas(self, codigo: str, attempts: Attempts) -> list[Fatura]:
            return [replace(each, nome="") for each in super().faturas(codigo, attempts)]

    billing = Nameless(invoices())
    sweep = prove(billing, job)
    outcomes = job.outcomes(billing, sweep)
    found = {code: outcome.conferida for code, outcome in outcomes.items() if outcome.conferida}
    assert set(found) == OVERDUE
    assert {conferida.nome for conferida in found.values()} == {"ANA"}
    assert not any(Aviso.SEM_NOME in conferida.avisos for conferida in found.values())


def test_without_a_register_only_the_phone_of_who_is_to_be_written_to_is_asked_for(
    job: Job,
) -> None:
    billing = KeyedProvider(invoices(), Key.ID)
    billing.tells_phones = False
    prove(billing, job)
    assert set(billing.alone) == NOT_LISTED
    assert set(billing.registrations) == {*NOT_LISTED, *OVERDUE}


def test_without_a_register_nobody_without_a_name_is_believed(job: Job) -> None:
    billing = KeyedProvider(invoices(), Key.ID)
    billing.tells_phones = billing.tells_names = False
    prove(billing, job)
    assert set(billing.alone) == {*CODES, WITHOUT_INVOICE, UNKNOWN}


def test_it_is_read_in_a_phase_of_its_own(billing: Registered, job: Job) -> None:
    sweep = job.sweeping(billing)
    phases = [sweep.leitura.fase for _ in sweep.run() if sweep.leitura]
    assert list(dict.fromkeys(phases)) == [
        Fase.LENDO, Fase.TOTAIS, Fase.CADASTROS, Fase.AMOSTRA,
    ]  # fmt: skip


def test_a_sweep_by_period_reads_it_of_those_who_show(job: Job) -> None:
    class WithBoth(Provider):
        register_size = 400

        def clientes(self, codigos: Sequence[str], attempts: Attempts) -> Sequence[Cliente]:
            found = map(self.registration, codigos)
            return [each for each in found if each]

    billing = WithBoth(invoices(), WITHOUT_INVOICE)
    prove(billing, job)
    assert set(billing.alone) == NOT_LISTED


def test_a_registration_is_told_twice_only_where_both_agree(job: Job) -> None:
    ana = Cliente(CODES[0], "ANA", ("85900112233",))
    bia = Cliente(CODES[1], "BIA", ())
    job.store.keep_registrations([ana, bia])
    job.store.keep_registrations([ana, replace(bia, nome="CAIO")])
    assert job.store.unseen() == len(CODES)
    assert job.store.known(CODES) == {}, "nothing has been read to its end"
    assert not job.store.resumes()
    assert job.store.unseen() == len(CODES) + 2, "they are asked for anew"
