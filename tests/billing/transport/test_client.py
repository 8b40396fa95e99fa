"""What a system may ask of the transport: bodies, credentials anywhere, limits told anywhere."""

import threading
import time
from base64 import b64encode
from collections.abc import Callable, Mapping
from typing import Any, Literal

import pytest
import requests_mock as rm
from pydantic import SecretStr

from faturas.billing.settings import ApiSettings, Secret
from faturas.billing.transport.body import mended, read_object
from faturas.billing.transport.client import Client
from faturas.billing.transport.credential import Granted, Key, TokenLogin, refused_login
from faturas.billing.transport.meaning import Reply, decode, throttled
from faturas.billing.transport.question import Question
from faturas.billing.transport.traffic import RouteLimit, Traffic
from faturas.billing.transport.turn import OpenTurnstile, in_turn
from faturas.billing.transport.waits import seconds_in, whole
from faturas.errors import (
    ApiUnavailable,
    FatalApiError,
    FaultKind,
    RetryableApiError,
    StopRequested,
    UnknownCustomerError,
)
from tests.factories.look_ups import new_attempts

BASE, LOGIN = "https://api.example/v3", "https://login.example:45700"
SECRET = "a1/segredo+2"


class SomeSettings(ApiSettings):
    sistema: Literal["algum"] = "algum"
    chave: Literal["cliente"] = "cliente"
    token: Secret = SecretStr(SECRET)

    @property
    def account(self) -> tuple[str, ...]:
        return ()


def client(sign: Callable[[Question], Question] = lambda each: each, **how: Any) -> Client:
    how.setdefault("credential", Key(sign, "token"))
    return Client(SomeSettings(url=BASE), {"threads": 1, "timeout_s": 5}, **how)


def ask(asked: Client, question: Question, **how: Any) -> dict[str, Any]:
    return asked.ask(question, lambda content: content, attempts=new_attempts(), **how)


@pytest.mark.parametrize(
    ("question", "sign", "sent"),
    [
        (
            Question("/x", verb="POST", json={"qtype": "id"}, headers={"ixcsoft": "listar"}),
            lambda each: each.adding(
                headers={"Authorization": f"Basic {b64encode(SECRET.encode()).decode()}"}
            ),
            ("application/json", '{"qtype": "id"}'),
        ),
        (
            Question("/x", verb="POST", form={"contrato": "7"}),
            lambda each: each.adding(form={"token": SECRET}),
            ("application/x-www-form-urlencoded", "contrato=7&token=a1%2Fsegredo%2B2"),
        ),
        (
            Question("/x", verb="POST", json={"call": "Listar", "param": [{}]}),
            lambda each: each.adding(json={"app_secret": SECRET}),
            ("application/json", '{"call": "Listar", "param": [{}], "app_secret": "a1/segredo+2"}'),
        ),
        (Question("/x"), lambda each: each.adding(params={"token": SECRET}), (None, None)),
    ],
    ids=["Basic and JSON", "secret in a form", "secret in JSON", "secret in the address"],
)  # fmt: skip
def test_a_credential_goes_where_the_system_wants_it_and_shows_nowhere(
    requests_mock: rm.Mocker,
    question: Question,
    sign: Callable[[Question], Question],
    sent: tuple[str | None, str | None],
) -> None:
    requests_mock.register_uri(
        question.verb, f"{BASE}/x", status_code=422, json={"message": f"veio {SECRET}"}
    )
    with pytest.raises(FatalApiError, match="veio •••") as caught:
        ask(client(sign), question)
    assert "segredo" not in repr(sign(question)) + caught.value.of_all
    last = requests_mock.last_request
    assert last is not None
    assert (last.headers.get("Content-Type"), last.text) == sent
    assert last.headers.items() >= question.headers.items()


def test_a_get_has_no_body_and_no_length(requests_mock: rm.Mocker) -> None:
    requests_mock.get(f"{BASE}/x", json={})
    ask(client(), Question("/x", {"limit": "100"}))
    assert requests_mock.last_request is not None
    assert not {"Content-Type", "Content-Length"} & set(requests_mock.last_request.headers)
    with pytest.raises(ValueError, match="GET"):
        Question("/x", json={})
    with pytest.raises(ValueError, match="GET"):
        Question("/x", form={})


def test_a_refused_key_pauses_the_job(requests_mock: rm.Mocker) -> None:
    requests_mock.get(f"{BASE}/x", status_code=403, json={"detail": "Credenciais incorretas."})
    with pytest.raises(ApiUnavailable, match="Confira token na configuração"):
        ask(client(refuses=lambda reply: b"Credenciais" in reply.body), Question("/x"))


def test_a_login_may_be_on_another_server_and_in_the_address(requests_mock: rm.Mocker) -> None:
    requests_mock.post(f"{LOGIN}/connect/token", json={"access_token": "t-1"})
    requests_mock.get(f"{BASE}/x", json={"ok": True})
    login = TokenLogin(
        Question("/connect/token", verb="POST", form={"client_secret": SECRET}, server=LOGIN),
        read=lambda reply: Granted(decode(reply)["access_token"]),
        sign=lambda question, token: question.adding(params={"token": token}),
        settings="client_secret",
        refused_again="De novo.",
    )
    assert ask(client(credential=login), Question("/x", {"sys": "MK0"})) == {"ok": True}
    assert [each.url for each in requests_mock.request_history] == [
        f"{LOGIN}/connect/token", f"{BASE}/x?sys=MK0&token=t-1",
    ]  # fmt: skip


