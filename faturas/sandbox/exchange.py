"""Holds one request to the made-up provider (``Exchange``), and answers it in several ways."""

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from faturas.sandbox.faults import Faults


@dataclass(frozen=True, slots=True)
class Exchange:
    """Holds a request, the application that answers without faults, and the faults in force.

    ``seed`` decides the details of a fault.
    """

    app: ASGIApp
    scope: Scope
    receive: Receive
    send: Send
    faults: Faults
    seed: int

    @property
    def transport(self) -> asyncio.Transport:
        """The connection, which ``server`` puts into the scope."""
        transport: asyncio.Transport = self.scope["state"]["transport"]
        return transport

    @property
    def target(self) -> str:
        """Path and query of the request, as they came."""
        query: str = self.scope["query_string"].decode("ascii")
        path: str = self.scope["path"]
        return f"{path}?{query}" if query else path

    async def reply(self, response: Response) -> None:
        """Answers with ``response``."""
        await response(self.scope, self.receive, self.send)

    async def answer(self) -> Response:
        """Returns the answer of the application without faults, which is not sent."""
        messages: list[Message] = []

        async def keep(message: Message) -> None:
            messages.append(message)

        await self.app(self.scope, self.receive, keep)
        start, *rest = messages
        response = Response(b"".join(each.get("body", b"") for each in rest), start["status"])
        response.raw_headers = list(start["headers"])
        return response

    async def reply_with_rows(self, change: Callable[[Any], Any]) -> None:
        """Answers with every row of the lists changed; one without lists is changed as a whole."""
        whole = await self.answer()
        body = json.loads(bytes(whole.body))
        lists = [name for name, value in body.items() if isinstance(value, list)]
        changed = {name: [change(row) for row in body[name]] for name in lists}
        await self.reply(
            JSONResponse({**body, **changed} if lists else change(body), whole.status_code)
        )

    async def until_gone(self) -> None:
        """Waits until the connection is closed, so that the server expects no answer any more."""
        while (await self.receive())["type"] != "http.disconnect":
            pass
