"""An account's quota: its cost is told before, and some of it is always left for others."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from faturas.billing.registry import SYSTEMS, connect
from faturas.billing.transport.quota import Meter, Quota, meter_of
from faturas.billing.transport.turn import OpenTurnstile
from faturas.domain.outcome import Situacao
from faturas.errors import ApiUnavailable
from tests.billing.companies import Company
from tests.billing.ficticio import empresa
from tests.factories.look_ups import new_attempts
from tests.search.sweeping import Job

HALF_A_DAY_S = 12 * 3600.0
QUOTA = Quota(requests=25_000, per_s=HALF_A_DAY_S, keep=5_000, per_customer=3)
SMALL = Quota(requests=12, per_s=HALF_A_DAY_S, keep=5, per_customer=2)


class Turns(OpenTurnstile):
    """Counts the requests that leave."""

    def __init__(self) -> None:
        self.taken: list[bool] = []

    def acquire(self, _stop: threading.Event, *, first: bool = False) -> Any:
        self.taken.append(first)
        return True


@pytest.fixture
def company(monkeypatch: pytest.MonkeyPatch) -> Iterator[Company]:
    with empresa.company(monkeypatch) as made:
        monkeypatch.setitem(SYSTEMS, "ficticio", replace(SYSTEMS["ficticio"], quota=SMALL))
        yield made


@pytest.fixture
def turns() -> Turns:
    return Turns()


def test_what_a_list_costs_is_told_before() -> None:
    assert QUOTA.cost_of(1_500) == (
        "Esta lista custa cerca de 4.500 consultas. A conta permite 25.000 a cada 12 h, e 5.000 "
        "delas ficam para os outros sistemas da empresa."
    )
    assert QUOTA.cost_of(7_000).endswith(
        "A tarefa pausa quando só restarem essas; depois é só retomar."
    )


def test_some_is_left_and_the_span_begins_anew_with_the_first_request_after_it() -> None:
    now_s = 1000.0
    meter = Meter(QUOTA, lambda: now_s)
    for span in range(2):
        for _ in range(20_000):
            meter.spend()
        now_s += HALF_A_DAY_S - 60
        with pytest.raises(ApiUnavailable, match=r"20\.000 das 25\.000 .* 5\.000 ficam") as caught:
            meter.spend()
        assert caught.value.passing
        assert caught.value.retry_after_s == pytest.approx(60)
        now_s += 60 + span


def test_all_connections_to_an_account_are_counted_together(company: Company, turns: Turns) -> None:
    """From many threads, too; what is refused here never leaves."""
    connections = [
        connect(company.settings, threads=2, timeout_s=5, turnstile=turns) for _ in range(2)
    ]
    refused: list[ApiUnavailable] = []

    def ask(number: int) -> None:
        try:
            connections[number % 2].faturas(company.owes, new_attempts())
        except ApiUnavailable as error:
            refused.append(error)

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(15)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(turns.taken) == SMALL.ours
    assert len(refused) == 15 - SMALL.ours
    for each in connections:
        each.close()


def test_another_account_has_a_quota_of_its_own() -> None:
    assert meter_of("a", SMALL) is meter_of("a", SMALL)
    assert meter_of("a", SMALL) is not meter_of("b", SMALL)


def test_the_job_pauses_and_no_row_is_burned(
    company: Company, turns: Turns, tmp_path: Path
) -> None:
    job = Job(tmp_path, [company.owes, *(f"C-{number}" for number in range(50, 60))], threads=1)
    billing = connect(company.settings, threads=1, timeout_s=5, turnstile=turns)
    with pytest.raises(ApiUnavailable, match="Retome depois de"):
        job.outcomes(billing)
    assert len(turns.taken) == SMALL.ours
    assert all(row.outcome.situacao is Situacao.NAO_TENTADO for row in job.ledger.pending(job.id))
    billing.close()
    job.close()
