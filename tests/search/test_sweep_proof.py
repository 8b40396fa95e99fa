"""What a sweep must find out by itself: outcomes as one by one, or everybody asked one by one."""

import threading
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from faturas.billing.contract import BulkPage, Period
from faturas.billing.transport.retry import Attempts
from faturas.domain.fatura import Fatura
from faturas.domain.notices import Aviso
from faturas.domain.outcome import Outcome, Situacao
from faturas.errors import ApiUnavailable, FatalApiError, UnknownCustomerError
from faturas.search.look_up import look_up
from faturas.search.strategy import sample_size
from faturas.search.sweep import windows
from faturas.search.sweep.sweep import Sweep
from faturas.search.sweep.windows import MOST_DAYS, Window
from tests.factories.faturas import HOJE
from tests.factories.look_ups import criteria, new_attempts
from tests.search.provider import Provider
from tests.search.sweeping import TRIES, Job
from tests.waiting import AT_ONCE_S

CODES = [f"{number}" for number in range(1, 61)]
UNKNOWN, WITHOUT_INVOICE = "999", "998"
OTHERS = range(2001, 3301)

YEARS_AGO = date(2023, 5, 10)
LAST_YEAR = date(2025, 8, 10)
AUTUMN = [date(2026, month, 10) for month in (7, 8, 9, 10)]
NEAR = date(2026, 11, 3)
NEXT = date(2026, 12, 10)

Invoice = tuple[str, date, bool]
DEBTS = {
    0: [YEARS_AGO, NEAR, NEXT],
    1: [LAST_YEAR, NEAR],
    2: [*AUTUMN, NEAR, NEXT],
    3: [NEAR, NEXT],
    4: [NEXT],
    5: [],
}
"""What a customer of the list owes, by its code modulo six; the last has paid all there was."""


def invoices() -> Iterator[Invoice]:
    for codigo in CODES:
        yield codigo, date(2026, 11, 5), True
        for vencimento in DEBTS[int(codigo) % 6]:
            yield codigo, vencimento, False
    for number in OTHERS:
        yield f"{number}", NEXT + timedelta(days=number % 9), False


@pytest.fixture
def provider() -> Provider:
    return Provider(invoices(), WITHOUT_INVOICE)


@pytest.fixture
def job(tmp_path: Path) -> Iterator[Job]:
    made = Job(tmp_path, [*CODES, WITHOUT_INVOICE, UNKNOWN])
    yield made
    made.close()


@pytest.fixture
def alone(provider: Provider, job: Job) -> dict[str, Outcome]:
    outcomes = job.outcomes(provider)
    chosen = {
        codigo: outcome.conferida for codigo, outcome in outcomes.items() if outcome.conferida
    }
    assert {conferida.fatura.vencimento for conferida in chosen.values()} == {
        YEARS_AGO, LAST_YEAR, AUTUMN[0], NEAR,
    }  # fmt: skip
    assert outcomes[UNKNOWN].situacao is Situacao.NAO_ENCONTRADO
    assert outcomes[CODES[3]].motivo != outcomes[CODES[4]].motivo
    provider.alone.clear()
    return outcomes


def prove(provider: Provider, job: Job, alone: dict[str, Outcome], *, swept: bool) -> Sweep:
    """Sweep, and see that every outcome is as it is one by one."""
    sweep = job.sweep(provider)
    assert (sweep.answers is not None) is swept, sweep.strategy
    assert job.outcomes(provider, sweep) == alone
    return sweep


@pytest.mark.parametrize("meses", [1, 24, 240])
def test_the_oldest_invoice_wins_wherever_the_horizon_is(
    provider: Provider, job: Job, alone: dict[str, Outcome], meses: int
) -> None:
    job.busca = job.busca.model_copy(update={"horizonte_meses": meses})
    prove(provider, job, alone, swept=True)
    assert sum(provider.alone.values()) < 20, "some for the sample, the rest not at all"


@pytest.mark.parametrize("vencimento", [date(1994, 7, 1), date(1900, 1, 1), date(1899, 12, 30)])
def test_a_due_date_that_nobody_can_have_meant_counts_as_one_by_one(
    provider: Provider, job: Job, vencimento: date
) -> None:
    """Mistyped, or the zero date of what the company's data were migrated from."""
    provider.issue(CODES[3], vencimento)
    alone = job.outcomes(provider)
    conferida = alone[CODES[3]].conferida
    assert conferida is not None
    assert conferida.fatura.vencimento == vencimento
    prove(provider, job, alone, swept=True)


def test_windows_are_short_wherever_more_than_two_pages_are_due(
    provider: Provider, job: Job
) -> None:
    for number in OTHERS:
        provider.issue(f"{number}", date(2025, 1, 1) + timedelta(days=number % 300))
    job.sweep(provider)
    finished = job.store.finished()
    assert len(finished) > 10
    assert all(total <= 1000 for janela, total in finished.items() if janela.periodo.dias > 30)


