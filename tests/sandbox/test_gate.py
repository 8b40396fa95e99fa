"""Slowness, limits, outages and tokens, as a client meets them."""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from faturas.sandbox.cases import CASES
from faturas.sandbox.faults import Faults, LimitKind, RateLimit, RetryAfter
from faturas.sandbox.server import Sandbox
from tests.sandbox.conftest import Client

COMUM = CASES["comum"]


def _seconds(client: Client, codigo: object = COMUM) -> float:
    start_s = time.perf_counter()
    client.ask(codigo)
    return time.perf_counter() - start_s


def test_latency(client: Client, sandbox: Sandbox) -> None:
    client.ask(COMUM)
    sandbox.faults = Faults(latency_s=0.1)
    assert _seconds(client) >= 0.1
    sandbox.faults = Faults()
    assert min(_seconds(client) for _ in range(5)) < 0.1


def test_jitter_is_around_the_latency(client: Client, sandbox: Sandbox) -> None:
    client.ask(COMUM)
    sandbox.faults = Faults(latency_s=0.04, jitter_s=0.03)
    times = [_seconds(client, codigo) for codigo in range(1001, 1011)]
    assert min(times) >= 0.01
    assert min(times) < 0.04 < max(times)


def test_slow_answers_are_waited_for_together(client: Client, sandbox: Sandbox) -> None:
    client.ask(COMUM)
    sandbox.faults = Faults(latency_s=1.0)
    with ThreadPoolExecutor(8) as pool:
        statuses = list(pool.map(lambda codigo: client.ask(codigo).status_code, range(1001, 1009)))
    assert statuses == [200] * 8
    assert sandbox.counters.max_in_flight >= 8


def test_a_bucket_refuses_what_is_beyond_it(client: Client, sandbox: Sandbox) -> None:
    client.ask(COMUM)
    limited = sandbox.counters.limited
    sandbox.faults = Faults(limit=RateLimit(per_s=0.5, burst=3))
    responses = [client.ask(COMUM) for _ in range(5)]
    assert [each.status_code for each in responses] == [200, 200, 200, 429, 429]
    assert responses[-1].headers["Retry-After"] == "2"
    assert sandbox.counters.limited == limited + 2


def test_a_window_refuses_what_is_beyond_it(client: Client, sandbox: Sandbox) -> None:
    client.ask(COMUM)
    limit = RateLimit(per_s=0.05, kind=LimitKind.WINDOW, window_s=60)
    sandbox.faults = Faults(limit=limit)
    responses = [client.ask(COMUM) for _ in range(7)]
    assert [each.status_code for each in responses].count(200) in (3, 4, 5, 6)
    refused = next(each for each in responses if each.status_code == 429)
    assert 1 <= int(refused.headers["Retry-After"]) <= 60


def test_the_ways_of_saying_when_to_come_back(client: Client, sandbox: Sandbox) -> None:
    client.ask(COMUM)

    def refusal(retry_after: RetryAfter, retry_after_s: int | None = None) -> str | None:
        limit = RateLimit(per_s=0.2, burst=1, retry_after=retry_after, retry_after_s=retry_after_s)
        sandbox.faults = Faults(limit=limit)
        client.ask(COMUM)
        return client.ask(COMUM).headers.get("Retry-After")

    assert refusal(RetryAfter.NONE) is None
    assert refusal(RetryAfter.SECONDS) == "5"
    assert refusal(RetryAfter.SECONDS, 10) == "10"
    day = parsedate_to_datetime(refusal(RetryAfter.DATE) or "")
    assert 4 <= (day - datetime.now(UTC)).total_seconds() <= 6


def test_an_outage_is_switched_on_and_off(client: Client, sandbox: Sandbox) -> None:
    client.ask(COMUM)
    sandbox.faults = Faults(outage=True)
    assert client.ask(COMUM).status_code == 503
    assert "Retry-After" not in client.ask(COMUM).headers
    assert client.login().status_code == 503
    sandbox.faults = Faults(outage=True, outage_retry_after_s=7)
    assert client.ask(COMUM).headers["Retry-After"] == "7"
    sandbox.faults = Faults()
    assert client.ask(COMUM).status_code == 200


def test_logins_may_be_refused(client: Client, sandbox: Sandbox) -> None:
    sandbox.faults = Faults(refuse_logins=True)
    response = client.login()
    assert response.status_code == 401
    assert response.json()["error"] == "invalid_credentials"
    sandbox.faults = Faults(refuse_logins=True, refusal_status=400)
    response = client.login()
    assert response.status_code == 400
    assert response.json()["error"] == "invalid_grant"


def test_a_token_is_revoked_every_so_many_requests(sandbox: Sandbox) -> None:
    first, second = Client(sandbox), Client(sandbox)
    first.ask(COMUM)
    sandbox.faults = Faults(revoke_every=3)
    assert [first.ask(COMUM).status_code for _ in range(5)] == [200, 200, 401, 401, 401]
    assert [second.ask(COMUM).status_code for _ in range(4)] == [200, 200, 401, 401]
    first.session.close()
    second.session.close()


def test_a_token_is_revoked_once(sandbox: Sandbox) -> None:
    first, second = Client(sandbox), Client(sandbox)
    first.ask(COMUM)
    sandbox.faults = Faults(revoke_at=2)
    assert [first.ask(COMUM).status_code for _ in range(3)] == [200, 401, 401]
    assert [second.ask(COMUM).status_code for _ in range(6)] == [200] * 6
    first.session.close()
    second.session.close()
