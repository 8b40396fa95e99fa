"""Whole jobs in the background, on real HTTP and a real file."""

from collections.abc import Iterator

import pytest
from sqlalchemy import func, select

from faturas.domain.estado import Estado
from faturas.domain.outcome import Situacao
from faturas.domain.refresh import Mudanca
from faturas.errors import ApiUnavailable, LedgerError
from faturas.sandbox.cases import UNKNOWN_CODE
from faturas.sandbox.faults import Faults, RateLimit
from faturas.sandbox.server import Sandbox
from faturas.search.batches import LookUps
from faturas.search.pace.values import Learned
from faturas.search.strategy import Estrategia
from faturas.search.sweep.leitura import Fase
from faturas.search.tasks import Lote
from faturas.store.job_changes import JobChanges
from faturas.store.ledger import Ledger
from faturas.store.paces import Paces
from faturas.store.rows import Filter, Rows
from faturas.store.schema import varredura_faturas, varredura_janelas
from faturas.store.tarefa import Tarefa
from faturas.timing import Timing
from faturas.work.run import LEFT, STOPPED
from faturas.work.runner import Runner
from tests.factories.apis import apis_of
from tests.factories.customers import customers
from tests.factories.jobs import new_tarefa
from tests.waiting import AT_ONCE_S, wait_for
from tests.work.running import CODES, finished, wait_until_some_done


def test_a_job_runs_to_its_end(runner: Runner, ledger: Ledger, sandbox: Sandbox) -> None:
    job = finished(runner, ledger, ledger.create(new_tarefa(customers(CODES))))
    assert (job.estado, job.pendentes) == (Estado.CONCLUIDA, 0)
    assert job.contagens[Situacao.VENCIDA] > 0
    assert sum(job.contagens.values()) == len(CODES)
    assert sandbox.counters.logins == 1
    assert set(sandbox.counters.codes().values()) == {1}, "every customer is asked for once"


def test_all_faults_at_once_lose_nothing_and_change_nothing(
    ledger: Ledger, sandbox: Sandbox
) -> None:
    runner = Runner(ledger, apis_of(sandbox), Timing(first_wait_s=0.05))
    calm = finished(runner, ledger, ledger.create(new_tarefa(customers(CODES))))
    sandbox.faults = Faults(
        error_500=0.05,
        reset=0.05,
        html=0.05,
        broken_json=0.05,
        revoke_at=60,
        limit=RateLimit(per_s=400, burst=40),
    )
    rough = ledger.create(new_tarefa(customers(CODES), tentativas=12, threads=8))
    rough = finished(runner, ledger, rough)
    assert rough.estado is Estado.CONCLUIDA
    assert contacts(ledger, rough) == contacts(ledger, calm)
    assert rough.contagens == calm.contagens


def test_stop_keeps_what_was_fetched_and_resume_asks_only_for_the_rest(
    runner: Runner, ledger: Ledger, sandbox: Sandbox
) -> None:
    calm = finished(runner, ledger, ledger.create(new_tarefa(customers(CODES))))
    before = sandbox.counters.codes()
    sandbox.faults = Faults(latency_s=0.03)
    job = ledger.create(new_tarefa(customers(CODES)))
    runner.start(job.id)
    wait_until_some_done(ledger, job)
    runner.stop(job.id)
    assert runner.wait(job.id, AT_ONCE_S)
    stopped = ledger.tarefa(job.id)
    assert (stopped.estado, stopped.causa) == (Estado.PAUSADA, STOPPED)
    assert 0 < stopped.feitos < len(CODES)
    sandbox.faults = Faults()
    done = finished(runner, ledger, job)
    assert done.estado is Estado.CONCLUIDA
    assert contacts(ledger, done) == contacts(ledger, calm)
    asked = {code: n - before[code] for code, n in sandbox.counters.codes().items()}
    assert sum(n > 1 for n in asked.values()) <= job.busca.threads


def test_customers_who_always_fail_do_not_hold_up_those_behind_them(
    runner: Runner, ledger: Ledger, sandbox: Sandbox
) -> None:
    bad = {str(code) for code in range(1070, 1085)}
    sandbox.faults = Faults(error_500=1, only_codes=bad)
    job = ledger.create(new_tarefa(customers(range(1070, 1090)), tentativas=1, pausa_s=0.1))
    job = finished(runner, ledger, job)
    assert (job.estado, job.contagens[Situacao.ERRO]) == (Estado.CONCLUIDA, len(bad))


def test_a_failure_tried_again_alone_ends_as_one(
    runner: Runner, ledger: Ledger, sandbox: Sandbox
) -> None:
    sandbox.faults = Faults(error_500=1, only_codes={"1070"})
    job = ledger.create(new_tarefa(customers(range(1070, 1080)), tentativas=1))
    job = finished(runner, ledger, job)
    assert job.contagens[Situacao.ERRO] == 1
    JobChanges(ledger.database).retry_failures(job.id)
    job = finished(runner, ledger, job)
    assert (job.estado, job.contagens[Situacao.ERRO]) == (Estado.CONCLUIDA, 1)


