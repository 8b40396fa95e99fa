"""Guards the way to a login's provider and back (``LoginBack``): what is logged, where it ends."""

import re
from urllib.parse import parse_qs, urlencode

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import cookie_parser
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.web.server.starlette.starlette_server_config import USER_COOKIE_NAME

_DEPARTURE = "/auth/login"
_RETURN = "/oauth2callback"
_JOB = "tarefa"
_JOB_ID = re.compile(r"[0-9a-f]{8}")
_JOB_COOKIE = "tarefa_ao_entrar"
"""Holds, for the minutes of a login, the id of the job whose page the visitor had come for."""
_LOGIN_TAKES_S = 900
"""Seconds that the cookie lasts: a login may take some minutes."""
_PARAMETER = "entrada"
_FAILED = "falhou"
_OF_STREAMLIT = ("code", "state")
_REASONS = frozenset(
    (
        "access_denied",
        "account_selection_required",
        "consent_required",
        "interaction_required",
        "invalid_request",
        "invalid_scope",
        "login_required",
        "server_error",
        "temporarily_unavailable",
        "unauthorized_client",
        "unsupported_response_type",
    )
)
"""The codes of RFC 6749 (4.1.2.1) and of OpenID Connect Core (3.1.2.6); others may be anything."""


class LoginBack:
    """Guards Streamlit's routes to a login's provider and back (ASGI middleware).

    Of a refusal only a registered code gets as far as Streamlit, which logs all its words. Who has
    not logged in is told so on our first page; who has, is shown there the job that they had come
    for. Nobody is sent anywhere else.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = str(scope["path"]) if scope["type"] == "http" else ""
        if path.endswith(_DEPARTURE):
            await self._depart(scope, receive, send)
        elif path.endswith(_RETURN):
            await self._come_back(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    async def _depart(self, scope: Scope, receive: Receive, send: Send) -> None:
        _, _, asked_for = Headers(scope=scope).get("referer", "").partition("?")
        job_id = _job_id(parse_qs(asked_for).get(_JOB, [""])[-1])

        async def send_on(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).append("set-cookie", _job_cookie(scope, job_id))
            await send(message)

        await self._app(scope, receive, send_on)

    async def _come_back(self, scope: Scope, receive: Receive, send: Send) -> None:
        said = {key: values[-1] for key, values in parse_qs(_query(scope)).items()}
        known = {key: said[key] for key in _OF_STREAMLIT if key in said}
        if "error" in said:
            known["error"] = said["error"] if said["error"] in _REASONS else "unknown"
        cookies = cookie_parser(Headers(scope=scope).get("cookie", ""))

        async def send_on(message: Message) -> None:
            # Without any of these it is the way back from a logout.
            if message["type"] == "http.response.start" and known:
                _lead_on(message, _job_id(cookies.get(_JOB_COOKIE, "")))
            await send(message)

        query = urlencode(known).encode("ascii")
        await self._app({**scope, "query_string": query}, receive, send_on)


def _job_id(text: str) -> str:
    """Return ``text`` if it is the id of a job, whether there is one or not; else ``""``."""
    return text if _JOB_ID.fullmatch(text) else ""


def _job_cookie(scope: Scope, job_id: str) -> str:
    """Return the cookie that keeps a job's id; without a job, one that ends at once."""
    secure = "; Secure" if scope["scheme"] == "https" else ""
    lasts_s = _LOGIN_TAKES_S if job_id else 0
    return f"{_JOB_COOKIE}={job_id}; Max-Age={lasts_s}; Path=/; HttpOnly; SameSite=Lax{secure}"


def _query(scope: Scope) -> str:
    return bytes(scope.get("query_string", b"")).decode("latin-1")


def _lead_on(answer: Message, job_id: str) -> None:
    """Add what the first page has to know to the address to which Streamlit leads."""
    headers = MutableHeaders(raw=answer["headers"])
    where = headers.get("location")
    query = {_JOB: job_id} if job_id else {}
    if not any(map(_logs_in, headers.getlist("set-cookie"))):
        query[_PARAMETER] = _FAILED
    if where and query:
        headers["location"] = f"{where}?{urlencode(query)}"


def _logs_in(cookie: str) -> bool:
    name, _, rest = cookie.partition("=")
    return name == USER_COOKIE_NAME and rest.partition(";")[0].strip('"') != ""


def login_failed(parameters: dict[str, str]) -> bool:
    """Whether a page's address says that somebody has come back without having logged in."""
    return parameters.get(_PARAMETER) == _FAILED
