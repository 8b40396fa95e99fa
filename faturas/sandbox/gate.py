"""Stands before the provider (``FaultGate``): counts requests, and makes go wrong what ``Faults``
says."""

import asyncio
import math
import time
from dataclasses import dataclass
from email.utils import formatdate
from urllib.parse import parse_qsl, urlencode

from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from faturas.sandbox.contracts.hubsoft import (
    CLIENTE_FINANCEIRO,
    CLIP_PARAM,
    FINANCEIRO_FATURA,
    LOGIN,
    PREFIX,
    PROMISE_PARAM,
    SHIFT_PARAM,
)
from faturas.sandbox.exchange import Exchange
from faturas.sandbox.faults import Draw, Draws, Faults, Limiter, Mishap, RateLimit, RetryAfter
from faturas.sandbox.mishaps import HAPPENS, REDIRECTED_PREFIX
from faturas.sandbox.routes import COUNTERS_PATH, Counters, Tokens, refused_credentials


@dataclass(frozen=True, slots=True)
class _Asked:
    """Holds what a request asks for, and the customer's ``codigo`` if searched for by code."""

    route: str
    params: dict[str, str]
    codigo: str | None

    @property
    def name(self) -> str:
        """The name of the request; requests for the same thing have the same."""
        return f"{self.route} {self.codigo or sorted(self.params.items())}"


class _InForce:
    """Holds the faults in force, with what they have counted and drawn; others begin anew."""

    def __init__(self, faults: Faults, seed: int) -> None:
        self.faults = faults
        self.draws = Draws(seed)
        self.limiter = Limiter(faults.limit, time.monotonic()) if faults.limit else None
        self.with_token = 0
        self.by_chance = bool(
            faults.jitter_s or faults.moving_rows or any(map(faults.share, Mishap))
        )


class FaultGate:
    """Stands around the provider's own ASGI application; any thread may set ``faults``."""

    def __init__(self, app: ASGIApp, tokens: Tokens, counters: Counters, seed: int) -> None:
        self._app = app
        self._tokens = tokens
        self._counters = counters
        self._seed = seed
        self.faults = Faults()

    @property
    def faults(self) -> Faults:
        """The faults in force; setting them resets the limiter, the draws and the counts."""
        return self._in_force.faults

    @faults.setter
    def faults(self, faults: Faults) -> None:
        self._in_force = _InForce(faults, self._seed)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serves one request."""
        if scope["path"] == COUNTERS_PATH:
            await self._app(scope, receive, send)
            return
        redirected = scope["path"].startswith(REDIRECTED_PREFIX)
        if redirected:
            path = scope["path"].removeprefix(REDIRECTED_PREFIX)
            scope = {**scope, "path": path, "raw_path": path.encode()}
        asked = _read(scope)

        async def counted_send(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._counters.answered(message["status"])
            await send(message)

        self._counters.arrived(scope["method"], asked.route, asked.codigo)
        try:
            await self._serve(asked, scope, receive, counted_send, spared=redirected)
        except asyncio.CancelledError:
            # Only the server cancels, when it stops and has closed the connections.
            return
        finally:
            self._counters.left()

    async def _serve(
        self, asked: _Asked, scope: Scope, receive: Receive, send: Send, *, spared: bool
    ) -> None:
        in_force = self._in_force
        faults = in_force.faults
        covered = faults.covers(asked.route, asked.codigo)
        if covered and (refusal := _refusal(in_force)):
            await refusal(scope, receive, send)
            return
        if asked.route == LOGIN and faults.refuse_logins:
            await refused_credentials(faults.refusal_status)(scope, receive, send)
            return
        self._maybe_revoke(in_force, scope)

        draw = in_force.draws.next(asked.name) if in_force.by_chance else Draw(1.0, 0.5, 0)
        if covered and (faults.latency_s or faults.jitter_s):
            await asyncio.sleep(faults.latency_s + faults.jitter_s * (2 * draw.jitter - 1))
        scope = _changed(scope, asked, faults, draw, self._counters.requests[asked.route])
        if not spared and faults.covers_answer(asked.route, asked.codigo):
            mishap = faults.mishap_at(draw.mishap)
            if mishap is not None:
                exchange = Exchange(self._app, scope, receive, send, faults, draw.seed)
                await HAPPENS[mishap](exchange)
                return
        await self._app(scope, receive, send)

    def _maybe_revoke(self, in_force: _InForce, scope: Scope) -> None:
        """Revokes all tokens where the faults say so for this request."""
        every, once = in_force.faults.revoke_every, in_force.faults.revoke_at
        if every is None and once is None:
            return
        headers = dict(scope["headers"])
        if not self._tokens.accepts(headers.get(b"authorization", b"").decode("latin-1")):
            return
        in_force.with_token += 1
        if in_force.with_token == once or (every and in_force.with_token % every == 0):
            self._tokens.revoke_all()


def _read(scope: Scope) -> _Asked:
    params = dict(parse_qsl(scope["query_string"].decode("latin-1")))
    by_code = params.get("busca") == "codigo_cliente"
    return _Asked(
        route=scope["path"].removeprefix(PREFIX),
        params=params,
        codigo=params.get("termo_busca") if by_code else None,
    )


def _refusal(in_force: _InForce) -> Response | None:
    """503 in an outage, 429 beyond the limit, both without latency; None lets a request through."""
    if in_force.faults.outage:
        after = in_force.faults.outage_retry_after_s
        headers = {} if after is None else {"Retry-After": str(after)}
        return JSONResponse({"message": "Service Unavailable"}, 503, headers)
    limit = in_force.faults.limit
    if limit is None or in_force.limiter is None:
        return None
    wait_s = in_force.limiter.wait_s(time.monotonic())
    if wait_s is None:
        return None
    return JSONResponse({"message": "Too Many Attempts."}, 429, _retry_after(limit, wait_s))


def _retry_after(limit: RateLimit, wait_s: float) -> dict[str, str]:
    if limit.retry_after_s is not None:
        wait_s = limit.retry_after_s
    # Rounded up, so that whoever comes back at the time announced is not refused again.
    match limit.retry_after:
        case RetryAfter.NONE:
            return {}
        case RetryAfter.SECONDS:
            return {"Retry-After": str(math.ceil(wait_s))}
        case RetryAfter.DATE:
            return {"Retry-After": formatdate(math.ceil(time.time() + wait_s), usegmt=True)}


def _changed(scope: Scope, asked: _Asked, faults: Faults, draw: Draw, requests: int) -> Scope:
    """Returns the request with the parameters by which the provider's answer becomes a wrong one.

    ``requests`` is how many its route has had, this one included.
    """
    params = dict(asked.params)
    if asked.route == FINANCEIRO_FATURA and faults.clip_windows:
        params[CLIP_PARAM] = "sim"
    if asked.route == FINANCEIRO_FATURA and faults.moving_rows:
        shifts = 2 * faults.moving_rows + 1
        params[SHIFT_PARAM] = str(draw.seed % shifts - faults.moving_rows)
    promised = faults.promised_rows + faults.growing_rows * requests
    if asked.route == FINANCEIRO_FATURA and promised:
        params[PROMISE_PARAM] = str(promised)
    if asked.route == CLIENTE_FINANCEIRO and faults.ignore_dates:
        params.pop("data_inicio", None)
        params.pop("data_fim", None)
    if params == asked.params:
        return scope
    return {**scope, "query_string": urlencode(params).encode("ascii")}
