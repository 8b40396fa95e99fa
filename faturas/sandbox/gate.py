"""The gate before the provider: counts what passes and does what the dials say."""

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
    """What a request is about. ``codigo`` is there when one customer's code is searched for."""

    route: str
    params: dict[str, str]
    codigo: str | None

    @property
    def name(self) -> str:
        """What makes two requests the same."""
        return f"{self.route} {self.codigo or sorted(self.params.items())}"


class _Dials:
    """The faults in force and what they remember; setting other faults begins a new one."""

    def __init__(self, faults: Faults, seed: int) -> None:
        self.faults = faults
        self.draws = Draws(seed)
        self.limiter = Limiter(faults.limit, time.monotonic()) if faults.limit else None
        self.with_token = 0
        self.by_chance = bool(
            faults.jitter_s or faults.moving_rows or any(map(faults.share, Mishap))
        )


class FaultGate:
    """An ASGI application around the provider's own. ``faults`` may be set from any thread."""

    def __init__(self, app: ASGIApp, tokens: Tokens, counters: Counters, seed: int) -> None:
        self._app = app
        self._tokens = tokens
        self._counters = counters
        self._seed = seed
        self.faults = Faults()

    @property
    def faults(self) -> Faults:
        """The dials; setting them forgets what the limiter, the draws and the counts remember."""
        return self._dials.faults

    @faults.setter
    def faults(self, faults: Faults) -> None:
        self._dials = _Dials(faults, self._seed)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
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
            # Only the stopping server cancels, after it has cut the connections.
            return
        finally:
            self._counters.left()

    async def _serve(
        self, asked: _Asked, scope: Scope, receive: Receive, send: Send, *, spared: bool
    ) -> None:
        dials = self._dials
        faults = dials.faults
        covered = faults.covers(asked.route, asked.codigo)
        if covered and (refusal := _refused_at_the_door(dials)):
            await refusal(scope, receive, send)
            return
        if asked.route == LOGIN and faults.refuse_logins:
            await refused_credentials(faults.refusal_status)(scope, receive, send)
            return
        self._maybe_revoke(dials, scope)

        draw = dials.draws.next(asked.name) if dials.by_chance else Draw(1.0, 0.5, 0)
        if covered and (faults.latency_s or faults.jitter_s):
            await asyncio.sleep(faults.latency_s + faults.jitter_s * (2 * draw.jitter - 1))
        scope = _bent(scope, asked, faults, draw, self._counters.requests[asked.route])
        if not spared and faults.covers_answer(asked.route, asked.codigo):
            mishap = faults.mishap_at(draw.mishap)
            if mishap is not None:
                exchange = Exchange(self._app, scope, receive, send, faults, draw.seed)
                await HAPPENS[mishap](exchange)
                return
        await self._app(scope, receive, send)

    def _maybe_revoke(self, dials: _Dials, scope: Scope) -> None:
        every, once = dials.faults.revoke_every, dials.faults.revoke_at
        if every is None and once is None:
            return
        headers = dict(scope["headers"])
        if not self._tokens.accepts(headers.get(b"authorization", b"").decode("latin-1")):
            return
        dials.with_token += 1
        if dials.with_token == once or (every and dials.with_token % every == 0):
            self._tokens.revoke_all()


def _read(scope: Scope) -> _Asked:
    params = dict(parse_qsl(scope["query_string"].decode("latin-1")))
    by_code = params.get("busca") == "codigo_cliente"
    return _Asked(
        route=scope["path"].removeprefix(PREFIX),
        params=params,
        codigo=params.get("termo_busca") if by_code else None,
    )


def _refused_at_the_door(dials: _Dials) -> Response | None:
    """503 in an outage and 429 beyond the limit, both at once, without the latency."""
    if dials.faults.outage:
        after = dials.faults.outage_retry_after_s
        headers = {} if after is None else {"Retry-After": str(after)}
        return JSONResponse({"message": "Service Unavailable"}, 503, headers)
    limit = dials.faults.limit
    if limit is None or dials.limiter is None:
        return None
    wait_s = dials.limiter.wait_s(time.monotonic())
    if wait_s is None:
        return None
    return JSONResponse({"message": "Too Many Attempts."}, 429, _retry_after(limit, wait_s))


def _retry_after(limit: RateLimit, wait_s: float) -> dict[str, str]:
    if limit.retry_after_s is not None:
        wait_s = limit.retry_after_s
    # Rounded up: who comes back at the time told is not refused again.
    match limit.retry_after:
        case RetryAfter.NONE:
            return {}
        case RetryAfter.SECONDS:
            return {"Retry-After": str(math.ceil(wait_s))}
        case RetryAfter.DATE:
            return {"Retry-After": formatdate(math.ceil(time.time() + wait_s), usegmt=True)}


def _bent(scope: Scope, asked: _Asked, faults: Faults, draw: Draw, requests: int) -> Scope:
    """The request as the provider shall understand it, the last of so many of its route."""
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
