"""Lists read by key: outcomes as one by one, or everybody asked one by one.

The answers were written down from what the six systems' documents say: ids after which a page
begins stay where they are while people pay (IXC); offsets and page numbers shift, so totals must
agree (Asaas, Omie); a question that is not understood is answered with nothing at all (IXC); names
and phones come from another list (IXC, Asaas, Omie), which some companies do not have (SGP).
"""

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from itertools import count, pairwise
from pathlib import Path

import pytest

from faturas.billing.contract import BulkRow, KeyedPage
from faturas.domain.outcome import Situacao
from faturas.errors import ApiUnavailable, FatalApiError, FaultKind, RetryableApiError
from faturas.search.strategy import Estrategia
from faturas.search.sweep.allowance import REQUESTS_MORE, REQUESTS_TIMES
from faturas.search.sweep.by_key import READINGS
from faturas.search.sweep.leitura import Fase, Leitura
from faturas.search.sweep.sweep import Sweep
from tests.factories.faturas import HOJE
from tests.search.keyed import (
    CODES,
    NEXT,
    NOT_LISTED,
    OTHERS,
    PAGES,
    UNKNOWN,
    WITHOUT_INVOICE,
    Change,
    Key,
    KeyedProvider,
    invoices,
)
from tests.search.sweeping import Job

BELIEVABLE = [(Key.ID, True), (Key.OFFSET, True), (Key.PAGE, True), (Key.ID, False)]
IDS = ["id, counted", "offset, counted", "page, counted", "id, not counted"]


@pytest.fixture(params=BELIEVABLE, ids=IDS)
def billing(request: pytest.FixtureRequest) -> KeyedProvider:
    """A list that may be believed, in each way to read one."""
    key, counts = request.param
    return KeyedProvider(invoices(), key, counts=counts)


two_ways = pytest.mark.parametrize("billing", BELIEVABLE[2:], ids=IDS[2:], indirect=True)
"""The two that have least in common."""


@pytest.fixture
def job(tmp_path: Path) -> Iterator[Job]:
    made = Job(tmp_path, [*CODES, WITHOUT_INVOICE, UNKNOWN])
    yield made
    made.close()


def readings(billing: KeyedProvider) -> int:
    """How often a list is read at least: twice alike where its rows move."""
    return 2 if billing.rows_move else 1


def prove(billing: KeyedProvider, job: Job, *, swept: bool, why: str = "") -> Sweep:
    """Sweep, and see that every outcome is as it is one by one when all is over.

    What the sweep asked for, and then who was asked alone for good, is left in ``billing``.
    """
    sweep = job.sweep(billing)
    assert (sweep.answers is not None) is swept, sweep.strategy
    assert sweep.strategy is not None
    assert why in sweep.strategy.porque
    if not swept:
        assert sweep.strategy.estrategia is Estrategia.UM_A_UM
        assert job.store.unseen() == len(CODES) + 2, "nothing of it is kept"
    billing.alone.clear()
    outcomes = job.outcomes(billing, sweep)
    asked, billing.alone = billing.alone, Counter()
    assert outcomes == job.outcomes(billing)
    billing.alone = asked
    assert {each.situacao for each in outcomes.values()} == {
        Situacao.VENCIDA, Situacao.SEM_VENCIDA, Situacao.NAO_ENCONTRADO,
    }  # fmt: skip
    return sweep


