"""The sweep: everybody's invoices, page by page, instead of one customer after the other.

It is believed only as far as it proves itself. Every window must add up to the total that the
server names, all windows together to the total of everything, and a sample of customers asked for
alone must show nothing that the sweep has not. Where one of these fails, everybody is asked for
alone; and whoever shows in no window is asked for alone in any case.
"""

import threading
from collections.abc import Generator, Sequence
from datetime import date, timedelta
from functools import partial

from faturas.billing.base import BillingSystem, BulkListing, Periodo
from faturas.billing.retry import Lookup, RetryPolicy
from faturas.conferencia import usable_mobile
from faturas.errors import ApiUnavailable, StopRequested
from faturas.fetch import coverage
from faturas.fetch.coverage import Janela
from faturas.fetch.fetcher import TICK_S, Lote
from faturas.fetch.plan import (
    PAGE_ROWS,
    SAMPLE,
    SAMPLED_PHONES,
    WORTH_ASKING,
    Estrategia,
    Plano,
    choose,
)
from faturas.fetch.reader import DoubtError, Reader
from faturas.fetch.settings import BuscaSettings
from faturas.fetch.swept import SweepStore, Swept, SweptBilling, Wanted
from faturas.fetch.workers import Workers
from faturas.invoice import Fatura
from faturas.outcome import Row

Beats = Generator[Lote]
"""A run with no outcome of its own: an empty lote now and then, so that the job can beat."""