def test_a_login_may_be_refused_with_status_200(requests_mock: rm.Mocker) -> None:
    def granted(reply: Reply) -> Granted:
        if decode(reply)["status"] == "ERRO":
            raise refused_login("token e contra_senha")
        return Granted("t")

    requests_mock.get(f"{BASE}/login", json={"status": "ERRO"})
    login = TokenLogin(Question("/login"), granted, lambda each, _: each, "token", "De novo.")
    asked = client(credential=login)
    for _ in range(2):
        with pytest.raises(ApiUnavailable, match="Confira token e contra_senha"):
            ask(asked, Question("/x"))
    assert requests_mock.call_count == 1, "nobody else need find out"


def test_an_envelope_of_one_question_may_read_404_as_unknown(requests_mock: rm.Mocker) -> None:
    def of_customer(reply: Reply) -> dict[str, Any]:
        if reply.status == 404:
            raise UnknownCustomerError("não existe")
        return decode(reply)

    requests_mock.get(f"{BASE}/x", status_code=404, json={})
    with pytest.raises(UnknownCustomerError):
        ask(client(), Question("/x"), envelope=of_customer)
    with pytest.raises(FatalApiError, match="erro 404") as caught:
        ask(client(), Question("/x"))
    assert not isinstance(caught.value, UnknownCustomerError)


def test_a_wait_may_stand_in_the_words_of_an_error(requests_mock: rm.Mocker) -> None:
    def fault(reply: Reply) -> dict[str, Any]:
        words = (read_object(reply.body) or {}).get("faultstring", "")
        if wait_s := seconds_in(words):
            raise throttled(wait_s)
        return decode(reply)

    with pytest.raises(RetryableApiError) as caught:
        fault(Reply(500, b'{"faultstring": "Aguarde 35 segundos (REDUNDANT)"}', None))
    assert (caught.value.kind, caught.value.retry_after_s) == (FaultKind.LIMITE, 35.0)
    requests_mock.post(f"{BASE}/x", json={"faultstring": "Tente novamente em 1800 segundos."})
    with pytest.raises(ApiUnavailable, match="30 minutos"):
        ask(client(envelope=fault), Question("/x", verb="POST", json={}))


def test_a_wait_may_stand_in_a_header_of_another_name(requests_mock: rm.Mocker) -> None:
    headers = {"RateLimit-Reset": "600"}
    requests_mock.get(f"{BASE}/x", status_code=429, headers=headers)
    asked = client(wait_of=lambda headers, _now: whole(headers.get("ratelimit-reset")))
    with pytest.raises(ApiUnavailable, match="10 minutos") as caught:
        ask(asked, Question("/x"))
    assert caught.value.retry_after_s == 600


def test_a_spent_limit_holds_its_route_and_no_other(requests_mock: rm.Mocker) -> None:
    def limit_of(headers: Mapping[str, str]) -> RouteLimit | None:
        left, reset_s = whole(headers.get("RateLimit-Remaining")), headers.get("RateLimit-Reset")
        return RouteLimit(left, whole(reset_s) or 0.0) if left is not None else None

    headers = {"RateLimit-Remaining": "0", "RateLimit-Reset": "60"}
    requests_mock.get(f"{BASE}/payments/1", json={}, headers=headers)
    requests_mock.get(f"{BASE}/customers", json={})
    asked = client(limit_of=limit_of)
    payment = Question("/payments/1", route="/payments")
    ask(asked, payment)
    ask(asked, Question("/customers"))
    stopped = new_attempts()
    threading.Timer(0.05, stopped.stop.set).start()
    with pytest.raises(StopRequested):
        asked.ask(payment, lambda content: content, attempts=stopped)
    assert requests_mock.call_count == 2


def test_a_route_that_is_closed_for_hours_pauses_the_job() -> None:
    traffic, never = Traffic(), threading.Event()
    with traffic.request("/x", never):
        traffic.note("/x", RouteLimit(1, 9000))
    with traffic.request("/x", never):
        traffic.note("/x", RouteLimit(0, 9000))
    with pytest.raises(ApiUnavailable, match="150 minutos"), traffic.request("/x", never):
        pass


def test_who_is_held_back_with_everybody_waits_no_second_time() -> None:
    told = throttled(7.0)

    def ask() -> None:
        raise told

    with pytest.raises(RetryableApiError) as caught:
        in_turn(OpenTurnstile(), new_attempts(), ask)
    assert (caught.value.held, caught.value.retry_after_s) == (True, 7.0)
    assert not told.held


def test_no_more_requests_are_under_way_than_may_be() -> None:
    traffic, under_way, most = Traffic(2), 0, 0
    lock = threading.Lock()

    def pass_through() -> None:
        nonlocal under_way, most
        with traffic.request("/x", threading.Event()):
            with lock:
                under_way += 1
                most = max(most, under_way)
            time.sleep(0.01)
            with lock:
                under_way -= 1

    threads = [threading.Thread(target=pass_through) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert (most, under_way) == (2, 0)


@pytest.mark.parametrize(
    ("words", "seconds"),
    [
        ("Consumo redundante. Aguarde 35 segundos.", 35.0),
        ("Tente novamente em 1 segundo", 1.0),
        ("retry in 12s", 12.0),
        ("Aguarde 2 minutos", None),
        ("", None),
    ],
)
def test_seconds_are_read_from_a_sentence(words: str, seconds: float | None) -> None:
    assert seconds_in(words) == seconds


def test_text_that_is_utf8_within_latin1_is_mended() -> None:
    body = (
        b'{"Nome": "JO\xc3\\u0083O", "outro": "JO\xc3\\u00a3O \\u2013", "lista": ["\xc3\\u00a9"]}'
    )
    content = mended(read_object(body, "latin-1"))
    assert content == {"Nome": "JO\u00c3O", "outro": "JO\u00c3\u00a3O \u2013", "lista": ["\u00e9"]}
    assert decode(Reply(200, body, None), lambda each: mended(read_object(each, "latin-1")))
