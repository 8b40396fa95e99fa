"""Pausing, cancelling, repeating, trying failures again and checking again, as typed."""

import re
import sqlite3
from pathlib import Path

from faturas.cli.exits import Exit
from faturas.domain.estado import Estado
from faturas.domain.outcome import Situacao
from faturas.sandbox.cases import CASES
from faturas.sandbox.contracts.hubsoft import CLIENTE
from faturas.sandbox.faults import Faults
from faturas.sandbox.server import Sandbox
from faturas.store.engines.sqlite.database import FILE_NAME
from faturas.store.job_changes import JobChanges
from faturas.store.lease import new_owner
from faturas.store.ledger import Ledger
from faturas.store.tarefa import Tarefa
from tests.cli.conftest import REFERENCE, Run, spawn, write_list
from tests.cli.test_app import CODES, table, wait_for_requests
from tests.factories.customers import customers
from tests.factories.faturas import HOJE
from tests.factories.jobs import new_tarefa

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
    assert "já está" not in ended.err, "the one repeated has ended"
    assert newest(folder).id != old.id
    assert (folder / "a.csv").read_bytes() == (folder / "b.csv").read_bytes()


def test_repeating_beside_a_repetition_that_is_under_way_says_so(cli: Run, folder: Path) -> None:
    cli("arquivo", write_list(folder, WITH_DEBT), *REFERENCE)
    old = newest(folder)
    under_way = JobChanges(Ledger(folder / "dados").database).repeat(old.id, HOJE)
    ended = cli("repetir", old.id, *REFERENCE)
    assert ended.status == Exit.OK
    assert f"Esta mesma lista já está na tarefa {under_way} (pausada" in ended.err


def test_checking_again_costs_one_question_a_contact_and_says_what_changed(
    cli: Run, folder: Path, sandbox: Sandbox
) -> None:
    codes = [*WITH_DEBT, CASES["em_dia"]]
    cli("arquivo", write_list(folder, codes), "--saida", "a.csv", *REFERENCE)
    before, registrations = sandbox.counters.codes(), sandbox.counters.requests[CLIENTE]
    sandbox.faults = Faults(error_500=1, only_codes={str(WITH_DEBT[0])})
    ended = cli("conferir", newest(folder).id, "--saida", "b.csv")
    assert "0 saíram (sem fatura vencida), 0 mudaram, 2 ficaram iguais, 1 falhou" in ended.out
    assert (folder / "a.csv").read_bytes() == (folder / "b.csv").read_bytes()
    asked = {c: n - before[c] for c, n in sandbox.counters.codes().items() if n > before[c]}
    assert asked == {str(WITH_DEBT[0]): 2, str(WITH_DEBT[1]): 1, str(WITH_DEBT[2]): 1}
    assert sandbox.counters.requests[CLIENTE] == registrations
    assert newest(folder).contagens[Situacao.VENCIDA] == 3


def test_a_contact_that_could_not_be_checked_again_goes_out_but_not_without_a_word(
    cli: Run, folder: Path, sandbox: Sandbox
) -> None:
    cli("arquivo", write_list(folder, WITH_DEBT), "--saida", "a.csv", *REFERENCE)
    sandbox.faults = Faults(error_500=1, only_codes={str(WITH_DEBT[0])})
    ended = cli("conferir", newest(folder).id, "--saida", "b.csv")
    assert ended.status == Exit.SOME_FAILED
    assert "1 contato não pôde ser conferido de novo e foi para o arquivo" in ended.err
    assert len(table(folder / "b.csv")) == 3
    marked = ["falhou ao conferir" in row["motivo"] for row in table(folder / "b.relatorio.csv")]
    assert marked == [True, False, False]
    sandbox.faults = Faults()
    ended = cli("conferir", newest(folder).id, "--saida", "c.csv")
    assert (ended.status, ended.err.count("Atenção")) == (Exit.OK, 0)


def test_old_data_is_said_to_be_old(cli: Run, folder: Path) -> None:
    cli("arquivo", write_list(folder, WITH_DEBT), "--saida", "a.csv", *REFERENCE)
    job = newest(folder)
    assert "alguém pode ter pago" not in cli("retomar", job.id, "--saida", "b.csv").err
    with sqlite3.connect(folder / "dados" / FILE_NAME) as raw:
        raw.execute("UPDATE linhas SET consultada_em = '2026-01-01T12:00:00.000000+00:00'")
    ended = cli("retomar", job.id, "--saida", "b.csv")
    assert "alguém pode ter pago" in ended.err
    assert f"conferir {job.id}" in ended.err


def test_a_job_that_nobody_runs_cannot_be_paused(cli: Run, folder: Path, sandbox: Sandbox) -> None:
    sandbox.faults = Faults(refuse_logins=True)
    cli("arquivo", write_list(folder, WITH_DEBT), *REFERENCE)
    job = newest(folder)
    assert "não recomeça sozinha" in cli("pausar", job.id).out
    sandbox.faults = Faults()
    cli("retomar", job.id, "--saida", "a.csv")
    ended = cli("pausar", job.id)
    assert (ended.status, ended.out) == (Exit.USAGE, "")
    assert "não está em andamento (concluída)" in ended.err


def test_the_list_of_jobs_says_why_one_stands_still(
    cli: Run, folder: Path, sandbox: Sandbox
) -> None:
    sandbox.faults = Faults(refuse_logins=True)
    cli("arquivo", write_list(folder, WITH_DEBT), *REFERENCE)
    assert "recusou o login" in cli("tarefas").out


def test_the_list_of_jobs_says_the_place_in_the_queue(cli: Run, folder: Path) -> None:
    ledger = Ledger(folder / "dados")
    running, waiting = (ledger.create(new_tarefa(customers([1001]))).id for _ in range(2))
    for job_id in (running, waiting):
        owner = new_owner()
        ledger.queue(job_id, owner)
        assert ledger.begin(job_id, owner) is (job_id == running)
    assert "Na fila, com 1 tarefa do mesmo sistema na frente." in cli("tarefas").out


def test_the_same_list_started_twice_is_noticed(cli: Run, folder: Path, sandbox: Sandbox) -> None:
    sandbox.faults = Faults(refuse_logins=True)
    path = write_list(folder, WITH_DEBT)
    cli("arquivo", path, *REFERENCE)
    first = newest(folder).id
    ended = cli("arquivo", path, *REFERENCE)
    assert re.search(rf"já está na tarefa {first} \(pausada", ended.err)
    assert f"retomar {first}" in ended.err
    second = newest(folder).id
    sandbox.faults = Faults()
    cli("cancelar", second)
    assert f"retomar {first}" in cli("arquivo", path, "--saida", "a.csv", *REFERENCE).err
    concluded = newest(folder).id
    assert f"conferir {concluded}" in cli("arquivo", path, "--saida", "b.csv", *REFERENCE).err
