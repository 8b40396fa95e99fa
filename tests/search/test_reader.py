"""Reading pages: as many at a time as there are threads, and no more in memory than that."""

import threading
import tracemalloc
from collections.abc import Container
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from faturas.billing.contract import BulkPage, Period
from faturas.billing.transport.retry import Attempts
from faturas.search.sweep.allowance import DoubtError
from faturas.search.sweep.asking import HowToAsk
from faturas.search.sweep.reader import Reader
from faturas.search.sweep.wanted import WantedCodes
from faturas.search.sweep.windows import Window
from faturas.timing import USUAL
from tests.factories.faturas import HOJE
from tests.factories.look_ups import new_attempts
from tests.search.sweeping import TRIES, Job

MONTH = Period(HOJE + timedelta(days=1), HOJE + timedelta(days=30))


class Strangers:
    """A list of nobody's customers, so many of them a day."""

    page_size = 500
    requests_per_customer = 1

    def __init__(self, a_day: int) -> None:
        self.pages = 0
        self._a_day = a_day

    def page(
        self,
        periodo: Period,
        number: int,
        *,
        size: int,
        quitadas: bool,
        wanted: Container[str],
        attempts: Attempts,
    ) -> BulkPage:
        self.pages += 1
        before = (periodo.inicio - date(2026, 1, 1)).days * self._a_day
        total = periodo.dias * self._a_day
        ids = range(total)[number * size : (number + 1) * size]
        return BulkPage(total, tuple(str(before + each) for each in ids), ())


def read(folder: Path, listing: Strangers) -> int:
    """Read a month; returns how many rows it has."""
    job = Job(folder, ["1"])
    stop = threading.Event()
    how = HowToAsk(lambda: new_attempts(TRIES, stop), 4, stop, USUAL.tick_s)
    reader = Reader(listing, WantedCodes(["1"]), how)
    beats = reader.read([Window(MONTH)], job.store)
    try:
        while True:
            assert next(beats) == []
    except StopIteration as end:
        return sum(end.value.values())
    finally:
        reader.close()
        job.close()


def peak_bytes(folder: Path, listing: Strangers) -> int:
    tracemalloc.start()
    try:
        read(folder, listing)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_a_month_is_read_whole_and_in_halves_where_it_has_too_many_pages(tmp_path: Path) -> None:
    small, large = Strangers(a_day=600), Strangers(a_day=1_800)
    assert read(tmp_path / "small", small) == 18_000
    assert small.pages == 36
    assert read(tmp_path / "large", large) == 54_000
    assert 108 <= large.pages <= 120, "a first page or two in vain, and the rounding of the halves"


def test_memory_does_not_grow_with_the_company(tmp_path: Path) -> None:
    read(tmp_path / "warm", Strangers(a_day=10))
    small = peak_bytes(tmp_path / "small", Strangers(a_day=600))
    large = peak_bytes(tmp_path / "large", Strangers(a_day=9_000))
    assert large < 3 * small, "of fifteen times as many invoices; all their ids take thirty times"


def test_a_day_that_never_adds_up_is_given_up(tmp_path: Path) -> None:
    class Repeating(Strangers):
        def page(self, periodo: Period, number: int, **options: Any) -> BulkPage:
            return super().page(periodo, 0, **options)

    with pytest.raises(DoubtError, match="não fecham"):
        read(tmp_path, Repeating(a_day=600))
