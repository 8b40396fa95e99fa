"""A running sandbox, and a plain client that asks it by HubSoft's contract."""

from collections.abc import Iterator
from typing import Any

import pytest
import requests

from faturas.sandbox.company import Company
from faturas.sandbox.faults import Faults
from faturas.sandbox.server import Sandbox
from tests.factories.faturas import HOJE

# A Monday; the Friday before was a bank holiday.
CUSTOMERS = 2500


class Client:
    """Asks one sandbox; logs in by itself and never again."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.sandbox = sandbox
        self.session = requests.Session()
        self.session.trust_env = False
        self._token: str | None = None

    def login(self, **changes: Any) -> requests.Response:
        """The answer of the login, with some of its fields changed."""
        body = {
            "grant_type": "password",
            "client_id": self.sandbox.credentials.client_id,
            "client_secret": self.sandbox.credentials.client_secret,
            "username": self.sandbox.credentials.username,
            "password": self.sandbox.credentials.password,
        }
        address = f"{self.sandbox.url}/oauth/token"
        return self.session.post(address, json={**body, **changes}, timeout=5)

    def get(self, route: str, params: dict[str, Any], **options: Any) -> requests.Response:
        """The raw answer of a route such as ``/cliente``."""
        if self._token is None:
            self._token = self.login().json()["access_token"]
        options = {"timeout": 5, "headers": {"Authorization": f"Bearer {self._token}"}, **options}
        address = f"{self.sandbox.url}/api/v1/integracao{route}"
        return self.session.get(address, params=params, **options)

    def ask(self, codigo: object, **options: Any) -> requests.Response:
        """The raw answer about one customer's open invoices."""
        params = {"busca": "codigo_cliente", "termo_busca": codigo}
        return self.get("/cliente/financeiro", params, **options)

    def financeiro(self, codigo: object, **params: Any) -> Any:
        """The answer about one customer's invoices."""
        asked = {"busca": "codigo_cliente", "termo_busca": codigo, **params}
        return self.get("/cliente/financeiro", asked).json()

    def fatura(self, **params: Any) -> Any:
        """The answer about everybody's invoices."""
        return self.get("/financeiro/fatura", params).json()

    def cliente(self, codigo: object, **params: Any) -> Any:
        """The answer about one customer's register entry."""
        asked = {"busca": "codigo_cliente", "termo_busca": codigo, **params}
        return self.get("/cliente", asked).json()


@pytest.fixture(scope="session")
def company() -> Company:
    """A company with all cases and more than two periods of common customers."""
    return Company(seed=11, customers=CUSTOMERS, hoje=HOJE)


@pytest.fixture(scope="session")
def _running(company: Company) -> Iterator[Sandbox]:
    with Sandbox(company) as sandbox:
        yield sandbox


@pytest.fixture
def sandbox(_running: Sandbox) -> Iterator[Sandbox]:
    """The one sandbox of these tests, without faults before and after each."""
    _running.faults = Faults()
    yield _running
    _running.faults = Faults()


@pytest.fixture
def client(sandbox: Sandbox) -> Iterator[Client]:
    """A client that will log in at its first request."""
    client = Client(sandbox)
    yield client
    client.session.close()
