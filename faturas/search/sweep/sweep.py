"""The sweep: everybody's invoices, page by page, instead of one customer after the other.

It is believed only as far as it proves itself. Every window must add up to the total that the
server names, all windows together to the total of everything, and a sample of customers asked for
alone must show nothing that the sweep has not. Where one of these fails, or all of it costs some
times what was announced, everybody is asked for alone; and whoever shows in no window is asked for
alone in any case, as is whoever has nothing open where the server cuts periods.

A sweep that was broken off goes on with the windows it lacks; one that is too old begins anew.
What it knows is kept as of its reading, and not believed for long.
"""

import threading
import time
from collections.abc import Generator
from dataclasses import replace
from datetime import date, timedelta

from faturas.billing.contract import BillingSystem, ListsByPeriod, Period
from faturas.billing.transport.retry import Attempts, RetryPolicy, Silence
from faturas.domain.ptbr import number
from faturas.errors import StopRequested
from faturas.search.settings import BuscaSettings
from faturas.search.strategy import (
    PAGE_ROWS,
    WORTH_ASKING,
    ChosenStrategy,
    Estrategia,
    choose,
    sample_size,
    sweep_requests,
)
from faturas.search.sweep import spot_check, windows
from faturas.search.sweep.allowance import DoubtError
from faturas.search.sweep.answers import FRESH_FOR, SweepAnswers, SweepStore, WantedCodes
from faturas.search.sweep.leitura import Fase, Leitura
from faturas.search.sweep.reader import Reader
from faturas.search.sweep.windows import Window
from faturas.search.tasks import Lote
from faturas.timing import USUAL, Timing

LOOKS = 3
"""How often totals that do not agree are asked for again."""

_MOST_OF_LEFT = 1 / 3
"""Of the requests a sweep may still make, the share that a month of paid invoices may cost: it may
turn out larger than the one before."""

Beats = Generator[Lote]
"""A run with no outcome of its own: an empty lote now and then, so that the job can beat."""


