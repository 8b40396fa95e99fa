"""Swept or asked for alone: the same outcome for every customer, whatever the server does."""

import threading
from collections.abc import Callable, Container, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from faturas.billing.contract import BulkPage, Cliente, Period
from faturas.billing.systems.hubsoft import HubSoft
from faturas.billing.transport.retry import Attempts
from faturas.domain.fatura import Fatura
from faturas.domain.outcome import Outcome, Situacao
from faturas.errors import ApiUnavailable
from faturas.sandbox.cases import CASES, UNKNOWN_CODE
from faturas.sandbox.company import Company
from faturas.sandbox.contracts.hubsoft import CLIENTE_FINANCEIRO, FINANCEIRO_FATURA
from faturas.sandbox.faults import Faults
from faturas.sandbox.server import Sandbox
from faturas.search.batches import LookUps
from faturas.search.strategy import Estrategia
from faturas.search.sweep.windows import Window
from faturas.search.tasks import Lote
from faturas.work.connections import settings_of
from tests.factories import apis
from tests.factories.faturas import HOJE
from tests.factories.look_ups import QUICK, criteria
from tests.search.sweeping import Job

Connect = Callable[..., HubSoft]
BULK = frozenset({FINANCEIRO_FATURA})
CODES: list[object] = [*range(1001, 1121), UNKNOWN_CODE, "01003", "abc"]
"""Every case of the company, some common customers, and codes that nobody has."""


@pytest.fixture(scope="module")
def company() -> Company:
    """Large enough for a window of two pages."""
    return apis.company(700)


@pytest.fixture(scope="module")
def running(company: Company) -> Iterator[Sandbox]:
    with Sandbox(company) as sandbox:
        yield sandbox


@pytest.fixture
def sandbox(running: Sandbox) -> Sandbox:
    """The same one for all tests, with its dials at rest."""
    running.faults = Faults()
    return running


@pytest.fixture
def job(tmp_path: Path) -> Iterator[Job]:
    made = Job(tmp_path, CODES)
    yield made
    made.close()


@pytest.fixture(scope="module")
def alone(running: Sandbox, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Outcome]:
    """What asking one by one says, reasons included."""
    billing = HubSoft(settings_of(running), threads=8, timeout_s=5)
    job = Job(tmp_path_factory.mktemp("um_a_um"), CODES)
    outcomes = job.outcomes(billing)
    job.close()
    billing.close()
    assert len(outcomes) == len(CODES)
    assert {outcome.situacao for outcome in outcomes.values()} >= {
        Situacao.VENCIDA, Situacao.SEM_VENCIDA, Situacao.NAO_ENCONTRADO, Situacao.ERRO,
    }  # fmt: skip
    return outcomes


def test_every_case_ends_as_it_does_one_by_one(
    sandbox: Sandbox, connect: Connect, job: Job, alone: dict[str, Outcome]
) -> None:
    before = sandbox.counters.requests.copy()
    billing = connect(8)
    sweep = job.sweep(billing)
    assert job.outcomes(billing, sweep) == alone
    spent = sandbox.counters.requests - before
    assert spent.total() < len(CODES) / 2
    assert alone[str(CASES["resposta_erro"])].situacao is Situacao.ERRO


