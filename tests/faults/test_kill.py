"""SIGKILL at any moment, again and again, against an API that fails in a tenth of its answers.

``FATURAS_MORTES=200 pytest tests/faults/test_kill.py`` does it more often than the build does.
"""

import os
import random
import time
from functools import partial
from itertools import count
from pathlib import Path
from unittest import mock

import pytest

from faturas.cli.exits import Exit
from faturas.domain.estado import Estado
from faturas.sandbox.cases import CASES, UNKNOWN_CODE
from faturas.sandbox.faults import Faults
from faturas.store.ledger import Ledger
from tests.factories.jobs import begin_and_die
from tests.faults import evidence
from tests.faults.desk import IMPATIENT, LOTE, THREADS, Desk
from tests.faults.processes import Command
from tests.waiting import wait_for

KILLS = int(os.environ.get("FATURAS_MORTES", "20"))
SWEEPING = KILLS * 3 // 10
BY_ONE = KILLS - SWEEPING
KILLS_PER_JOB = 7
SEED = 5
CODES = [*sorted(CASES.values())[:30], UNKNOWN_CODE, *range(1070, 1120)]
"""Of a sandbox whose answers, faults apart, do not hang on how often it is asked."""
TENTH = Faults(
    latency_s=0.02, jitter_s=0.015, error_500=0.025, reset=0.025, html=0.025, broken_json=0.025
)
MOST_ASKED_AGAIN = 2 * max(LOTE, 2 * THREADS) - 1
"""A round in flight, and less than one kept together for the next commit; no witness is needed."""


@pytest.mark.timeout(60 + 5 * KILLS)
@pytest.mark.parametrize(("estrategia", "kills"), [("um_a_um", BY_ONE), ("varredura", SWEEPING)])
def test_killed_at_any_moment_it_ends_with_the_same_bytes(
    desk: Desk, estrategia: str, kills: int
) -> None:
    calm = calm_files(desk)
    desk.configure(estrategia=estrategia)
    desk.sandbox.faults = TENTH
    rng = random.Random(SEED)
    killed = midway = 0
    for number in count():
        desk.data = desk.folder / f"dados-{number}"
        for _ in range(min(KILLS_PER_JOB, kills - killed)):
            sent = sent_before_kill(desk, rng)
            if sent is None:
                break
            killed += 1
            midway += sent > 1 and evidence.pending(desk.data) > 0
        assert begin_or_resume(desk).wait() in (Exit.OK, Exit.SOME_FAILED)
        assert files(desk.folder / "saida.csv") == calm
        evidence.assert_sound(desk.data)
        [job] = desk.jobs()
        assert (job.estado, job.pendentes) == (Estado.CONCLUIDA, 0)
        if killed == kills:
            break
    assert midway >= kills // 4, "the kills come while there is work to lose"


def test_killed_between_the_last_outcome_and_the_end(desk: Desk) -> None:
    calm = calm_files(desk)
    ledger = Ledger(desk.data)
    [job] = ledger.tarefas()
    begin_and_die(ledger, job)
    assert ledger.tarefa(job.id).estado is Estado.INTERROMPIDA
    assert desk.resume("saida.csv").wait() in (Exit.OK, Exit.SOME_FAILED)
    assert ledger.tarefa(job.id).estado is Estado.CONCLUIDA
    assert files(desk.folder / "saida.csv") == calm


def calm_files(desk: Desk) -> tuple[bytes, bytes]:
    """What an undisturbed job over the same list writes."""
    command = desk.fetch(desk.write_list(CODES), "calm.csv")
    assert command.wait() in (Exit.OK, Exit.SOME_FAILED)
    return files(desk.folder / "calm.csv")


def files(saida: Path) -> tuple[bytes, bytes]:
    """The contacts, and the report without its last column, which counts the tries."""
    report = saida.with_suffix(".relatorio.csv").read_bytes()
    lines = [line.rpartition(b",")[0] for line in report.splitlines()]
    return saida.read_bytes(), b"\n".join(lines)


def sent_before_kill(desk: Desk, rng: random.Random) -> int | None:
    """Begin or resume a job, kill it, and look at what is left.

    Returns how many requests it had sent, the login included; None when it ended before.
    """
    begun = evidence.exists(desk.data)
    before = evidence.settled(desk.data) if begun else {}
    done_before = evidence.done_codes(desk.data) if begun else set()
    asked_before = desk.asked()
    sent_before = desk.sandbox.counters.requests.total()
    command = begin_or_resume(desk)
    wait_for_any_moment(desk, command, rng)
    if command.ended:
        return None
    command.kill()
    if evidence.exists(desk.data):
        evidence.assert_sound(desk.data)
        after = evidence.settled(desk.data)
        assert {key: after.get(key) for key in before} == before, "what is kept stays as it is"
        asked = {code for code, times in desk.asked().items() if times > asked_before[code]}
        assert not asked & done_before, "what is settled is not asked for again"
        assert len(asked - evidence.done_codes(desk.data)) <= MOST_ASKED_AGAIN
    return desk.sandbox.counters.requests.total() - sent_before


def begin_or_resume(desk: Desk) -> Command:
    """What a person would type now."""
    if not evidence.exists(desk.data):
        (desk.folder / "saida.csv").unlink(missing_ok=True)
        return desk.fetch(desk.folder / "clientes.csv", "saida.csv", timing=IMPATIENT)
    return desk.resume("saida.csv", timing=IMPATIENT)


def wait_for_any_moment(desk: Desk, command: Command, rng: random.Random) -> None:
    """Until so many more requests have been made, or the last row is done; or it has ended."""
    requests = desk.sandbox.counters.requests
    enough = requests.total() + rng.randint(0, 40)
    last_row = rng.random() < 0.15

    def come() -> bool:
        if last_row:
            return evidence.exists(desk.data) and not evidence.pending(desk.data)
        return requests.total() >= enough

    wait_for(lambda: command.ended or come())


def test_what_a_killed_command_left_beside_its_target_is_gone_at_the_next_start(
    desk: Desk,
) -> None:
    """Killed while the contacts are written, after the report and both workbooks."""
    clients = desk.write_list(CODES[:5])
    command = desk.start(
        "arquivo", clients, "--saida", "saida.csv", "--xlsx", prepare=stop_while_writing
    )
    parts = partial(desk.folder.glob, ".faturas-*.parte")
    wait_for(lambda: len(list(parts())) == 4)
    command.kill()
    assert desk.run("tarefas").wait() == Exit.OK
    assert list(parts()) == []
    assert [path.name for path in (desk.data / "temporarios").iterdir()] == [".trava"]
    assert list(desk.folder.glob("saida*")) == []


def stop_while_writing() -> None:
    mock.patch("faturas.app.export.write_contacts", side_effect=lambda *_: time.sleep(60)).start()