class Sweep:
    """One sweep for the customers of one job.

    ``plano`` says which way is taken, None before it is known; once ``run`` has ended, ``answers``
    has what the sweep knows, None when everybody is to be asked for alone.
    """

    def __init__(
        self,
        billing: BillingSystem,
        store: SweepStore,
        busca: BuscaSettings,
        hoje: date,
        stop: threading.Event,
        policy: RetryPolicy | None = None,
        begun: Plano | None = None,
    ) -> None:
        """``begun`` is the plan of the job's run before, if there was one."""
        self.plano: Plano | None = None
        self.answers: SweptBilling | None = None
        self._billing = billing
        self._store = store
        self._busca = busca
        self._hoje = hoje
        self._stop = stop
        self._policy = policy or RetryPolicy(busca.tentativas)
        self._begun = begun if begun and begun.estrategia is Estrategia.VARREDURA else None

    def run(self) -> Beats:
        """Decide and, where it pays, sweep; yields ``[]`` at least every ``TICK_S``.

        Ends early once ``stop`` is set; raises ``ApiUnavailable`` when the job cannot go on.
        """
        wish = self._busca.estrategia
        if wish is Estrategia.UM_A_UM:
            self.plano = _alone("como pedido")
            return
        if not isinstance(self._billing, BulkListing):
            self.plano = _alone("esta API não lista as faturas de todos")
            return
        wanted = Wanted(self._store.codes())
        if not self._store.finished():
            self._begun = None
        if wish is Estrategia.AUTO and len(wanted) < WORTH_ASKING and self._begun is None:
            self.plano = _alone("a lista é curta")
            return
        reader = Reader(self._billing, wanted, self._lookup, self._busca.threads, self._stop)
        try:
            yield from self._sweep(reader, len(wanted))
        except StopRequested:
            return
        except DoubtError as doubt:
            self._store.forget()
            self.plano = _alone(f"a varredura não serviu ({doubt})")
        finally:
            reader.close()

    def _lookup(self) -> Lookup:
        return Lookup(self._policy, self._stop)

    def _sweep(self, reader: Reader, customers: int) -> Beats:
        whole = Janela(coverage.everything(self._hoje))
        month = timedelta(days=coverage.MOST_DAYS - 1)
        near = Janela(Periodo(self._hoje - month, self._hoje))
        whole_total, near_total = yield from reader.totals([whole, near])
        cuts = coverage.is_cut(whole_total, near_total)
        windows = coverage.open_windows(self._hoje, self._busca.horizonte_meses, cuts=cuts)
        self.plano = self._begun or choose(
            self._busca.estrategia,
            customers,
            coverage.guess_rows(near_total) if cuts else whole_total,
            len(windows),
        )
        if self.plano.estrategia is Estrategia.UM_A_UM:
            return
        found = yield from reader.read(windows, self._store)
        if not cuts:
            if not coverage.adds_up(whole_total, found):
                raise DoubtError(f"os períodos somam {found} faturas e o total é {whole_total}")
            yield from self._read_paid(reader, -(-whole_total // PAGE_ROWS))
        yield from self._check(self._store.sample(SAMPLE))
        self.answers = SweptBilling(self._billing, self._store)

    def _read_paid(self, reader: Reader, pages: int) -> Beats:
        """Read paid invoices, which prove that a customer exists, as long as that pays.

        Whoever shows nowhere costs two requests alone. ``pages`` is a guess at a month's pages, as
        many as there are of all open invoices; then each month is the guess at the one before.
        """
        for janela in coverage.paid_windows(self._hoje):
            unseen = self._store.unseen()
            if 2 * unseen <= pages:
                return
            total = yield from reader.read([janela], self._store)
            pages = -(-total // PAGE_ROWS)
            if not pages or 2 * (unseen - self._store.unseen()) < pages:
                return

    def _check(self, sample: Sequence[Row]) -> Beats:
        """Ask for some customers alone; raises ``DoubtError`` when the sweep has missed a thing."""
        known = self._store.known([row.codigo for row in sample])
        swept = [(row, known[row.codigo]) for row in sample if row.codigo in known]
        phones = [pair[0].codigo for pair in swept if self._needs_phone(*pair)][:SAMPLED_PHONES]
        workers = Workers(
            partial(self._differs, with_phones=phones),
            min(self._busca.threads, SAMPLE),
            "conferencia",
        )
        try:
            for pair in swept:
                workers.put(pair)
            left = len(swept)
            while left:
                yield []
                if self._stop.is_set():
                    raise StopRequested("A tarefa foi parada.")
                result = workers.get(TICK_S)
                if result is None:
                    continue
                left -= 1
                if isinstance(result, ApiUnavailable | StopRequested):
                    raise result
                if result:
                    raise DoubtError("a conferência de alguns clientes mostrou outra coisa")
        finally:
            workers.close()

    def _needs_phone(self, row: Row, swept: Swept) -> bool:
        asked = self._busca.buscar_telefone and not usable_mobile(row.telefone)
        return asked and bool(swept.faturas)

    def _differs(
        self, pair: tuple[Row, Swept], with_phones: Sequence[str]
    ) -> bool | ApiUnavailable | StopRequested:
        """Whether a customer asked for alone is another than the swept one."""
        row, swept = pair
        try:
            if _hides(swept.faturas, self._billing.faturas(row.codigo, self._lookup())):
                return True
            if row.codigo not in with_phones:
                return False
            cliente = self._billing.cliente(row.codigo, self._lookup())
        except (ApiUnavailable, StopRequested) as end:
            return end
        except Exception:  # noqa: BLE001 - whatever it is, there is the other way
            return True
        return cliente is None or cliente.telefones != swept.telefones


def _alone(why: str) -> Plano:
    return Plano(Estrategia.UM_A_UM, f"um a um: {why}.")


def _hides(swept: Sequence[Fatura], alone: Sequence[Fatura]) -> bool:
    """Whether the sweep lacks an invoice, or what belongs to it, that the customer's list has.

    One too many is no fault: it was paid since. The codes' wording may change between answers.
    """
    by_id = {fatura.id_fatura: _told(fatura) for fatura in swept}
    return any(by_id.get(fatura.id_fatura) != _told(fatura) for fatura in alone)


def _told(fatura: Fatura) -> tuple[object, ...]:
    codes = fatura.linha_digitavel, fatura.codigo_barras, fatura.pix, fatura.link
    return fatura.vencimento, fatura.valor, fatura.paga, fatura.nome, *map(bool, codes)
