"""Gives every request its turn (``in_turn``), and reports its end to whoever decides the pace."""

import threading
from collections.abc import Callable
from typing import Any, Protocol, TypeVar

from faturas.billing.transport.retry import Attempts
from faturas.errors import (
    ApiUnavailable,
    FatalApiError,
    FaultKind,
    RetryableApiError,
    StopRequested,
)

Answer = TypeVar("Answer")


class Turnstile(Protocol):
    """Who lets requests pass; a ticket goes back through exactly one of the four ``on_…``."""

    def acquire(self, stop: threading.Event, *, first: bool = False) -> Any:
        """Wait for leave to send one request, before all who wait if ``first``; None once ``stop``
        is set."""

    def on_success(self, ticket: Any) -> None:
        """The API answered, whatever it said."""

    def on_throttled(self, ticket: Any, retry_after_s: float | None) -> None:
        """The API asked to slow down."""

    def on_slow(self, ticket: Any) -> None:
        """The API cannot keep up."""

    def on_fault(self) -> None:
        """Anything else, or nothing was sent after all."""


class OpenTurnstile:
    """Lets everybody pass at once."""

    def acquire(self, _stop: threading.Event, *, first: bool = False) -> Any:
        del first  # nobody waits
        return True

    def on_success(self, ticket: Any) -> None:
        """Does nothing: nobody counts."""

    def on_throttled(self, ticket: Any, retry_after_s: float | None) -> None:
        """Does nothing: each caller waits for itself."""

    on_slow = on_success

    def on_fault(self) -> None:
        """Nobody keeps count."""


def in_turn(
    turnstile: Turnstile, attempts: Attempts, ask: Callable[[], Answer], *, first: bool = False
) -> Answer:
    """Ask when it is our turn; raises what ``ask`` raises, and ``StopRequested``.

    An error by which the API asks to slow down leaves as ``held``: the turnstile has been told.
    """
    ticket = turnstile.acquire(attempts.stop, first=first or attempts.urgent)
    if ticket is None:
        raise StopRequested("A tarefa foi parada.")
    try:
        answer = ask()
    except RetryableApiError as error:
        if error.kind is FaultKind.LIMITE:
            turnstile.on_throttled(ticket, error.retry_after_s)
            raise _held(error) from error
        if error.slow:
            turnstile.on_slow(ticket)
        else:
            turnstile.on_fault()
        raise
    except ApiUnavailable as error:
        if error.retry_after_s is None:
            turnstile.on_fault()
        else:
            turnstile.on_throttled(ticket, error.retry_after_s)
        raise
    except FatalApiError:
        turnstile.on_success(ticket)
        raise
    except BaseException:
        turnstile.on_fault()
        raise
    turnstile.on_success(ticket)
    return answer


def _held(error: RetryableApiError) -> RetryableApiError:
    """The same error, for whose wait the turnstile holds everybody back."""
    return RetryableApiError(
        str(error),
        kind=error.kind,
        retry_after_s=error.retry_after_s,
        slow=error.slow,
        held=True,
    )
