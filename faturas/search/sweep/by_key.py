"""Reading everybody's open invoices one page after the other (``ByKey``), until all adds up."""

from collections.abc import Generator
from datetime import UTC, date, datetime

from faturas.billing.contract import KeyedPage, ListsByKey, Period
from faturas.billing.transport.retry import Attempts
from faturas.search.strategy import Forecast
from faturas.search.sweep.allowance import Allowance, DoubtError
from faturas.search.sweep.answers import SweepStore
from faturas.search.sweep.asking import Asking, Beats, HowToAsk
from faturas.search.sweep.leitura import Fase, Leitura
from faturas.search.sweep.wanted import WantedCodes
from faturas.search.sweep.windows import Window
from faturas.search.tasks import Lote

READINGS = 4
"""How often the list is read until it adds up, twice alike where its rows move: people pay
meanwhile."""
NOTHING_OPEN = "a lista geral não mostra nenhuma fatura em aberto"


class _UnsettledError(DoubtError):
    """This reading does not add up; another one may."""


class ByKey:
    """Reads the list from its first page to its last, as one window; a broken-off run begins anew.

    Where the server counts, the total before the reading, the rows read and the total after it
    must be one number; where it may not be asked again so soon, the last page's is the one after.
    Where it does not count, only a list whose rows stay where they are is believed. Where rows
    move, two readings must show the same ids: when one invoice is paid and another one issued
    between two pages, the totals agree and a row has slipped to a page that was read before.
    Nobody is proved to owe nothing by not being in the list. ``fase`` says what is done at the
    moment. The ids of two readings are kept in memory: some 100 bytes each.
    """

    def __init__(
        self,
        listing: ListsByKey,
        store: SweepStore,
        wanted: WantedCodes,
        hoje: date,
        how: HowToAsk,
        earliest: date,
    ) -> None:
        self.fase = Fase.LENDO
        self.allowance = Allowance()
        self._listing = listing
        self._store = store
        self._wanted = wanted
        self._size = listing.page_size
        self._asking = Asking(self._ask, how.one_at_a_time(), self.allowance)
        self._window = Window(Period(earliest, hoje))
        self._total: int | None = None
        self._ids: set[str] = set()
        self._pages_read = 0
        self._at_end = False
        self._once_more = listing.rows_move
        self._spares_counts = how.same_question_after_s > 0

    @property
    def leitura(self) -> Leitura:
        """How far the reading has come: one page more at least, until the last one is read."""
        rows_left = (self._total or 0) - len(self._ids)
        left = 0 if self._at_end else max(1, -(-rows_left // self._size))
        if self._once_more:
            left += -(-(self._total or 0) // self._size)
        return Leitura(self._pages_read, self._pages_read + left, len(self._ids))

    def close(self) -> None:
        """Let the thread end."""
        self._asking.close()

    def forecast(self) -> Generator[Lote, None, Forecast]:
        """What there is to read; raises ``DoubtError`` where it could not be believed."""
        self._total = yield from self._count()
        if self._total is None and self._listing.rows_move:
            raise DoubtError(
                "a lista geral não diz quantas faturas tem, e elas mudam de página quando alguém "
                "paga"
            )
        if self._total == 0:
            raise DoubtError(NOTHING_OPEN)
        return Forecast(self._total, self._size, readings=2 if self._listing.rows_move else 1)

    def read(self, requests: int) -> Beats:
        """Read everything into the store, for some times so many ``requests`` at most.

        Raises ``DoubtError`` where it cannot be believed.
        """
        if self._total is None:
            self.allowance.grant_uncounted(requests)
        else:
            self.allowance.announce(requests, self._total)
        before: set[str] | None = None
        for left in reversed(range(READINGS)):
            begun_at = datetime.now(UTC)
            self._once_more = self._listing.rows_move and before is None
            try:
                yield from self._read_once()
            except _UnsettledError:
                if not left:
                    raise
                before = None
                continue
            if not self._listing.rows_move or self._ids == before:
                self._store.finish(self._window, len(self._ids), begun_at)
                return
            before = self._ids
        raise DoubtError("a lista geral muda enquanto é lida")

    def _read_once(self) -> Beats:
        """Read the list once; raises ``_UnsettledError`` where it does not add up."""
        self.fase = Fase.LENDO
        self._store.drop(self._window)
        self._ids = set()
        self._at_end = False
        key: str | None = ""
        while key is not None:
            page = yield from self._page(key, self._size)
            self._pages_read += 1
            self._add(page)
            self._store.keep(self._window, self._wanted.rows(page.rows))
            key = page.next_key
        self._at_end = True
        if not self._ids:
            raise DoubtError(NOTHING_OPEN)
        if self._total is not None:
            self.fase = Fase.TOTAIS
            if page.total is None or not self._spares_counts:
                self._compare((yield from self._count()))
            if len(self._ids) != self._total:
                raise _UnsettledError("as páginas da lista não fecham com o total")

    def _add(self, page: KeyedPage) -> None:
        """Note a page: it must bring what none before it has brought, and lead to an end."""
        if self._total is not None and page.total is not None:
            self._compare(page.total)
        if any(row.id_fatura not in page.ids for row in page.rows):
            raise DoubtError("a lista geral se contradiz")
        before = len(self._ids)
        self._ids.update(page.ids)
        if len(self._ids) - before != len(page.ids):
            raise _UnsettledError("a lista geral mostra a mesma fatura duas vezes")
        if page.next_key is not None and not page.ids:
            raise _UnsettledError("a lista geral tem uma página vazia no meio")
        if page.next_key is None and self._total is None and len(page.ids) >= self._size:
            # Whoever cuts a list cuts it behind a full page.
            raise _UnsettledError("a lista geral acaba numa página cheia")

    def _compare(self, total: int | None) -> None:
        """Raise ``_UnsettledError`` where the total is another by now: the next reading's."""
        if total != self._total:
            self._total = self._total if total is None else total
            raise _UnsettledError("o total da lista geral muda enquanto ela é lida")

    def _count(self) -> Generator[Lote, None, int | None]:
        """How many rows the list has, by the server's word, if it counts them."""
        page = yield from self._page("", 1)
        return page.total

    def _page(self, key: str, size: int) -> Generator[Lote, None, KeyedPage]:
        self._asking.ask([(key, size)])
        _, page = yield from self._asking.next()
        if page.total is not None:
            self.allowance.check_total(page.total, quitadas=False)
        return page

    def _ask(self, asked: tuple[str, int], attempts: Attempts) -> KeyedPage:
        key, size = asked
        return self._listing.page_after(key, size=size, wanted=self._wanted, attempts=attempts)
