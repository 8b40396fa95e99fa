"""Reading windows of everybody's invoices, several pages at a time, until each adds up."""

from collections import deque
from collections.abc import Generator, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from faturas.billing.contract import BulkPage, ListsByPeriod
from faturas.billing.transport.retry import Attempts
from faturas.search.sweep.allowance import Allowance, DoubtError
from faturas.search.sweep.answers import SweepStore
from faturas.search.sweep.asking import Asking, HowToAsk
from faturas.search.sweep.leitura import Leitura
from faturas.search.sweep.wanted import WantedCodes
from faturas.search.sweep.windows import Window
from faturas.search.tasks import Lote

TRIES = 2
"""How often a window may fail to add up before it is halved: rows move between pages, not days."""
MOST_TRIES = 6
"""Of a single day, which cannot be halved."""


@dataclass(frozen=True, slots=True)
class PageTask:
    """Names a page to read: number ``page``, of ``size`` rows, of a window."""

    janela: Window
    page: int
    size: int


@dataclass(slots=True)
class _Reading:
    """A window of which pages of ``size`` rows are still on their way."""

    size: int
    attempt: int = 0
    begun_at: datetime = field(default_factory=lambda: datetime.now(UTC))
    total: int = 0
    left: int = 1
    ids: set[str] = field(default_factory=set)
    consistent: bool = True

    def add(self, number: int, page: BulkPage) -> None:
        """Note a page; rows that repeat or lack, or a total that changed, make it inconsistent.

        Raises ``DoubtError`` where the list ends long before its end: as many rows as a page holds
        and more do not leave it while it is read.
        """
        self.left -= 1
        left = self.total - number * self.size
        if not page.ids and left > self.size:
            raise DoubtError("a lista geral termina antes do total que anuncia")
        expected = min(self.size, left)
        self.consistent &= page.total == self.total and len(page.ids) == expected
        self.ids.update(page.ids)

    @property
    def adds_up(self) -> bool:
        return self.consistent and len(self.ids) == self.total


