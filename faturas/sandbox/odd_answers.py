"""Gives whole answers that are not as documented (``ODD_ANSWERS``), such as real servers give."""

import json
import math
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.responses import HTMLResponse, JSONResponse

from faturas.sandbox.contracts.hubsoft import refusal
from faturas.sandbox.exchange import Exchange
from faturas.sandbox.faults import Mishap

_CHALLENGE_PAGE = (
    "<!DOCTYPE html><html lang='en-US'><head><title>Just a moment...</title></head><body>"
    "<script src='/cdn-cgi/challenge-platform/h/g/orchestrate/chl_page/v1'></script></body></html>"
)
_NO_PAYMENT = ("0000-00-00", "00/00/0000", "-", "", "null", "0000-00-00 00:00:00")
_FLAGS = {True: ("Sim", "S", "t", 1, "1"), False: ("Não", "N", "f", 0, "0")}


async def _not_found(exchange: Exchange) -> None:
    await exchange.reply(JSONResponse({"message": "Not Found"}, 404))


async def _challenge(exchange: Exchange) -> None:
    headers = {"cf-mitigated": "challenge", "server": "cloudflare"}
    await exchange.reply(HTMLResponse(_CHALLENGE_PAGE, 403, headers))


async def _odd_envelope(exchange: Exchange) -> None:
    """Fails with an empty list, and with another status than the documented one."""
    empty: dict[str, Any] = {"faturas": [], "clientes": []}
    await exchange.reply(JSONResponse({"status": "Erro", "msg": "Falha interna", **empty}))


async def _no_customer(exchange: Exchange) -> None:
    await exchange.reply(JSONResponse(refusal("Cliente não encontrado.")))


async def _control_words(exchange: Exchange) -> None:
    """Refuses in words with control characters: colours, reversed writing, invisible ones."""
    words = "\x1b[31mConsulta\x1b[0m \u202enegada\u200b\x07\x9b2J\r\nagora"
    await exchange.reply(JSONResponse(refusal(words)))


async def _numbered_lists(exchange: Exchange) -> None:
    """Writes each list as PHP writes one with gaps, as an object, the last row first."""
    whole = await exchange.answer()
    body = json.loads(bytes(whole.body))
    for name, value in body.items():
        if isinstance(value, list) and value:
            rows = {str(2 * at): row for at, row in enumerate(value)}
            body[name] = dict(reversed(rows.items()))
    await exchange.reply(JSONResponse(body, whole.status_code))


async def _odd_payments(exchange: Exchange) -> None:
    """Writes booleans, and the payment dates of unpaid invoices, as other systems do."""

    def odd(row: Any) -> Any:
        if "data_pagamento" not in row:
            return row
        at = row["id_fatura"]
        flags = _FLAGS[row["quitado"]]
        none = _NO_PAYMENT[at % len(_NO_PAYMENT)]
        return {
            **row,
            "quitado": flags[at % len(flags)],
            "data_pagamento": row["data_pagamento"] or none,
        }

    await exchange.reply_with_rows(odd)


async def _untold_payments(exchange: Exchange) -> None:
    """Says of every invoice something that means neither paid nor unpaid."""
    untold: tuple[dict[str, Any], ...] = (
        {"quitado": "talvez"},
        {"quitado": None, "data_pagamento": {"date": "2026-01-10 00:00:00", "timezone": "UTC"}},
        {"quitado": None, "data_pagamento": "ontem"},
        {"quitado": None, "data_pagamento": "31/12/2999"},
    )

    def spoiled(row: Any) -> Any:
        if "data_pagamento" not in row:
            return row
        return {**row, **untold[row["id_fatura"] % len(untold)]}

    await exchange.reply_with_rows(spoiled)


async def _float_noise(exchange: Exchange) -> None:
    def noisy(row: Any) -> Any:
        if "valor" not in row:
            return row
        return {**row, "valor": math.nextafter(float(row["valor"]), math.inf)}

    await exchange.reply_with_rows(noisy)


async def _entities(exchange: Exchange) -> None:
    """Escapes names and links for HTML, accents too."""

    def escaped(value: Any, name: str = "") -> Any:
        if isinstance(value, dict):
            return {key: escaped(each, key) for key, each in value.items()}
        if isinstance(value, str) and name in ("nome_razaosocial", "link"):
            text = value.replace("&", "&amp;").replace("'", "&#39;").replace('"', "&quot;")
            return text.encode("ascii", "xmlcharrefreplace").decode("ascii")
        return value

    await exchange.reply_with_rows(escaped)


ODD_ANSWERS: dict[Mishap, Callable[[Exchange], Awaitable[None]]] = {
    Mishap.NOT_FOUND: _not_found,
    Mishap.CHALLENGE: _challenge,
    Mishap.ODD_ENVELOPE: _odd_envelope,
    Mishap.NO_CUSTOMER: _no_customer,
    Mishap.CONTROL_WORDS: _control_words,
    Mishap.NUMBERED_LISTS: _numbered_lists,
    Mishap.ODD_PAYMENTS: _odd_payments,
    Mishap.UNTOLD_PAYMENTS: _untold_payments,
    Mishap.FLOAT_NOISE: _float_noise,
    Mishap.ENTITIES: _entities,
}
