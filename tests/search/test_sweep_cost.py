"""A list that promises what it does not have: given up early, said in the plan, no outcome lost."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from faturas.billing.systems.hubsoft import HubSoft
from faturas.sandbox.contracts.hubsoft import CLIENTE_FINANCEIRO, FINANCEIRO_FATURA
from faturas.sandbox.faults import Faults
from faturas.sandbox.server import Sandbox
from faturas.search.strategy import Estrategia
from faturas.search.sweep.allowance import (
    MOST_ROWS,
    REQUESTS_MORE,
    REQUESTS_TIMES,
    Allowance,
    DoubtError,
)
from faturas.work.connections import settings_of
from tests.factories import apis
from tests.search.sweeping import Job

CODES = [*range(1001, 1601)]


@pytest.fixture(scope="module")
def running() -> Iterator[Sandbox]:
    with Sandbox(apis.company(700)) as sandbox:
        yield sandbox


@pytest.fixture
def sandbox(running: Sandbox) -> Iterator[Sandbox]:
    yield running
    running.faults = Faults()


@pytest.mark.parametrize(
    ("estrategia", "faults", "why"),
    [
        ("auto", {"promised_rows": 10_000_000}, "anuncia"),
        ("varredura", {"promised_rows": 10_000_000}, "anuncia"),
        ("auto", {"promised_rows": 20_000}, "termina antes do total"),
        ("varredura", {"promised_rows": 50_000}, "termina antes do total"),
        ("auto", {"growing_rows": 300}, "anuncia|fecham|somam|termina antes do total"),
        ("auto", {"promised_rows": 400}, "fecham|somam|consultas, e seriam"),
    ],
    ids=["millions", "millions, as wished", "a window", "too much for a window", "growing",
         "the last page"],
)  # fmt: skip
def test_a_list_without_end_costs_no_more_than_some_times_what_was_announced(
    sandbox: Sandbox, tmp_path: Path, faults: dict[str, Any], why: str, estrategia: str
) -> None:
    sandbox.faults = Faults(**faults, only_routes=frozenset({FINANCEIRO_FATURA}))
    job = Job(tmp_path, CODES, estrategia=estrategia)
    billing = HubSoft(settings_of(sandbox), threads=8, timeout_s=5)
    before = sandbox.counters.requests.copy()
    announced = []
    sweep = job.sweeping(billing)
    for _ in sweep.run():
        if sweep.strategy and (
            match := re.search(r"cerca de ([\d.]+) consulta", sweep.strategy.porque)
        ):
            announced.append(int(match[1].replace(".", "")))
    spent = sandbox.counters.requests - before
    # Some ask before anything is announced; what is in flight when it is given up is asked for.
    assert (
        spent[FINANCEIRO_FATURA] < REQUESTS_TIMES * max(announced, default=0) + REQUESTS_MORE + 40
    )
    assert spent[CLIENTE_FINANCEIRO] <= 60
    assert sweep.answers is None
    assert sweep.strategy is not None
    assert sweep.strategy.estrategia is Estrategia.UM_A_UM
    assert re.search(rf"a varredura não serviu \(.*(?:{why})", sweep.strategy.porque)
    billing.close()
    job.close()


class TestAllowance:
    def test_grants_some_times_what_was_announced(self) -> None:
        allowance = Allowance()
        allowance.spend(10_000)
        allowance.announce(160, 20_000)
        allowance.spend(4 * 160 + 50)
        with pytest.raises(DoubtError, match="passou de 690 consultas, e seriam cerca de 160"):
            allowance.spend()

    def test_a_window_has_no_more_rows_than_a_company(self) -> None:
        allowance = Allowance()
        allowance.check_total(MOST_ROWS, quitadas=False)
        with pytest.raises(DoubtError, match=r"anuncia 5\.000\.001 faturas"):
            allowance.check_total(MOST_ROWS + 1, quitadas=True)

    def test_an_open_window_has_no_more_than_there_is_open_in_all(self) -> None:
        allowance = Allowance()
        allowance.announce(160, 20_000)
        allowance.check_total(40_000, quitadas=False)
        allowance.check_total(1_000_000, quitadas=True)
        with pytest.raises(DoubtError):
            allowance.check_total(41_000, quitadas=False)