class Sweep:
    """One sweep for the customers of one job.

    ``plano`` says which way is taken, None before it is known, ``leitura`` how far the reading has
    come, None where there is none; once ``run`` has ended, ``answers`` has what the sweep knows,
    None when everybody is to be asked for alone.
    """

    def __init__(
        self,
        billing: BillingSystem,
        store: SweepStore,
        busca: BuscaSettings,
        hoje: date,
        stop: threading.Event,
        timing: Timing = USUAL,
        begun: ChosenStrategy | None = None,
    ) -> None:
        """``begun`` is the plan of the job's run before, if there was one."""
        self.plano: ChosenStrategy | None = None
        self.leitura: Leitura | None = None
        self.answers: SweepAnswers | None = None
        self._billing = billing
        self._store = store
        self._busca = busca
        self._hoje = hoje
        self._stop = stop
        self._ended = threading.Event()
        self._silence = Silence()
        self._timing = timing
        self._whole = Window(windows.everything(hoje))
        self._fase = Fase.LENDO
        self._begun = begun if begun and begun.estrategia is Estrategia.VARREDURA else None

    def run(self) -> Beats:
        """Decide and, where it pays, sweep; yields ``[]`` at least every ``tick_s``.

        Ends early once ``stop`` is set; raises ``ApiUnavailable`` when the job cannot go on.
        """
        wish = self._busca.estrategia
        if wish is Estrategia.UM_A_UM:
            self.plano = _alone("como pedido")
            return
        if not isinstance(self._billing, ListsByPeriod):
            self.plano = _alone("esta API não lista as faturas de todos")
            return
        wanted = WantedCodes(self._store.codes())
        if not self._store.resumes():
            self._begun = None
        if wish is Estrategia.AUTO and len(wanted) < WORTH_ASKING and self._begun is None:
            self.plano = _alone("a lista é curta")
            return
        reader = Reader(
            self._billing,
            wanted,
            self._attempts,
            self._busca.threads,
            self._stop,
            self._timing.tick_s,
        )
        try:
            for lote in self._sweep(reader, len(wanted)):
                self._look_at(reader)
                yield lote
            self._look_at(reader)
        except StopRequested:
            return
        except DoubtError as doubt:
            self._store.forget()
            self.plano = _alone(f"a varredura não serviu ({doubt})")
        finally:
            self._ended.set()
            reader.close()

    def _look_at(self, reader: Reader) -> None:
        """Note how far the reading has come; invoices that are read again were seen before."""
        if self.plano is not None and self.plano.estrategia is Estrategia.VARREDURA:
            seen = self.leitura.vistas if self.leitura else 0
            now = reader.leitura
            self.leitura = replace(now, vistas=max(seen, now.vistas), fase=self._fase)

    def _attempts(self) -> Attempts:
        """For one question; raises ``StopRequested`` where it would come after the end."""
        policy = RetryPolicy(self._busca.tentativas, self._timing)
        attempts = Attempts(policy, self._ended, self._silence)
        attempts.check_stop()
        return attempts

    def _sweep(self, reader: Reader, customers: int) -> Beats:
        began_s = time.monotonic()
        [whole] = yield from reader.totals([self._whole])
        # A period that is cut keeps one end of it, and both ends of everything are empty.
        cuts = whole == 0
        rows = (yield from self._guess_rows(reader)) if cuts else whole
        periods = windows.open_windows(self._hoje, self._busca.horizonte_meses, cuts=cuts)
        plano = choose(self._busca.estrategia, customers, rows, len(periods))
        self.plano = self._begun or plano
        if self.plano.estrategia is Estrategia.UM_A_UM:
            return
        requests = sweep_requests(customers, rows, len(periods))
        reader.allowance.announce(requests, None if cuts else rows)
        finished = self._store.finished()
        reader.count_finished(finished)
        left = rows - sum(had for janela, had in finished.items() if not janela.quitadas)
        read = yield from reader.read(periods, self._store, left)
        if not cuts:
            self._fase = Fase.TOTAIS
            yield from self._prove(reader, whole, read)
            yield from self._read_paid(reader, -(-rows // PAGE_ROWS))
        self._fase = Fase.AMOSTRA
        size = sample_size(customers)
        yield from spot_check.check(
            self._sample(size),
            lambda: self._sample(2 * size),
            self._billing,
            self._busca,
            self._attempts,
            self._stop,
            self._timing.tick_s,
        )
        reading = timedelta(seconds=time.monotonic() - began_s)
        self.answers = SweepAnswers(self._store, FRESH_FOR + reading)

    def _sample(self, number: int) -> spot_check.Sample:
        rows = self._store.sample(number, self._hoje)
        known = self._store.known([row.codigo for row in rows])
        return [(row, known[row.codigo]) for row in rows if row.codigo in known]

    def _guess_rows(self, reader: Reader) -> Generator[Lote, None, int]:
        """How many open invoices there are, where only short periods can be counted.

        Raises ``DoubtError`` when even the short ones are cut: its halves have more than a month;
        and when there are none, for nothing is worth reading then.
        """
        month = timedelta(days=windows.MOST_DAYS - 1)
        near = Window(Period(self._hoje - month, self._hoje))
        total, later, earlier = yield from reader.totals([near, *near.halves()])
        if total != later + earlier:
            raise DoubtError("a lista geral corta até períodos de um mês")
        if not total:
            raise DoubtError("a lista geral não mostra nenhuma fatura vencida no último mês")
        return windows.guess_rows(total)

    def _prove(self, reader: Reader, whole: int, read: dict[Window, int]) -> Beats:
        """Prove that the windows hold everything; raises ``DoubtError`` when they do not.

        ``whole`` is the total of everything when the reading began, ``read`` what each window had.
        Where the sum is another, something was paid or issued meanwhile, or is missing. So all
        totals are asked for once more: the windows' must come to the whole's, of which one is
        asked before and one after them, and windows whose own total has moved are read again.
        """
        if sum(read.values()) == whole:
            return
        for _ in range(LOOKS):
            first, *now = yield from reader.totals([self._whole, *read])
            [last] = yield from reader.totals([self._whole])
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
        yield from reader.read(moved, self._store, sum(moved.values()))

    def _read_paid(self, reader: Reader, pages: int) -> Beats:
        """Read paid invoices, which prove that a customer exists, as long as that pays.

        Whoever shows nowhere costs two requests alone. ``pages`` is a guess at a month's pages, as
        many as there are of all open invoices; then each month is the guess at the one before.
        Where the server cuts periods this is no proof of owing nothing: nobody is read so then.
        """
        for janela in windows.paid_windows(self._hoje):
            unseen = self._store.unseen()
            if 2 * unseen <= pages or _MOST_OF_LEFT * reader.allowance.left < pages:
                return
            self._fase = Fase.PAGAS
            read = yield from reader.read([janela], self._store, pages * PAGE_ROWS)
            pages = -(-sum(read.values()) // PAGE_ROWS)
            if not pages or 2 * (unseen - self._store.unseen()) < pages:
                return


def _alone(why: str) -> ChosenStrategy:
    return ChosenStrategy(Estrategia.UM_A_UM, f"um a um: {why}.")
