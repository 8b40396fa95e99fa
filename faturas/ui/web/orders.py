"""Builds the files that clicks have ordered (``Orders``), and keeps them until they are fetched.

An order goes on whatever becomes of the page that placed it. Nothing here imports Streamlit: an
order belongs to a browser (``BrowserId``), not to a session.
"""

import contextlib
import hashlib
import logging
import secrets
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import BinaryIO, TypeVar

from faturas.app import temporary
from faturas.app.files import Built, Passing
from faturas.errors import FaturasError
from faturas.ui.web.browser import BrowserId
from faturas.unexpected import code_of

_log = logging.getLogger(__name__)
_Item = TypeVar("_Item")

_BUILDERS = 2
"""Files built at the same time; each is one busy thread beside those of the pages."""
_OPEN = 64
"""Orders that may be being built or waiting to be fetched; the next one is refused."""
_REMEMBERED = 1_000
"""Orders that are remembered; from there on, those that are over are forgotten."""
_READY_BYTES = 1_000_000_000
"""Bytes that built files may take on the disk of the data folder; 500,000 contacts take 200 MB."""
_KEPT_S = 300.0
"""Seconds that a file waits to be fetched and, once it has gone out, to be fetched again.

What became of an order is remembered as long.
"""
_WANTED_S = 60.0
"""Seconds without a question of the browser, which asks every few, until its order is given up."""
_LOOK_EVERY_ROWS = 500
"""Rows between two looks whether the file is still wanted."""
_FAILED = (
    "O arquivo não pôde ser montado (código {code}). Clique de novo e, se persistir, envie este "
    "código a quem cuida do painel."
)
_BUSY = (
    "O servidor não tem recursos para montar o arquivo agora. Aguarde um minuto e clique de novo."
)
_TOO_MANY = "Há arquivos demais esperando para ser baixados. Aguarde um minuto e clique de novo."
_OUTDATED = "Os dados mudaram depois deste arquivo. Clique em Baixar de novo."
_GONE = "O pedido deste arquivo foi abandonado. Clique de novo."


class OrderState(StrEnum):
    """Names how an order stands, as the page's script reads it."""

    PREPARANDO = "preparando"
    PRONTO = "pronto"
    ENVIANDO = "enviando"
    ENTREGUE = "entregue"
    RECUSADO = "recusado"


class Unwanted(Exception):  # noqa: N818 - not an error: the browser has gone away
    """Ends the building of a file that its browser no longer waits for."""


class _Watch:
    """Ends a build for which nobody waits any more."""

    def __init__(self, wanted: Callable[[], bool]) -> None:
        self._wanted = wanted

    def over(self, items: Iterable[_Item]) -> Iterator[_Item]:
        """Yield the items; raise ``Unwanted`` among them."""
        for number, item in enumerate(items):
            if number % _LOOK_EVERY_ROWS == 0 and not self._wanted():
                raise Unwanted
            yield item


Build = Callable[[BinaryIO, Passing], Built]
"""Writes into an empty, readable file, whose rows go through the ``Passing``.

Raises a ``FaturasError`` that says why it cannot.
"""
Version = Callable[[], object]
"""What a file is made of, to be compared. Raises a ``FaturasError`` where that is no more."""


@dataclass(slots=True)
class Order:
    """Holds one file for one browser, which last asked for it at ``asked_s``.

    ``claimed``: the browser has asked for it. Moments are of the clock of its ``Orders``.
    """

    token: str
    browser: BrowserId
    build: Build
    version: Version
    asked_s: float
    estado: OrderState = OrderState.PREPARANDO
    reason: str = ""
    made_of: object = None
    built: Built | None = None
    path: Path | None = None
    size_bytes: int = 0
    sha256: str = ""
    claimed: bool = False
    settled_s: float | None = None

    @property
    def open(self) -> bool:
        """Whether there still is something to do for it."""
        return self.estado in (OrderState.PREPARANDO, OrderState.PRONTO, OrderState.ENVIANDO)