@pytest.mark.parametrize(
    ("faults", "swept"),
    [
        (Faults(moving_rows=1), True),
        (Faults(moving_rows=40), True),
        (Faults(clip_windows=True), True),
        (Faults(error_500=0.05, reset=0.05, html=0.05, broken_json=0.05, cut_body=0.05), True),
        (Faults(revoke_every=10), True),
        (Faults(numbered_lists=0.25, odd_payments=0.25, entities=0.25, float_noise=0.25), True),
        (Faults(untold_payments=1, only_routes=BULK), True),
        (Faults(odd_envelope=1, only_routes=BULK), False),
        (Faults(no_customer=1, only_routes=BULK), False),
        (Faults(not_found=1, only_routes=BULK), False),
        (Faults(missing_fields=0.2, only_routes=BULK), False),
        (Faults(null_fields=0.2, only_routes=BULK), False),
        (Faults(status_error=1, only_routes=BULK), False),
        (Faults(outage=True, only_routes=BULK), False),
        (Faults(redirect_host=1, only_routes=BULK), False),
    ],
    ids=[
        "rows move a little", "rows move far", "cut windows", "faults", "revoked tokens",
        "the same in other words", "untold payments", "odd envelope", "no customer", "no route",
        "missing fields", "null fields", "refused", "outage of the list", "redirect",
    ],
)  # fmt: skip
def test_whatever_the_server_does_to_the_list_changes_no_outcome(
    sandbox: Sandbox,
    connect: Connect,
    job: Job,
    alone: dict[str, Outcome],
    faults: Faults,
    swept: bool,
) -> None:
    job.earliest = date(2021, 1, 1)  # nothing of this company is older
    sandbox.faults = faults
    billing = connect(8)
    sweep = job.sweep(billing)
    assert (sweep.answers is not None) is swept, sweep.strategy
    assert job.outcomes(billing, sweep) == alone
    if not swept:
        assert sweep.strategy is not None
        assert sweep.strategy.estrategia is Estrategia.UM_A_UM
        assert "não serviu" in sweep.strategy.porque


class Doctored:
    """A connection whose list of everybody's invoices is not what it should be."""

    page_size = HubSoft.page_size
    listed_at_most = HubSoft.listed_at_most
    requests_per_customer = HubSoft.requests_per_customer

    def __init__(self, billing: HubSoft, change: Callable[[Period, BulkPage], BulkPage]) -> None:
        self.asked: list[Window] = []
        self._billing = billing
        self._change = change

    def faturas(self, codigo: str, attempts: Attempts) -> list[Fatura]:
        return self._billing.faturas(codigo, attempts)

    def cliente(self, codigo: str, attempts: Attempts) -> Cliente | None:
        return self._billing.cliente(codigo, attempts)

    def close(self) -> None:
        """The connection is another's."""

    def page(
        self,
        periodo: Period,
        number: int,
        *,
        wanted: Container[str],
        attempts: Attempts,
        **rest: Any,
    ) -> BulkPage:
        page = self._billing.page(periodo, number, wanted=wanted, attempts=attempts, **rest)
        if rest["size"] > 1:
            self.asked.append(Window(periodo, rest["quitadas"]))
        return self._change(periodo, page)


def hides_what_is_old(_: Period, page: BulkPage) -> BulkPage:
    """As if the list knew nothing that was due before November."""
    kept = tuple(
        row for row in page.rows if not row.fatura or row.fatura.vencimento >= date(2026, 11, 1)
    )
    hidden = {row.id_fatura for row in page.rows} - {row.id_fatura for row in kept}
    ids = tuple(each for each in page.ids if each not in hidden)
    return BulkPage(page.total - len(hidden), ids, kept)


def without_pix(_: Period, page: BulkPage) -> BulkPage:
    return replace(
        page,
        rows=tuple(
            replace(row, fatura=replace(row.fatura, pix="")) if row.fatura else row
            for row in page.rows
        ),
    )


def with_other_phones(_: Period, page: BulkPage) -> BulkPage:
    return replace(page, rows=tuple(replace(row, telefones=("85999990000",)) for row in page.rows))


def short_of_a_row(_: Period, page: BulkPage) -> BulkPage:
    return replace(page, ids=page.ids[1:], rows=page.rows[1:])


def empty_beyond_a_year(periodo: Period, page: BulkPage) -> BulkPage:
    return BulkPage(0, (), ()) if periodo.dias > 1000 and periodo.fim < HOJE else page


@pytest.mark.parametrize(
    "change",
    [hides_what_is_old, without_pix, with_other_phones, short_of_a_row, empty_beyond_a_year],
)
def test_a_list_that_hides_something_is_found_out(
    connect: Connect,
    job: Job,
    alone: dict[str, Outcome],
    change: Callable[[Period, BulkPage], BulkPage],
) -> None:
    billing = Doctored(connect(), change)
    sweep = job.sweep(billing)
    assert sweep.answers is None
    assert job.outcomes(billing, sweep) == alone