def test_a_server_that_cuts_is_read_in_short_windows_and_nobody_is_written_off(
    provider: Provider, job: Job, alone: dict[str, Outcome]
) -> None:
    job.earliest = date(2023, 1, 1)
    provider.clips_to_days = 30
    prove(provider, job, alone, swept=True)
    read = job.store.finished()
    assert max(janela.periodo.dias for janela in read) <= MOST_DAYS
    assert all(not janela.quitadas for janela in read)
    nothing_open = [codigo for codigo in CODES if not DEBTS[int(codigo) % 6]]
    assert all(provider.alone[codigo] == 1 for codigo in nothing_open)


@pytest.mark.parametrize("days", [15, 29])
def test_a_server_that_cuts_even_short_windows_is_not_believed(
    provider: Provider, job: Job, alone: dict[str, Outcome], days: int
) -> None:
    provider.issue("2001", HOJE - timedelta(days=29))
    provider.clips_to_days = days
    sweep = prove(provider, job, alone, swept=False)
    assert sweep.strategy is not None
    assert "corta até períodos de um mês" in sweep.strategy.porque


@pytest.mark.parametrize("off", [-1, 1, 5, -100])
def test_a_total_that_nothing_explains_is_not_believed(
    provider: Provider, job: Job, alone: dict[str, Outcome], off: int
) -> None:
    provider.total_is_off_by = off
    sweep = prove(provider, job, alone, swept=False)
    assert sweep.strategy is not None
    assert "o total é" in sweep.strategy.porque
    assert not job.store.finished(), "nothing of it is kept"


@pytest.mark.parametrize(
    "hides",
    [
        lambda fatura: fatura.vencimento < HOJE - timedelta(days=30),
        lambda fatura: fatura.vencimento < HOJE - timedelta(days=90),
        lambda fatura: fatura.vencimento == AUTUMN[0],
        lambda fatura: fatura.vencimento < HOJE,
    ],
    ids=["older than a month", "older than three", "one month", "all that is due"],
)
def test_what_the_list_hides_with_totals_that_agree_shows_in_the_sample(
    provider: Provider,
    job: Job,
    alone: dict[str, Outcome],
    hides: Callable[[Fatura], bool],
) -> None:
    provider.hides = hides
    sweep = prove(provider, job, alone, swept=False)
    assert sweep.strategy is not None
    assert "conferência de alguns clientes" in sweep.strategy.porque


@pytest.mark.parametrize(
    ("error", "others", "believed"),
    [
        (FatalApiError("404", api_answered=False), 1, True),
        (UnknownCustomerError("não existe"), 1, False),
        (FatalApiError("404", api_answered=False), 7, False),
    ],
    ids=["fails", "unknown", "most-fail"],
)
def test_who_fails_alone_is_no_comparison_unless_most_do(
    job: Job, provider: Provider, error: FatalApiError, others: int, *, believed: bool
) -> None:
    asked: list[str] = []
    answer = provider.faturas

    def faturas(codigo: str, attempts: Attempts) -> list[Fatura]:
        asked.append(codigo)
        if len(asked) <= others:
            raise error
        return answer(codigo, attempts)

    provider.faturas = faturas  # type: ignore[method-assign]
    sweep = job.sweep(provider)
    assert (sweep.answers is not None) is believed
    if believed:
        assert len(set(asked)) == sample_size(len(CODES) + 2) + 1, "another one instead"


def test_the_name_of_who_owes_nothing_is_compared_with_the_lists_as_one_by_one(
    job: Job, provider: Provider
) -> None:
    answers = job.sweep(provider).answers
    assert answers is not None
    tasks = answers.attend(job.ledger.pending(job.id))
    [task] = [task for task in tasks if task.row.codigo == "5"]
    assert task.lida_em is not None, "not asked for"
    row, attempts = replace(task.row, nome="ZULEICA"), new_attempts(TRIES)
    outcome = look_up(row, provider, criteria(), attempts, task.swept)
    assert outcome.situacao is Situacao.SEM_VENCIDA
    assert outcome.avisos == Aviso.NOME_DIFERENTE


def test_what_is_paid_meanwhile_is_no_reason_for_doubt(
    provider: Provider, job: Job, alone: dict[str, Outcome]
) -> None:
    provider.events = {2: partial(provider.pay, "2001")}
    prove(provider, job, alone, swept=True)


def test_windows_whose_totals_move_are_read_again(
    provider: Provider, job: Job, alone: dict[str, Outcome]
) -> None:
    """One is paid before its window is read and another issued behind the reading."""
    job.busca = job.busca.model_copy(update={"threads": 1})
    job.sweep(provider)
    reading = sum(not janela.quitadas for janela in provider.pages)
    job.store.forget()
    provider.pages.clear()
    provider.events = {
        1: partial(provider.pay, "2001"),
        reading: partial(provider.issue, "2002", NEAR),
    }
    prove(provider, job, alone, swept=True)
    near = Window(Period(HOJE - timedelta(days=29), HOJE))
    assert provider.pages.count(near) == 3, "read, counted, read again"


