"""Reads the register for a sweep: phones and names that a list of invoices does not tell
(``RegisterReading``), and whose the ids are that it bears instead of codes (``IdReading``).
"""

from collections import Counter
from collections.abc import Container, Generator, Iterable, Sequence
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
from faturas.search.sweep.answers import SweepStore
from faturas.search.sweep.asking import Asking, Beats, HowToAsk
from faturas.search.sweep.wanted import WantedCodes, normal_form_of
from faturas.search.tasks import Lote

MOST_FAILURES = 3
"""Questions about many customers that may fail before the register is left alone."""
ALIKE_READINGS = 2
"""How many readings of a register that must be whole have to show the same, as in ``ByKey``."""
REGISTER_READINGS = 4
"""How often a register that must be whole is read until it adds up: customers come and go."""
_CHUNK_ROWS = 500
_REGISTER = "o cadastro"


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

    def run(self, known: Iterable[Cliente] | None = None) -> Beats:
        """Read into the store, of those who have shown in the list of invoices.

        Nobody else: a code may be written otherwise there, so that only a question of its own says
        that a customer owes nothing. Where ``known`` has been read already, nothing is asked.
        """
        lacking: list[str] = []
        codes = iter(self._store.codes(shown=True))
        while chunk := list(islice(codes, _CHUNK_ROWS)):
            swept = self._store.known(chunk)
            lacking += (each for each in chunk if each not in swept or swept[each].lacks_phones)
            yield []
        wanted = WantedCodes(lacking, normal_form_of(self._billing))
        if known is not None:
            found = iter(wanted.registrations(known))
            while some := list(islice(found, _CHUNK_ROWS)):
                self._keep(some)
                yield []
        elif lacking and isinstance(self._billing, HasRegister):
            yield from self._by_codes(self._billing, lacking, wanted)
        elif lacking and isinstance(self._billing, ListsRegister):
            yield from self._page_by_page(self._billing, wanted)

    def _by_codes(
        self, register: HasRegister, lacking: Sequence[str], wanted: WantedCodes
    ) -> Beats:
        chunks = _chunks(register, lacking)
        asking = Asking(register.clientes, self._how, self._allowance, _REGISTER)
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
                    self._keep(wanted.registrations(found))
        finally:
            asking.close()

    def _page_by_page(self, register: ListsRegister, wanted: WantedCodes) -> Beats:
        """Read the pages, as long as that costs less than those who lack them cost alone."""
        pages = _Pages(register, wanted, self._how, self._allowance)
        key = ""
        try:
            for _ in range(len(wanted)):
                try:
                    page = yield from pages.next(key)
                except DoubtError:
                    return
                self._keep(wanted.registrations(page.clientes))
                if page.next_key in (None, key):
                    return
                key = page.next_key
        finally:
            pages.close()

    def _keep(self, clientes: Sequence[Cliente]) -> None:
        """Keep registrations; whose code has two, alike or not, is to be asked for alone."""
        found = Counter(each.codigo for each in clientes)
        twice = {codigo for codigo, times in found.items() if times > 1}
        twice |= self._registered & found.keys()
        self._registered |= found.keys()
        self._store.keep_registrations(clientes, twice)


