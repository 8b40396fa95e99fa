"""One request to the made-up provider, and the ways to answer it."""

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
    """One request, the application that would answer it well, and the dials.

    ``seed`` decides the details of what goes wrong.
    """

    app: ASGIApp
    scope: Scope
    receive: Receive
    send: Send
    faults: Faults
    seed: int

    @property
    def transport(self) -> asyncio.Transport:
        """The connection; the server puts it into the scope."""
        transport: asyncio.Transport = self.scope["state"]["transport"]
        return transport

    @property
    def target(self) -> str:
        """Path and query, as they came."""
        query: str = self.scope["query_string"].decode("ascii")
        path: str = self.scope["path"]
        return f"{path}?{query}" if query else path

    async def reply(self, response: Response) -> None:
        """Answer with this instead."""
        await response(self.scope, self.receive, self.send)

    async def answer(self) -> Response:
        """What the application would have said."""
        messages: list[Message] = []

        async def keep(message: Message) -> None:
            messages.append(message)

        await self.app(self.scope, self.receive, keep)
        start, *rest = messages
        response = Response(b"".join(each.get("body", b"") for each in rest), start["status"])
        response.raw_headers = list(start["headers"])
        return response

    async def reply_with_rows(self, change: Callable[[Any], Any]) -> None:
        """Change every row of the list in the answer, or the whole answer of the login."""
        whole = await self.answer()
        body = json.loads(bytes(whole.body))
        lists = [name for name, value in body.items() if isinstance(value, list)]
        changed = {name: [change(row) for row in body[name]] for name in lists}
        await self.reply(
            JSONResponse({**body, **changed} if lists else change(body), whole.status_code)
        )

    async def until_gone(self) -> None:
        """Wait for the connection to be closed, after which nothing is expected of us."""
        while (await self.receive())["type"] != "http.disconnect":
            pass
