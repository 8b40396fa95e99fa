"""What a sweep keeps in the ledger: whom to look at twice, and for how long it is believed."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from faturas.billing.contract import BulkRow, Period
from faturas.domain.fatura import Fatura
from faturas.errors import LedgerError
from faturas.search.sweep.answers import FRESH_FOR
from faturas.search.sweep.windows import Window
from faturas.store.lease import new_owner
from faturas.store.ledger import Ledger
from faturas.store.rows import Filter, Rows
from faturas.store.sweeps import Sweeps
from tests.factories.customers import customers
from tests.factories.faturas import HOJE
from tests.factories.jobs import begin, new_tarefa
from tests.factories.rows import contact_row
from tests.search.sweeping import age_sweep

CODES = range(1, 201)
CONTACT = contact_row().outcome


def month(back: int, *, quitadas: bool = False) -> Window:
    """The window of thirty days that ends so many windows before today."""
    last = HOJE - timedelta(days=30 * back)
    return Window(Period(last - timedelta(days=29), last), quitadas)


OLD, NEAR, AHEAD, PAID = month(6), month(0), month(-1), month(0, quitadas=True)


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    made = Ledger(tmp_path)
    yield made
    made.database.close()


@pytest.fixture
def store(ledger: Ledger) -> Sweeps:
    job = ledger.create(new_tarefa(customers(CODES)))
    return Sweeps(ledger.database, job.id, begin(ledger, job))


def keep(store: Sweeps, janela: Window, codes: range) -> None:
    """Read a window in which each of these has one invoice, due on its first day."""
    store.keep(janela, [row(codigo, janela) for codigo in codes])
    store.finish(janela, len(codes), datetime.now(UTC))


def row(codigo: int, janela: Window) -> BulkRow:
    first: date = janela.periodo.inicio
    id_fatura = str(codigo * 10_000 + first.toordinal() % 10_000)
    nome = "RUI" if janela.quitadas else "ANA"
    fatura = Fatura(id_fatura, f"{codigo}", nome, Decimal("59.90"), first, paga=janela.quitadas)
    return BulkRow(f"{codigo}", id_fatura, fatura)


def sampled(store: Sweeps, number: int) -> list[int]:
    return [int(row.codigo) for row in store.sample(number, HOJE)]


def test_the_sample_goes_round_the_windows_of_the_oldest_invoice(store: Sweeps) -> None:
    """Whoever owes since long ago and now counts among those of long ago."""
    keep(store, NEAR, range(1, 151))
    keep(store, OLD, range(1, 11))
    keep(store, AHEAD, range(100, 181))
    keep(store, PAID, range(171, 191))
    found = sampled(store, 16)
    assert len(set(found)) == 16
    of_old, of_near = [c for c in found if c <= 10], [c for c in found if 10 < c <= 150]
    assert (len(of_old), len(of_near)) == (6, 6)
    others = [c for c in found if c > 150]
    assert len(others) == 4
    assert any(codigo > 180 for codigo in others), "one with nothing open"
    assert max(of_near) - min(of_near) > 60, "from all over the list"


def test_one_window_takes_what_others_lack(store: Sweeps) -> None:
    keep(store, NEAR, range(1, 151))
    assert len(sampled(store, 16)) == 12
    keep(store, OLD, range(1, 3))
    assert sorted(sampled(store, 16))[:2] == [1, 2]


def test_the_sample_is_the_same_for_the_same_sweep(store: Sweeps) -> None:
    keep(store, NEAR, range(1, 151))
    assert sampled(store, 12) == sampled(store, 12)


def test_whoever_shows_in_no_window_is_no_sample(store: Sweeps) -> None:
    keep(store, NEAR, range(1, 4))
    assert sorted(sampled(store, 12)) == [1, 2, 3]
    assert store.unseen() == 197


def test_a_sweep_goes_on_within_half_an_hour_and_begins_anew_after_it(
    store: Sweeps, ledger: Ledger
) -> None:
    assert not store.resumes(), "there was none"
    keep(store, NEAR, range(1, 4))
    age_sweep(ledger, FRESH_FOR - timedelta(minutes=1))
    assert store.resumes()
    assert dict(store.finished()) == {NEAR: 3}
    age_sweep(ledger, FRESH_FOR + timedelta(minutes=1))
    assert not store.resumes()
    assert not store.finished()
    assert store.unseen() == len(CODES)


def test_a_sweep_read_after_now_begins_anew(store: Sweeps, ledger: Ledger) -> None:
    """The clock has been set back since: nobody knows how old it is."""
    keep(store, NEAR, range(1, 4))
    age_sweep(ledger, timedelta(days=-3))
    keep(store, OLD, range(1, 4))
    assert not store.resumes()
    assert store.unseen() == len(CODES)


def test_what_is_known_is_as_old_as_the_first_window(store: Sweeps, ledger: Ledger) -> None:
    """Whoever paid an invoice since then may still show in it."""
    keep(store, OLD, range(1, 3))
    age_sweep(ledger, timedelta(minutes=29))
    [read_at] = {swept.lida_em for swept in store.known(["1", "2"]).values()}
    keep(store, NEAR, range(2, 4))
    assert {swept.lida_em for swept in store.known(["1", "2", "3"]).values()} == {read_at}
    assert timedelta(minutes=29) <= datetime.now(UTC) - read_at < FRESH_FOR


def test_an_outcome_is_as_old_as_the_reading_it_is_made_of(store: Sweeps, ledger: Ledger) -> None:
    [job] = ledger.tarefas()
    swept, alone, *_ = ledger.pending(job.id)
    read_at = datetime.now(UTC) - timedelta(minutes=29)
    lote = [(swept, replace(CONTACT, lida_em=read_at)), (alone, CONTACT)]
    ledger.commit(job.id, store._owner, lote)
    kept = {row.ordem: row for row in Rows(ledger.database, job.id).all()}
    assert kept[swept.ordem].consultada_em == read_at
    asked_at = kept[alone.ordem].consultada_em
    assert asked_at is not None
    assert asked_at > read_at
    assert Rows(ledger.database, job.id).oldest_answer(Filter()) == read_at


def test_a_sweep_that_takes_longer_than_that_forgets_nothing_while_it_runs(
    store: Sweeps, ledger: Ledger
) -> None:
    keep(store, NEAR, range(1, 4))
    age_sweep(ledger, 2 * FRESH_FOR)
    keep(store, OLD, range(1, 3))
    assert dict(store.finished()) == {NEAR: 3, OLD: 2}


def test_going_on_forgets_what_was_not_read_to_its_end(store: Sweeps) -> None:
    keep(store, NEAR, range(1, 4))
    store.keep(OLD, [row(codigo, OLD) for codigo in range(1, 11)])
    assert store.resumes()
    left = store.known([str(codigo) for codigo in CODES])
    assert {codigo: len(swept.faturas) for codigo, swept in left.items()} == dict.fromkeys("123", 1)
    assert dict(store.finished()) == {NEAR: 3}


def test_where_nothing_was_read_to_its_end_nothing_is_left(store: Sweeps) -> None:
    store.keep(OLD, [row(codigo, OLD) for codigo in range(1, 11)])
    assert not store.resumes()
    assert store.unseen() == len(CODES)


def test_a_window_that_is_dropped_takes_its_rows_along(store: Sweeps) -> None:
    keep(store, NEAR, range(1, 4))
    keep(store, OLD, range(1, 3))
    store.drop(NEAR)
    left = store.known(["1", "2", "3"])
    assert {codigo: len(swept.faturas) for codigo, swept in left.items()} == {"1": 1, "2": 1}


def test_an_invoice_that_shows_twice_is_believed_only_where_both_agree(store: Sweeps) -> None:
    one, two, three = (row(codigo, NEAR) for codigo in (1, 2, 3))
    assert two.fatura is not None
    paid = replace(two, fatura=replace(two.fatura, paga=True))
    keep(store, NEAR, range(1, 4))
    store.keep(NEAR, [one, paid, three, replace(three, fatura=None), three])
    assert list(store.known(["1", "2", "3"])) == ["1"], "the others are to be asked for alone"


def test_who_has_paid_everything_is_known_by_name(store: Sweeps) -> None:
    keep(store, NEAR, range(1, 3))
    keep(store, PAID, range(2, 4))
    paid = row(4, PAID)
    assert paid.fatura is not None
    nameless = replace(paid, fatura=replace(paid.fatura, nome=""))
    store.keep(PAID, [nameless])
    known = store.known(["1", "2", "3", "4"])
    assert {codigo: (swept.nome, len(swept.faturas)) for codigo, swept in known.items()} == {
        "1": ("ANA", 1), "2": ("ANA", 1), "3": ("RUI", 0), "4": ("", 0),
    }  # fmt: skip
    assert store.resumes(), "what is kept of paid ones is sound, too"


def test_whoever_has_one_listed_as_paid_and_not_proved_so_is_asked_for_alone(
    store: Sweeps,
) -> None:
    proved, unpaid, unreadable, twice = (row(codigo, PAID) for codigo in (1, 2, 3, 4))
    assert unpaid.fatura is not None
    unpaid = replace(unpaid, fatura=replace(unpaid.fatura, paga=False))
    store.keep(PAID, [proved, unpaid, replace(unreadable, fatura=None), twice])
    store.keep(PAID, [proved, replace(twice, fatura=None), twice])
    store.finish(PAID, 4, datetime.now(UTC))
    known = store.known(["1", "2", "3", "4"])
    assert {codigo: swept.faturas for codigo, swept in known.items()} == {"1": ()}
    assert store.unseen() == len(CODES) - 4


def test_another_owner_may_not_write(store: Sweeps, ledger: Ledger) -> None:
    stranger = Sweeps(ledger.database, store._job_id, new_owner())
    for write in (stranger.resumes, stranger.forget, lambda: stranger.drop(NEAR)):
        with pytest.raises(LedgerError):
            write()
