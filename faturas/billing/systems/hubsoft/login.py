"""The login: one token for all threads, renewed once for everybody."""

import threading
import time
from dataclasses import dataclass
from decimal import Decimal

from faturas.billing.systems.hubsoft.envelope import check_success, check_uncontradicted
from faturas.billing.systems.hubsoft.settings import HubSoftSettings
from faturas.billing.transport.discretion import hiding
from faturas.billing.transport.http import HttpClient, decode
from faturas.billing.transport.retry import Attempts, retrying
from faturas.billing.transport.turn import Turnstile, in_turn
from faturas.errors import ApiUnavailable, FatalApiError, FaultKind, RetryableApiError

LOGIN_PATH = "/oauth/token"
_UNTOLD_S = 3600
"""How long a token is taken to last that does not say."""
_LONGEST_S = 10**9
"""Some thirty years: a number may have more digits than any clock."""
REFUSED_AGAIN = (
    "A API recusou a credencial logo depois de um novo login. Confira o usuário de integração "
    "e suas permissões no HubSoft."
)


@dataclass(slots=True)
class Token:
    text: str
    expires_at_s: float
    proved: bool = False
    """Whether any request was let in with it: a fresh token that never was is not worth a login."""


class Login:
    """The one token of all threads; whoever finds it dead replaces it, once, for everybody."""

    def __init__(self, http: HttpClient, settings: HubSoftSettings, turnstile: Turnstile) -> None:
        self._http = http
        self._turnstile = turnstile
        self._settings = settings
        self._lock = threading.Lock()
        self._token: Token | None = None
        self._relogged = False
        self._refused: ApiUnavailable | None = None

    def secrets(self) -> tuple[str, ...]:
        """What no message may repeat: those of the settings, and the token."""
        token = self._token
        return (*self._settings.secrets, *([token.text] if token else []))

    def token(self, attempts: Attempts) -> Token:
        token = self._token
        if token is not None and time.monotonic() < token.expires_at_s:
            return token
        return self.replace(token, attempts)

    def replace(self, dead: Token | None, attempts: Attempts) -> Token:
        """A token other than ``dead``; raises ``ApiUnavailable`` when the credential is refused."""
        with self._lock:
            attempts.check_stop()
            if self._refused is not None:
                raise self._refused
            if self._token is dead or self._token is None:
                if dead is not None and not dead.proved and self._relogged:
                    self._refused = ApiUnavailable(REFUSED_AGAIN)
                    raise self._refused
                self._relogged = dead is not None
                self._token = self._log_in(attempts)
            return self._token

    def _log_in(self, attempts: Attempts) -> Token:
        try:
            with hiding(lambda: self._settings.secrets):
                return self._ask(attempts=attempts)
        except ApiUnavailable as barred:
            self._refused = barred  # nobody else need find out
            raise
        except (RetryableApiError, FatalApiError) as error:
            raise ApiUnavailable(
                f"O login na API não funcionou: {error}",
                passing=isinstance(error, RetryableApiError),
            ) from error

    @retrying
    def _ask(self, *, attempts: Attempts) -> Token:
        """A token, before anybody else's turn: without one nobody gets an answer."""
        attempts.check_stop()
        return in_turn(self._turnstile, attempts, self._post, first=True)

    def _post(self) -> Token:
        settings = self._settings
        reply = self._http.post(
            LOGIN_PATH,
            payload={
                "grant_type": "password",
                "client_id": settings.client_id,
                "client_secret": settings.client_secret.get_secret_value(),
                "username": settings.username,
                "password": settings.password.get_secret_value(),
            },
        )
        if 400 <= reply.status < 500 and reply.status not in (408, 425, 429):
            self._refused = ApiUnavailable(
                f"A API recusou o login (erro {reply.status}). Confira url, client_id, "
                "client_secret, username e password na configuração."
            )
            raise self._refused
        content = decode(reply)
        if "status" in content:  # no success has one
            check_success(content)
        check_uncontradicted(content)
        text = content.get("access_token")
        if not isinstance(text, str) or not text:
            raise RetryableApiError("A API respondeu ao login sem o token.", kind=FaultKind.CORPO)
        lasts_s = content.get("expires_in")
        if not isinstance(lasts_s, int | Decimal) or lasts_s <= 0:
            lasts_s = _UNTOLD_S
        return Token(text, time.monotonic() + float(min(lasts_s, _LONGEST_S)))
