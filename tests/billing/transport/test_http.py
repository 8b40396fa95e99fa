"""What every answer means, and what the transport never does."""

from datetime import UTC, datetime
from typing import Any

import pytest
import requests
import requests_mock as rm

from faturas.billing.transport import http
from faturas.billing.transport.http import HttpClient
from faturas.billing.transport.meaning import Reply, decode
from faturas.billing.transport.question import Question
from faturas.billing.transport.waits import LONGEST_NAMED_WAIT_S, parse_retry_after
from faturas.errors import ApiUnavailable, FatalApiError, FaultKind, RetryableApiError

BASE = "https://api.example"
BEARER = {"Authorization": "Bearer segredo"}
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def reply(status: int = 200, body: bytes = b"{}", retry_after_s: float | None = None) -> Reply:
    return Reply(status, body, retry_after_s)


@pytest.fixture
def client() -> HttpClient:
    return HttpClient(BASE, pool_size=2, timeout_s=5)


class TestDecode:
    def test_reads_amounts_without_float_arithmetic(self) -> None:
        assert str(decode(reply(body=b'{"valor": 0.10}'))["valor"]) == "0.10"

    def test_a_key_told_twice_alike_is_told_once(self) -> None:
        assert decode(reply(body=b'{"a": {"b": 1, "b": 1}, "a": {"b": 1}}')) == {"a": {"b": 1}}

    @pytest.mark.parametrize("status", [408, 425, 500, 502, 503, 504])
    def test_server_faults_are_tried_again(self, status: int) -> None:
        with pytest.raises(RetryableApiError, match=str(status)) as caught:
            decode(reply(status))
        assert caught.value.kind is FaultKind.SERVIDOR

    @pytest.mark.parametrize(("status", "retry_after_s"), [(429, None), (429, 7.0), (503, 7.0)])
    def test_being_told_to_slow_down_carries_the_wait(
        self, status: int, retry_after_s: float | None
    ) -> None:
        with pytest.raises(RetryableApiError) as caught:
            decode(reply(status, retry_after_s=retry_after_s))
        assert caught.value.kind is FaultKind.LIMITE
        assert caught.value.retry_after_s == retry_after_s

    def test_a_wait_of_an_hour_pauses_the_job(self) -> None:
        with pytest.raises(ApiUnavailable, match="60 minutos"):
            decode(reply(429, retry_after_s=3600))

    @pytest.mark.parametrize("status", [301, 400, 403, 404, 422])
    def test_other_refusals_are_final_and_may_concern_every_row(self, status: int) -> None:
        with pytest.raises(FatalApiError, match=str(status)) as caught:
            decode(reply(status))
        assert not caught.value.api_answered

    @pytest.mark.parametrize(
        "body",
        [b"", b'{"status": "suscess", "fatu', b"<html>login</html>", b"[]", b"null", b"\xff\xfe",
         b'{"valor": 1e99999999999999999999}', b'{"status": "success", "status": "erro"}',
         b'{"faturas": [{"quitado": true, "quitado": false}]}'],
    )  # fmt: skip
    def test_a_body_that_is_not_the_data_is_tried_again(self, body: bytes) -> None:
        with pytest.raises(RetryableApiError) as caught:
            decode(reply(body=body))
        assert caught.value.kind is FaultKind.CORPO

    @pytest.mark.parametrize(
        ("status", "of_one", "of_all"),
        [
            (404, "não encontrou a consulta deste cliente", "Confira a chave url"),
            (403, "permissão para a consulta deste cliente", "permissões do usuário de integração"),
            (400, "recusou a consulta deste cliente (erro 400).", "recusou a consulta (erro 400)."),
        ],
    )
    def test_a_refusal_says_one_thing_of_one_customer_and_another_of_all(
        self, status: int, of_one: str, of_all: str
    ) -> None:
        with pytest.raises(FatalApiError) as caught:
            decode(reply(status))
        assert of_one in str(caught.value)
        assert "chave url" not in str(caught.value)
        assert of_all in caught.value.of_all

    def test_a_refusal_gives_the_reason_that_came_with_it(self) -> None:
        body = b'{"message": "Dados", "errors": {"termo_busca": ["CPF 123 ruim"]}}'
        with pytest.raises(FatalApiError) as caught:
            decode(reply(422, body=body))
        assert str(caught.value) == (
            "A API recusou a consulta deste cliente (erro 422): Dados; CPF ••• ruim."
        )


class TestRetryAfter:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("7", 7.0),
            ("0", 0.0),
            ("9" * 400, LONGEST_NAMED_WAIT_S),
            ("Sun, 22 Nov 2026 12:00:30 GMT", 30.0),
            ("Sun, 22 Nov 2026 11:00:00 GMT", 0.0),
            ("logo", None),
            ("", None),
            (None, None),
            ("-5", None),
        ],
    )
    def test_seconds_or_date(self, text: str | None, expected: float | None) -> None:
        assert parse_retry_after(text, None, NOW) == expected

    def test_a_date_is_measured_by_the_servers_own_clock(self) -> None:
        asked, sent = "Sun, 22 Nov 2026 13:00:05 GMT", "Sun, 22 Nov 2026 13:00:00 GMT"
        assert parse_retry_after(asked, sent, NOW) == 5
        assert parse_retry_after(asked, "ontem", NOW) == (NOW.replace(hour=13) - NOW).seconds + 5