def test_what_was_read_of_half_a_window_before_a_pause_is_not_believed_after_it(
    provider: Provider, job: Job, alone: dict[str, Outcome]
) -> None:
    """Some of it is paid meanwhile, and the rest of the window fits into one piece again."""
    job.busca = job.busca.model_copy(update={"threads": 1})
    long_ago = windows.open_windows(HOJE, job.busca.horizonte_meses, cuts=False)[-2]
    later, earlier = long_ago.halves()
    for number in range(950):
        half = later if number < 200 else earlier
        provider.issue(f"{OTHERS[number]}", half.periodo.fim - timedelta(days=number % 99))
    for codigo in CODES:
        provider.issue(codigo, earlier.periodo.inicio, first=True)

    def outage_after_its_first_page() -> None:
        if provider.pages[-1:] == [earlier]:
            raise ApiUnavailable("Sem internet.")

    provider.events = dict.fromkeys(range(50), outage_after_its_first_page)
    with pytest.raises(ApiUnavailable):
        job.sweep(provider)
    assert job.store.unseen() < len(CODES), "its first page is kept"
    provider.events.clear()
    for codigo in CODES:
        provider.pay(codigo)
    prove(provider, job, alone, swept=True)
    assert long_ago in job.store.finished()


def test_however_much_moves_more_than_that_may_not_be_missing(
    provider: Provider, job: Job, alone: dict[str, Outcome]
) -> None:
    """An invoice is issued at each question: some fifty while all totals are asked for once."""
    provider.total_is_off_by = 100
    provider.events = {number: partial(provider.issue, "2001", NEXT) for number in range(300)}
    prove(provider, job, alone, swept=False)
    assert provider.events, "it comes to an end"


def test_rows_that_move_up_between_the_pages_of_a_window_are_not_lost(
    provider: Provider, job: Job, alone: dict[str, Outcome]
) -> None:
    """What is paid at the front of three pages makes the rest move up."""
    provider.events = {
        number: partial(provider.pay, f"{codigo}")
        for number, codigo in ((3, 2001), (5, 2002), (7, 2003))
    }
    prove(provider, job, alone, swept=True)


def test_rows_that_repeat_between_the_pages_of_a_window_are_dropped(
    provider: Provider, job: Job, alone: dict[str, Outcome]
) -> None:
    """What is issued at the front of three pages shows the last of each again on the next."""
    provider.events = {
        number: partial(provider.issue, "2001", NEXT, first=True) for number in (3, 5, 7)
    }
    prove(provider, job, alone, swept=True)


def test_a_company_that_shows_nothing_is_not_read_month_by_month(
    provider: Provider, job: Job, alone: dict[str, Outcome]
) -> None:
    provider.hides = lambda _: True
    prove(provider, job, alone, swept=False)
    assert len(provider.pages) == 4


def test_lotes_that_need_no_question_need_no_pause(
    provider: Provider, job: Job, alone: dict[str, Outcome]
) -> None:
    job.busca = job.busca.model_copy(update={"lote": 10, "pausa_s": 300})
    prove(provider, job, alone, swept=True)


class Lingering(Provider):
    """Whose first page of a window is an outage, or whose first customer has one invoice more.

    Everybody else waits for the answer until the sweep has ended.
    """

    def __init__(self, *, pages_fail: bool) -> None:
        super().__init__(invoices(), WITHOUT_INVOICE)
        self.lookups: list[Attempts] = []
        self._pages_fail = pages_fail

    def page(self, periodo: Period, number: int, *, attempts: Attempts, **rest: Any) -> BulkPage:
        if self._pages_fail and rest["size"] > 1 and self._is_first(attempts):
            raise ApiUnavailable("Sem internet.")
        return super().page(periodo, number, attempts=attempts, **rest)

    def faturas(self, codigo: str, attempts: Attempts) -> list[Fatura]:
        found = super().faturas(codigo, attempts)
        if self._is_first(attempts):
            found.append(Fatura("1000000", codigo, "ANA", Decimal(1), NEAR, paga=False))
        return found

    def _is_first(self, attempts: Attempts) -> bool:
        self.lookups.append(attempts)
        if attempts is self.lookups[0]:
            return True
        attempts.stop.wait(AT_ONCE_S)
        return False


@pytest.mark.parametrize("pages_fail", [True, False], ids=["reading", "sample"])
def test_nothing_is_asked_for_once_a_sweep_has_ended(job: Job, *, pages_fail: bool) -> None:
    """Whatever is waiting then may wait for an hour, were it the server's wish."""
    job.busca = job.busca.model_copy(update={"threads": 2})
    provider = Lingering(pages_fail=pages_fail)
    with pytest.raises(ApiUnavailable) if pages_fail else nullcontext():
        assert job.sweep(provider).answers is None
    for thread in threading.enumerate():
        if thread.name.startswith(("varredura-", "spot-check-")):
            thread.join()
    assert len(provider.lookups) <= 3, "one in each thread, and one before the end was noticed"
    assert all(attempts.stop.is_set() for attempts in provider.lookups)
