"""A connection behind a gate: how fast it asks, and what it does when told to slow down."""

import threading
import time
from collections.abc import Callable

import pytest
from pydantic import ValidationError

from faturas.billing.systems.hubsoft import HubSoft
from faturas.domain.outcome import Outcome, Situacao
from faturas.sandbox.faults import Faults, RateLimit, RetryAfter
from faturas.sandbox.server import Sandbox
from faturas.search.batches import LookUps
from faturas.search.pace.fixed import Ritmo, new_gate
from faturas.search.pace.values import Learned
from faturas.search.settings import BuscaSettings
from faturas.search.tasks import LookUpTask
from tests.factories.look_ups import criteria
from tests.factories.rows import untried_row

Connect = Callable[..., HubSoft]
CRITERIO = criteria(buscar_telefone=False)


def fetched(billing: HubSoft, number: int, **busca: object) -> list[Outcome]:
    settings = BuscaSettings.model_validate(busca)
    run = LookUps(billing, CRITERIO, settings, threading.Event()).run(
        LookUpTask(untried_row(1070 + at, ordem=at)) for at in range(number)
    )
    return [outcome for lote in run for _, outcome in lote]


class TestSettings:
    def test_adaptativo_has_sixteen_threads_and_no_pause(self) -> None:
        busca = BuscaSettings()
        assert (busca.ritmo, busca.threads, busca.espera_s) == (Ritmo.ADAPTATIVO, 16, 0.0)

    def test_fixo_is_as_it_always_was(self) -> None:
        busca = BuscaSettings.model_validate({"ritmo": "fixo"})
        assert (busca.lote, busca.threads, busca.espera_s) == (10, 5, 2.0)

    def test_what_is_configured_stays(self) -> None:
        for ritmo in Ritmo:
            busca = BuscaSettings.model_validate({"ritmo": ritmo, "threads": 7})
            assert busca.threads == 7
            assert BuscaSettings.model_validate_json(busca.model_dump_json()) == busca

    @pytest.mark.parametrize("wrong", [0, -1])
    def test_a_limit_is_above_zero(self, wrong: int) -> None:
        with pytest.raises(ValidationError):
            BuscaSettings.model_validate({"max_por_minuto": wrong})


@pytest.mark.parametrize("ritmo", list(Ritmo))
def test_a_limit_set_by_hand_is_kept(connect: Connect, sandbox: Sandbox, ritmo: Ritmo) -> None:
    gate = new_gate(ritmo, None)
    gate.set_max(40)
    began_s = time.monotonic()
    fetched(connect(16, turnstile=gate), 30, ritmo=ritmo, pausa_s=0)
    requests = (
        sandbox.counters.requests["/cliente/financeiro"] + sandbox.counters.requests["/cliente"]
    )
    assert requests - 1 <= 40 * (time.monotonic() - began_s)


@pytest.mark.parametrize("ritmo", list(Ritmo))
@pytest.mark.parametrize("retry_after", [RetryAfter.NONE, RetryAfter.SECONDS])
def test_a_refusal_holds_everybody_back(
    connect: Connect, sandbox: Sandbox, ritmo: Ritmo, retry_after: RetryAfter
) -> None:
    sandbox.faults = Faults(
        limit=RateLimit(per_s=20, burst=10, retry_after=retry_after),
        only_routes=frozenset({"/cliente/financeiro"}),
    )
    gate = new_gate(ritmo, Learned(borne_per_s=200))
    outcomes = fetched(connect(8, turnstile=gate), 30, ritmo=ritmo, pausa_s=0)
    assert len(outcomes) == 30
    assert all(outcome.situacao is not Situacao.ERRO for outcome in outcomes)
    # All eight may be refused before they are held, and a few times over.
    most = 16 if ritmo is Ritmo.ADAPTATIVO else 40
    assert 0 < sandbox.counters.limited < most, "threads are held, not lost"


def test_what_an_api_bore_is_where_the_next_job_starts(connect: Connect) -> None:
    gate = new_gate(Ritmo.ADAPTATIVO, Learned(borne_per_s=200))
    cold = new_gate(Ritmo.ADAPTATIVO, None)
    assert gate.snapshot().allowed_per_s > 10 * cold.snapshot().allowed_per_s
    fetched(connect(16, turnstile=gate), 60, ritmo="adaptativo")
    assert gate.snapshot().allowed_per_s > 10 * cold.snapshot().allowed_per_s
    assert gate.learned().borne_per_s is not None


def test_faults_are_counted_and_do_not_hold_up_a_ticket(connect: Connect, sandbox: Sandbox) -> None:
    sandbox.faults = Faults(error_500=0.2, only_routes=frozenset({"/cliente/financeiro"}))
    gate = new_gate(Ritmo.FIXO, None)
    fetched(connect(8, turnstile=gate), 30, tentativas=9, ritmo="fixo", pausa_s=0)
    assert gate.snapshot().failed > 0
    assert gate.snapshot().in_flight == 0


def test_a_stopped_job_does_not_wait_for_its_turn(connect: Connect) -> None:
    gate = new_gate(Ritmo.ADAPTATIVO, None)
    gate.close_for(60)
    stop = threading.Event()
    threading.Timer(0.2, stop.set).start()
    began_s = time.monotonic()
    run = LookUps(connect(turnstile=gate), CRITERIO, BuscaSettings(), stop).run(
        iter([LookUpTask(untried_row(1070))])
    )
    assert not any(run)
    assert time.monotonic() - began_s < 10, "its turn would come after a minute"
