"""Tells browsers apart (``browser_id``) by cookies that a page's later requests must have, too."""

import hashlib
import hmac
import secrets
from collections.abc import Mapping

import streamlit as st
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import cookie_parser
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_MARK = "faturas_"
"""Begins the names of our cookies. Each has a name of its own, so that of two pages that a new
browser opens at once, neither replaces the cookie of the other."""
_LOGIN = "_streamlit_user"
"""Begins the names of Streamlit's login cookies. They are part of a browser's id: after logging
out, the files ordered before can no longer be fetched."""

BrowserId = frozenset[tuple[str, str]]
"""Names and fingerprints of a browser's cookies; never the cookies themselves."""


def browser_id() -> BrowserId:
    """Return the id of the browser in which the running page is shown."""
    return browser_id_of(st.context.cookies)


def browser_id_of(cookies: Mapping[str, str]) -> BrowserId:
    """Return the id that these cookies make."""
    return frozenset(
        (name, _fingerprint(value))
        for name, value in cookies.items()
        if name.startswith((_MARK, _LOGIN))
    )


def comes_from(browser: BrowserId, cookies: Mapping[str, str]) -> bool:
    """Whether a request with these cookies comes from the browser of that id."""
    return any(name.startswith(_MARK) for name, _ in browser) and all(
        hmac.compare_digest(_fingerprint(cookies.get(name, "")), expected)
        for name, expected in browser
    )


def has_login(browser: BrowserId) -> bool:
    """Whether somebody had logged in with the browser when its id was made."""
    return any(name.startswith(_LOGIN) for name, _ in browser)


class BrowserMark:
    """Gives a browser that opens a page its cookie, until the browser is closed (middleware)."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not _wants_page(scope):
            await self._app(scope, receive, send)
            return

        async def marking(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).append("set-cookie", _new_cookie(scope))
            await send(message)

        await self._app(scope, receive, marking)


def _wants_page(scope: Scope) -> bool:
    """Whether a browser that lacks our cookie opens a page."""
    headers = Headers(scope=scope)
    cookies = cookie_parser(headers.get("cookie", ""))
    return (
        scope["method"] == "GET"
        and "text/html" in headers.get("accept", "")
        and not any(name.startswith(_MARK) for name in cookies)
    )


def _new_cookie(scope: Scope) -> str:
    # Lax, not Strict: else a link in a message would come without it, and be given another one.
    cookie = f"{_MARK}{secrets.token_hex(4)}={secrets.token_urlsafe(32)}; Path=/; HttpOnly"
    return f"{cookie}; SameSite=Lax{'; Secure' if scope['scheme'] == 'https' else ''}"


def _fingerprint(value: str) -> str:
    return hashlib.sha256(value.encode("utf-8", "surrogatepass")).hexdigest()
