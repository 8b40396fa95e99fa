"""Pausing, cancelling, repeating, trying failures again and checking again, as typed."""

import re
from pathlib import Path

from faturas.cli.exits import Exit
from faturas.jobs.ledger import Ledger
from faturas.jobs.tarefa import Estado, Tarefa
from faturas.outcome import Situacao
from faturas.sandbox.cases import CASES
from faturas.sandbox.contract import CLIENTE
from faturas.sandbox.faults import Faults
from faturas.sandbox.server import Sandbox
from tests.cli.conftest import REFERENCE, Run, spawn, write_list
from tests.cli.test_app import CODES, table, wait_for_requests

WITH_DEBT = [CASES["comum"], CASES["varias_vencidas"], CASES["ex_cliente"]]


def newest(folder: Path) -> Tarefa:
    return Ledger(folder / "dados").tarefas()[0]


def test_pausing_from_another_process(cli: Run, folder: Path, sandbox: Sandbox) -> None:
    sandbox.faults = Faults(latency_s=0.1)
    process = spawn("arquivo", write_list(folder, CODES), "--saida", "s.csv", *REFERENCE)
    wait_for_requests(sandbox, 15)
    assert cli("pausar", newest(folder).id).status == Exit.OK
    _, err = process.communicate(timeout=20)
    assert process.returncode == Exit.PAUSED
    assert "a pedido" in err
    assert newest(folder).estado is Estado.PAUSADA
    sandbox.faults = Faults()
    assert cli("retomar", newest(folder).id, "--saida", "s.csv").status == Exit.OK


def test_cancelling_from_another_process_keeps_what_was_fetched(
    cli: Run, folder: Path, sandbox: Sandbox
) -> None:
    sandbox.faults = Faults(latency_s=0.1)
    process = spawn("arquivo", write_list(folder, CODES), "--saida", "s.csv", *REFERENCE)
    wait_for_requests(sandbox, 25)
    ended = cli("cancelar", newest(folder).id, "--saida", "c.csv")
    process.communicate(timeout=20)
    assert ended.status == Exit.OK
    assert newest(folder).estado is Estado.CANCELADA
    report = table(folder / "c_parcial.relatorio.csv")
    assert len(report) == len(CODES)
    assert {row["situacao"] for row in report} >= {"nao_tentado", "sem_vencida"}
    assert not (folder / "c.csv").exists(), "the name says that the file is partial"
    assert cli("retomar", newest(folder).id).status == Exit.USAGE


def test_only_the_failures_again(cli: Run, folder: Path, sandbox: Sandbox) -> None:
    sandbox.faults = Faults(error_500=1, only_codes={str(WITH_DEBT[0])})
    assert cli("arquivo", write_list(folder, WITH_DEBT), *REFERENCE).status == Exit.SOME_FAILED
    sandbox.faults = Faults()
    before = sandbox.counters.codes()
    ended = cli("retomar", newest(folder).id, "--falhas", "--saida", "s.csv")
    assert ended.status == Exit.OK
    assert len(table(folder / "s.csv")) == 3
    asked = {code for code, n in sandbox.counters.codes().items() if n > before[code]}
    assert asked == {str(WITH_DEBT[0])}
    assert [row["tentativas"] for row in table(folder / "s.relatorio.csv")] == ["3", "1", "1"]


def test_repeating_makes_a_job_of_its_own(cli: Run, folder: Path) -> None:
    cli("arquivo", write_list(folder, WITH_DEBT), "--saida", "a.csv", *REFERENCE)
    old = newest(folder)
    ended = cli("repetir", old.id, "--saida", "b.csv", *REFERENCE)
    assert ended.status == Exit.OK
    assert newest(folder).id != old.id
    assert (folder / "a.csv").read_bytes() == (folder / "b.csv").read_bytes()


def test_checking_again_costs_one_question_a_contact_and_says_what_changed(
    cli: Run, folder: Path, sandbox: Sandbox
) -> None:
    codes = [*WITH_DEBT, CASES["em_dia"]]
    cli("arquivo", write_list(folder, codes), "--saida", "a.csv", *REFERENCE)
    before, registrations = sandbox.counters.codes(), sandbox.counters.requests[CLIENTE]
    sandbox.faults = Faults(error_500=1, only_codes={str(WITH_DEBT[0])})
    ended = cli("conferir", newest(folder).id, "--saida", "b.csv")
    assert ended.status == Exit.OK
    assert "0 saíram (sem fatura vencida), 0 mudaram, 2 ficaram iguais, 1 falhou" in ended.out
    assert (folder / "a.csv").read_bytes() == (folder / "b.csv").read_bytes()
    asked = {c: n - before[c] for c, n in sandbox.counters.codes().items() if n > before[c]}
    assert asked == {str(WITH_DEBT[0]): 2, str(WITH_DEBT[1]): 1, str(WITH_DEBT[2]): 1}
    assert sandbox.counters.requests[CLIENTE] == registrations
    assert newest(folder).contagens[Situacao.VENCIDA] == 3


def test_the_same_list_started_twice_is_noticed(cli: Run, folder: Path, sandbox: Sandbox) -> None:
    sandbox.faults = Faults(refuse_logins=True)
    path = write_list(folder, WITH_DEBT)
    cli("arquivo", path, *REFERENCE)
    first = newest(folder).id
    ended = cli("arquivo", path, *REFERENCE)
    assert re.search(rf"já está na tarefa {first} \(pausada", ended.err)
    assert f"retomar {first}" in ended.err
