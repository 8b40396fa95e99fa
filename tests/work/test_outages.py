"""What a process does about jobs that an outage has paused, on real HTTP and a real file."""

import threading
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from functools import partial
from unittest.mock import Mock

import pytest

from faturas.billing.transport.retry import Attempts
from faturas.domain.due_dates import RegraVencimento
from faturas.domain.estado import Estado
from faturas.domain.fatura import Fatura
from faturas.domain.outcome import Outcome, Row, Situacao
from faturas.errors import FatalApiError
from faturas.sandbox.faults import Faults, RateLimit
from faturas.sandbox.server import Sandbox
from faturas.search.look_up import Criteria
from faturas.search.pace.fixed import Ritmo
from faturas.store.ledger import Ledger
from faturas.store.tarefa import Tarefa
from faturas.timing import USUAL
from faturas.work.probe import answers_again
from faturas.work.runner import Runner
from tests.factories.customers import customers
from tests.factories.faturas import HOJE
from tests.factories.jobs import new_tarefa
from tests.waiting import wait_for
from tests.work.running import CODES, probing_runner


def test_the_next_try_after_an_outage_is_known_only_while_somebody_means_to_make_it(
    ledger: Ledger, sandbox: Sandbox
) -> None:
    sandbox.faults = Faults(error_500=1)
    runner = probing_runner(ledger, sandbox, (60.0,))
    job = ledger.create(new_tarefa(customers(range(1001, 1031)), tentativas=1, threads=10))
    runner.start(job.id)
    wait_for(lambda: runner.next_try(job.id) is not None)
    assert ledger.tarefa(job.id).estado is Estado.PAUSADA
    assert "sozinho" not in ledger.tarefa(job.id).causa, "the promise must not outlive the process"
    runner.stop(job.id)
    assert runner.wait(job.id, 10)
    assert runner.next_try(job.id) is None


def test_after_an_outage_the_404_of_the_first_customer_does_not_hold_up_the_others(
    ledger: Ledger, sandbox: Sandbox
) -> None:
    codes = range(1001, 1016)
    sandbox.faults = Faults(error_500=1)
    runner = probing_runner(ledger, sandbox, (0.1,) * 200)
    job = ledger.create(new_tarefa(customers(codes), tentativas=1, threads=10))
    runner.start(job.id)
    wait_for(lambda: runner.next_try(job.id) is not None)
    assert ledger.tarefa(job.id).estado is Estado.PAUSADA
    sandbox.faults = Faults(not_found=1, only_codes={str(codes[0])})
    assert runner.wait(job.id, 30)
    ended = ledger.tarefa(job.id)
    assert (ended.estado, ended.contagens[Situacao.ERRO]) == (Estado.CONCLUIDA, 1)


@pytest.mark.parametrize(("answered", "again"), [({3}, True), (set(), False)])
def test_only_who_all_meet_the_same_failure_are_an_api_that_is_silent(
    answered: set[int], *, again: bool
) -> None:
    rows = [Row(n, n + 2, str(n), "", "", Outcome(Situacao.NAO_TENTADO)) for n in range(4)]
    billing = Mock(cliente=Mock(return_value=None))

    def faturas(codigo: str, attempts: Attempts) -> list[Fatura]:
        if int(codigo) not in answered:
            raise FatalApiError("404", api_answered=False)
        return []

    billing.faturas = faturas
    criteria = Criteria(HOJE, RegraVencimento.DIA_UTIL, buscar_telefone=False)
    assert answers_again(rows, billing, criteria, threading.Event(), USUAL) is again


def test_looking_whether_an_outage_is_over_leaves_the_limit_of_who_runs_alone(
    ledger: Ledger, sandbox: Sandbox
) -> None:
    down, up = range(1070, 1095), range(1100, 1115)
    sandbox.faults = Faults(error_500=1, only_codes={str(code) for code in down})
    runner = probing_runner(ledger, sandbox, (0.1,) * 200)
    paused = ledger.create(new_tarefa(customers(down), tentativas=1))
    runner.start(paused.id)
    wait_for(lambda: ledger.tarefa(paused.id).estado is Estado.PAUSADA)
    limited = ledger.create(new_tarefa(customers(up), max_por_minuto=600))
    began_s = time.monotonic()
    runner.start(limited.id)
    wait_for(lambda: ledger.tarefa(limited.id).estado is Estado.EXECUTANDO)
    before = Counter(sandbox.counters.codes())
    assert runner.wait(limited.id, 60)
    assert ledger.tarefa(limited.id).estado is Estado.CONCLUIDA
    asked = Counter(sandbox.counters.codes()) - before
    assert asked.total() - 1 <= 10 * (time.monotonic() - began_s)
    assert sum(asked[str(code)] for code in down) <= 2, "one on its way, one after the end"
    runner.stop_all(5)


def test_an_hour_that_the_api_asks_for_is_granted_by_every_job_whatever_its_ritmo(
    ledger: Ledger, sandbox: Sandbox
) -> None:
    sandbox.faults = Faults(limit=RateLimit(per_s=0.001, burst=3, retry_after_s=3600))
    runner = probing_runner(ledger, sandbox, (0.1,) * 200)
    jobs = [ledger.create(new_tarefa(customers(CODES), ritmo=ritmo, threads=1)) for ritmo in Ritmo]
    for job in jobs:
        runner.start(job.id)
        wait_for(partial(_is_to_be_tried, runner, job))
    asked = sandbox.counters.requests.total()
    for job in jobs:
        assert "60 minutos" in ledger.tarefa(job.id).causa
        again = runner.next_try(job.id)
        assert again is not None
        assert again - datetime.now(UTC) > timedelta(minutes=58)
    runner.stop_all(5)
    assert sandbox.counters.limited == 1
    assert sandbox.counters.requests.total() == asked


def _is_to_be_tried(runner: Runner, job: Tarefa) -> bool:
    return runner.next_try(job.id) is not None