class _Round:
    """Which windows are still to be read, and what becomes of each page that comes in."""

    def __init__(self, store: SweepStore, todo: deque[Window], size: int) -> None:
        """``size`` is the most rows of a page."""
        self.todo = todo
        self.reading: dict[Window, _Reading] = {}
        self.read: dict[Window, int] = {}
        self._store = store
        self._size = size
        self._finished = store.finished()

    def pages_left(self, rows: int) -> int:
        """How many pages are still to come at most, unless some have to be read again.

        ``rows``: how many there were to read when the round began.
        """
        on_their_way = sum(reading.left for reading in self.reading.values())
        begun = sum(reading.total for reading in self.reading.values())
        read = sum(rows for janela, rows in self.read.items() if janela not in self._finished)
        unread = sum(janela not in self._finished for janela in self.todo)
        # The last page of each window may hold a single row.
        return on_their_way + unread + max(0, rows - begun - read) // self._size

    def rows_seen(self) -> dict[Window, int]:
        """How many rows of each window have been read."""
        return self.read | {each: len(reading.ids) for each, reading in self.reading.items()}

    def begin(self, janela: Window, attempt: int = 0) -> list[PageTask]:
        """The page to ask for first, unless the window, or a part of it, has been read before."""
        if janela in self._finished:
            self.read[janela] = self._finished[janela]
            return []
        if any(each in janela for each in self._finished):
            self.todo.extendleft(janela.halves())
            return []
        self._store.drop(janela)
        self.reading[janela] = _Reading(self._size, attempt)
        return [PageTask(janela, 0, self._size)]

    def take(self, task: PageTask, page: BulkPage) -> list[PageTask]:
        """Keep what is wanted of a page; returns what to ask for next because of it."""
        # Every page of an attempt is in before the next one begins, and a window is halved only
        # while its first page is the only one asked for: none comes late.
        janela, reading = task.janela, self.reading[task.janela]
        more: list[PageTask] = []
        if task.page == 0:
            reading.total = page.total
            pages = max(1, -(-page.total // self._size))
            if pages > janela.most_pages():
                return self._halve(janela)
            reading.left = pages
            more = [PageTask(janela, number, self._size) for number in range(1, pages)]
        reading.add(task.page, page)
        self._store.keep(janela, page.rows)
        return more if reading.left else self._close(janela, reading)

    def _close(self, janela: Window, reading: _Reading) -> list[PageTask]:
        if reading.adds_up:
            del self.reading[janela]
            self._store.finish(janela, reading.total, reading.begun_at)
            self.read[janela] = reading.total
            return []
        if reading.attempt + 1 >= TRIES and janela.periodo.dias > 1:
            return self._halve(janela)
        if reading.attempt + 1 >= MOST_TRIES:
            raise DoubtError("as páginas da lista não fecham com o total")
        return self.begin(janela, reading.attempt + 1)

    def _halve(self, janela: Window) -> list[PageTask]:
        del self.reading[janela]
        self._store.drop(janela)
        self.todo.extendleft(janela.halves())
        return []


class Reader:
    """Asks for pages in several threads; everything is kept by the thread that iterates.

    Its generators yield ``[]`` at least every ``tick_s`` and raise what ``Asking.next`` does.
    """

    def __init__(
        self,
        listing: ListsByPeriod,
        wanted: WantedCodes,
        how: HowToAsk,
    ) -> None:
        self.allowance = Allowance()
        self._listing = listing
        self._size = listing.page_size
        self._wanted = wanted
        self._most_open = how.threads
        self._asking = Asking(self._page, how, self.allowance)
        self._round: _Round | None = None
        self._rows = 0
        self._seen: dict[Window, int] = {}
        self._pages_read = 0

    @property
    def leitura(self) -> Leitura:
        """How far the reading has come, what was read before it was broken off included."""
        left = self._round.pages_left(self._rows) if self._round else 0
        seen = self._seen | (self._round.rows_seen() if self._round else {})
        return Leitura(self._pages_read, self._pages_read + left, sum(seen.values()))

    def count_finished(self, finished: Mapping[Window, int]) -> None:
        """Count what an earlier run has read, by window, as read."""
        self._seen.update(finished)
        self._pages_read += sum(max(1, -(-rows // self._size)) for rows in finished.values())

    def close(self) -> None:
        """Let the threads end."""
        self._asking.close()

    def totals(self, janelas: list[Window]) -> Generator[Lote, None, list[int]]:
        """How many rows each of them has, by the server's word."""
        self._asking.ask(PageTask(janela, 0, size=1) for janela in janelas)
        found: dict[Window, int] = {}
        while len(found) < len(janelas):
            task, page = yield from self._next()
            found[task.janela] = page.total
        return [found[janela] for janela in janelas]

    def read(
        self, janelas: Iterable[Window], store: SweepStore, rows: int = 0
    ) -> Generator[Lote, None, dict[Window, int]]:
        """Read into ``store`` what it does not have yet: some ``rows``, 0 when nobody knows.

        Returns the rows of each window, as whole or in parts as it was read.
        """
        plan = self._round = _Round(store, deque(janelas), self._size)
        self._rows = rows
        while plan.todo or plan.reading:
            # A window more only once the pages of those before are asked for: each keeps its ids.
            if plan.todo and not self._asking.waiting and len(plan.reading) < self._most_open:
                self._asking.ask(plan.begin(plan.todo.popleft()))
                self._asking.hand_out()
            else:
                task, page = yield from self._next()
                self._pages_read += 1
                self._asking.ask(plan.take(task, page))
        self._seen.update(plan.read)
        self._round = None
        return plan.read

    def _next(self) -> Generator[Lote, None, tuple[PageTask, BulkPage]]:
        task, page = yield from self._asking.next()
        self.allowance.check_total(page.total, quitadas=task.janela.quitadas)
        return task, replace(page, rows=tuple(self._wanted.rows(page.rows)))

    def _page(self, task: PageTask, attempts: Attempts) -> BulkPage:
        return self._listing.page(
            task.janela.periodo,
            task.page,
            size=task.size,
            quitadas=task.janela.quitadas,
            wanted=self._wanted,
            attempts=attempts,
        )
