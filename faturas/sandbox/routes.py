"""Makes the provider's application without faults (``make_app``).

Its addresses are the login, the three routes of HubSoft's contract, and the server's counters.
"""

import json
import secrets
from collections import Counter
from dataclasses import dataclass, field
from functools import lru_cache
from threading import Lock
from typing import Any
from urllib.parse import parse_qsl

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from faturas.sandbox.company import Company
from faturas.sandbox.contracts import hubsoft as contract

COUNTERS_PATH = "/sandbox/contadores"
_TOKEN_LIFE_S = 30 * 24 * 3600
"""Seconds that the login says a token lasts: 30 days, as HubSoft's documentation does."""
_KEPT_ANSWERS = {contract.FINANCEIRO_FATURA: 256}
"""Answers of a route that are kept once made; a page of everybody's invoices has some 500 KB."""
_KEPT_ANSWERS_DEFAULT = 4096
"""Answers that are kept of any other route, of some kilobytes each."""


@dataclass(frozen=True, slots=True)
class Credentials:
    """Holds what the login asks for."""

    client_id: str
    client_secret: str
    username: str
    password: str

    @classmethod
    def random(cls) -> "Credentials":
        """Credentials that nobody can guess."""
        return cls(
            client_id=str(secrets.randbelow(900) + 100),
            client_secret=secrets.token_urlsafe(24),
            username=f"api-{secrets.token_hex(4)}@provedor-demonstracao.example",
            password=secrets.token_urlsafe(16),
        )


class Tokens:
    """Keeps the tokens that were given out and have not been revoked."""

    def __init__(self) -> None:
        self._valid: set[str] = set()

    def issue(self) -> str:
        """Gives out a new token; earlier ones stay valid."""
        token = secrets.token_urlsafe(48)
        self._valid.add(token)
        return token

    def accepts(self, authorization: str) -> bool:
        """Whether an ``Authorization`` header has a valid token."""
        scheme, _, token = authorization.partition(" ")
        return scheme.lower() == "bearer" and token in self._valid

    def revoke_all(self) -> None:
        """Makes every token given out so far invalid."""
        self._valid.clear()


@dataclass(slots=True)
class Counters:
    """Counts requests, answers and connections; may be read from any thread.

    ``logins`` counts those granted, ``writes`` the requests that would change something: all but
    the questions of the contract. Routes are named without their prefix: ``/cliente/financeiro``.
    """

    logins: int = 0
    writes: int = 0
    connections: int = 0
    in_flight: int = 0
    max_in_flight: int = 0
    requests: Counter[str] = field(default_factory=Counter)
    answers: Counter[int] = field(default_factory=Counter)
    _by_code: Counter[tuple[str, str]] = field(default_factory=Counter)
    _lock: Lock = field(default_factory=Lock)

    @property
    def limited(self) -> int:
        """The number of 429 that were given."""
        return self.answers[429]

    @property
    def unauthorized(self) -> int:
        """The number of 401 that were given, refused logins included."""
        return self.answers[401]

    def of_code(self, codigo: str | int, route: str = contract.CLIENTE_FINANCEIRO) -> int:
        """Returns how often this customer was asked for on a route."""
        return self._by_code[route, str(codigo)]

    def codes(self, route: str = contract.CLIENTE_FINANCEIRO) -> dict[str, int]:
        """Returns how often each customer was asked for on a route."""
        with self._lock:
            by_code = dict(self._by_code)
        return {codigo: times for (where, codigo), times in by_code.items() if where == route}

    def connected(self) -> None:
        """Counts a connection that a client opened."""
        self.connections += 1

    def arrived(self, verb: str, route: str, codigo: str | None) -> None:
        """Counts a request that came in."""
        with self._lock:
            self.requests[route] += 1
            self.writes += (verb, route) not in contract.QUESTIONS
            if codigo is not None:
                self._by_code[route, codigo] += 1
            self.in_flight += 1
            self.max_in_flight = max(self.max_in_flight, self.in_flight)

    def answered(self, status: int) -> None:
        """Counts an answer that begins."""
        with self._lock:
            self.answers[status] += 1

    def left(self) -> None:
        """Notes that a request has ended, answered or not."""
        with self._lock:
            self.in_flight -= 1

    def as_json(self) -> dict[str, Any]:
        """Returns all counts, as the address ``/sandbox/contadores`` shows them."""
        with self._lock:
            requests, answers = dict(self.requests), dict(self.answers)
        routes = (contract.CLIENTE_FINANCEIRO, contract.FINANCEIRO_FATURA, contract.CLIENTE)
        return {
            "logins": self.logins,
            "conexoes": self.connections,
            "maximo_simultaneo": self.max_in_flight,
            "requisicoes": requests,
            "respostas": {str(status): times for status, times in answers.items()},
            "recusas_429": self.limited,
            "recusas_401": self.unauthorized,
            "por_codigo": {route: self.codes(route) for route in routes},
        }


