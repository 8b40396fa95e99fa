"""Reading everybody's invoices by periods of due dates (``ByPeriod``), until all of it adds up."""

from collections.abc import Generator
from datetime import date, timedelta

from faturas.billing.contract import ListsByPeriod, Period
from faturas.domain.ptbr import number
from faturas.search.settings import BuscaSettings
from faturas.search.strategy import Forecast
from faturas.search.sweep import windows
from faturas.search.sweep.allowance import Allowance, DoubtError
from faturas.search.sweep.answers import SweepStore
from faturas.search.sweep.asking import Beats, HowToAsk
from faturas.search.sweep.leitura import Fase, Leitura
from faturas.search.sweep.reader import Reader
from faturas.search.sweep.wanted import WantedCodes
from faturas.search.sweep.windows import Window
from faturas.search.tasks import Lote

LOOKS = 3
"""How often totals that do not agree are asked for again."""

_MOST_OF_LEFT = 1 / 3
"""Of the requests a sweep may still make, the share that a month of paid invoices may cost: it may
turn out larger than the one before."""


class ByPeriod:
    """Reads the windows that together hold every due date; a run that was broken off goes on.

    Each window must add up to the total that the server names, and all windows together to the
    total of everything. ``fase`` says what is done at the moment. A server may ``cut`` long
    periods: a customer without an open invoice is then not proved to owe nothing.
    """

    def __init__(
        self,
        listing: ListsByPeriod,
        store: SweepStore,
        wanted: WantedCodes,
        busca: BuscaSettings,
        hoje: date,
        how: HowToAsk,
        earliest: date,
    ) -> None:
        self.fase = Fase.LENDO
        self._store = store
        self._busca = busca
        self._hoje = hoje
        self._earliest = earliest
        self._page_size = listing.page_size
        self._reader = Reader(listing, wanted, how)
        self._whole = Window(windows.everything(hoje, earliest))
        self._periods: list[Window] = []
        self._total = self._rows = 0

    @property
    def leitura(self) -> Leitura:
        """How far the reading has come."""
        return self._reader.leitura

    @property
    def allowance(self) -> Allowance:
        """What the reading may still cost."""
        return self._reader.allowance

    def close(self) -> None:
        """Let the threads end."""
        self._reader.close()

    def forecast(self) -> Generator[Lote, None, Forecast]:
        """What there is to read."""
        [self._total] = yield from self._reader.totals([self._whole])
        self._rows = (yield from self._guess_rows()) if self._cuts else self._total
        self._periods = windows.open_windows(
            self._hoje, self._busca.horizonte_meses, cuts=self._cuts, earliest=self._earliest
        )
        return Forecast(self._rows, self._page_size, len(self._periods))

    def read(self, requests: int) -> Beats:
        """Read everything into the store, for some times so many ``requests`` at most.

        Raises ``DoubtError`` where it cannot be believed.
        """
        self.allowance.announce(requests, None if self._cuts else self._rows)
        finished = self._store.finished()
        self._reader.count_finished(finished)
        left = self._rows - sum(had for janela, had in finished.items() if not janela.quitadas)
        read = yield from self._reader.read(self._periods, self._store, left)
        if not self._cuts:
            self.fase = Fase.TOTAIS
            yield from self._prove(read)
            yield from self._read_paid(-(-self._rows // self._page_size))

    @property
    def _cuts(self) -> bool:
        """Whether the server cuts long periods: it lists only their first or last days then.

        Nothing falls due near either end of everything, so a total of 0 means that it does.
        """
        return self._total == 0

    def _guess_rows(self) -> Generator[Lote, None, int]:
        """How many open invoices there are, where only short periods can be counted.

        Raises ``DoubtError`` when even the short ones are cut: its halves have more than a month;
        and when there are none, for nothing is worth reading then.
        """
        month = timedelta(days=windows.MOST_DAYS - 1)
        near = Window(Period(self._hoje - month, self._hoje))
        total, later, earlier = yield from self._reader.totals([near, *near.halves()])
        if total != later + earlier:
            raise DoubtError("a lista geral corta até períodos de um mês")
        if not total:
            raise DoubtError("a lista geral não mostra nenhuma fatura vencida no último mês")
        return windows.guess_rows(total)

    def _prove(self, read: dict[Window, int]) -> Beats:
        """Prove that the windows hold everything; raises ``DoubtError`` when they do not.

        ``read`` is what each window had; their sum should be the total when the reading began.
        Where the sum is another, something was paid or issued meanwhile, or is missing. So all
        totals are asked for once more: the windows' must come to the whole's, of which one is
        asked before and one after them, and windows whose own total has moved are read again.
        """
        if sum(read.values()) == self._total:
            return
        for _ in range(LOOKS):
            first, *now = yield from self._reader.totals([self._whole, *read])
            [last] = yield from self._reader.totals([self._whole])
            if min(first, last) <= sum(now) <= max(first, last):
                break
        else:
            raise DoubtError(
                f"os períodos somam {number(sum(now))} faturas e o total é {number(last)}"
            )
        totals = dict(zip(read, now, strict=True))
        moved = {janela: total for janela, total in totals.items() if total != read[janela]}
        for janela in moved:
            self._store.drop(janela)
        yield from self._reader.read(moved, self._store, sum(moved.values()))

    def _read_paid(self, pages: int) -> Beats:
        """Read paid invoices, which prove that a customer exists, as long as that pays.

        Whoever shows nowhere costs two requests alone. ``pages`` is a guess at a month's pages, as
        many as there are of all open invoices; then each month is the guess at the one before.
        Where the server cuts periods this is no proof of owing nothing: nobody is read so then.
        """
        for janela in windows.paid_windows(self._hoje):
            unseen = self._store.unseen()
            if 2 * unseen <= pages or _MOST_OF_LEFT * self.allowance.left < pages:
                return
            self.fase = Fase.PAGAS
            read = yield from self._reader.read([janela], self._store, pages * self._page_size)
            pages = -(-sum(read.values()) // self._page_size)
            if not pages or 2 * (unseen - self._store.unseen()) < pages:
                return
