"""Makes pages of a few words for what goes wrong before Streamlit can draw one."""

import logging
from html import escape

from starlette.responses import HTMLResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from faturas.ui.web.login import login
from faturas.unexpected import code_of

_log = logging.getLogger(__name__)
LOGIN_BROKEN = "O login está configurado, mas não funciona"
_LOGIN = "/auth/login"
_PAGE = """<!doctype html>
<html lang="pt-BR"><head><meta charset="utf-8"><title>{title}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<style>body{{font:1rem/1.6 system-ui,sans-serif;max-width:38rem;margin:12vh auto 2rem;
padding:0 1.25rem;overflow-wrap:anywhere}}h1{{font-size:1.5rem;line-height:1.25}}</style></head>
<body><main><h1>{title}</h1>{body}</main></body></html>"""


def plain_page(status: int, title: str, *paragraphs: str) -> HTMLResponse:
    """Return a whole page of plain text, which no browser or proxy keeps."""
    body = "".join(f"<p>{escape(text)}</p>" for text in paragraphs)
    page = _PAGE.format(title=escape(title), body=body)
    return HTMLResponse(page, status, headers={"Cache-Control": "no-store"})


class InPlainWords:
    """Says in Portuguese what Streamlit's routes leave in English (ASGI middleware)."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        answer = _Answer(scope, receive, send)
        try:
            await self._app(scope, receive, answer.send)
        except Exception as error:
            _log.exception("unexpected at %s", scope["path"])
            if answer.begun:
                raise
            if wrong := login().problem:
                await plain_page(503, LOGIN_BROKEN, wrong)(scope, receive, send)
                return
            await plain_page(
                500,
                f"Algo inesperado aconteceu (código {code_of(error)})",
                "Recarregue a página; se acontecer de novo, envie este código a quem cuida do "
                "painel: o registro do servidor diz o resto.",
            )(scope, receive, send)


class _Answer:
    """Passes an answer on; for a login that could not even begin, gives our own page instead."""

    def __init__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self._scope = scope
        self._receive = receive
        self._send = send
        self._replaced = False
        self.begun = False

    async def send(self, message: Message) -> None:
        if self._replaced:
            return
        begins = message["type"] == "http.response.start"
        self.begun = self.begun or begins
        if begins and message["status"] >= 400 and str(self._scope["path"]).endswith(_LOGIN):
            self._replaced = True
            await plain_page(
                502,
                "O login não respondeu",
                "Não foi possível falar com quem confere as contas. Volte e tente de novo em "
                "instantes; se continuar, quem cuida do painel deve conferir a tabela [auth] da "
                "configuração, a começar por server_metadata_url.",
            )(self._scope, self._receive, self._send)
            return
        await self._send(message)
