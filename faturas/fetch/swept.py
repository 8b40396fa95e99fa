"""What a sweep has shown, offered as a billing system that needs to ask only for the rest.

So a customer's outcome is made by the very same steps, whether asked for alone or swept.
"""

from array import array
from bisect import bisect_left
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Protocol

from faturas.billing.base import BillingSystem, BulkRow, Cliente
from faturas.billing.retry import Lookup
from faturas.fetch.coverage import Janela
from faturas.invoice import Fatura
from faturas.outcome import Row, Situacao

MANY = 50
"""Whoever has so many open invoices is asked for alone: that list may be cut elsewhere."""
_CHUNK_ROWS = 500
_KEPT_CHUNKS = 3
"""Rows are handed out at most a few dozen ahead of the one that is being worked on."""


@dataclass(frozen=True, slots=True)
class Swept:
    """One customer, as the sweep saw it: every open invoice, perhaps none, and the phones."""

    faturas: tuple[Fatura, ...]
    telefones: tuple[str, ...]


class SweepStore(Protocol):
    """Where a sweep keeps what it has read, so that a later run goes on from there."""

    def resumes(self) -> bool:
        """Whether an earlier run has left windows to go on from.

        Forgets what it did not read to its end, and everything where that is too old.
        """

    def finished(self) -> Mapping[Janela, int]:
        """The windows read so far, and how many rows each had."""

    def keep(self, janela: Janela, rows: Sequence[BulkRow]) -> None:
        """Add rows to a window that is being read."""

    def finish(self, janela: Janela, total: int) -> None:
        """A window was read to its end."""

    def drop(self, janela: Janela) -> None:
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

    def __init__(self, billing: BillingSystem, store: SweepStore) -> None:
        self._billing = billing
        self._store = store
        self._chunks: deque[Mapping[str, Swept]] = deque(maxlen=_KEPT_CHUNKS)

    def attend(self, rows: Iterator[Row]) -> Iterator[Row]:
        """The same rows; looks each chunk of them up in the store before it is worked on.

        Rows with an outcome are asked for again because somebody wants to know it afresh.
        """
        while chunk := list(islice(rows, _CHUNK_ROWS)):
            codes = [row.codigo for row in chunk if row.outcome.situacao is Situacao.NAO_TENTADO]
            self._chunks.append(self._store.known(codes))
            yield from chunk

    def faturas(self, codigo: str, lookup: Lookup) -> list[Fatura]:
        swept = None if lookup.urgent else self._swept(codigo)
        if swept is None or len(swept.faturas) >= MANY:
            return self._billing.faturas(codigo, lookup)
        return list(swept.faturas)

    def cliente(self, codigo: str, lookup: Lookup) -> Cliente | None:
        swept = None if lookup.urgent else self._swept(codigo)
        if swept is None:
            return self._billing.cliente(codigo, lookup)
        return Cliente(codigo, next((each.nome for each in swept.faturas), ""), swept.telefones)

    def close(self) -> None:
        self._billing.close()

    def _swept(self, codigo: str) -> Swept | None:
        for chunk in reversed(tuple(self._chunks)):
            if codigo in chunk:
                return chunk[codigo]
        return None
