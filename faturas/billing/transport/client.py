"""Asks a company's billing system from many threads (``Client``): turn, retry, login, secrets.

What differs from system to system is given: how a question is signed, what an answer's envelope
says, which answer refuses the credential, and what the headers tell of limits.
"""

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any, NotRequired, TypedDict, TypeVar

from faturas.billing.settings import ApiSettings
from faturas.billing.transport.credential import (
    Granted,
    Key,
    KeyTokens,
    LoginTokens,
    Token,
    TokenLogin,
    TokenSource,
)
from faturas.billing.transport.discretion import hiding
from faturas.billing.transport.http import HttpClient, WaitOf
from faturas.billing.transport.meaning import Reply, decode
from faturas.billing.transport.question import Question
from faturas.billing.transport.quota import Quota, meter_of
from faturas.billing.transport.retry import Attempts, retrying
from faturas.billing.transport.traffic import LimitOf, Traffic
from faturas.billing.transport.turn import OpenTurnstile, Turnstile, in_turn
from faturas.billing.transport.waits import wait_of
from faturas.errors import ApiUnavailable

_TOKENS_PER_REQUEST = 3
"""Tokens that one request tries: its own, that of another thread's login, that of a login."""
REFUSED_TOO_OFTEN = "A API não para de recusar a credencial. Confira o acesso na configuração."

Answer = TypeVar("Answer")
Envelope = Callable[[Reply], dict[str, Any]]
"""Reads the answer of a system: its JSON object, or raises what it means instead."""


class Options(TypedDict):
    """How a connection is used: by how many threads, with which time limit and at what pace.

    Every request waits for its turn at the ``turnstile``, redirects and logins too. ``hoje`` gives
    the day at the moment of an answer. ``most_in_flight`` limits the requests under way at once,
    ``quota`` those of all connections of this process to the account.
    """

    threads: int
    timeout_s: float
    turnstile: NotRequired[Turnstile | None]
    hoje: NotRequired[Callable[[], date]]
    most_in_flight: NotRequired[int | None]
    quota: NotRequired[Quota | None]


def refused_with_401(reply: Reply) -> bool:
    """Whether an answer refuses the credential by its status, as HTTP means it."""
    return reply.status == 401


class Client:
    """A connection to one company's servers; no error of it repeats a secret."""

    def __init__(
        self,
        settings: ApiSettings,
        options: Options,
        *,
        credential: Key | TokenLogin,
        envelope: Envelope = decode,
        refuses: Callable[[Reply], bool] = refused_with_401,
        wait_of: WaitOf = wait_of,
        limit_of: LimitOf = lambda _: None,
    ) -> None:
        """``refuses`` tells whether an answer refuses the credential, which costs a new login."""
        self._settings = settings
        self._http = HttpClient(
            settings.url,
            pool_size=options["threads"],
            timeout_s=options["timeout_s"],
            wait_of=wait_of,
        )
        self._turnstile = options.get("turnstile") or OpenTurnstile()
        self._traffic = Traffic(options.get("most_in_flight"))
        quota = options.get("quota")
        self._meter = meter_of(settings.empresa, quota) if quota else None
        self._envelope = envelope
        self._refuses = refuses
        self._limit_of = limit_of
        self._credential = credential
        self._tokens: TokenSource = (
            LoginTokens(credential, self._log_in)
            if isinstance(credential, TokenLogin)
            else KeyTokens(credential)
        )

    def ask(
        self,
        question: Question,
        read: Callable[[dict[str, Any]], Answer],
        *,
        attempts: Attempts,
        envelope: Envelope | None = None,
    ) -> Answer:
        """What ``read`` makes of the answer's content; raises what ``BillingSystem`` raises.

        A passing fault is tried again as long as ``attempts`` allow; what ``read`` raises is not.
        ``envelope`` is for a question whose answers mean other things: a 404 that says unknown.
        """
        with hiding(self._secrets):
            content = self._content(question, envelope or self._envelope, attempts=attempts)
            return read(content)

    def close(self) -> None:
        """Give the connections back."""
        self._http.close()

    def _secrets(self) -> tuple[str, ...]:
        return (*self._settings.secrets, *self._tokens.secrets())

    @retrying
    def _content(
        self, question: Question, envelope: Envelope, *, attempts: Attempts
    ) -> dict[str, Any]:
        """The content of an answer; a refused token costs one login for all threads."""
        token = self._tokens.token(attempts)
        for _ in range(_TOKENS_PER_REQUEST):
            attempts.check_stop()
            content = self._in_turn(
                question, partial(self._answer, question, envelope, token, attempts), attempts
            )
            if content is not None:
                return content
            token = self._tokens.replace(token, attempts)
        again = self._credential.refused_again if isinstance(self._credential, TokenLogin) else ""
        raise ApiUnavailable(again or REFUSED_TOO_OFTEN)

    def _answer(
        self, question: Question, envelope: Envelope, token: Token, attempts: Attempts
    ) -> dict[str, Any] | None:
        """The content of one answer; None when the credential is not accepted."""
        reply = self._send(self._tokens.sign(question, token), attempts)
        if self._refuses(reply):
            return None
        token.proved = True
        return envelope(reply)

    def _log_in(self, login: TokenLogin, attempts: Attempts) -> Granted:
        with hiding(lambda: self._settings.secrets):
            return self._granted(login, attempts=attempts)

    @retrying
    def _granted(self, login: TokenLogin, *, attempts: Attempts) -> Granted:
        """A token, before anybody else's turn: without one nobody gets an answer."""
        attempts.check_stop()
        return self._in_turn(
            login.question,
            lambda: login.granted(self._send(login.question, attempts)),
            attempts,
            first=True,
        )

    def _in_turn(
        self,
        question: Question,
        ask: Callable[[], Answer],
        attempts: Attempts,
        *,
        first: bool = False,
    ) -> Answer:
        # First a place, then the turn: a turn that waited for a place would be lost for all others.
        with self._traffic.request(question.route or question.path, attempts.stop):
            self._spend()
            return in_turn(self._turnstile, attempts, ask, first=first)

    def _send(self, question: Question, attempts: Attempts) -> Reply:
        def before_hop() -> None:
            self._spend()
            in_turn(self._turnstile, attempts, lambda: None, first=True)

        reply = self._http.send(question, before_hop)
        if limit := self._limit_of(reply.headers):
            self._traffic.note(question.route or question.path, limit)
        return reply

    def _spend(self) -> None:
        """Count a request; raises ``ApiUnavailable`` where the account's quota has none for it."""
        if self._meter is not None:
            self._meter.spend()
