"""Lists that bear ids of the system's own: the register, read first, says whose they are.

The answers were written down from what the systems' documents say: a row has the id ``cus_…`` where
the company's list has a reference or a CPF (Asaas, Omie, IXC), or a CPF where it has an id (SGP).
"""

import threading
from collections.abc import Callable, Container, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from faturas.billing.contract import Cliente, RegisterPage
from faturas.billing.transport.retry import Attempts
from faturas.errors import ApiUnavailable, FatalApiError
from faturas.search.strategy import Estrategia
from faturas.search.sweep.leitura import Fase
from faturas.search.sweep.register import REGISTER_READINGS
from faturas.search.sweep.sweep import Sweep
from tests.search.keyed import (
    CODES,
    DEBTS,
    NOT_LISTED,
    OTHERS,
    PAGES,
    UNKNOWN,
    WITHOUT_INVOICE,
    Key,
    WithPagedRegister,
    WithRegister,
    invoices,
)
from tests.search.provider import Provider
from tests.search.sweeping import Job, expect_as_alone

REGISTERED = 191
"""Customers of the company: those with invoices, and one without."""


class Named:
    """Rows and registrations bear ``cus_`` and the code; no row bears a code.

    ``twin_ids``: the second registration of a code has an id of its own.
    """

    ids_only_registered = True
    twin_ids = False

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.told: set[str] = set()

    def name_in_list(self, codigo: str) -> str:
        return f"cus_{codigo}"

    def identified(self, clientes: Sequence[Cliente]) -> tuple[Cliente, ...]:
        return tuple(
            replace(each, id_na_lista=self.name_in_list(each.codigo) + self._again(each))
            for each in clientes
        )

    def _again(self, cliente: Cliente) -> str:
        again = self.twin_ids and cliente.codigo in self.told
        self.told.add(cliente.codigo)
        return "_2" if again else ""


class ByCodes(Named, WithRegister):
    """Tells the ids of up to seven codes at once."""

    def clientes(self, codigos: Sequence[str], attempts: Attempts) -> Sequence[Cliente]:
        return self.identified(super().clientes(codigos, attempts))


class ByPages(Named, WithPagedRegister):
    """Tells everybody's ids; ``change`` befalls its pages by number, those of one row included."""

    def __init__(self) -> None:
        super().__init__(invoices(), Key.ID)
        self.page_changes: dict[int, Callable[[RegisterPage], RegisterPage]] = {}

    def register_after(
        self, key: str, *, size: int, wanted: Container[str], attempts: Attempts
    ) -> RegisterPage:
        number = self.questions
        if not key:
            self.told.clear()
        page = super().register_after(key, size=size, wanted=wanted, attempts=attempts)
        page = replace(page, clientes=self.identified(page.clientes))
        change = self.page_changes.pop(number, None)
        return change(page) if change else page


class ByPeriod(Named, Provider):
    """Lists by period, and tells the ids of many codes at once."""

    register_size = 400

    def clientes(self, codigos: Sequence[str], attempts: Attempts) -> Sequence[Cliente]:
        found = map(self.registration, codigos)
        return self.identified([each for each in found if each])


Registered = ByCodes | ByPages


@pytest.fixture(params=["by codes", "page by page"])
def billing(request: pytest.FixtureRequest) -> Registered:
    return ByCodes(invoices()) if request.param == "by codes" else ByPages()


@pytest.fixture
def paged() -> ByPages:
    return ByPages()


@pytest.fixture
def job(tmp_path: Path) -> Iterator[Job]:
    made = Job(tmp_path, [*CODES, WITHOUT_INVOICE, UNKNOWN])
    yield made
    made.close()


def prove(billing: Registered | ByPeriod, job: Job, *, why: str = "") -> Sweep:
    """Sweep, and see that every outcome is as it is one by one; who was asked is left behind.

    ``why`` says why the sweep is not believed, where it is not.
    """
    sweep = job.sweep(billing)
    assert sweep.strategy is not None
    assert (sweep.answers is None) is bool(why), sweep.strategy
    assert why in sweep.strategy.porque
    expect_as_alone(billing, job, sweep)
    return sweep