class TestABelievableList:
    def test_who_shows_is_not_asked_for_and_who_does_not_is(
        self, billing: KeyedProvider, job: Job
    ) -> None:
        prove(billing, job, swept=True)
        assert len(billing.pages) == readings(billing) * PAGES
        assert set(billing.alone) == NOT_LISTED, "nothing proves that they exist"

    def test_of_a_sample_everything_is_compared(self, billing: KeyedProvider, job: Job) -> None:
        """What the list hides from the totals, too, an older invoice or what is due at all."""
        billing.hides = lambda fatura: fatura.vencimento < HOJE
        prove(billing, job, swept=False, why="conferência de alguns clientes")

    def test_one_who_pays_meanwhile_costs_another_reading_where_it_is_counted(
        self, billing: KeyedProvider, job: Job
    ) -> None:
        """After an id nothing shifts: who has paid is only listed once too often."""
        billing.events = {4: partial(billing.pay, OTHERS[0])}
        prove(billing, job, swept=True)
        assert billing.pages.count("") == (1 + readings(billing) if billing.counts else 1)
        broken_off = 3 + 1 if billing.counts else 0
        assert len(billing.pages) == broken_off + readings(billing) * PAGES

    def test_one_who_pays_behind_the_last_page_does_so_too(
        self, billing: KeyedProvider, job: Job
    ) -> None:
        """The total is asked for once more when all is read."""
        billing.events = {1 + PAGES: partial(billing.pay, OTHERS[0])}
        prove(billing, job, swept=True)
        more = 1 if billing.counts else 0
        assert len(billing.pages) == (more + readings(billing)) * PAGES

    @pytest.mark.parametrize("key", [Key.OFFSET, Key.PAGE])
    def test_a_row_that_slips_between_two_pages_costs_another_reading(
        self, job: Job, key: Key
    ) -> None:
        """One invoice is paid and one issued between two questions: every total agrees.

        What stood first on the next page stands last on the one that was read.
        """
        billing = KeyedProvider(invoices(), key)

        def pay_and_issue() -> None:
            first = next(each for each in billing.invoices if not each.paga)
            billing.invoices.remove(first)
            billing.invoices.append(replace(first, id_fatura="99999"))

        billing.events = {2: pay_and_issue}
        prove(billing, job, swept=True)
        assert len(billing.pages) == 3 * PAGES, "the first reading is unlike the second"

    def test_what_was_read_before_another_reading_is_forgotten(self, job: Job) -> None:
        """A customer of the list pays the invoice that the first reading has shown."""
        billing = KeyedProvider(invoices(), Key.PAGE)
        billing.events = {PAGES: partial(billing.pay, CODES[0])}
        sweep = prove(billing, job, swept=True)
        assert len(billing.pages) == 3 * PAGES
        assert sweep.answers is not None
        assert [each.vencimento for each in job.store.known(CODES)[CODES[0]].faturas] == [NEXT]

    def test_a_fault_that_passes_costs_another_reading(
        self, billing: KeyedProvider, job: Job
    ) -> None:
        pages = count()

        def once(_: str, page: KeyedPage) -> KeyedPage:
            return replace(page, ids=(), rows=()) if next(pages) == 4 else page

        billing.change = once
        prove(billing, job, swept=True)
        assert len(billing.pages) == 5 + readings(billing) * PAGES

    def test_a_run_that_was_broken_off_begins_anew(self, billing: KeyedProvider, job: Job) -> None:
        billing.events = {5: job.stop.set}
        first = job.sweep(billing)
        assert first.answers is None
        job.stop = threading.Event()
        billing.asked.clear()
        second = job.sweep(billing, first.strategy)
        assert second.answers is not None
        assert len(billing.pages) == readings(billing) * PAGES
        assert len(set(billing.pages)) == PAGES

    def test_an_outage_pauses_the_job(self, billing: KeyedProvider, job: Job) -> None:
        def outage() -> None:
            raise ApiUnavailable("Sem internet.")

        billing.events = {4: outage}
        with pytest.raises(ApiUnavailable):
            job.sweep(billing)

    def test_it_says_how_far_it_has_come(self, billing: KeyedProvider, job: Job) -> None:
        sweep = job.sweeping(billing)
        said: list[Leitura] = []
        for _ in sweep.run():
            said += [sweep.leitura] if sweep.leitura else []
        for before, after in pairwise(said):
            assert 0 <= after.lidas - before.lidas <= 1
            assert after.vistas >= before.vistas
            assert before.lidas < before.previstas or before.fase is not Fase.LENDO
        pages = readings(billing) * PAGES
        assert said[-1] == Leitura(pages, pages, 190, Fase.AMOSTRA)
        assert not billing.counts or said[0].previstas == pages


def for_ever(*which: int) -> Change:
    """The pages of these numbers in turn, whatever is asked for; there is always another one."""
    seen: list[KeyedPage] = []

    def change(key: str, page: KeyedPage) -> KeyedPage:
        seen.append(page)
        shown = seen[min(len(seen) - 1, which[(len(seen) - 1) % len(which)])]
        return replace(shown, next_key=page.next_key or "1")

    return change


