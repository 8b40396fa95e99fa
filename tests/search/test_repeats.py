"""A system that refuses the same question when it comes again too soon is not asked so (Omie)."""

import time
from collections.abc import Container, Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from faturas.billing.contract import KeyedPage
from faturas.billing.transport.retry import Attempts
from tests.search.keyed import CODES, PAGES, UNKNOWN, Key, KeyedProvider, invoices
from tests.search.sweeping import Job

AFTER_S = 0.4


class Patient(KeyedProvider):
    """Notes when it was asked what."""

    def __init__(self, after_s: float = AFTER_S) -> None:
        super().__init__(invoices(), Key.PAGE)
        self.same_question_after_s = after_s
        self.asked_at_s: dict[tuple[str, int], list[float]] = {}

    def page_after(
        self, key: str, *, size: int, wanted: Container[str], attempts: Attempts
    ) -> KeyedPage:
        self.asked_at_s.setdefault((key, size), []).append(time.monotonic())
        return super().page_after(key, size=size, wanted=wanted, attempts=attempts)


@pytest.fixture
def job(tmp_path: Path) -> Iterator[Job]:
    made = Job(tmp_path, [*CODES, UNKNOWN])
    yield made
    made.close()


def test_the_second_reading_waits_and_the_last_page_tells_the_total(job: Job) -> None:
    billing = Patient()
    assert job.sweep(billing).answers is not None
    assert [len(times) for times in billing.asked_at_s.values()] == [1] + PAGES * [2]
    for times in billing.asked_at_s.values():
        assert all(after - before >= AFTER_S for before, after in pairwise(times))


def test_a_total_that_only_the_first_page_tells_is_asked_for_again(job: Job) -> None:
    billing = Patient()
    billing.change = lambda key, page: replace(page, total=None) if key else page
    assert job.sweep(billing).answers is not None
    counts = billing.asked_at_s["", 1]
    assert len(counts) == 3
    assert all(after - before >= AFTER_S for before, after in pairwise(counts))


def test_whoever_stops_the_job_does_not_wait(job: Job) -> None:
    billing = Patient(after_s=60)
    sweep = job.sweeping(billing)
    began_s = time.monotonic()
    for _ in sweep.run():
        if len(billing.pages) == PAGES:
            job.stop.set()
    assert time.monotonic() - began_s < 20
    assert sweep.answers is None
    assert len(billing.pages) == PAGES


def test_a_system_that_refuses_nothing_is_not_waited_for(job: Job) -> None:
    billing = Patient(after_s=0)
    assert job.sweep(billing).answers is not None
    assert len(billing.asked_at_s["", 1]) == 1 + 2, "before, and after each reading"
