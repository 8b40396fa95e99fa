"""Midnight, and clocks that somebody sets: neither changes what a job finds nor who owns it."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from faturas import clock
from faturas.cli.exits import Exit
from faturas.domain.estado import Estado
from faturas.errors import LedgerError
from faturas.sandbox.faults import Faults
from faturas.sandbox.server import Sandbox
from faturas.store.engine import Beat
from faturas.store.engines.sqlite import machine
from faturas.store.engines.sqlite.machine import beat
from faturas.store.lease import new_owner
from faturas.store.ledger import Ledger
from faturas.store.tarefa import Tarefa
from faturas.zone import BRASIL
from tests.factories.apis import apis_of
from tests.factories.customers import customers
from tests.factories.faturas import HOJE
from tests.factories.jobs import begin, begin_and_die, new_tarefa
from tests.faults.desk import Desk
from tests.faults.job import CODES, Job, Outcomes
from tests.waiting import wait_for

SET_BY = [timedelta(hours=1), timedelta(hours=-1), timedelta(days=400), timedelta(days=-400)]


@pytest.fixture
def job(ledger: Ledger) -> Tarefa:
    return ledger.create(new_tarefa(customers(CODES)))


def set_clock(monkeypatch: pytest.MonkeyPatch, by: timedelta) -> None:
    """Set the calendar of everything that asks the ledger what time it is."""

    def moved() -> Beat:
        return replace(now := beat(), at=now.at + by)

    monkeypatch.setattr(machine, "beat", moved)


@pytest.mark.parametrize("by", SET_BY, ids=str)
class TestClockSet:
    def test_a_live_owner_keeps_its_job(
        self, ledger: Ledger, job: Tarefa, monkeypatch: pytest.MonkeyPatch, by: timedelta
    ) -> None:
        begin(ledger, job)
        set_clock(monkeypatch, by)
        assert ledger.tarefa(job.id).estado is Estado.EXECUTANDO
        with pytest.raises(LedgerError, match="já está em andamento"):
            ledger.queue(job.id, new_owner())

    def test_a_dead_owner_keeps_nothing(
        self, ledger: Ledger, job: Tarefa, monkeypatch: pytest.MonkeyPatch, by: timedelta
    ) -> None:
        begin_and_die(ledger, job)
        set_clock(monkeypatch, by)
        assert ledger.tarefa(job.id).estado is Estado.INTERROMPIDA
        ledger.queue(job.id, new_owner())

    def test_the_line_keeps_its_order(
        self, ledger: Ledger, monkeypatch: pytest.MonkeyPatch, by: timedelta
    ) -> None:
        came = [ledger.create(new_tarefa(customers(CODES))).id for _ in range(3)]
        came.reverse()
        for number, job_id in enumerate(came):
            set_clock(monkeypatch, number * by)
            ledger.queue(job_id, new_owner())
        assert [ledger.place_in_queue(job_id) for job_id in came] == [0, 1, 2]

    def test_a_running_job_goes_on_to_the_same_end(
        self,
        ledger: Ledger,
        sandbox: Sandbox,
        monkeypatch: pytest.MonkeyPatch,
        by: timedelta,
        calm: Outcomes,
    ) -> None:
        others = {str(code) for code in CODES[8:]}
        sandbox.faults = Faults(latency_s=0.3, only_codes=others)
        job = Job(ledger, apis_of(sandbox))
        job.start()
        wait_for(lambda: job.now.feitos)
        set_clock(monkeypatch, by)
        sandbox.faults = Faults()
        assert job.ended().estado is Estado.CONCLUIDA
        assert job.outcomes() == calm


def test_midnight_changes_nothing_of_a_job_that_has_begun(desk: Desk) -> None:
    clients = desk.write_list(CODES)
    assert desk.fetch(clients, "calm.csv").wait() == Exit.OK
    desk.data = desk.folder / "outra"
    desk.sandbox.faults = Faults(refuse_logins=True)
    evening = desk.start("arquivo", clients, "--saida", "saida.csv", prepare=be_on_the_day)
    assert evening.wait() == Exit.PAUSED
    desk.sandbox.faults = Faults()
    [job] = desk.jobs()
    assert job.referencia == HOJE
    morning = desk.start("retomar", job.id, "--saida", "saida.csv", prepare=be_a_month_later)
    assert morning.wait() == Exit.OK
    assert (desk.folder / "saida.csv").read_bytes() == (desk.folder / "calm.csv").read_bytes()


def be_on_the_day() -> None:
    clock.now = lambda: datetime(HOJE.year, HOJE.month, HOJE.day, 23, 59, 59, tzinfo=BRASIL)


def be_a_month_later() -> None:
    clock.now = lambda: datetime(HOJE.year, HOJE.month + 1, HOJE.day, tzinfo=BRASIL)
