"""Knows browsers apart (``badge``), by cookies that the later requests of a page must have, too."""

import hashlib
import hmac
import secrets
from collections.abc import Mapping

import streamlit as st
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import cookie_parser
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_MARK = "faturas_"
"""The names of our cookies begin so. Each cookie has a name of its own, so that of two pages that a
new browser opens at once, neither replaces the cookie of the other."""
_LOGIN = "_streamlit_user"
"""The names of Streamlit's login cookies begin so. They are part of the badge: after logging out,
the files ordered before can no longer be fetched."""

Badge = frozenset[tuple[str, str]]
"""Names and fingerprints of a browser's cookies; never the cookies themselves."""


def badge() -> Badge:
    """The badge of the browser in which the running page is shown."""
    return badge_of(st.context.cookies)


def badge_of(cookies: Mapping[str, str]) -> Badge:
    """The badge that these cookies make."""
    return frozenset(
        (name, _fingerprint(value))
        for name, value in cookies.items()
        if name.startswith((_MARK, _LOGIN))
    )


def wears(badge: Badge, cookies: Mapping[str, str]) -> bool:
    """Whether a request with these cookies comes from the browser that the badge was made for."""
    return any(name.startswith(_MARK) for name, _ in badge) and all(
        hmac.compare_digest(_fingerprint(cookies.get(name, "")), expected)
        for name, expected in badge
    )


def has_login(badge: Badge) -> bool:
    """Whether the badge was made for somebody who had logged in."""
    return any(name.startswith(_LOGIN) for name, _ in badge)


class BrowserMark:
    """Middleware: gives a browser that opens a page its cookie, until the browser is closed."""

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