def new_ones_for_ever() -> Change:
    numbers = count()

    def change(_: str, page: KeyedPage) -> KeyedPage:
        ids = tuple(f"n{next(numbers)}" for _ in range(20))
        return KeyedPage(page.total, "1", ids, ())

    return change


def on_the_third(change: Callable[[KeyedPage], KeyedPage]) -> Change:
    """Every time that the list is read."""
    numbers: Counter[str] = Counter()

    def changed(key: str, page: KeyedPage) -> KeyedPage:
        numbers["" if not key else "later"] += 1
        if not key:
            numbers["later"] = 0
        return change(page) if numbers["later"] == 2 else page

    return changed


def first_again(page: KeyedPage) -> KeyedPage:
    return replace(page, ids=(*page.ids[:-1], "1"), rows=page.rows[:-1])


HOSTILE: dict[str, tuple[Callable[[], Change], str]] = {
    "the first page for ever": (lambda: for_ever(0), "duas vezes"),
    "two pages in turn for ever": (lambda: for_ever(0, 1), "duas vezes"),
    "an empty page in the middle": (
        lambda: on_the_third(lambda page: replace(page, ids=(), rows=())), "vazia",
    ),
    "an invoice twice on a page": (
        lambda: on_the_third(lambda page: replace(page, ids=(*page.ids, page.ids[0]))),
        "duas vezes",
    ),
    "an invoice of the first page again": (lambda: on_the_third(first_again), "duas vezes"),
}  # fmt: skip


@two_ways
@pytest.mark.parametrize("how", HOSTILE)
def test_a_list_that_does_not_come_to_an_end_in_order_is_given_up_after_a_few_readings(
    billing: KeyedProvider, job: Job, how: str
) -> None:
    make, why = HOSTILE[how]
    billing.change = make()
    prove(billing, job, swept=False, why=why)
    assert billing.pages.count("") == READINGS
    assert len(billing.pages) <= READINGS * 3


@two_ways
def test_a_list_without_end_costs_no_more_than_it_is_allowed(
    billing: KeyedProvider, job: Job
) -> None:
    """Some times what was announced; where nobody knows that, what it is worth and a few more."""
    billing.change = new_ones_for_ever()
    prove(billing, job, swept=False, why="ela passou de")
    announced = 1 + 190 * (2 * readings(billing) + 1) // 2 // 20 + 12
    worth = (len(CODES) + 2) // 3
    allowed = (REQUESTS_TIMES * announced if billing.counts else worth) + REQUESTS_MORE
    assert len(billing.asked) == allowed + 1, "the count came before"


@two_ways
def test_a_list_that_is_cut_is_not_believed(billing: KeyedProvider, job: Job) -> None:
    """Behind a full page, as servers cut: without a total a list ends with one that is not."""
    billing.change = on_the_third(lambda page: replace(page, next_key=None))
    prove(billing, job, swept=False, why="total" if billing.counts else "página cheia")


@pytest.mark.parametrize("off", [-100, 1])
def test_a_total_that_lies_is_not_believed(job: Job, off: int) -> None:
    billing = KeyedProvider(invoices(), Key.PAGE)
    billing.total_is_off_by = off
    prove(billing, job, swept=False, why="não fecham com o total")
    assert len(billing.pages) == READINGS * PAGES


@pytest.mark.parametrize("key", [Key.ID, Key.OFFSET])
def test_a_total_that_moves_with_every_page_is_not_believed(job: Job, key: Key) -> None:
    billing = KeyedProvider(invoices(), key)
    billing.events = {
        number: partial(billing.pay, stranger) for number, stranger in enumerate(OTHERS)
    }
    prove(billing, job, swept=False, why="muda enquanto ela é lida")
    assert billing.pages.count("") == READINGS


def test_a_total_of_millions_is_not_believed(job: Job) -> None:
    billing = KeyedProvider(invoices(), Key.PAGE)
    billing.total_is_off_by = 10_000_000
    prove(billing, job, swept=False, why="anuncia 10.000.190 faturas")
    assert len(billing.asked) == 1


def test_a_total_that_only_the_first_page_tells_is_enough(job: Job) -> None:
    """Behind an id some servers count only what is left, which is no total of the list."""
    billing = KeyedProvider(invoices(), Key.ID)
    billing.change = lambda key, page: replace(page, total=None) if key else page
    prove(billing, job, swept=True)
    billing.total_is_off_by = 1
    job.store.forget()
    assert job.sweep(billing).answers is None