class TestClient:
    def test_sends_the_token_and_asks_for_json(
        self, client: HttpClient, requests_mock: rm.Mocker
    ) -> None:
        requests_mock.get(f"{BASE}/x", json={})
        client.send(Question("/x", {"a": "1"}, headers=BEARER))
        sent = requests_mock.last_request
        assert sent is not None
        assert sent.headers["Authorization"] == "Bearer segredo"
        assert sent.headers["Accept"] == "application/json"
        assert sent.qs == {"a": ["1"]}

    def test_a_redirect_to_another_host_is_not_followed(
        self, client: HttpClient, requests_mock: rm.Mocker
    ) -> None:
        requests_mock.get(f"{BASE}/x", status_code=302, headers={"Location": "https://evil.test/"})
        with pytest.raises(FatalApiError, match=r"evil\.test"):
            client.send(Question("/x", headers=BEARER))
        assert requests_mock.call_count == 1

    def test_a_redirect_on_the_same_host_is_followed(
        self, client: HttpClient, requests_mock: rm.Mocker
    ) -> None:
        requests_mock.get(f"{BASE}/x", status_code=302, headers={"Location": "/y?z=1"})
        requests_mock.get(f"{BASE}/y", json={"here": True})
        assert decode(client.send(Question("/x", {"a": "1"}))) == {"here": True}

    @pytest.mark.parametrize(
        "location", ["https://ev\x9bil.test/", "https://[", "https://evil.test:port/"]
    )
    def test_a_redirect_to_nowhere_is_told_without_its_address(
        self, client: HttpClient, requests_mock: rm.Mocker, location: str
    ) -> None:
        requests_mock.get(f"{BASE}/x", status_code=302, headers={"Location": location})
        with pytest.raises(FatalApiError, match=r"outro endereço \(desconhecido\)"):
            client.send(Question("/x", headers=BEARER))

    def test_redirects_in_a_circle_end(self, client: HttpClient, requests_mock: rm.Mocker) -> None:
        requests_mock.get(f"{BASE}/x", status_code=302, headers={"Location": "/x"})
        with pytest.raises(FatalApiError, match="redirecionou"):
            client.send(Question("/x", headers=BEARER))

    def test_a_login_is_never_redirected(
        self, client: HttpClient, requests_mock: rm.Mocker
    ) -> None:
        requests_mock.post(f"{BASE}/login", status_code=307, headers={"Location": "/other"})
        with pytest.raises(FatalApiError):
            client.send(Question("/login", verb="POST", json={"password": "p"}))
        assert requests_mock.call_count == 1

    def test_a_huge_body_is_cut(
        self, client: HttpClient, requests_mock: rm.Mocker, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(http, "MAX_BODY_BYTES", 1000)
        requests_mock.get(f"{BASE}/x", content=b"x" * 1001)
        with pytest.raises(RetryableApiError) as caught:
            client.send(Question("/x", headers=BEARER))
        assert caught.value.kind is FaultKind.CORPO

    @pytest.mark.parametrize(
        ("error", "kind"),
        [
            (requests.ReadTimeout(), FaultKind.REDE),
            (requests.ConnectTimeout(), FaultKind.SEM_CONEXAO),
            (requests.ConnectionError("reset"), FaultKind.REDE),
            (requests.exceptions.ChunkedEncodingError(), FaultKind.REDE),
        ],
    )
    def test_network_faults_are_tried_again(
        self, client: HttpClient, requests_mock: rm.Mocker, error: Exception, kind: FaultKind
    ) -> None:
        requests_mock.get(f"{BASE}/x", exc=error)
        with pytest.raises(RetryableApiError) as caught:
            client.send(Question("/x", {"codigo": "12345"}))
        assert caught.value.kind is kind
        assert "12345" not in str(caught.value)

    def test_a_name_that_does_not_resolve_is_no_connection(self) -> None:
        client = HttpClient("https://nao-existe.invalid", pool_size=1, timeout_s=5)
        with pytest.raises(RetryableApiError) as caught:
            client.send(Question("/x", headers=BEARER))
        assert caught.value.kind is FaultKind.SEM_CONEXAO

    def test_a_closed_port_is_no_connection(self, closed_port: int) -> None:
        client = HttpClient(f"http://127.0.0.1:{closed_port}", pool_size=1, timeout_s=5)
        with pytest.raises(RetryableApiError) as caught:
            client.send(Question("/x", headers=BEARER))
        assert caught.value.kind is FaultKind.SEM_CONEXAO

    def test_cookies_are_not_kept(self, client: HttpClient, requests_mock: rm.Mocker) -> None:
        requests_mock.get(f"{BASE}/x", json={}, headers={"Set-Cookie": "a=1; Path=/"})
        for _ in range(2):
            client.send(Question("/x", headers=BEARER))
        assert requests_mock.last_request is not None
        assert "Cookie" not in requests_mock.last_request.headers

    def test_a_netrc_entry_does_not_replace_the_token(
        self,
        client: HttpClient,
        requests_mock: rm.Mocker,
        tmp_path: Any,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        netrc = tmp_path / "netrc"
        netrc.write_text("machine api.example login u password p\n")
        monkeypatch.setenv("NETRC", str(netrc))
        requests_mock.get(f"{BASE}/x", json={})
        client.send(Question("/x", headers=BEARER))
        assert requests_mock.last_request is not None
        assert requests_mock.last_request.headers["Authorization"] == "Bearer segredo"
