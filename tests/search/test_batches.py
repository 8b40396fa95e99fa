"""Many customers at once against a misbehaving API: every row ends right, or is not burned."""

import threading
import time
from collections.abc import Callable, Iterable, Iterator
from itertools import accumulate

import pytest

from faturas.billing.contract import Cliente
from faturas.billing.systems.hubsoft import HubSoft
from faturas.billing.transport.retry import Attempts
from faturas.domain.fatura import Fatura
from faturas.domain.outcome import Outcome, Row, Situacao
from faturas.errors import ApiUnavailable, FatalApiError, FaultKind, RetryableApiError
from faturas.sandbox.contracts.hubsoft import CLIENTE_FINANCEIRO
from faturas.sandbox.faults import Faults, RateLimit, RetryAfter
from faturas.sandbox.server import Sandbox
from faturas.search.batches import LookUps
from faturas.search.outage import SUSPECT_ROWS
from faturas.search.pace.fixed import Ritmo
from faturas.search.settings import BuscaSettings
from faturas.search.tasks import LookUpTask, Lote
from faturas.timing import Timing
from tests.factories.look_ups import QUICK, criteria
from tests.factories.rows import untried_row
from tests.waiting import AT_ONCE_S

Connect = Callable[..., HubSoft]
UNHURRIED = Timing(first_wait_s=0.01)


def codes(number: int, first: int = 1070) -> list[Row]:
    """Common customers of the company, behind its special cases."""
    return [untried_row(first + at, ordem=at) for at in range(number)]


def tasks(number: int) -> Iterator[LookUpTask]:
    """To ask for so many of them."""
    return map(LookUpTask, codes(number))


def look_ups(
    billing: HubSoft,
    stop: threading.Event | None = None,
    timing: Timing = UNHURRIED,
    **busca: object,
) -> LookUps:
    settings = BuscaSettings.model_validate(
        {"lote": 10, "threads": 8, "pausa_s": 0, "tentativas": 6, "ritmo": "fixo", **busca}
    )
    return LookUps(billing, criteria(), settings, stop or threading.Event(), timing)


def by_order(lotes: Iterable[Lote]) -> dict[int, Outcome]:
    """Outcomes by row; fails when a row came twice."""
    outcomes: dict[int, Outcome] = {}
    for lote in lotes:
        for asked, outcome in lote:
            assert asked.ordem not in outcomes, "no row ends twice"
            outcomes[asked.ordem] = outcome
    return outcomes


@pytest.fixture
def calm(sandbox: Sandbox, connect: Connect) -> dict[int, Outcome]:
    """What an API without faults says of a hundred customers."""
    outcomes = by_order(look_ups(connect()).run(tasks(100)))
    assert len(outcomes) == 100
    return outcomes


def test_a_run_logs_in_once_and_reuses_its_connections(
    sandbox: Sandbox, calm: dict[int, Outcome]
) -> None:
    assert sandbox.counters.logins == 1
    assert sandbox.counters.connections <= 8


@pytest.mark.parametrize(
    "faults",
    [
        Faults(error_500=0.05, reset=0.05, html=0.05, broken_json=0.05, cut_body=0.05),
        Faults(revoke_at=40),
        Faults(missing_fields=0.0, redirect_path=0.1, wrong_type=0.1),
        Faults(limit=RateLimit(per_s=200, burst=20, retry_after=RetryAfter.NONE)),
    ],
    ids=["broken answers", "revoked token", "odd but right", "rate limit"],
)
def test_passing_faults_change_no_outcome(
    sandbox: Sandbox, connect: Connect, calm: dict[int, Outcome], faults: Faults
) -> None:
    sandbox.faults = faults
    outcomes = by_order(look_ups(connect()).run(tasks(100)))
    assert {k: (o.situacao, o.conferida) for k, o in outcomes.items()} == {
        k: (o.situacao, o.conferida) for k, o in calm.items()
    }


def test_a_revoked_token_costs_one_login_for_all_threads(
    sandbox: Sandbox, connect: Connect
) -> None:
    sandbox.faults = Faults(latency_s=0.02, revoke_at=50)
    by_order(look_ups(connect(16), threads=16).run(tasks(100)))
    assert sandbox.counters.logins == 2


@pytest.mark.parametrize(
    "faults", [Faults(status_error=0.3), Faults(other_customer=0.3), Faults(null_fields=0.3)]
)
def test_answers_that_cannot_be_believed_are_errors_with_a_reason(
    sandbox: Sandbox, connect: Connect, calm: dict[int, Outcome], faults: Faults
) -> None:
    sandbox.faults = faults
    outcomes = by_order(look_ups(connect()).run(tasks(100)))
    assert len(outcomes) == 100
    failed = {k for k, o in outcomes.items() if o.situacao is Situacao.ERRO}
    assert failed
    assert all(outcomes[key].motivo for key in failed)
    for key in outcomes.keys() - failed:
        assert outcomes[key].conferida == calm[key].conferida