class Orders:
    """Keeps all orders of a process; safe for many threads.

    ``clock`` gives seconds, and never goes back.
    """

    def __init__(
        self, *, kept_s: float = _KEPT_S, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._kept_s = kept_s
        self._clock = clock
        self._lock = threading.Lock()
        self._orders: dict[str, Order] = {}
        self._waiting: list[Order] = []
        self._building: list[Order] = []
        self._timer: threading.Timer | None = None

    def place(self, build: Build, browser: BrowserId, version: Version = lambda: None) -> str:
        """Have a file built for a browser; returns the token by which the order is found."""
        order = Order(secrets.token_urlsafe(32), browser, build, version, self._clock())
        with self._lock:
            self._forget_old()
            self._orders[order.token] = order
            if self._has_room():
                self._waiting.append(order)
            else:
                self._settle(order, OrderState.RECUSADO, _TOO_MANY)
            self._start_next()
        return order.token

    def find(self, token: str) -> Order | None:
        with self._lock:
            self._forget_old()
            return self._orders.get(token)

    def claim(self, order: Order) -> None:
        """Note that the browser asks how its order stands, and so wants it."""
        order.claimed = True
        order.asked_s = self._clock()

    def withdraw_if_outdated(self, order: Order) -> None:
        """Withdraw a file whose job is gone, or that went out once and has changed since."""
        if order.estado is OrderState.RECUSADO or order.path is None:
            return
        try:
            changed = order.version() != order.made_of
        except FaturasError as error:
            self._withdraw(order, str(error))
            return
        if changed and order.estado is OrderState.ENTREGUE:
            self._withdraw(order, _OUTDATED)

    def unclaimed(self, tokens: Iterable[str]) -> list[str]:
        """Return those orders that their browser has not asked for yet."""
        with self._lock:
            found = (self._orders.get(token) for token in tokens)
            return [order.token for order in found if order is not None and not order.claimed]

    def sending(self, order: Order) -> None:
        """Note that the file is on its way."""
        with self._lock:
            if order.estado is OrderState.PRONTO:
                order.estado = OrderState.ENVIANDO

    def sent(self, order: Order, *, whole: bool) -> None:
        """Note that the file has gone out, or broke off; another fetch finds it in either case.

        Whether the browser has kept what went out is not known here: it may have asked the person
        first, or lost its connection.
        """
        with self._lock:
            if order.estado not in (OrderState.PRONTO, OrderState.ENVIANDO):
                return
            if whole:
                self._settle(order, OrderState.ENTREGUE)
            else:
                order.estado = OrderState.PRONTO

    def _withdraw(self, order: Order, reason: str) -> None:
        with self._lock:
            _remove(order)
            self._settle(order, OrderState.RECUSADO, reason)

    def _has_room(self) -> bool:
        """Whether one more fits; to make room, remove files that have gone out, oldest first."""
        orders = list(self._orders.values())
        gone_out = [order for order in orders if order.estado is OrderState.ENTREGUE]
        while (kept := sum(order.size_bytes for order in orders)) >= _READY_BYTES and gone_out:
            _remove(gone_out.pop(0))
        return kept < _READY_BYTES and sum(order.open for order in orders) <= _OPEN

    def _start_next(self) -> None:
        """Start what can be started; a browser of which nothing is being built goes first."""
        while self._waiting and len(self._building) < _BUILDERS:
            served = {order.browser for order in self._building}
            order = next(
                (order for order in self._waiting if order.browser not in served), self._waiting[0]
            )
            self._waiting.remove(order)
            thread = threading.Thread(
                target=self._carry_out, args=(order,), name="baixar", daemon=True
            )
            try:
                thread.start()
            except RuntimeError:  # there are too many
                self._settle(order, OrderState.RECUSADO, _BUSY)
            else:
                self._building.append(order)

    def _carry_out(self, order: Order) -> None:
        ended, reason = OrderState.RECUSADO, _GONE
        try:
            _build(order, _Watch(lambda: self._clock() - order.asked_s <= _WANTED_S))
            ended, reason = OrderState.PRONTO, ""
        except FaturasError as error:
            reason = str(error)
        except Unwanted:
            pass
        except Exception as error:  # noqa: BLE001 - told by its code; the trace goes to the log
            reason = _FAILED.format(code=code_of(error))
            _log.error("a file could not be built", exc_info=error)
        finally:
            with self._lock:
                self._building.remove(order)
                if ended is not OrderState.PRONTO:
                    _remove(order)
                self._settle(order, ended, reason)
                self._start_next()

    def _settle(self, order: Order, estado: OrderState, reason: str = "") -> None:
        order.estado, order.reason, order.settled_s = estado, reason, self._clock()
        self._forget_in_time()

    def _forget_in_time(self) -> None:
        """Set a timer, so that no file stays where no browser asks for anything any more."""
        orders = self._orders.values()
        settled_s = [each.settled_s for each in orders if each.path and each.settled_s is not None]
        if not settled_s or self._timer is not None:
            return
        wait_s = min(settled_s) + self._kept_s + 1 - self._clock()
        timer = threading.Timer(max(wait_s, 0), self._forget_due)
        timer.daemon = True
        with contextlib.suppress(RuntimeError):  # too many threads: the next order forgets
            timer.start()
            self._timer = timer

    def _forget_due(self) -> None:
        with self._lock:
            self._timer = None
            self._forget_old()
            self._forget_in_time()

    def _forget_old(self) -> None:
        now_s = self._clock()
        for order in list(self._orders.values()):
            old = order.settled_s is not None and now_s - order.settled_s > self._kept_s
            if old or (not order.open and len(self._orders) > _REMEMBERED):
                del self._orders[order.token]
                _remove(order)


def _build(order: Order, watch: _Watch) -> None:
    """Build the file of an order; raises what its ``build`` raises, and ``Unwanted``."""
    list(watch.over([None]))  # it may have waited for long
    order.made_of = order.version()  # before it is read: what changes meanwhile outdates it
    order.path = temporary.new_file()
    try:
        with order.path.open("w+b") as file:
            order.built = order.build(file, watch.over)
            order.size_bytes = file.seek(0, 2)
            file.seek(0)
            order.sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise temporary.no_room() from error


def _remove(order: Order) -> None:
    if order.path is not None:
        with contextlib.suppress(OSError):
            order.path.unlink(missing_ok=True)
    order.path, order.size_bytes = None, 0


@cache
def orders() -> Orders:
    """Return the orders of this process."""
    return Orders()
