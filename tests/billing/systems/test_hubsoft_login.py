"""HubSoft's login: its token, when it is asked for again, and what is no login."""

import json
import threading
from collections.abc import Callable
from typing import Any

import pytest
import requests_mock as rm
from pydantic import SecretStr

from faturas.billing.systems.hubsoft import HubSoft, HubSoftSettings
from faturas.billing.transport.retry import Attempts
from faturas.billing.transport.turn import OpenTurnstile
from faturas.errors import ApiUnavailable
from tests.billing.systems.hubsoft_answers import (
    BASE,
    FINANCEIRO,
    LOGIN,
    Row,
    faturas_reply,
    logins,
    settings,
)
from tests.factories.look_ups import new_attempts


class CountingTurnstile(OpenTurnstile):
    """Counts the turns taken."""

    turns = 0

    def acquire(self, stop: threading.Event, *, first: bool = False) -> Any:
        self.turns += 1
        return super().acquire(stop, first=first)


def test_every_request_takes_a_turn_be_it_a_login_or_a_redirect(
    server: rm.Mocker, attempts: Attempts
) -> None:
    moved = {"status_code": 307, "headers": {"Location": f"{FINANCEIRO}/aqui"}}
    server.get(FINANCEIRO, [moved, {"json": {}, "status_code": 401}, {"json": faturas_reply()}])
    server.get(f"{FINANCEIRO}/aqui", status_code=502)
    turnstile = CountingTurnstile()
    HubSoft(settings(), threads=1, timeout_s=5, turnstile=turnstile).faturas("42", attempts)
    assert server.call_count == turnstile.turns == 6


