"""Shows a system who asks: by a key that goes with every question, or by the token of a login."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from faturas.billing.transport.meaning import Reply
from faturas.billing.transport.question import Question
from faturas.billing.transport.retry import Attempts
from faturas.errors import ApiUnavailable, FatalApiError, RetryableApiError

ASSUMED_LIFE_S = 3600.0
"""Seconds that a token is taken to last that does not say."""


@dataclass(frozen=True, slots=True)
class Key:
    """A credential that goes with every question as it is; ``sign`` adds it.

    ``settings`` names the keys of the configuration that a person is to look at when it is refused.
    """

    sign: Callable[[Question], Question]
    settings: str


@dataclass(frozen=True, slots=True)
class Granted:
    """What a login gave: a token, and for how many seconds."""

    token: str = field(repr=False)
    lasts_s: float = ASSUMED_LIFE_S


@dataclass(frozen=True, slots=True)
class TokenLogin:
    """A question that gives a token, which ``sign`` adds to all others.

    ``read`` turns the answer into the token, and raises like any reading of an answer; an answer
    that refuses by its status never comes to it. ``settings`` is as with ``Key``; ``refused_again``
    is what is said when a fresh token is not accepted either.
    """

    question: Question
    read: Callable[[Reply], Granted]
    sign: Callable[[Question, str], Question]
    settings: str
    refused_again: str

    def granted(self, reply: Reply) -> Granted:
        """The token of an answer; raises ``ApiUnavailable`` where the login is refused."""
        if 400 <= reply.status < 500 and reply.status not in (408, 425, 429):
            raise refused_login(self.settings, f" (erro {reply.status})")
        return self.read(reply)


def refused_login(settings: str, why: str = "") -> ApiUnavailable:
    """The error of a login that is refused, whatever is wrong with it."""
    return ApiUnavailable(f"A API recusou o login{why}. Confira {settings} na configuração.")


@dataclass(slots=True, repr=False)
class Token:
    """A token in use; ``proved`` once a request with it was accepted.

    One that never was accepted and is refused would be refused again after another login.
    """

    text: str
    expires_at_s: float
    proved: bool = False


class TokenSource(Protocol):
    """Gives the credential to the requests of all threads."""

    def token(self, attempts: Attempts) -> Token:
        """The token in use; logs in first where there is none."""

    def replace(self, dead: Token, attempts: Attempts) -> Token:
        """Another token than ``dead``, which was refused; raises ``ApiUnavailable`` for none."""

    def sign(self, question: Question, token: Token) -> Question:
        """The question with the credential."""

    def secrets(self) -> tuple[str, ...]:
        """What no message may repeat, besides the secrets of the settings."""


class KeyTokens:
    """The credential of a system with a key: always the same, and none once it is refused."""

    def __init__(self, key: Key) -> None:
        self._key = key
        self._token = Token("", float("inf"))

    def token(self, _attempts: Attempts) -> Token:
        return self._token

    def replace(self, _dead: Token, _attempts: Attempts) -> Token:
        raise ApiUnavailable(
            f"A API recusou a credencial. Confira {self._key.settings} na configuração."
        )

    def sign(self, question: Question, _token: Token) -> Question:
        return self._key.sign(question)

    def secrets(self) -> tuple[str, ...]:
        return ()


class LoginTokens:
    """The one token of all threads; the first that finds it refused replaces it for all of them.

    ``ask`` sends the login's question, and tries again what may pass.
    """

    def __init__(self, login: TokenLogin, ask: Callable[[TokenLogin, Attempts], Granted]) -> None:
        self._login = login
        self._ask = ask
        self._lock = threading.Lock()
        self._token: Token | None = None
        self._relogged = False
        self._refused: ApiUnavailable | None = None

    def secrets(self) -> tuple[str, ...]:
        token = self._token
        return (token.text,) if token else ()

    def sign(self, question: Question, token: Token) -> Question:
        return self._login.sign(question, token.text)

    def token(self, attempts: Attempts) -> Token:
        token = self._token
        if token is not None and time.monotonic() < token.expires_at_s:
            return token
        return self.replace(token, attempts)

    def replace(self, dead: Token | None, attempts: Attempts) -> Token:
        with self._lock:
            attempts.check_stop()
            if self._refused is not None:
                raise self._refused
            if self._token is dead or self._token is None:
                if dead is not None and not dead.proved and self._relogged:
                    self._refused = ApiUnavailable(self._login.refused_again)
                    raise self._refused
                self._relogged = dead is not None
                self._token = self._log_in(attempts)
            return self._token

    def _log_in(self, attempts: Attempts) -> Token:
        try:
            granted = self._ask(self._login, attempts)
        except ApiUnavailable as barred:
            self._refused = barred  # so that no other thread asks for a login
            raise
        except (RetryableApiError, FatalApiError) as error:
            raise ApiUnavailable(
                f"O login na API não funcionou: {error}",
                passing=isinstance(error, RetryableApiError),
            ) from error
        return Token(granted.token, time.monotonic() + granted.lasts_s)
