"""Makes single answers go wrong (``HAPPENS``): each ``Mishap`` is a function over one exchange.

Those that leave the answer whole stand in ``odd_answers``.
"""

import asyncio
import socket
import struct
from collections.abc import Awaitable, Callable
from random import Random
from typing import Any
from urllib.parse import parse_qsl, urlencode

from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.types import Message

from faturas.sandbox.cases import CASES
from faturas.sandbox.contracts.hubsoft import refusal
from faturas.sandbox.exchange import Exchange
from faturas.sandbox.faults import Mishap
from faturas.sandbox.odd_answers import ODD_ANSWERS

REDIRECTED_PREFIX = "/redirecionado"
"""Where a redirect to another path of this server leads; the same routes answer there."""

_MAINTENANCE_PAGE = (
    "<!DOCTYPE html><html lang='pt-BR'><head><title>Manutenção</title></head>"
    "<body><h1>Sistema em manutenção</h1><p>Voltamos em instantes.</p></body></html>"
)
_BLANKS = b" " * 2**16
"""A piece of an answer that never ends, of 64 KiB."""
_NO_LINGER = struct.pack("ii", 1, 0)  # closing the socket sends RST at once


async def _error_500(exchange: Exchange) -> None:
    await exchange.reply(HTMLResponse("<h1>500 | Server Error</h1>", 500))


async def _reset(exchange: Exchange) -> None:
    if not exchange.transport.is_closing():
        exchange.transport.get_extra_info("socket").setsockopt(
            socket.SOL_SOCKET, socket.SO_LINGER, _NO_LINGER
        )
    exchange.transport.abort()
    await exchange.until_gone()


async def _html(exchange: Exchange) -> None:
    await exchange.reply(HTMLResponse(_MAINTENANCE_PAGE))


async def _broken_json(exchange: Exchange) -> None:
    whole = await exchange.answer()
    half = bytes(whole.body)[: len(whole.body) // 2]
    await exchange.reply(Response(half, whole.status_code, media_type="application/json"))


async def _cut_body(exchange: Exchange) -> None:
    whole = await exchange.answer()
    await _start(exchange, whole)
    half = bytes(whole.body)[: len(whole.body) // 2]
    await exchange.send({"type": "http.response.body", "body": half, "more_body": True})
    exchange.transport.close()
    await exchange.until_gone()


async def _wrong_type(exchange: Exchange) -> None:
    whole = await exchange.answer()
    await exchange.reply(HTMLResponse(whole.body, whole.status_code))


async def _status_error(exchange: Exchange) -> None:
    await exchange.reply(JSONResponse(refusal("Não foi possível realizar a consulta.")))


async def _other_customer(exchange: Exchange) -> None:
    """Answers for another customer who has overdue invoices, so that the mistake is seen."""
    params = dict(parse_qsl(exchange.scope["query_string"].decode("ascii")))
    mine, other = CASES["comum"], CASES["varias_vencidas"]
    if "termo_busca" in params:
        params["busca"] = "codigo_cliente"
        params["termo_busca"] = str(other if params["termo_busca"] == str(mine) else mine)
    scope = {**exchange.scope, "query_string": urlencode(params).encode("ascii")}
    await exchange.app(scope, exchange.receive, exchange.send)


async def _missing_fields(exchange: Exchange) -> None:
    rng = Random(exchange.seed)  # noqa: S311 - a fault that repeats, no secret

    def thin_out(value: Any) -> Any:
        if isinstance(value, dict):
            kept = {name: each for name, each in value.items() if rng.random() < 0.5}
            return {name: thin_out(each) for name, each in kept.items()}
        return value

    await exchange.reply_with_rows(thin_out)


async def _null_fields(exchange: Exchange) -> None:
    def emptied(value: Any) -> Any:
        if isinstance(value, dict):
            return {name: emptied(each) for name, each in value.items()}
        return None

    await exchange.reply_with_rows(emptied)


async def _drip(exchange: Exchange) -> None:
    whole = await exchange.answer()
    await _start(exchange, whole)
    body = bytes(whole.body)
    for at in range(len(body)):
        await asyncio.sleep(exchange.faults.drip_interval_s)
        if exchange.transport.is_closing():
            return
        piece: Message = {"type": "http.response.body", "body": body[at : at + 1]}
        await exchange.send({**piece, "more_body": at < len(body) - 1})


async def _huge(exchange: Exchange) -> None:
    whole = await exchange.answer()
    whole.raw_headers = [each for each in whole.raw_headers if each[0] != b"content-length"]
    await _start(exchange, whole)
    sent, piece = 0, bytes(whole.body)
    while sent < exchange.faults.huge_bytes and not exchange.transport.is_closing():
        await exchange.send({"type": "http.response.body", "body": piece, "more_body": True})
        sent, piece = sent + len(piece), _BLANKS
    await exchange.send({"type": "http.response.body", "body": b""})


async def _redirect_host(exchange: Exchange) -> None:
    await exchange.reply(RedirectResponse(exchange.faults.redirect_to + exchange.target, 302))


async def _redirect_path(exchange: Exchange) -> None:
    await exchange.reply(RedirectResponse(REDIRECTED_PREFIX + exchange.target, 302))


async def _start(exchange: Exchange, whole: Response) -> None:
    await exchange.send(
        {
            "type": "http.response.start",
            "status": whole.status_code,
            "headers": whole.raw_headers,
        }
    )


HAPPENS: dict[Mishap, Callable[[Exchange], Awaitable[None]]] = {
    Mishap.ERROR_500: _error_500,
    Mishap.RESET: _reset,
    Mishap.HTML: _html,
    Mishap.BROKEN_JSON: _broken_json,
    Mishap.CUT_BODY: _cut_body,
    Mishap.WRONG_TYPE: _wrong_type,
    Mishap.STATUS_ERROR: _status_error,
    Mishap.OTHER_CUSTOMER: _other_customer,
    Mishap.MISSING_FIELDS: _missing_fields,
    Mishap.NULL_FIELDS: _null_fields,
    Mishap.DRIP: _drip,
    Mishap.HUGE: _huge,
    Mishap.REDIRECT_HOST: _redirect_host,
    Mishap.REDIRECT_PATH: _redirect_path,
    **ODD_ANSWERS,
}
