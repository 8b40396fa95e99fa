"""Which browser a page is shown in: cookies that its later requests must have, too."""

import hashlib
import hmac
import secrets
from collections.abc import Mapping

import streamlit as st
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import cookie_parser
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_MARK = "faturas_"
"""Our cookies' names begin so. Each has a name of its own: of two pages that a new browser opens at
once, neither takes away the cookie of the other."""
_LOGIN = "_streamlit_user"
"""Streamlit's login cookies' names begin so: after logging out nothing opens any more."""

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
    """Whether it was made for somebody who had logged in."""
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
    """Whether a browser without our cookie opens a page; it may well have the page still."""
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
