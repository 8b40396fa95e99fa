"""Reading windows of everybody's invoices, several pages at a time, until each adds up."""

import logging
import threading
from collections import deque
from collections.abc import Callable, Generator, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from faturas.billing.contract import BulkPage, ListsByPeriod
from faturas.billing.transport.retry import Attempts
from faturas.errors import ApiError, ApiUnavailable, FatalApiError, StopRequested
from faturas.search.strategy import PAGE_ROWS
from faturas.search.sweep.allowance import Allowance, DoubtError
from faturas.search.sweep.answers import SweepStore, WantedCodes
from faturas.search.sweep.leitura import Leitura
from faturas.search.sweep.windows import Window
from faturas.search.tasks import Lote
from faturas.search.workers import Workers
from faturas.timing import USUAL
from faturas.unexpected import code_of, report_of

_log = logging.getLogger(__name__)

TRIES = 2
"""How often a window may fail to add up before it is halved: rows move between pages, not days."""
MOST_TRIES = 6
"""Of a single day, which cannot be halved."""


@dataclass(frozen=True, slots=True)
class PageTask:
    janela: Window
    page: int
    size: int = PAGE_ROWS


@dataclass(frozen=True, slots=True)
class PageResult:
    task: PageTask
    end: BulkPage | ApiError | StopRequested
    faults: int = 0


@dataclass(slots=True)
class _Reading:
    """A window of which pages are still on their way."""

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
        if not page.ids and self.total - number * PAGE_ROWS > PAGE_ROWS:
            raise DoubtError("a lista geral termina antes do total que anuncia")
        expected = min(PAGE_ROWS, self.total - number * PAGE_ROWS)
        self.consistent &= page.total == self.total and len(page.ids) == expected
        self.ids.update(page.ids)

    @property
    def adds_up(self) -> bool:
        return self.consistent and len(self.ids) == self.total


class _Round:
    """Which windows are still to be read, and what becomes of each page that comes in."""

    def __init__(self, store: SweepStore, todo: deque[Window]) -> None:
        self.todo = todo
        self.reading: dict[Window, _Reading] = {}
        self.read: dict[Window, int] = {}
        self._store = store
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
        return on_their_way + unread + max(0, rows - begun - read) // PAGE_ROWS

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
        self.reading[janela] = _Reading(attempt)
        return [PageTask(janela, 0)]

    def take(self, task: PageTask, page: BulkPage) -> list[PageTask]:
        """Keep what is wanted of a page; returns what to ask for next because of it."""
        # Every page of an attempt is in before the next one begins, and a window is halved only
        # while its first page is the only one asked for: none comes late.
        janela, reading = task.janela, self.reading[task.janela]
        more: list[PageTask] = []
        if task.page == 0:
            reading.total = page.total
            pages = max(1, -(-page.total // PAGE_ROWS))
            if pages > janela.most_pages():
                return self._halve(janela)
            reading.left = pages
            more = [PageTask(janela, number) for number in range(1, pages)]
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
    """Asks for pages in ``threads`` threads; everything is kept by the thread that iterates.

    Its generators yield ``[]`` at least every ``tick_s``, raise ``StopRequested`` once ``stop`` is
    set, ``ApiUnavailable`` when the job cannot go on, and ``DoubtError``.
    """

    def __init__(
        self,
        listing: ListsByPeriod,
        wanted: WantedCodes,
        new_attempts: Callable[[], Attempts],
        threads: int,
        stop: threading.Event,
        tick_s: float = USUAL.tick_s,
    ) -> None:
        self._listing = listing
        self._wanted = wanted
        self._new_attempts = new_attempts
        self._most_open = threads
        self._stop = stop
        self._tick_s = tick_s
        self.allowance = Allowance()
        self._workers = Workers(self._ask, threads, "varredura")
        self._waiting: deque[PageTask] = deque()
        self._in_flight = 0
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
        self._pages_read += sum(max(1, -(-rows // PAGE_ROWS)) for rows in finished.values())

    def close(self) -> None:
        self._workers.close()

    def totals(self, janelas: list[Window]) -> Generator[Lote, None, list[int]]:
        """How many rows each of them has, by the server's word."""
        self._waiting.extend(PageTask(janela, 0, size=1) for janela in janelas)
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
        plan = self._round = _Round(store, deque(janelas))
        self._rows = rows
        while plan.todo or plan.reading:
            # A window more only once the pages of those before are asked for: each keeps its ids.
            if plan.todo and not self._waiting and len(plan.reading) < self._most_open:
                self._waiting.extend(plan.begin(plan.todo.popleft()))
                self._hand_out()
            else:
                task, page = yield from self._next()
                self._pages_read += 1
                self._waiting.extend(plan.take(task, page))
        self._seen.update(plan.read)
        self._round = None
        return plan.read

    def _next(self) -> Generator[Lote, None, tuple[PageTask, BulkPage]]:
        while True:
            self._hand_out()
            yield []
            if self._stop.is_set():
                raise StopRequested("A tarefa foi parada.")
            result = self._workers.get(self._tick_s)
            if result is None:
                continue
            self._in_flight -= 1
            match result.end:
                case BulkPage() as page:
                    self.allowance.spend(result.faults)
                    self.allowance.check_total(page.total, quitadas=result.task.janela.quitadas)
                    return result.task, page
                case (ApiUnavailable() | StopRequested()) as end:
                    raise end
                case error:
                    told = error.of_all if isinstance(error, FatalApiError) else error
                    raise DoubtError(f"a lista geral falhou: {told}") from error

    def _hand_out(self) -> None:
        """Keep every thread busy, and no more pages in memory than that takes."""
        while self._waiting and self._in_flight < 2 * self._most_open:
            self.allowance.spend()
            self._workers.put(self._waiting.popleft())
            self._in_flight += 1

    def _ask(self, task: PageTask) -> PageResult:
        try:
            attempts = self._new_attempts()
            page = self._listing.page(
                task.janela.periodo,
                task.page,
                size=task.size,
                quitadas=task.janela.quitadas,
                wanted=self._wanted,
                attempts=attempts,
            )
        except (ApiError, StopRequested) as end:
            return PageResult(task, end)
        except Exception as error:  # noqa: BLE001 - whatever it is, there is the other way
            _log.error("unexpected %s", report_of(error))
            return PageResult(task, ApiError(f"falha inesperada (código {code_of(error)})"))
        return PageResult(task, page, attempts.faults)