class TestABelievableRegister:
    def test_who_shows_is_not_asked_for_and_who_does_not_is(
        self, billing: Registered, job: Job
    ) -> None:
        """Phones and names are there already: the register is not read again for them."""
        prove(billing, job)
        assert set(billing.alone) == NOT_LISTED
        assert set(billing.registrations) == NOT_LISTED
        by_codes, by_pages = -(-len([*CODES, 998, 999]) // 7), 1 + 2 * -(-REGISTERED // 30)
        assert billing.questions == (by_codes if isinstance(billing, ByCodes) else by_pages)

    def test_a_list_by_period_is_read_so_too(self, job: Job) -> None:
        billing = ByPeriod(invoices(), WITHOUT_INVOICE)
        prove(billing, job)
        assert set(billing.alone) == NOT_LISTED

    def test_a_sweep_by_period_that_was_broken_off_begins_anew(self, job: Job) -> None:
        """An id may be another code's by now, and what was read goes by codes."""
        billing = ByPeriod(invoices(), WITHOUT_INVOICE)
        job.busca = job.busca.model_copy(update={"threads": 1})
        billing.events = {8: job.stop.set}
        first = job.sweep(billing)
        assert first.answers is None
        job.stop = threading.Event()
        read_before = set(job.store.finished())
        assert read_before
        billing.pages.clear()
        assert job.sweep(billing, first.strategy).answers is not None
        assert read_before <= set(billing.pages)

    def test_it_is_read_in_a_phase_of_its_own(self, billing: Registered, job: Job) -> None:
        sweep = job.sweeping(billing)
        phases = [sweep.leitura.fase for _ in sweep.run() if sweep.leitura]
        assert [*dict.fromkeys(phases)][:3] == [Fase.CADASTROS, Fase.LENDO, Fase.TOTAIS]

    def test_its_cost_is_told_before(self, paged: ByPages, job: Job) -> None:
        """Of a register of thousands, where the list has ten pages."""
        paged.page_changes = {0: lambda page: replace(page, total=30_000)}
        job.busca = job.busca.model_copy(update={"estrategia": Estrategia.AUTO})
        sweep = job.sweep(paged)
        assert sweep.strategy is not None
        assert "cerca de 2.027 consultas" in sweep.strategy.porque
        assert paged.pages == []

    def test_a_reading_that_did_not_add_up_is_read_again(self, paged: ByPages, job: Job) -> None:
        paged.page_changes = {3: lambda page: replace(page, total=REGISTERED + 1)}
        prove(paged, job)
        assert set(paged.alone) == NOT_LISTED
        assert paged.questions == 1 + 3 + 2 * 7


class TestWhoseIdIsInDoubt:
    """They are asked for alone, and nobody is said to owe nothing."""

    @pytest.mark.parametrize("twin_ids", [False, True])
    def test_a_code_of_two_registrations(
        self, billing: Registered, job: Job, twin_ids: bool
    ) -> None:
        billing.twins, billing.twin_ids = {CODES[0]}, twin_ids
        billing.tells_phones = billing.tells_names = twin_ids
        prove(billing, job)
        assert set(billing.alone) == NOT_LISTED | {CODES[0]}

    def test_an_id_of_two_codes(
        self, billing: Registered, job: Job, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        called = billing.name_in_list
        monkeypatch.setattr(
            billing, "name_in_list", lambda code: called(CODES[0] if code == CODES[1] else code)
        )
        prove(billing, job)
        assert set(billing.alone) == NOT_LISTED | {*CODES[:2]}

    def test_an_id_of_a_stranger_whose_row_slips_away_while_the_register_is_read(
        self, paged: ByPages, job: Job, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """One registration is deleted and another one added between two pages: the same total."""
        called = paged.name_in_list
        shared = called(CODES[0])
        monkeypatch.setattr(
            paged, "name_in_list", lambda code: shared if code == OTHERS[0] else called(code)
        )

        def slipped(page: RegisterPage) -> RegisterPage:
            ids = list(page.ids)
            while ids.count(shared) > any(each.codigo == CODES[0] for each in page.clientes):
                ids[ids.index(shared)] = "cus_new"
            return replace(page, ids=tuple(ids))

        paged.page_changes = dict.fromkeys(range(1, 8), slipped)
        prove(paged, job)
        assert CODES[0] in paged.alone

    def test_an_id_of_a_stranger_too(
        self, paged: ByPages, job: Job, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Two customers of one CPF, of whom one is on the list: the rows may be of either (SGP)."""
        called = paged.name_in_list
        monkeypatch.setattr(
            paged, "name_in_list", lambda code: called(CODES[0] if code == OTHERS[0] else code)
        )
        prove(paged, job)
        assert set(paged.alone) == NOT_LISTED | {CODES[0]}

    def test_who_is_missing_in_the_register_or_has_no_id(
        self, billing: Registered, job: Job, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        billing.unlisted = {*CODES[:4]}
        called = billing.name_in_list
        monkeypatch.setattr(
            billing, "name_in_list", lambda code: "" if code == CODES[4] else called(code)
        )
        prove(billing, job)
        assert set(billing.alone) == NOT_LISTED | {*CODES[:5]}

    def test_whose_invoice_bears_another_name_than_the_registration(
        self, billing: Registered, job: Job
    ) -> None:
        billing.tells_names = True
        billing.invoices = [
            replace(each, nome="BETO PRADO") if each.codigo_cliente == "1" else each
            for each in billing.invoices
        ]
        prove(billing, job)
        assert set(billing.alone) == NOT_LISTED | {"1"}


class TestARegisterThatCannotBeBelieved:
    """Everybody is asked one by one."""

    def test_it_fails(self, billing: Registered, job: Job) -> None:
        billing.fault = FatalApiError("404")
        prove(billing, job, why="o cadastro falhou: 404")
        assert billing.pages == []

    def test_it_is_out_of_order_for_all(self, billing: Registered, job: Job) -> None:
        billing.fault = ApiUnavailable("Sem internet.")
        with pytest.raises(ApiUnavailable):
            job.sweep(billing)

    def test_it_shows_nobody(self, billing: Registered, job: Job) -> None:
        """As a question that is not understood is answered (IXC): the list is not even read."""
        billing.unlisted = {*CODES, WITHOUT_INVOICE}
        prove(billing, job, why="não mostra nenhum cliente desta lista")
        assert billing.pages == []

    def test_it_takes_strangers_for_those_who_owe_nothing(
        self, billing: Registered, job: Job, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Their names are alike, and nothing lacks: only asked alone do they owe nothing."""
        owe_nothing = [each for each in CODES if not DEBTS[int(each) % 6]]
        strangers = dict(zip(owe_nothing, OTHERS, strict=False))

        def identified(clientes: Sequence[Cliente]) -> tuple[Cliente, ...]:
            return tuple(
                replace(each, id_na_lista=f"cus_{strangers.get(each.codigo, each.codigo)}")
                for each in clientes
                if each.codigo not in strangers.values()
            )

        monkeypatch.setattr(billing, "identified", identified)
        prove(billing, job, why="conferência de alguns clientes")

    def test_nobody_counts_it(self, paged: ByPages, job: Job) -> None:
        paged.page_changes = {0: lambda page: replace(page, total=None)}
        prove(paged, job, why="não diz quantos clientes tem")

    @pytest.mark.parametrize(
        "change",
        [
            lambda page: replace(page, total=REGISTERED + 1),
            lambda page: replace(page, ids=page.ids[1:]),
            lambda page: replace(page, next_key=None),
            lambda page: replace(page, next_key=page.next_key and "0"),
            lambda page: replace(page, clientes=(), ids=()),
        ],
        ids=["the total moves", "a row lacks", "it is cut", "it turns back", "an empty page"],
    )
    def test_it_changes_with_every_reading(
        self, paged: ByPages, job: Job, change: Callable[[RegisterPage], RegisterPage]
    ) -> None:
        paged.page_changes = dict.fromkeys(range(2, 200, 2), change)
        prove(paged, job, why="o cadastro muda enquanto é lido")
        assert paged.questions <= 1 + REGISTER_READINGS * PAGES

    def test_it_costs_more_than_some_times_what_it_said(self, paged: ByPages, job: Job) -> None:
        def for_ever(page: RegisterPage) -> RegisterPage:
            return replace(page, next_key="0", ids=page.ids[:1], total=10**6)

        paged.page_changes = dict.fromkeys(range(1, 1000), for_ever)
        prove(paged, job, why="ela passou de 106 consultas")
        assert paged.questions == 1 + 106


def test_a_system_without_a_register_is_asked_one_by_one(job: Job) -> None:
    class NoRegister(Named, Provider):
        pass

    billing = NoRegister(invoices(), WITHOUT_INVOICE)
    sweep = job.sweep(billing)
    assert sweep.strategy is not None
    assert "não mostra o cadastro de todos" in sweep.strategy.porque