def test_the_tries_are_counted(sandbox: Sandbox, connect: Connect) -> None:
    sandbox.faults = Faults(error_500=1, only_codes={"1071"})
    outcomes = by_order(look_ups(connect(), tentativas=3).run(tasks(20)))
    assert outcomes[1].situacao is Situacao.ERRO
    assert outcomes[1].tentativas == 3
    assert "500" in outcomes[1].motivo
    assert outcomes[0].tentativas == 1


@pytest.mark.parametrize(
    "faults", [Faults(outage=True), Faults(html=1), Faults(reset=1), Faults(redirect_host=1)]
)
@pytest.mark.parametrize("rows", [3, 60])
def test_an_api_that_fails_for_every_row_burns_none(
    sandbox: Sandbox, connect: Connect, faults: Faults, rows: int
) -> None:
    billing = connect()
    by_order(look_ups(billing).run(tasks(1)))
    sandbox.faults = faults
    run = look_ups(billing, timing=QUICK, tentativas=2).run(tasks(rows))
    outcomes: list[Lote] = []
    with pytest.raises(ApiUnavailable):
        outcomes.extend(run)
    assert not any(outcomes)


def test_a_refused_login_burns_no_row_and_is_not_repeated(
    sandbox: Sandbox, connect: Connect
) -> None:
    sandbox.faults = Faults(refuse_logins=True)
    with pytest.raises(ApiUnavailable, match="login"):
        list(look_ups(connect()).run(tasks(30)))
    assert sandbox.counters.unauthorized == 1


def test_no_connection_burns_no_row(sandbox: Sandbox, connect: Connect) -> None:
    billing = connect()
    sandbox.stop()
    with pytest.raises(ApiUnavailable, match="conexão"):
        list(look_ups(billing, tentativas=2).run(tasks(30)))


def test_one_bad_customer_among_good_ones_does_not_pause_the_job(
    sandbox: Sandbox, connect: Connect
) -> None:
    bad = {str(1070 + at) for at in range(0, 40, 2)}
    sandbox.faults = Faults(error_500=1, only_codes=bad)
    run = look_ups(connect(), timing=QUICK, tentativas=2, threads=2).run(tasks(40))
    outcomes = by_order(run)
    assert sum(o.situacao is Situacao.ERRO for o in outcomes.values()) == len(bad)


def test_customers_who_always_fail_are_errors_once_others_are_answered_for(
    sandbox: Sandbox, connect: Connect
) -> None:
    bad = {str(1070 + at) for at in range(20)}
    sandbox.faults = Faults(error_500=1, only_codes=bad)
    settings = BuscaSettings(pausa_s=0, threads=2, tentativas=2)
    run = LookUps(
        connect(),
        criteria(),
        settings,
        threading.Event(),
        QUICK,
        witnesses=lambda: [untried_row(1100, ordem=900)],
    )
    outcomes = by_order(run.run(tasks(24)))
    assert sum(o.situacao is Situacao.ERRO for o in outcomes.values()) == len(bad)
    assert len(outcomes) == 24


def test_whom_the_api_has_just_answered_is_a_witness_for_it() -> None:
    """However fast the others fail, before any of the answers could be recorded."""

    class OnlyOne:
        def faturas(self, codigo: str, attempts: Attempts) -> list[Fatura]:
            if codigo != "1":
                raise FatalApiError("erro 404", api_answered=False)
            attempts.on_answer()
            return []

        def cliente(self, codigo: str, attempts: Attempts) -> Cliente | None:
            return Cliente(codigo, "ANA", ())

        def close(self) -> None:
            """Nothing to close."""

    everybody = [untried_row(codigo, ordem=codigo) for codigo in range(1, 31)]
    run = LookUps(
        OnlyOne(), criteria(), BuscaSettings(pausa_s=0, threads=2), threading.Event(),
        witnesses=lambda: everybody[-3:],
    )  # fmt: skip
    outcomes = by_order(run.run(map(LookUpTask, everybody)))
    assert sum(o.situacao is Situacao.ERRO for o in outcomes.values()) == 29


WITNESS = "1290"


def patient(billing: HubSoft, threads: int, tries: int) -> LookUps:
    """A run whose customers hold out longer than itself."""
    return LookUps(
        billing,
        criteria(),
        BuscaSettings(pausa_s=0, threads=threads, tentativas=tries, ritmo=Ritmo.FIXO),
        threading.Event(),
        Timing(first_wait_s=0.2, patience_s=0.1),
        witnesses=lambda: [untried_row(WITNESS, ordem=900)],
    )


class TestSilence:
    """Nobody answered for too long: a witness tells an outage from customers who always fail."""

    def test_an_outage_pauses_before_anybody_has_used_up_his_tries(
        self, sandbox: Sandbox, connect: Connect
    ) -> None:
        sandbox.faults = Faults(error_500=1)
        run = patient(connect(), threads=2, tries=20)
        outcomes: list[Lote] = []
        with pytest.raises(ApiUnavailable, match=r"nenhum cliente há mais de .* erro 500"):
            outcomes.extend(run.run(tasks(5)))
        assert not any(outcomes)
        assert max(sandbox.counters.codes().values()) < 20

    def test_customers_who_keep_all_threads_busy_are_no_outage(
        self, sandbox: Sandbox, connect: Connect
    ) -> None:
        sandbox.faults = Faults(error_500=1, only_codes={"1070", "1071"})
        outcomes = by_order(patient(connect(), threads=2, tries=4).run(tasks(6)))
        assert sandbox.counters.of_code(WITNESS) >= 1
        assert {k for k, o in outcomes.items() if o.situacao is Situacao.ERRO} == {0, 1}

    def test_slow_answers_are_answers(self, sandbox: Sandbox, connect: Connect) -> None:
        asked = {each.codigo for each in codes(6)}
        sandbox.faults = Faults(latency_s=0.2, error_500=0.3, only_codes=asked)
        outcomes = by_order(patient(connect(), threads=2, tries=20).run(tasks(6)))
        assert len(outcomes) == 6


