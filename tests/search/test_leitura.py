"""How far a sweep has read, told at any moment of it."""

import threading
from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from faturas.search.sweep.leitura import Fase, Leitura
from faturas.search.sweep.sweep import Sweep
from tests.factories.faturas import HOJE
from tests.factories.look_ups import QUICK
from tests.search.provider import Provider
from tests.search.sweeping import Job

CODES = [f"{number}" for number in range(1, 61)]
STRANGERS = 9_000


@pytest.fixture
def provider() -> Provider:
    """Nine thousand open invoices of the last ten months; a third of the list has paid all."""
    days = [HOJE - timedelta(days=number % 300) for number in range(STRANGERS)]
    strangers = [(f"{2000 + number}", day, False) for number, day in enumerate(days)]
    listed = [(code, HOJE - timedelta(days=9), int(code) % 3 == 0) for code in CODES]
    return Provider([*strangers, *listed], "998")


@pytest.fixture
def job(tmp_path: Path) -> Iterator[Job]:
    made = Job(tmp_path, CODES)
    yield made
    made.close()


def readings(job: Job, provider: Provider, stop_after: int | None = None) -> list[Leitura]:
    """What a sweep says of itself, beat by beat; it is broken off after so many pages."""
    stop = threading.Event()
    sweep = Sweep(provider, job.store, job.busca, HOJE, stop, QUICK)
    said: list[Leitura] = []
    for _ in sweep.run():
        if sweep.leitura is not None:
            said.append(sweep.leitura)
            if stop_after is not None and sweep.leitura.lidas >= stop_after:
                stop.set()
    if sweep.leitura is not None:
        said.append(sweep.leitura)
    return said


def test_pages_come_one_by_one_out_of_about_as_many_as_there_are(
    job: Job, provider: Provider
) -> None:
    said = readings(job, provider)
    first, last = said[0], said[-1]
    asked = 0
    for before, after in pairwise(said):
        assert 0 <= after.lidas - before.lidas <= 1
        assert after.vistas >= before.vistas
        assert after.lidas <= after.previstas
        asked += after.lidas - before.lidas
    assert first.lidas == 0
    assert last.lidas == last.previstas == asked > STRANGERS / provider.page_size
    assert last.vistas == STRANGERS + len(CODES), "each once: the paid ones are of these"
    open_pages = max(each.lidas for each in said if each.fase is Fase.LENDO)
    assert open_pages <= first.previstas <= 1.5 * open_pages + 1


def test_each_phase_is_named_in_its_turn(job: Job, provider: Provider) -> None:
    phases = [each.fase for each in readings(job, provider)]
    assert list(dict.fromkeys(phases)) == [Fase.LENDO, Fase.PAGAS, Fase.AMOSTRA]


def test_what_was_read_before_a_pause_counts_at_once(job: Job, provider: Provider) -> None:
    whole = readings(job, provider)[-1]
    job.store.forget()
    broken_off = readings(job, provider, stop_after=whole.lidas // 2)[-1]
    again = readings(job, provider)
    finished_pages = again[0].lidas
    assert 0 < finished_pages <= broken_off.lidas
    assert again[0].vistas > 0
    assert again[-1].lidas == again[-1].previstas
    assert again[-1].vistas == whole.vistas


def test_windows_that_are_read_again_are_expected_again(job: Job, provider: Provider) -> None:
    """Rows that move between pages while they are read."""
    calm = readings(job, provider)[-1]
    job.store.forget()
    at = len(provider.pages)
    for each in range(4, 12):
        provider.events[at + each] = lambda: provider.issue("5000", HOJE, first=True)
    said = readings(job, provider)
    assert said[-1].lidas > calm.lidas
    assert all(each.lidas <= each.previstas for each in said)
    assert said[-1].lidas == said[-1].previstas
    assert Fase.TOTAIS in {each.fase for each in said}, "the sum is another one by then"


def test_a_list_asked_for_one_by_one_has_no_reading(tmp_path: Path, provider: Provider) -> None:
    job = Job(tmp_path, CODES, estrategia="auto")
    assert readings(job, provider) == []
    job.close()


@pytest.mark.parametrize(
    ("leitura", "text"),
    [
        (
            Leitura(34, 120, 16_500),
            "Lendo as faturas de toda a empresa: 34 de 120 páginas · 16.500 faturas vistas",
        ),
        (
            Leitura(1, 1, 1, Fase.PAGAS),
            "Lendo também as faturas pagas: 1 de 1 página · 1 fatura vista",
        ),
        (Leitura(9, 9, 88, Fase.TOTAIS), "Conferindo os totais: 88 faturas vistas"),
        (Leitura(9, 9, 88, Fase.AMOSTRA), "Conferindo uma amostra de clientes: 88 faturas vistas"),
    ],
)
def test_it_is_told_in_a_line(leitura: Leitura, text: str) -> None:
    assert leitura.as_text == text


@pytest.mark.parametrize("customers", [1, 60, 2_000, 500_000])
def test_its_share_of_the_work_grows_with_each_page_and_leaves_room_for_the_rest(
    customers: int,
) -> None:
    shares = [Leitura(lidas, 120).share(customers) for lidas in range(121)]
    assert shares[0] == 0
    assert shares == sorted(set(shares))
    assert shares[-1] < 1
    assert Leitura().share(customers) == 0, "there is no sweep"
