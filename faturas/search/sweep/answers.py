"""What a sweep has shown: where it is kept, and how it goes with the rows to be asked for."""

import math
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from typing import Protocol

from faturas.billing.contract import BulkRow, Cliente
from faturas.domain.outcome import Row, Situacao
from faturas.search.sweep.windows import Window
from faturas.search.swept import Swept
from faturas.search.tasks import LookUpTask

FRESH_FOR = timedelta(minutes=30)
"""For how long after its reading a sweep is believed: people pay. The time that a run spends on
reading without a break does not count."""
_CHUNK_ROWS = 500
_KEPT_BACK_ROWS = 20_000
"""So many rows of others wait until all that is known has been handed out."""


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

    def keep_registrations(self, clientes: Sequence[Cliente], twice: Collection[str] = ()) -> None:
        """Add what the register tells of some customers; those in ``twice`` have two of them."""

    def finish(self, janela: Window, total: int, lida_em: datetime) -> None:
        """A window was read to its end; the reading began at ``lida_em``, aware."""

    def drop(self, janela: Window) -> None:
        """Forget what was read of a window."""

    def forget(self) -> None:
        """Forget everything."""

    def codes(self, *, shown: bool = False) -> Iterable[str]:
        """The codes of the customers to ask for, or of those of them who have ``shown``."""

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


class SweepAnswers:
    """What a sweep knows, handed out with the rows that are to be asked for."""

    def __init__(
        self, store: SweepStore, max_age: timedelta, listed_at_most: int | None = None
    ) -> None:
        """What was read longer ago than ``max_age`` when its row is handed out answers nothing.

        Whoever has ``listed_at_most`` invoices or more is asked for alone: the same is then decided
        about a list that may have been cut, whichever way the job goes.
        """
        self._store = store
        self._max_age = max_age
        self._listed_at_most = math.inf if listed_at_most is None else listed_at_most

    def attend(self, rows: Iterator[Row]) -> Iterator[LookUpTask]:
        """The same rows, first those that the sweep knows, with what it knows, then the others.

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
                else:
                    cut = len(swept.faturas) >= self._listed_at_most
                    yield LookUpTask(row, replace(swept, complete=False) if cut else swept)
            if len(others) >= _KEPT_BACK_ROWS:
                yield from map(LookUpTask, others)
                others = []
        yield from map(LookUpTask, others)

    def _is_fresh(self, swept: Swept) -> bool:
        age = datetime.now(UTC) - swept.lida_em
        # A clock that was set back says nothing about ages.
        return timedelta() <= age <= self._max_age