def test_a_customer_with_one_row_that_cannot_be_read_is_asked_for_alone(
    sandbox: Sandbox, connect: Connect, job: Job, alone: dict[str, Outcome]
) -> None:
    odd = str(CASES["varias_vencidas"])

    def spoil(_: Period, page: BulkPage) -> BulkPage:
        return replace(
            page,
            rows=tuple(
                replace(row, fatura=None) if row.codigo == odd else row for row in page.rows
            ),
        )

    before = sandbox.counters.of_code(odd)
    billing = Doctored(connect(), spoil)
    assert job.outcomes(billing, job.sweep(billing)) == alone
    assert sandbox.counters.of_code(odd) == before + 1


def test_a_sweep_that_was_broken_off_goes_on_from_where_it_was(
    sandbox: Sandbox, connect: Connect, job: Job, alone: dict[str, Outcome]
) -> None:
    stop = job.stop  # a late page of the first sweep must not stop the second

    def break_off(_: Period, page: BulkPage) -> BulkPage:
        if len(job.store.finished()) >= 3:
            stop.set()
        return page

    first = job.sweep(Doctored(connect(), break_off))
    assert first.answers is None
    finished = set(job.store.finished())
    assert len(finished) >= 3
    job.stop = threading.Event()
    billing = Doctored(connect(), lambda _, page: page)
    second = job.sweep(billing, first.strategy)
    assert second.answers is not None
    assert second.strategy == first.strategy
    assert not finished & set(billing.asked)
    assert job.outcomes(billing, second) == alone


def test_an_outage_of_everything_pauses_and_burns_nothing(
    sandbox: Sandbox, connect: Connect, job: Job
) -> None:
    billing = connect(8)
    sandbox.faults = Faults(refuse_logins=True)
    with pytest.raises(ApiUnavailable):
        job.sweep(billing)
    assert job.ledger.tarefa(job.id).pendentes == len(CODES)


def test_an_outage_after_the_sweep_burns_nobody_who_has_to_be_asked_alone(
    sandbox: Sandbox, connect: Connect, job: Job
) -> None:
    billing = connect(8)
    sweep = job.sweep(billing)
    assert sweep.answers is not None
    sandbox.faults = Faults(error_500=1)
    look_ups = LookUps(billing, criteria(), job.busca, job.stop, QUICK)
    lotes: list[Lote] = []
    with pytest.raises(ApiUnavailable):
        lotes.extend(look_ups.run(sweep.answers.attend(job.ledger.pending(job.id))))
    outcomes = [outcome for lote in lotes for _, outcome in lote]
    assert len(outcomes) > len(CODES) / 2, "what the sweep knows needs no API"
    assert Situacao.ERRO not in {outcome.situacao for outcome in outcomes}


def test_a_short_list_is_not_worth_asking_what_a_sweep_costs(
    sandbox: Sandbox, connect: Connect, tmp_path: Path
) -> None:
    job = Job(tmp_path, CODES, estrategia="auto")
    asked = sandbox.counters.requests.total()
    for name in ("um_a_um", "auto"):
        job.busca = job.busca.model_copy(update={"estrategia": Estrategia(name)})
        if name == "auto":
            rows = [
                (row, Outcome(Situacao.SEM_VENCIDA, "x", 1)) for row in job.ledger.pending(job.id)
            ]
            job.ledger.commit(job.id, job.owner, rows[30:])
        sweep = job.sweep(connect(8))
        assert sweep.strategy is not None
        assert sweep.strategy.estrategia is Estrategia.UM_A_UM
    assert sandbox.counters.requests.total() == asked
    job.close()


@pytest.mark.parametrize("faults", [Faults(other_customer=1), Faults(status_error=1)])
def test_a_sample_that_fails_discredits_the_sweep(
    sandbox: Sandbox, connect: Connect, job: Job, faults: Faults
) -> None:
    sandbox.faults = replace(faults, only_routes=frozenset({CLIENTE_FINANCEIRO}))
    assert job.sweep(connect(8)).answers is None