def make_app(
    company: Company, credentials: Credentials, tokens: Tokens, counters: Counters
) -> Starlette:
    """Returns the provider's ASGI application, which makes no faults."""

    async def login(request: Request) -> Response:
        try:
            body = await request.json()
        except ValueError:
            return _refused_login(400, "invalid_request", "The body is not JSON.")
        sent = body if isinstance(body, dict) else {}
        if sent.get("grant_type") != "password":
            return _refused_login(400, "unsupported_grant_type", "The grant is not supported.")
        if not _same(credentials, sent, "client_id", "client_secret"):
            return _refused_login(401, "invalid_client", "Client authentication failed.")
        if not _same(credentials, sent, "username", "password"):
            return refused_credentials()
        counters.logins += 1
        return JSONResponse(
            {
                "token_type": "Bearer",
                "expires_in": _TOKEN_LIFE_S,
                "access_token": tokens.issue(),
                "refresh_token": secrets.token_urlsafe(48),
            }
        )

    def answering(route: str, answer: contract.Answer) -> Route:
        @lru_cache(maxsize=_KEPT_ANSWERS.get(route, _KEPT_ANSWERS_DEFAULT))
        def body_for(query: bytes) -> bytes:
            params = dict(parse_qsl(query.decode("ascii")))
            return json.dumps(answer(company, params), separators=(",", ":")).encode("ascii")

        async def endpoint(request: Request) -> Response:
            if not tokens.accepts(request.headers.get("authorization", "")):
                return JSONResponse({"message": "Unauthenticated."}, 401)
            return Response(body_for(request.scope["query_string"]), media_type="application/json")

        return Route(contract.PREFIX + route, endpoint, methods=["GET"])

    async def show_counters(_request: Request) -> Response:
        return JSONResponse(counters.as_json())

    return Starlette(
        routes=[
            answering(contract.CLIENTE_FINANCEIRO, contract.cliente_financeiro),
            answering(contract.FINANCEIRO_FATURA, contract.financeiro_fatura),
            answering(contract.CLIENTE, contract.cliente),
            Route(contract.LOGIN, login, methods=["POST"]),
            Route(COUNTERS_PATH, show_counters, methods=["GET"]),
        ]
    )


def refused_credentials(status: int = 401) -> Response:
    """Returns the answer to a wrong user or password: 401 ``invalid_credentials``, or 400
    ``invalid_grant`` of newer servers."""
    error = "invalid_credentials" if status == 401 else "invalid_grant"
    return _refused_login(status, error, "The user credentials were incorrect.")


def _refused_login(status: int, error: str, message: str) -> Response:
    return JSONResponse({"error": error, "error_description": message, "message": message}, status)


def _same(credentials: Credentials, sent: dict[str, Any], *names: str) -> bool:
    return all(str(sent.get(name)) == getattr(credentials, name) for name in names)