def test_stop_keeps_what_arrived_and_leaves_at_once(sandbox: Sandbox, connect: Connect) -> None:
    sandbox.faults = Faults(latency_s=0.05)
    stop = threading.Event()
    run = look_ups(connect(), stop).run(tasks(200))
    lotes = [next(lote for lote in run if lote)]
    stop.set()
    stopped_s = time.monotonic()
    lotes += run
    assert time.monotonic() - stopped_s < AT_ONCE_S
    outcomes = by_order(lotes)
    assert 0 < len(outcomes) < 200
    asked = set(sandbox.counters.codes())
    assert len(asked) - len(outcomes) <= 8, "only what was in flight was asked for in vain"


def test_stop_does_not_wait_for_a_slow_answer(sandbox: Sandbox, connect: Connect) -> None:
    sandbox.faults = Faults(latency_s=30)
    stop = threading.Event()
    threading.Timer(0.2, stop.set).start()
    began_s = time.monotonic()
    assert by_order(look_ups(connect(timeout_s=60), stop).run(tasks(5))) == {}
    assert time.monotonic() - began_s < AT_ONCE_S


def test_stop_while_witnesses_are_heard_is_no_failure_of_the_api() -> None:
    stop = threading.Event()

    class Hanging:
        """Fails for the first customers; whoever else is asked for waits until the stop."""

        def faturas(self, codigo: str, attempts: Attempts) -> list[Fatura]:
            if int(codigo) < SUSPECT_ROWS:
                raise RetryableApiError("A API respondeu com o erro 500.", kind=FaultKind.SERVIDOR)
            if attempts.urgent:
                stop.set()
            attempts.stop.wait(AT_ONCE_S)
            attempts.check_stop()
            return []

    run = LookUps(
        Hanging(),  # type: ignore[arg-type]  # a double that is asked for invoices only
        criteria(),
        BuscaSettings(pausa_s=0, tentativas=1, threads=10),
        stop,
        witnesses=lambda: [untried_row(1100, ordem=900)],
    )
    assert by_order(run.run(LookUpTask(untried_row(at, ordem=at)) for at in range(20))) == {}


def test_lotes_are_of_the_size_asked_for_with_a_pause_between(
    sandbox: Sandbox, connect: Connect
) -> None:
    began_s = time.monotonic()
    lotes = [lote for lote in look_ups(connect(), pausa_s=0.3).run(tasks(30)) if lote]
    # A slow answer may leave a lote in pieces, but nothing of the next comes before its pause.
    done = list(accumulate(len(lote) for lote in lotes))
    assert {10, 20, 30} <= set(done)
    assert time.monotonic() - began_s >= 0.6


def test_what_is_kept_together_is_less_than_two_rounds_of_all_threads(
    sandbox: Sandbox, connect: Connect
) -> None:
    slow_disk = Timing(commit_s=60.0)
    lotes = list(look_ups(connect(), timing=slow_disk, lote=5, threads=4).run(tasks(100)))
    assert sum(map(len, lotes)) == 100
    assert max(map(len, lotes)) < 2 * 2 * 4


def test_a_quiet_api_still_lets_the_run_beat(sandbox: Sandbox, connect: Connect) -> None:
    sandbox.faults = Faults(latency_s=0.7, only_routes={CLIENTE_FINANCEIRO})
    lotes = list(look_ups(connect()).run(tasks(1)))
    assert [] in lotes


def test_answers_that_flow_into_a_large_lote_are_kept_before_it_is_full(
    sandbox: Sandbox, connect: Connect
) -> None:
    sandbox.faults = Faults(latency_s=0.02)
    run = look_ups(connect(), timing=Timing(hold_s=0.05), lote=1000, threads=2).run(tasks(40))
    lotes = [lote for lote in run if lote]
    assert sum(map(len, lotes)) == 40
    assert len(lotes) > 2, "whoever runs this can beat, and hear of a stop, meanwhile"


def test_a_program_error_costs_one_row_only() -> None:
    class Odd:
        def faturas(self, codigo: str, attempts: object) -> list[object]:
            raise KeyError("nome secreto")

    run = LookUps(Odd(), criteria(), BuscaSettings(pausa_s=0), threading.Event())  # type: ignore[arg-type]  # a double that only fails
    [(_, outcome)] = [pair for lote in run.run(tasks(1)) for pair in lote]
    assert outcome.situacao is Situacao.ERRO
    assert "secreto" not in outcome.motivo
