"""The way back from the login's provider: what is logged of it, and what a failure leads to."""

from urllib.parse import parse_qs, urlencode

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.web.server.starlette.starlette_server_config import USER_COOKIE_NAME

_RETURN = "/oauth2callback"
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
    """ASGI middleware around Streamlit's route for the way back.

    Of a refusal only a registered code gets that far, as Streamlit logs all its words; and whoever
    comes back without having logged in is sent to a page that says so.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not str(scope["path"]).endswith(_RETURN):
            await self._app(scope, receive, send)
            return
        said = {key: values[-1] for key, values in parse_qs(_query(scope)).items()}
        known = {key: said[key] for key in _OF_STREAMLIT if key in said}
        if "error" in said:
            known["error"] = said["error"] if said["error"] in _REASONS else "unknown"

        async def send_on(message: Message) -> None:
            # Without any of these it is the way back from a logout.
            if message["type"] == "http.response.start" and known:
                _tell_failure(message)
            await send(message)

        query = urlencode(known).encode("ascii")
        await self._app({**scope, "query_string": query}, receive, send_on)


def _query(scope: Scope) -> str:
    return bytes(scope.get("query_string", b"")).decode("latin-1")


def _tell_failure(answer: Message) -> None:
    headers = MutableHeaders(raw=answer["headers"])
    where = headers.get("location")
    if where and not any(map(_logs_in, headers.getlist("set-cookie"))):
        headers["location"] = f"{where}?{urlencode({_PARAMETER: _FAILED})}"


def _logs_in(cookie: str) -> bool:
    name, _, rest = cookie.partition("=")
    return name == USER_COOKIE_NAME and rest.partition(";")[0].strip('"') != ""


def login_failed(parameters: dict[str, str]) -> bool:
    """Whether a page's address says that somebody has come back without having logged in."""
    return parameters.get(_PARAMETER) == _FAILED
