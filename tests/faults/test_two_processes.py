"""Several processes on one ledger: one owner a job, one job an API, and nobody in the way."""

import asyncio
import signal
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from faturas.cli.exits import Exit
from faturas.domain.estado import Estado
from faturas.sandbox.exchange import Exchange
from faturas.sandbox.faults import Faults, Mishap
from faturas.sandbox.mishaps import HAPPENS
from faturas.store.engines.sqlite.database import FILE_NAME
from faturas.store.tarefa import Tarefa
from faturas.timing import Timing
from tests.faults import evidence
from tests.faults.desk import THREADS, Desk
from tests.faults.processes import Command
from tests.waiting import wait_for

CODES = range(1070, 1110)
HELD = Faults(error_500=1, only_codes=set(map(str, CODES[-THREADS:])))
SHORT_LEASE = Timing(lease_s=0.2)
"""Takes an owner for dead long before its lease usually runs out."""
Release = Callable[[], None]


@pytest.fixture
def clients(desk: Desk) -> Path:
    return desk.write_list(CODES)


@pytest.fixture
def release(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Release:
    """Answer for all but the last customers only; for them, too, once this is called.

    So a job soon has some rows, and stays at work for as long as a busy machine needs it to.
    """
    released = threading.Event()

    async def answer_once_released(exchange: Exchange) -> None:
        while not released.is_set():
            await asyncio.sleep(0.01)
        await exchange.reply(await exchange.answer())

    monkeypatch.setitem(HAPPENS, Mishap.ERROR_500, answer_once_released)
    desk.sandbox.faults = HELD
    return released.set


def running(desk: Desk, path: Path, saida: str = "saida.csv") -> tuple[Command, Tarefa]:
    """A command at work on a job of which some rows are done."""
    command = desk.fetch(path, saida)
    wait_for(lambda: evidence.exists(desk.data) and desk.jobs()[0].feitos > 0)
    return command, desk.jobs()[0]


def stop_between_writes(desk: Desk, command: Command) -> None:
    """Stop a process, but not while it keeps everybody else from writing."""
    while True:
        command.send(signal.SIGSTOP)
        time.sleep(0.02)
        if evidence.is_free(desk.data):
            return
        command.send(signal.SIGCONT)


def now(desk: Desk, job: Tarefa) -> Tarefa:
    [found] = [each for each in desk.jobs() if each.id == job.id]
    return found


class TestOneOwner:
    def test_a_live_owners_job_cannot_be_taken_over(
        self, desk: Desk, clients: Path, release: Release
    ) -> None:
        owner, job = running(desk, clients)
        rival = desk.start("retomar", job.id, "--saida", "rival.csv")
        assert rival.wait() == Exit.USAGE
        assert "já está em andamento" in rival.err
        release()
        assert owner.wait() == Exit.OK
        assert not (desk.folder / "rival.csv").exists()
        assert set(desk.sandbox.counters.codes().values()) == {1}

    def test_of_many_who_resume_at_once_one_does(
        self, desk: Desk, clients: Path, release: Release
    ) -> None:
        desk.sandbox.faults = Faults(refuse_logins=True)
        assert desk.fetch(clients, "saida.csv").wait() == Exit.PAUSED
        desk.sandbox.faults = HELD
        rivals = [desk.resume(f"{number}.csv") for number in range(4)]
        wait_for(lambda: sum(rival.ended for rival in rivals) == 3)
        release()
        assert sorted(rival.wait() for rival in rivals) == [Exit.OK, *[Exit.USAGE] * 3]
        assert set(desk.sandbox.counters.codes().values()) == {1}
        evidence.assert_sound(desk.data)

    def test_a_dead_owners_job_is_taken_over_at_once(
        self, desk: Desk, clients: Path, release: Release
    ) -> None:
        owner, job = running(desk, clients)
        owner.kill()
        assert now(desk, job).estado is Estado.INTERROMPIDA
        release()
        assert desk.resume("saida.csv").wait() == Exit.OK

    def test_an_owner_that_no_longer_beats_loses_its_job_and_writes_nothing_more(
        self, desk: Desk, clients: Path, release: Release
    ) -> None:
        owner, _ = running(desk, clients)
        stop_between_writes(desk, owner)
        kept = evidence.settled(desk.data)
        time.sleep(2 * SHORT_LEASE.lease_s)
        release()
        assert desk.resume("rival.csv", timing=SHORT_LEASE).wait() == Exit.OK
        ended = evidence.settled(desk.data)
        assert kept.items() <= ended.items()
        owner.send(signal.SIGCONT)
        assert owner.wait() == Exit.PAUSED
        assert "Outro processo assumiu" in owner.err
        assert not (desk.folder / "saida.csv").exists()
        assert evidence.settled(desk.data) == ended


class TestOneJobAnApi:
    def test_the_second_waits_for_the_first(
        self, desk: Desk, clients: Path, release: Release
    ) -> None:
        first_command, first = running(desk, clients)
        second_command = desk.fetch(desk.write_list(range(1120, 1125), "b.csv"), "b_saida.csv")
        wait_for(lambda: "fila" in second_command.err)
        release()
        assert first_command.wait() == second_command.wait() == Exit.OK
        second, first = desk.jobs()
        assert second.rodada_em is not None
        assert first.terminada_em is not None
        assert second.rodada_em >= first.terminada_em
        assert desk.sandbox.counters.max_in_flight <= first.busca.threads

    @pytest.mark.usefixtures("release")
    def test_the_next_in_line_goes_on_when_the_first_dies(self, desk: Desk, clients: Path) -> None:
        first_command, first = running(desk, clients)
        waiting = [
            desk.fetch(desk.write_list([code], f"{code}.csv"), f"{code}_saida.csv")
            for code in (1120, 1121)
        ]
        wait_for(lambda: all("fila" in command.err for command in waiting))
        waiting[0].kill()
        first_command.kill()
        assert waiting[1].wait() == Exit.OK, (
            "neither the dead runner nor the dead waiter is in the way"
        )
        assert now(desk, first).estado is Estado.INTERROMPIDA


class TestWordFromAnotherProcess:
    @pytest.mark.usefixtures("release")
    def test_pausar_in_line(self, desk: Desk, clients: Path) -> None:
        running(desk, clients)
        waiting = desk.fetch(desk.write_list([1120], "b.csv"), "b_saida.csv")
        wait_for(lambda: "fila" in waiting.err)
        desk.run("pausar", desk.jobs()[0].id)
        assert waiting.wait() == Exit.PAUSED

    def test_cancelar_while_the_owner_dies(self, desk: Desk, clients: Path) -> None:
        desk.sandbox.faults = Faults(latency_s=30)
        owner = desk.fetch(clients, "saida.csv")
        wait_for(lambda: desk.sandbox.counters.in_flight)
        job = desk.jobs()[0]
        cancelling = desk.start("cancelar", job.id)
        wait_for(lambda: now(desk, job).pedido)
        owner.kill()
        assert cancelling.wait() == Exit.OK
        assert now(desk, job).estado is Estado.CANCELADA


class TestOpeningTogether:
    def test_a_new_ledger(self, desk: Desk) -> None:
        for number in range(2):
            desk.data = desk.folder / f"novo-{number}"
            together = [desk.start("tarefas") for _ in range(6)]
            assert [(command.wait(), command.err) for command in together] == [(Exit.OK, "")] * 6

    def test_a_damaged_ledger_is_set_aside_once(self, desk: Desk) -> None:
        desk.data.mkdir()
        (desk.data / FILE_NAME).write_bytes(b"isto nao e um banco de dados" * 1000)
        together = [desk.start("tarefas") for _ in range(6)]
        assert [command.wait() for command in together] == [Exit.OK] * 6
        assert len(list(desk.data.glob("faturas.danificado-*"))) == 1
        assert sum("danificado" in command.err for command in together) == 1
        evidence.assert_sound(desk.data)
