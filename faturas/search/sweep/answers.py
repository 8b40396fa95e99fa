"""What a sweep has shown, offered as a billing system that needs to ask only for the rest.

So a customer's outcome is made by the very same steps, whether asked for alone or swept.
"""

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from typing import Protocol

from faturas.billing.contract import BillingSystem, BulkRow, Cliente
from faturas.billing.transport.retry import Attempts
from faturas.domain.fatura import Fatura
from faturas.domain.outcome import Row, Situacao
from faturas.search.sweep.windows import Window

MANY = 50
"""Whoever has so many open invoices is asked for alone: that list may be cut elsewhere."""
FRESH_FOR = timedelta(minutes=30)
"""For how long after its reading a sweep is believed: people pay. The time that a run spends on
reading without a break does not count."""
_CHUNK_ROWS = 500
_KEPT_BACK_ROWS = 20_000
"""So many rows of others wait until all that is known has been handed out."""
_KEPT_ROWS = 1_500
"""Rows are handed out ahead of the one that is being worked on by a lote at most."""


@dataclass(frozen=True, slots=True)
class Swept:
    """One customer, as the sweep saw it: every open invoice, perhaps none, phones and name.

    ``lida_em`` is when the sweep began to read what it knows, aware: an invoice that is not there
    was looked for in every window.
    """

    faturas: tuple[Fatura, ...]
    telefones: tuple[str, ...]
    lida_em: datetime
    nome: str = ""

    @property
    def complete(self) -> bool:
        """Whether the invoices need not be asked for; the phones never do."""
        return len(self.faturas) < MANY


class SweepStore(Protocol):
    """Where a sweep keeps what it has read, so that a later run goes on from there."""

    def resumes(self) -> bool:
        """Whether an earlier run has left windows to go on from.

        Forgets what it did not read to its end, and everything where that is too old.
        """

    def finished(self) -> Mapping[Window, int]:
        """The windows read so far, and how many rows each had."""

    def keep(self, janela: Window, rows: Sequence[BulkRow]) -> None:
        """Add rows to a window that is being read."""

    def finish(self, janela: Window, total: int, lida_em: datetime) -> None:
        """A window was read to its end; the reading began at ``lida_em``, aware."""

    def drop(self, janela: Window) -> None:
        """Forget what was read of a window."""

    def forget(self) -> None:
        """Forget everything."""

    def codes(self) -> Iterable[str]:
        """The codes of the customers to ask for."""

    def unseen(self) -> int:
        """How many of the customers to ask for have shown in no window."""

    def sample(self, number: int, hoje: date) -> list[Row]:
        """Customers of whom the sweep shows something, and may hide an older invoice.

        Three in four have an open invoice in a window that begins before ``hoje``, taken in turn
        from every window that is somebody's oldest: whatever the server keeps back begins behind
        one of them. The others have nothing open, or nothing due.
        """

    def known(self, codigos: Sequence[str]) -> Mapping[str, Swept]:
        """What the sweep says of these; without those about whom it cannot speak."""


class Wanted:
    """Which codes are on the list, in eight bytes each; a stranger may rarely pass."""

    def __init__(self, codes: Iterable[str]) -> None:
        self._hashes = array("q", sorted(map(hash, codes)))

    def __contains__(self, codigo: object) -> bool:
        wanted = hash(codigo)
        at = bisect_left(self._hashes, wanted)
        return at < len(self._hashes) and self._hashes[at] == wanted

    def __len__(self) -> int:
        return len(self._hashes)


class SweptBilling:
    """A billing system that answers from the sweep where it can, and asks where it cannot."""

    def __init__(self, billing: BillingSystem, store: SweepStore, max_age: timedelta) -> None:
        """What was read longer ago than ``max_age`` when its row is handed out answers nothing."""
        self._billing = billing
        self._store = store
        self._max_age = max_age
        self._at_hand: dict[str, Swept] = {}

    def attend(self, rows: Iterator[Row]) -> Iterator[Row]:
        """The same rows, first those that the sweep knows, with ``lida_em``, then the others.

        So nothing that is known grows old, or is lost to an outage, while others are asked for.
        Rows with an outcome are asked for again because somebody wants to know it afresh.
        """
        others: list[Row] = []
        while chunk := list(islice(rows, _CHUNK_ROWS)):
            codes = [row.codigo for row in chunk if row.outcome.situacao is Situacao.NAO_TENTADO]
            known = self._store.known(codes)
            for row in chunk:
                swept = known.get(row.codigo)
                if swept is None or not self._is_fresh(swept):
                    others.append(row)
                    continue
                self._hand_out(row.codigo, swept)
                yield replace(row, lida_em=swept.lida_em) if swept.complete else row
            if len(others) >= _KEPT_BACK_ROWS:
                yield from others
                others = []
        yield from others

    def faturas(self, codigo: str, attempts: Attempts) -> list[Fatura]:
        swept = None if attempts.urgent else self._at_hand.get(codigo)
        if swept is None or not swept.complete:
            return self._billing.faturas(codigo, attempts)
        return list(swept.faturas)

    def cliente(self, codigo: str, attempts: Attempts) -> Cliente | None:
        swept = None if attempts.urgent else self._at_hand.get(codigo)
        if swept is None:
            return self._billing.cliente(codigo, attempts)
        return Cliente(codigo, swept.nome, swept.telefones)

    def close(self) -> None:
        self._billing.close()

    def _is_fresh(self, swept: Swept) -> bool:
        age = datetime.now(UTC) - swept.lida_em
        # A clock that was set back says nothing about ages.
        return timedelta() <= age <= self._max_age

    def _hand_out(self, codigo: str, swept: Swept) -> None:
        self._at_hand[codigo] = swept
        if len(self._at_hand) > _KEPT_ROWS:
            del self._at_hand[next(iter(self._at_hand))]
