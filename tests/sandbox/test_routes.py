"""Login, tokens, counters and unknown addresses, over HTTP."""

import pytest
import requests

from faturas.sandbox.cases import CASES
from faturas.sandbox.company import Company
from faturas.sandbox.routes import Credentials
from faturas.sandbox.server import Sandbox
from tests.factories.faturas import HOJE
from tests.sandbox.conftest import Client

COMUM = CASES["comum"]


def test_a_login_gives_a_bearer_for_thirty_days(client: Client) -> None:
    answer = client.login().json()
    assert answer["token_type"] == "Bearer"
    assert answer["expires_in"] == 2592000
    assert answer["access_token"] != client.login().json()["access_token"]
    assert answer["refresh_token"]


@pytest.mark.parametrize(
    ("change", "status", "error"),
    [
        ({"password": "errada"}, 401, "invalid_credentials"),
        ({"username": "outro@example.com"}, 401, "invalid_credentials"),
        ({"password": None}, 401, "invalid_credentials"),
        ({"client_secret": "errado"}, 401, "invalid_client"),
        ({"client_id": "0"}, 401, "invalid_client"),
        ({"grant_type": "refresh_token"}, 400, "unsupported_grant_type"),
    ],
)
def test_a_wrong_login_is_refused(
    client: Client, change: dict[str, str], status: int, error: str
) -> None:
    response = client.login(**change)
    assert response.status_code == status
    assert response.json()["error"] == error


@pytest.mark.parametrize("body", [b"", b"grant_type=password", b"[1]"])
def test_a_login_that_is_no_json_object_is_refused(client: Client, body: bytes) -> None:
    address = f"{client.sandbox.url}/oauth/token"
    assert client.session.post(address, data=body, timeout=5).status_code == 400


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer errado", "Basic abc"])
@pytest.mark.parametrize("route", ["/cliente", "/cliente/financeiro", "/financeiro/fatura"])
def test_without_a_good_token_401(client: Client, route: str, header: str) -> None:
    response = client.get(route, {}, headers={"Authorization": header})
    assert response.status_code == 401


def test_an_unknown_address_is_404(client: Client) -> None:
    assert client.get("/clientes", {}).status_code == 404
    assert client.session.get(f"{client.sandbox.url}/oauth/token", timeout=5).status_code == 405


def test_counters_in_the_process_and_at_their_address() -> None:
    with Sandbox(Company(seed=1, customers=100, hoje=HOJE)) as sandbox:
        client = Client(sandbox)
        for codigo in (COMUM, COMUM, 1002, "abc"):
            client.ask(codigo)
        client.cliente(COMUM)
        client.fatura()
        client.login(password="errada")
        client.get("/cliente", {}, headers={})
        counters = sandbox.counters
        assert counters.logins == 1
        assert counters.requests == {
            "/oauth/token": 2,
            "/cliente/financeiro": 4,
            "/cliente": 2,
            "/financeiro/fatura": 1,
        }
        assert counters.of_code(COMUM) == 2
        assert counters.of_code(COMUM, "/cliente") == 1
        assert counters.of_code(1003) == 0
        assert counters.codes() == {str(COMUM): 2, "1002": 1, "abc": 1}
        assert counters.answers == {200: 7, 401: 2}
        assert counters.unauthorized == 2
        assert counters.limited == 0
        assert counters.connections == 1
        assert counters.max_in_flight == 1
        assert requests.get(f"{sandbox.url}/sandbox/contadores", timeout=5).json() == {
            "logins": 1,
            "conexoes": 2,
            "maximo_simultaneo": 1,
            "requisicoes": dict(counters.requests),
            "respostas": {"200": 7, "401": 2},
            "recusas_429": 0,
            "recusas_401": 2,
            "por_codigo": {
                "/cliente/financeiro": {str(COMUM): 2, "1002": 1, "abc": 1},
                "/financeiro/fatura": {},
                "/cliente": {str(COMUM): 1},
            },
        }
        client.session.close()


def test_random_credentials_differ() -> None:
    assert Credentials.random() != Credentials.random()
    assert Credentials.random().client_id.isdigit()
