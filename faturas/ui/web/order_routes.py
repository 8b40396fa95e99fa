"""Answers a browser that asks how its order stands (``order_routes``), and sends it the file."""

import asyncio
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route
from starlette.types import Send
from streamlit import config

from faturas.app.files import Built
from faturas.ui.web.browser import comes_from, has_login
from faturas.ui.web.orders import Order, Orders, OrderState

_LONG_POLL_S = 10.0
"""Seconds that a question waits for news: our choice, less than proxies wait for an answer."""
_LOOK_EVERY_S = 0.03
"""Seconds between two looks at the order meanwhile."""
_CHUNK_BYTES = 256 * 1024
"""Bytes of a file that are in memory at a time, for each download: our choice."""
_PRIVATE = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}


class MaySee(Protocol):
    """Tells whether somebody who has logged in, or has not, may see the pages by now."""

    def __call__(self, *, logged_in: bool) -> bool: ...


def order_routes(
    may_see: MaySee, orders: Orders, *, long_poll_s: float = _LONG_POLL_S
) -> list[Route]:
    """Return the routes, below the address under which the pages are served."""
    base = (config.get_option("server.baseUrlPath") or "").strip("/")
    place = f"/{base}/baixar/{{token}}" if base else "/baixar/{token}"
    answers = _Answers(may_see, orders, long_poll_s)
    return [Route(f"{place}/estado", answers.state), Route(place, answers.file)]


@dataclass(frozen=True, slots=True)
class _Answers:
    """Answers a browser that asks for one of its orders."""

    may_see: MaySee
    orders: Orders
    long_poll_s: float

    async def state(self, request: Request) -> Response:
        """Answer how the order stands; ``depois`` is the state known, which waits for news."""
        order = await self._order_of(request)
        if order is None:
            return _not_found()
        self.orders.claim(order)
        known = request.query_params.get("depois")
        until_s = time.monotonic() + self.long_poll_s
        while order.estado == known and time.monotonic() < until_s:
            await asyncio.sleep(_LOOK_EVERY_S)
        built = order.built
        return JSONResponse(
            {
                "estado": order.estado,
                "motivo": order.reason,
                "nome": built.name if built else "",
                "resumo": built.contents if built else "",
                "sha256": order.sha256,
            },
            headers=_PRIVATE,
        )

    async def file(self, request: Request) -> Response:
        """Send the file of the order, once it is ready."""
        order = await self._order_of(request)
        if order is None or order.path is None or order.built is None:
            return _not_found()
        if order.estado not in (OrderState.PRONTO, OrderState.ENVIANDO, OrderState.ENTREGUE):
            return _not_found()
        headers = _headers_of(order.built, order.size_bytes)
        if request.method == "HEAD":
            return Response(headers=headers)
        return _Handout(self.orders, order, order.path, headers)

    async def _order_of(self, request: Request) -> Order | None:
        """Return the order, if this browser has placed it and may still see the pages."""
        order = self.orders.find(request.path_params["token"])
        if order is None or not comes_from(order.browser, request.cookies):
            return None
        await run_in_threadpool(self.orders.withdraw_if_outdated, order)
        is_open = await run_in_threadpool(self.may_see, logged_in=has_login(order.browser))
        return order if is_open else None


def _headers_of(built: Built, size_bytes: int) -> dict[str, str]:
    return {
        **_PRIVATE,
        "Content-Type": built.media_type,
        "Content-Length": str(size_bytes),
        "Content-Disposition": f'attachment; filename="{built.name}"',
    }


class _Handout(StreamingResponse):
    """Sends the file of an order, and says whether all of it has gone out."""

    def __init__(self, orders: Orders, order: Order, path: Path, headers: dict[str, str]) -> None:
        super().__init__(_chunks(path), headers=headers)
        self._orders = orders
        self._order = order

    async def stream_response(self, send: Send) -> None:
        self._orders.sending(self._order)
        whole = False
        try:
            await super().stream_response(send)
            whole = True  # not reached when the browser went away before
        finally:
            self._orders.sent(self._order, whole=whole)


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK_BYTES):
            yield chunk


def _not_found() -> Response:
    """Return the one answer for what is unknown, gone, not ready, or another browser's."""
    return Response("Não encontrado.", 404, _PRIVATE, "text/plain; charset=utf-8")