class IdReading:
    """Reads whose each id of the list is, before the list itself: a register that must be whole.

    An id of two registrations, and that of a code that has two, is nobody's: their customers are
    asked for alone, as are those whom the register does not show. Raises what ``Asking.next``
    raises, ``DoubtError`` for every failure.
    """

    def __init__(
        self, billing: BillingSystem, wanted: WantedCodes, codes: Iterable[str], how: HowToAsk
    ) -> None:
        """``codes`` are those of ``wanted``, as the company's list writes them."""
        self._billing = billing
        self._wanted = wanted
        self._codes = codes
        self._how = how
        self._allowance = Allowance()
        self._times: Counter[str] = Counter()

    def forecast(self) -> Generator[Lote, None, int]:
        """How many requests it costs; raises ``DoubtError`` where nobody can say that."""
        if isinstance(self._billing, HasRegister):
            return requests_for(self._billing, len(self._wanted), None)
        if not isinstance(self._billing, ListsRegister):
            raise DoubtError("esta API não mostra o cadastro de todos")
        pages = _Pages(self._billing, (), self._how, self._allowance)
        try:
            first = yield from pages.next("", size=1)
        finally:
            pages.close()
        if first.total is None:
            raise DoubtError("o cadastro não diz quantos clientes tem")
        return ALIKE_READINGS * -(-first.total // self._billing.register_page_size)

    def read(self, requests: int) -> Generator[Lote, None, dict[str, Cliente]]:
        """The registrations by their ids, for some times so many ``requests`` at most."""
        self._allowance.announce(requests, None)
        found: list[Cliente] = []
        if isinstance(self._billing, HasRegister):
            found = yield from self._by_codes(self._billing)
        elif isinstance(self._billing, ListsRegister):
            found = yield from self._all_pages(self._billing)
        by_code = Counter(each.codigo for each in found)
        by_id = {
            each.id_na_lista: each
            for each in found
            if each.id_na_lista and by_code[each.codigo] == self._times[each.id_na_lista] == 1
        }
        if not by_id:
            # As where a question is not understood: some systems answer that with nothing.
            raise DoubtError("o cadastro não mostra nenhum cliente desta lista")
        return by_id

    def _by_codes(self, register: HasRegister) -> Generator[Lote, None, list[Cliente]]:
        chunks = _chunks(register, self._codes)
        asking = Asking(register.clientes, self._how, self._allowance, _REGISTER)
        asking.ask(chunks)
        found: list[Cliente] = []
        try:
            for _ in chunks:
                _, some = yield from asking.next()
                found += some
        finally:
            asking.close()
        self._times.update(each.id_na_lista for each in found)
        return found

    def _all_pages(self, register: ListsRegister) -> Generator[Lote, None, list[Cliente]]:
        """Every wanted registration, once two readings in a row have shown the same ids.

        One registration deleted and another one added between two pages leave the total as it was,
        and a row has slipped to a page that was read before: it may share its id with another.
        """
        pages = _Pages(register, self._wanted, self._how, self._allowance)
        before: Counter[str] | None = None
        try:
            for _ in range(REGISTER_READINGS):
                self._times = Counter()
                found = yield from pages.all(self._times)
                if found is not None and self._times == before:
                    return found
                before = self._times if found is not None else None
        finally:
            pages.close()
        raise DoubtError("o cadastro muda enquanto é lido")


class _Pages:
    """Asks for the pages of a register, one after the other."""

    def __init__(
        self, register: ListsRegister, wanted: Container[str], how: HowToAsk, allowance: Allowance
    ) -> None:
        self._register = register
        self._wanted = wanted
        self._size = register.register_page_size
        self._asking = Asking(self._ask, how.one_at_a_time(), allowance, _REGISTER)

    def close(self) -> None:
        """Let the thread end."""
        self._asking.close()

    def next(self, key: str, size: int | None = None) -> Generator[Lote, None, RegisterPage]:
        """The page that begins at ``key``."""
        self._asking.ask([(key, size or self._size)])
        _, page = yield from self._asking.next()
        return page

    def all(self, times: Counter[str]) -> Generator[Lote, None, list[Cliente] | None]:
        """The wanted registrations of every page; None where the pages do not add up.

        ``times`` counts how often each id is there, those of others included.
        """
        found: list[Cliente] = []
        listed, total = 0, None
        key: str | None = ""
        while key is not None:
            page = yield from self.next(key)
            total = page.total if total is None else total
            listed += len(page.ids)
            times.update(page.ids)
            if total is None or page.total not in (None, total) or listed > total:
                return None
            found += page.clientes
            key = page.next_key
        return found if listed == total else None

    def _ask(self, asked: tuple[str, int], attempts: Attempts) -> RegisterPage:
        key, size = asked
        return self._register.register_after(key, size=size, wanted=self._wanted, attempts=attempts)


def _chunks(register: HasRegister, codes: Iterable[str]) -> list[tuple[str, ...]]:
    """The codes in normal form, each once, as many together as one question may name."""
    each = iter(dict.fromkeys(map(normal_form_of(register), codes)))
    return list(iter(lambda: tuple(islice(each, register.register_size)), ()))