def test_a_refused_login_pauses_and_burns_nothing(
    runner: Runner, ledger: Ledger, sandbox: Sandbox
) -> None:
    sandbox.faults = Faults(refuse_logins=True)
    job = finished(runner, ledger, ledger.create(new_tarefa(customers(CODES))))
    assert job.estado is Estado.PAUSADA
    assert "recusou o login" in job.causa
    assert job.pendentes == len(CODES)
    sandbox.faults = Faults()
    assert finished(runner, ledger, job).estado is Estado.CONCLUIDA


def test_who_stops_a_job_is_not_told_of_the_api(
    runner: Runner, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = ledger.create(new_tarefa(customers(CODES)))

    def fail_once_stopped(_: LookUps, rows: object) -> Iterator[Lote]:
        runner.stop(job.id)
        raise ApiUnavailable("Sem conexão com a API.", passing=True)
        yield

    monkeypatch.setattr(LookUps, "run", fail_once_stopped)
    ended = finished(runner, ledger, job)
    assert (ended.estado, ended.causa) == (Estado.PAUSADA, STOPPED)


def test_a_list_with_nothing_to_ask_for_ends_at_once(runner: Runner, ledger: Ledger) -> None:
    job = finished(runner, ledger, ledger.create(new_tarefa([])))
    assert job.estado is Estado.CONCLUIDA


def test_an_api_that_left_the_configuration_pauses(runner: Runner, ledger: Ledger) -> None:
    job = ledger.create(new_tarefa(customers(CODES), api="antiga"))
    job = finished(runner, ledger, job)
    assert job.estado is Estado.PAUSADA
    assert "não está mais na configuração" in job.causa


def test_an_orderly_end_of_the_process_leaves_the_job_interrupted(
    runner: Runner, ledger: Ledger, sandbox: Sandbox
) -> None:
    sandbox.faults = Faults(latency_s=0.1)
    running, waiting = (ledger.create(new_tarefa(customers(CODES))) for _ in range(2))
    runner.start(running.id)
    wait_until_some_done(ledger, running)
    runner.start(waiting.id)
    runner.stop_all(10)
    for job in (ledger.tarefa(running.id), ledger.tarefa(waiting.id)):
        assert (job.estado, job.causa) == (Estado.INTERROMPIDA, LEFT)


def test_another_process_can_ask_it_to_stop(ledger: Ledger, sandbox: Sandbox) -> None:
    runner = Runner(ledger, apis_of(sandbox), Timing(heartbeat_s=0.2))
    sandbox.faults = Faults(latency_s=0.2)
    job = ledger.create(new_tarefa(customers(CODES)))
    runner.start(job.id)
    wait_until_some_done(ledger, job)
    Runner(ledger, apis_of(sandbox)).stop(job.id)
    assert runner.wait(job.id, 10)
    assert ledger.tarefa(job.id).estado is Estado.PAUSADA


def test_the_second_job_of_an_api_waits_for_the_first(
    runner: Runner, ledger: Ledger, sandbox: Sandbox
) -> None:
    sandbox.faults = Faults(latency_s=0.05)
    first = ledger.create(new_tarefa(customers(range(1070, 1120))))
    second = ledger.create(new_tarefa(customers(range(1070, 1072))))
    runner.start(first.id)
    wait_until_some_done(ledger, first)
    runner.start(second.id)
    assert ledger.tarefa(second.id).estado is Estado.NA_FILA
    assert runner.wait(second.id, 30)
    first, second = ledger.tarefa(first.id), ledger.tarefa(second.id)
    assert second.estado is Estado.CONCLUIDA
    assert first.terminada_em is not None
    assert second.rodada_em is not None
    assert second.rodada_em >= first.terminada_em


def test_a_swept_job_ends_like_any_other_and_leaves_nothing_behind(
    runner: Runner, ledger: Ledger, sandbox: Sandbox
) -> None:
    calm = finished(runner, ledger, ledger.create(new_tarefa(customers(CODES))))
    job = ledger.create(new_tarefa(customers(CODES), estrategia="varredura"))
    job = finished(runner, ledger, job)
    assert job.strategy is not None
    assert job.strategy.estrategia is Estrategia.VARREDURA
    assert contacts(ledger, job) == contacts(ledger, calm)
    with ledger.database.read() as connection:
        for table in (varredura_faturas, varredura_janelas):
            assert connection.execute(select(func.count()).select_from(table)).scalar_one() == 0


def test_a_sweep_shows_its_pages_while_it_reads(ledger: Ledger, sandbox: Sandbox) -> None:
    runner = Runner(ledger, apis_of(sandbox), Timing(heartbeat_s=0.02))
    sandbox.faults = Faults(latency_s=0.02)
    job = ledger.create(new_tarefa(customers(CODES), estrategia="varredura", threads=2))
    runner.start(job.id)
    seen = [runner.tarefa(job.id)]
    while not runner.wait(job.id, 0.01):
        seen.append(runner.tarefa(job.id))
    done = ledger.tarefa(job.id)
    assert done.estado is Estado.CONCLUIDA
    reading = [each for each in seen if each.lendo]
    assert len({each.leitura.lidas for each in reading}) > 3
    assert len({each.progresso for each in reading}) > 3
    assert Fase.LENDO in {each.leitura.fase for each in reading}
    assert done.leitura.lidas == done.leitura.previstas
    assert done.leitura.vistas > len(CODES)


def test_a_customer_who_always_fails_does_not_pause_a_swept_job(
    runner: Runner, ledger: Ledger, sandbox: Sandbox
) -> None:
    """Those whom the sweep knows are asked all the same when they are to speak for the API."""
    stranger = str(UNKNOWN_CODE)
    sandbox.faults = Faults(error_500=1, only_codes={stranger})
    rows = customers([stranger, *range(1070, 1080)])
    job = ledger.create(new_tarefa(rows, estrategia="varredura", tentativas=1))
    job = finished(runner, ledger, job)
    assert job.strategy is not None
    assert job.strategy.estrategia is Estrategia.VARREDURA
    assert (job.estado, job.contagens[Situacao.ERRO]) == (Estado.CONCLUIDA, 1)


def test_a_refresh_asks_each_contact_for_itself(
    runner: Runner, ledger: Ledger, sandbox: Sandbox
) -> None:
    job = ledger.create(new_tarefa(customers(CODES), estrategia="varredura"))
    job = finished(runner, ledger, job)
    before = sandbox.counters.requests.copy()
    marked = JobChanges(ledger.database).refresh(job.id, Filter())
    job = finished(runner, ledger, job)
    assert job.refresh_counts[Mudanca.IGUAL] == marked
    spent = sandbox.counters.requests - before
    assert spent["/financeiro/fatura"] == 0
    assert spent["/cliente/financeiro"] == marked


def test_what_an_api_bore_is_kept_for_the_next_process(
    runner: Runner, ledger: Ledger, sandbox: Sandbox
) -> None:
    rows = customers(range(1070, 1150))
    empresa = apis_of(sandbox).empresa("teste")
    assert Paces(ledger.database).load(empresa) == Learned()
    job = ledger.create(new_tarefa(rows, ritmo="adaptativo", threads=8))
    runner.start(job.id)
    wait_until_some_done(ledger, job)
    live = runner.pace(job.id)
    assert live is not None
    assert live.rate_per_s > 0
    assert runner.wait(job.id, 30)
    assert runner.pace(job.id) is None
    assert (Paces(ledger.database).load(empresa).borne_per_s or 0) > 0
    assert Paces(ledger.database).load("teste") == Learned(), "a name may come to mean another"


def test_the_pace_of_a_job_counts_none_of_the_failures_before_it(
    runner: Runner, ledger: Ledger, sandbox: Sandbox
) -> None:
    sandbox.faults = Faults(error_500=1, only_codes={"1070"})
    finished(runner, ledger, ledger.create(new_tarefa(customers(range(1070, 1080)), tentativas=1)))
    sandbox.faults = Faults(latency_s=0.1)
    job = ledger.create(new_tarefa(customers(CODES)))
    runner.start(job.id)
    wait_until_some_done(ledger, job)
    live = runner.pace(job.id)
    assert live is not None
    assert live.failed == 0
    runner.stop(job.id)


def test_a_job_at_a_fixed_pace_leaves_what_was_learned(runner: Runner, ledger: Ledger) -> None:
    paces = Paces(ledger.database)
    paces.save("teste", Learned(20.0, 25.0))
    finished(runner, ledger, ledger.create(new_tarefa(customers(range(1070, 1130)))))
    assert paces.load("teste") == Learned(20.0, 25.0)


def contacts(ledger: Ledger, job: Tarefa) -> list[object]:
    rows = Rows(ledger.database, job.id).all()
    return [(row.ordem, row.codigo, row.outcome.situacao, row.outcome.conferida) for row in rows]


def test_a_run_that_can_write_no_more_is_over_at_once_for_all_who_watch_it_here(
    runner: Runner, ledger: Ledger, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A full disk: what is still in flight is not waited for, and its place in line is free."""
    full = "O arquivo de dados não pôde ser usado agora (disco cheio; libere espaço)."
    sandbox.faults = Faults(latency_s=20.0, only_codes=set(map(str, CODES[8:])))
    job = ledger.create(new_tarefa(customers(CODES), threads=16, lote=4))

    def refuse(*_: object) -> None:
        wait_for(lambda: sandbox.counters.in_flight > 1)  # slow ones: the others come one by one
        raise LedgerError(full)

    with monkeypatch.context() as patch:
        patch.setattr(Ledger, "commit", refuse)
        runner.start(job.id)
        wait_for(lambda: runner.failure(job.id))
        assert sandbox.counters.in_flight, "others would have been waited for"
        left = ledger.tarefa(job.id)
        assert left.estado is Estado.INTERROMPIDA
        assert runner.failure(job.id) == full
    sandbox.faults = Faults()
    assert finished(runner, ledger, job).estado is Estado.CONCLUIDA
    assert runner.failure(job.id) == ""
