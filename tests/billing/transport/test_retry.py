"""One count and one deadline for each customer, and a wait that Stop can end."""

import threading
import time
from dataclasses import replace

import pytest

from faturas.billing.transport.retry import Attempts, RetryPolicy, Silence, retrying
from faturas.errors import (
    ApiUnavailable,
    FatalApiError,
    FaultKind,
    RetryableApiError,
    StopRequested,
)
from faturas.timing import Timing
from tests.factories.look_ups import QUICK


class Api:
    """Answers with the given errors, one after the other, then with ``"ok"``."""

    def __init__(self, *errors: Exception) -> None:
        self.errors = list(errors)
        self.calls = 0

    @retrying
    def ask(self, *, attempts: Attempts) -> str:
        self.calls += 1
        attempts.check_stop()
        if self.errors:
            raise self.errors.pop(0)
        return "ok"


def fault(kind: FaultKind = FaultKind.SERVIDOR, retry_after_s: float = 0) -> RetryableApiError:
    return RetryableApiError("Falhou.", kind=kind, retry_after_s=retry_after_s)


def attempts(tries: int = 3, silence: Silence | None = None, timing: Timing = QUICK) -> Attempts:
    return Attempts(RetryPolicy(tries, timing), threading.Event(), silence)


def test_a_passing_fault_passes() -> None:
    api = Api(fault(), fault())
    assert api.ask(attempts=attempts()) == "ok"
    assert api.calls == 3


def test_the_tries_are_used_up_and_the_reason_says_how_many() -> None:
    api = Api(*[fault() for _ in range(9)])
    with pytest.raises(RetryableApiError, match="3 tentativas"):
        api.ask(attempts=attempts())
    assert api.calls == 3


def test_the_tries_are_one_count_for_all_calls_of_a_customer() -> None:
    one = attempts()
    api = Api(fault(), fault())
    api.ask(attempts=one)
    api.errors = [fault()]
    with pytest.raises(RetryableApiError):
        api.ask(attempts=one)


def test_being_throttled_uses_up_no_try() -> None:
    api = Api(*[fault(FaultKind.LIMITE) for _ in range(9)])
    assert api.ask(attempts=attempts(tries=1)) == "ok"
    assert api.calls == 10


def test_the_wait_is_never_shorter_than_the_server_asked_for() -> None:
    began_s = time.monotonic()
    Api(fault(FaultKind.LIMITE, retry_after_s=0.2)).ask(attempts=attempts())
    assert time.monotonic() - began_s >= 0.2


def test_no_connection_after_all_tries_concerns_the_whole_job() -> None:
    api = Api(*[fault(FaultKind.SEM_CONEXAO) for _ in range(9)])
    with pytest.raises(ApiUnavailable, match="internet"):
        api.ask(attempts=attempts())


def test_what_is_final_is_not_tried_again() -> None:
    api = Api(FatalApiError("não"))
    with pytest.raises(FatalApiError):
        api.ask(attempts=attempts())
    assert api.calls == 1


def test_a_look_up_ends_in_the_end_even_if_only_throttled() -> None:
    api = Api(*[fault(FaultKind.LIMITE, retry_after_s=0.02) for _ in range(99)])
    with pytest.raises(RetryableApiError):
        api.ask(attempts=attempts(timing=replace(QUICK, longest_lookup_s=0.05)))


def test_an_api_that_only_asks_to_wait_concerns_the_whole_job() -> None:
    silence = Silence()
    throttled = Api(*[fault(FaultKind.LIMITE, retry_after_s=0.011) for _ in range(4)])

    def asking() -> Attempts:
        return attempts(silence=silence, timing=replace(QUICK, longest_throttle_s=0.02))

    with pytest.raises(ApiUnavailable, match="não deixa de pedir para esperar") as caught:
        throttled.ask(attempts=asking())
    assert caught.value.passing
    Api().ask(attempts=asking())
    Api(fault(FaultKind.LIMITE)).ask(attempts=asking())


def test_a_long_wait_in_line_takes_no_try_away() -> None:
    api = Api(fault(), fault(FaultKind.LIMITE))
    waited = attempts(tries=3, timing=replace(QUICK, longest_lookup_s=0.01))
    time.sleep(0.02)
    assert api.ask(attempts=waited) == "ok"


def test_the_reason_never_speaks_of_no_tries() -> None:
    api = Api(*[fault(FaultKind.LIMITE) for _ in range(9)])
    with pytest.raises(RetryableApiError, match="depois de 3 tentativas"):
        api.ask(attempts=attempts(timing=replace(QUICK, longest_lookup_s=0)))


def test_stop_ends_a_long_wait_at_once() -> None:
    stop = threading.Event()
    threading.Timer(0.05, stop.set).start()
    began_s = time.monotonic()
    with pytest.raises(StopRequested):
        Api(fault(retry_after_s=60)).ask(attempts=Attempts(RetryPolicy(3), stop))
    assert time.monotonic() - began_s < 10


class TestSilence:
    def test_it_begins_with_the_first_fault_and_ends_with_an_answer(self) -> None:
        silence = Silence()
        api = Api(fault(), fault())
        with pytest.raises(RetryableApiError):
            api.ask(attempts=attempts(tries=1, silence=silence))
        time.sleep(0.02)
        with pytest.raises(RetryableApiError):
            api.ask(attempts=attempts(tries=1, silence=silence))
        assert silence.lasts_s >= 0.02
        assert silence.fault == "Falhou."
        api.ask(attempts=attempts(silence=silence))
        assert silence.lasts_s == 0

    def test_time_in_which_nobody_asks_is_none(self) -> None:
        silence = Silence()
        Api().ask(attempts=attempts(silence=silence))
        time.sleep(0.02)
        assert silence.lasts_s == 0

    def test_being_asked_to_slow_down_is_an_answer(self) -> None:
        silence = Silence()
        api = Api(fault(), fault(FaultKind.LIMITE, retry_after_s=0.3))
        asking = threading.Thread(target=lambda: api.ask(attempts=attempts(silence=silence)))
        asking.start()
        while api.calls < 2:
            time.sleep(0.001)
        time.sleep(0.1)
        assert silence.lasts_s == 0
        asking.join()