def test_strangers_rows_are_nobodys(job: Job) -> None:
    """A page may hold rows that nobody wants; whose they are is not guessed."""
    billing = KeyedProvider(invoices(), Key.PAGE)

    def with_strangers(_: str, page: KeyedPage) -> KeyedPage:
        wanted = {row.id_fatura for row in page.rows}
        strangers = (each for each in billing.invoices if each.id_fatura not in wanted)
        extra = [
            BulkRow(each.codigo_cliente, each.id_fatura, each)
            for each in strangers
            if each.id_fatura in page.ids
        ]
        return replace(page, rows=(*page.rows, *extra))

    billing.change = with_strangers
    prove(billing, job, swept=True)


@two_ways
def test_rows_under_another_customers_code_are_found_out(billing: KeyedProvider, job: Job) -> None:
    def swapped(_: str, page: KeyedPage) -> KeyedPage:
        codes = [row.codigo for row in page.rows]
        rows = zip(page.rows, codes[1:] + codes[:1], strict=True)
        return replace(
            page,
            rows=tuple(
                BulkRow(code, row.id_fatura, replace(row.fatura, codigo_cliente=code))
                for row, code in rows
                if row.fatura
            ),
        )

    billing.change = swapped
    prove(billing, job, swept=False, why="conferência")


@two_ways
def test_a_row_that_cannot_be_read_has_its_customer_asked_alone(
    billing: KeyedProvider, job: Job
) -> None:
    billing.change = lambda _, page: replace(
        page,
        rows=tuple(
            replace(row, fatura=None) if row.codigo == CODES[0] else row for row in page.rows
        ),
    )
    prove(billing, job, swept=True)
    assert set(billing.alone) == {*NOT_LISTED, CODES[0]}


@pytest.mark.parametrize("estrategia", ["auto", "varredura"])
def test_offsets_without_a_total_are_not_believed_whoever_wishes_it(
    job: Job, estrategia: str
) -> None:
    job.busca = job.busca.model_copy(update={"estrategia": Estrategia(estrategia)})
    billing = KeyedProvider(invoices(), Key.OFFSET, counts=False)
    prove(billing, job, swept=False, why="não diz quantas faturas tem")
    assert billing.asked == [("", 1)]


def test_a_list_that_nobody_counts_is_tried_where_nobody_wishes_anything(job: Job) -> None:
    job.busca = job.busca.model_copy(update={"estrategia": Estrategia.AUTO})
    prove(KeyedProvider(invoices(), Key.ID, counts=False), job, swept=True)


def test_a_list_that_costs_more_is_not_read_where_nobody_wishes_it(job: Job) -> None:
    """Nor is it because a run before has read it: what that had is not gone on from."""
    billing = KeyedProvider(invoices(), Key.PAGE)
    wished = job.sweep(billing)
    assert wished.answers is not None
    billing.asked.clear()
    job.busca = job.busca.model_copy(update={"estrategia": Estrategia.AUTO})
    sweep = job.sweep(billing, wished.strategy)
    assert sweep.strategy is not None
    assert "consultas de até 20 faturas" in sweep.strategy.porque
    assert billing.pages == []
    assert job.store.unseen() == len(CODES) + 2


@two_ways
def test_a_list_that_shows_nothing_is_a_question_that_was_not_understood(
    billing: KeyedProvider, job: Job
) -> None:
    billing.hides = lambda _: True
    prove(billing, job, swept=False, why="nenhuma fatura em aberto")
    assert len(billing.asked) <= 2


@pytest.mark.parametrize(
    "error",
    [
        FatalApiError("404"),
        RetryableApiError("502", kind=FaultKind.SERVIDOR),
        ValueError("segredo"),
    ],
)
def test_a_list_that_fails_is_not_read_on(job: Job, error: Exception) -> None:
    billing = KeyedProvider(invoices(), Key.ID)

    def fail() -> None:
        raise error

    billing.events = {4: fail}
    sweep = prove(billing, job, swept=False, why="a lista geral falhou")
    assert sweep.strategy is not None
    assert "segredo" not in sweep.strategy.porque
    assert len(billing.asked) == 4