class TestLogin:
    def test_sends_the_documented_body_and_reuses_the_token(
        self, hubsoft: HubSoft, server: rm.Mocker, attempts: Attempts
    ) -> None:
        server.get(FINANCEIRO, json=faturas_reply())
        for _ in range(3):
            hubsoft.faturas("42", attempts)
        assert logins(server) == 1
        assert json.loads(server.request_history[0].text) == {
            "grant_type": "password",
            "client_id": "75",
            "client_secret": "segredo-do-cliente",
            "username": "api@example.com",
            "password": "senha-da-api",
        }

    def test_an_expired_token_is_replaced(
        self, hubsoft: HubSoft, requests_mock: rm.Mocker, attempts: Attempts
    ) -> None:
        requests_mock.post(LOGIN, json={"access_token": "t", "expires_in": 0.000001})
        requests_mock.get(FINANCEIRO, json=faturas_reply())
        hubsoft.faturas("42", attempts)
        hubsoft.faturas("42", attempts)
        assert logins(requests_mock) == 2

    def test_a_revoked_token_costs_one_login_and_repeats_the_question(
        self, hubsoft: HubSoft, requests_mock: rm.Mocker, attempts: Attempts
    ) -> None:
        requests_mock.post(LOGIN, [{"json": {"access_token": f"t{n}"}} for n in (1, 2)])
        requests_mock.get(FINANCEIRO, json=answer_to("t2"), status_code=401)
        requests_mock.get(
            FINANCEIRO, request_headers={"Authorization": "Bearer t2"}, json=faturas_reply()
        )
        assert hubsoft.faturas("42", attempts) == []
        assert logins(requests_mock) == 2

    def test_many_threads_with_a_revoked_token_log_in_once(
        self, hubsoft: HubSoft, requests_mock: rm.Mocker
    ) -> None:
        requests_mock.post(LOGIN, [{"json": {"access_token": f"t{n}"}} for n in (1, 2, 3, 4)])

        def answer(request: Any, context: Any) -> Row:
            if request.headers["Authorization"] != "Bearer t1":
                return faturas_reply()
            context.status_code = 401
            return {}

        requests_mock.get(FINANCEIRO, json=answer)
        run_in_threads(
            16,
            lambda: hubsoft.faturas("42", new_attempts(3)),
        )
        assert logins(requests_mock) == 2

    def test_a_token_that_never_works_pauses_after_two_logins(
        self, hubsoft: HubSoft, server: rm.Mocker, attempts: Attempts
    ) -> None:
        server.get(FINANCEIRO, status_code=401, json={})
        for _ in range(3):
            with pytest.raises(ApiUnavailable, match="credencial"):
                hubsoft.faturas("42", attempts)
        assert logins(server) == 2

    @pytest.mark.parametrize("status", [400, 401, 403, 422])
    def test_a_refused_login_pauses_and_is_not_repeated_by_any_thread(
        self, hubsoft: HubSoft, requests_mock: rm.Mocker, status: int
    ) -> None:
        requests_mock.post(LOGIN, status_code=status, json={"error": "invalid_credentials"})

        def ask() -> None:
            with pytest.raises(ApiUnavailable, match="recusou o login") as caught:
                hubsoft.faturas("42", new_attempts(3))
            assert "senha-da-api" not in str(caught.value)

        run_in_threads(8, ask)
        assert logins(requests_mock) == 1

    @pytest.mark.parametrize("lasts_s", [10**400, "x", -1, None])
    def test_a_token_of_any_age_is_used(
        self, hubsoft: HubSoft, requests_mock: rm.Mocker, attempts: Attempts, lasts_s: object
    ) -> None:
        requests_mock.post(LOGIN, json={"access_token": "t", "expires_in": lasts_s})
        requests_mock.get(FINANCEIRO, json=faturas_reply())
        assert hubsoft.faturas("42", attempts) == []

    @pytest.mark.parametrize("status", ["error", "Erro", False])
    def test_a_login_that_says_that_it_failed_is_none(
        self, hubsoft: HubSoft, requests_mock: rm.Mocker, attempts: Attempts, status: object
    ) -> None:
        body = {"status": status, "msg": "Acesso \x1b[31mnegado", "access_token": "t"}
        requests_mock.post(LOGIN, json=body)
        with pytest.raises(ApiUnavailable, match=r"O login na API não funcionou: .*Acesso negado"):
            hubsoft.faturas("42", attempts)

    @pytest.mark.parametrize("more", [{"error": "x"}, {"success": False}, {"erro": True}])
    def test_a_login_with_an_error_beside_its_token_is_none(
        self, hubsoft: HubSoft, requests_mock: rm.Mocker, attempts: Attempts, more: Row
    ) -> None:
        requests_mock.post(LOGIN, json={"access_token": "t", **more})
        with pytest.raises(ApiUnavailable, match=r"O login na API não funcionou: .*ao mesmo tempo"):
            hubsoft.faturas("42", attempts)

    def test_a_login_barred_by_a_protection_says_so_and_is_not_repeated(
        self, hubsoft: HubSoft, requests_mock: rm.Mocker
    ) -> None:
        requests_mock.post(LOGIN, status_code=403, headers={"cf-mitigated": "challenge"})

        def ask() -> None:
            with pytest.raises(ApiUnavailable, match=r"proteção \(Cloudflare\)") as caught:
                hubsoft.faturas("42", new_attempts(3))
            assert caught.value.passing

        run_in_threads(8, ask)
        assert logins(requests_mock) == 1

    def test_a_login_with_a_passing_fault_is_tried_again(
        self, hubsoft: HubSoft, requests_mock: rm.Mocker, attempts: Attempts
    ) -> None:
        requests_mock.post(
            LOGIN, [{"status_code": 502}, {"json": {}}, {"json": {"access_token": "t"}}]
        )
        requests_mock.get(FINANCEIRO, json=faturas_reply())
        assert hubsoft.faturas("42", attempts) == []

    def test_a_login_that_never_answers_pauses(
        self, hubsoft: HubSoft, requests_mock: rm.Mocker, attempts: Attempts
    ) -> None:
        requests_mock.post(LOGIN, status_code=500)
        with pytest.raises(ApiUnavailable, match="login"):
            hubsoft.faturas("42", attempts)

    def test_secrets_do_not_show_in_the_settings(self) -> None:
        settings = HubSoftSettings(
            sistema="hubsoft", url=BASE, client_id="1", username="u",
            client_secret=SecretStr("segredo-do-cliente"), password=SecretStr("senha-da-api"),
        )  # fmt: skip
        assert "segredo" not in repr(settings)
        assert "senha-da-api" not in repr(settings)


def answer_to(_token: str) -> Row:
    return {"error": "Unauthenticated."}


def run_in_threads(number: int, target: Callable[[], object]) -> None:
    """Run ``target`` in so many threads; an exception in any of them fails the test."""
    errors: list[BaseException] = []

    def guarded() -> None:
        try:
            target()
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=guarded) for _ in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    if errors:
        raise errors[0]
