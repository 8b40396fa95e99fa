"""Reading the register for a sweep: phones and names that a list of invoices does not tell."""

from collections import Counter
from collections.abc import Sequence
from itertools import islice

from faturas.billing.contract import (
    BillingSystem,
    Cliente,
    HasRegister,
    ListsRegister,
    RegisterPage,
)
from faturas.billing.transport.retry import Attempts
from faturas.search.sweep.allowance import Allowance, DoubtError
from faturas.search.sweep.answers import SweepStore, WantedCodes
from faturas.search.sweep.asking import Asking, Beats, HowToAsk

MOST_FAILURES = 3
"""Questions about many customers that may fail before the register is left alone."""
_CHUNK_ROWS = 500


def has_register(billing: object) -> bool:
    """Whether a system shows many registrations at once."""
    return isinstance(billing, HasRegister | ListsRegister)


def requests_for(billing: BillingSystem, customers: int, rows: int | None) -> int:
    """About how many requests the registrations of so many customers cost; 0 without a register.

    Nobody counts the registrations of a company: about as many as its open invoices, ``rows``.
    """
    if isinstance(billing, HasRegister):
        return -(-customers // billing.register_size)
    if isinstance(billing, ListsRegister):
        return -(-max(customers, rows or 0) // billing.register_page_size)
    return 0


class RegisterReading:
    """Reads registrations of customers of whom the sweep lacks them, if there is a register.

    Each stands for itself, so whatever fails is left out, and its customer asked for alone. Only
    ``ApiUnavailable`` and ``StopRequested`` come out of it.
    """

    def __init__(
        self,
        billing: BillingSystem,
        store: SweepStore,
        how: HowToAsk,
        allowance: Allowance,
    ) -> None:
        self._billing = billing
        self._store = store
        self._how = how
        self._allowance = allowance
        self._registered: set[str] = set()

    def run(self) -> Beats:
        """Read into the store, of those who have shown in the list of invoices.

        Nobody else: a code may be written otherwise there, so that only a question of its own says
        that a customer owes nothing.
        """
        lacking: list[str] = []
        codes = iter(self._store.codes(shown=True))
        while chunk := list(islice(codes, _CHUNK_ROWS)):
            known = self._store.known(chunk)
            lacking += (each for each in chunk if each not in known or known[each].lacks_phones)
            yield []
        if lacking and isinstance(self._billing, HasRegister):
            yield from self._by_codes(self._billing, lacking)
        elif lacking and isinstance(self._billing, ListsRegister):
            yield from self._page_by_page(self._billing, lacking)

    def _by_codes(self, register: HasRegister, lacking: Sequence[str]) -> Beats:
        def ask(codes: Sequence[str], attempts: Attempts) -> Sequence[Cliente]:
            return register.clientes(codes, attempts)

        size = register.register_size
        chunks = [lacking[at : at + size] for at in range(0, len(lacking), size)]
        asking = Asking(ask, self._how, self._allowance)
        asking.ask(chunks)
        failures = 0
        try:
            for _ in chunks:
                try:
                    _, found = yield from asking.next()
                except DoubtError:
                    failures += 1
                    if failures >= MOST_FAILURES:
                        return
                else:
                    self._keep(found)
        finally:
            asking.close()

    def _page_by_page(self, register: ListsRegister, lacking: Sequence[str]) -> Beats:
        """Read the pages, as long as that costs less than those who lack them cost alone."""
        wanted = WantedCodes(lacking)

        def ask(key: str, attempts: Attempts) -> RegisterPage:
            return register.register_after(
                key, size=register.register_page_size, wanted=wanted, attempts=attempts
            )

        asking = Asking(ask, self._how.one_at_a_time(), self._allowance)
        key = ""
        try:
            for _ in lacking:
                asking.ask([key])
                try:
                    _, page = yield from asking.next()
                except DoubtError:
                    return
                self._keep(page.clientes)
                if page.next_key in (None, key):
                    return
                key = page.next_key
        finally:
            asking.close()

    def _keep(self, clientes: Sequence[Cliente]) -> None:
        """Keep registrations; whose code has two, alike or not, is to be asked for alone."""
        found = Counter(each.codigo for each in clientes)
        twice = {codigo for codigo, times in found.items() if times > 1}
        twice |= self._registered & found.keys()
        self._registered |= found.keys()
        self._store.keep_registrations(clientes, twice)
