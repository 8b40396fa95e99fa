"""Billing systems in memory that list everybody's open invoices by key, and registers of theirs."""

from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from enum import StrEnum, auto

from faturas.billing.contract import Cliente, KeyedPage, RegisterPage
from faturas.billing.transport.retry import Attempts
from tests.search.provider import PHONE, Company

CODES = [f"{number}" for number in range(1, 61)]
UNKNOWN, WITHOUT_INVOICE = "999", "998"
OTHERS = [f"{number}" for number in range(2001, 2131)]
LONG_AGO, AUTUMN, NEAR, NEXT = (
    date(2023, 5, 10), date(2026, 8, 10), date(2026, 11, 3), date(2026, 12, 10),
)  # fmt: skip
DEBTS = {0: [NEAR, LONG_AGO], 1: [AUTUMN, NEXT], 2: [NEAR], 3: [NEXT], 4: [], 5: []}
"""What a customer of the list owes, by its code modulo six."""
NOT_LISTED = {
    *(codigo for codigo in CODES if not DEBTS[int(codigo) % 6]), UNKNOWN, WITHOUT_INVOICE,
}  # fmt: skip
PAGES = 10
"""Of twenty rows each, but the last: 130 strangers' and 60 of the list."""


def invoices() -> Iterator[tuple[str, date, bool]]:
    """Those of the list among strangers', and strangers' alone on the last pages."""
    for number, stranger in enumerate(OTHERS):
        yield stranger, NEXT, False
        if number < len(CODES):
            yield CODES[number], AUTUMN, True
            for vencimento in DEBTS[int(CODES[number]) % 6]:
                yield CODES[number], vencimento, False


Change = Callable[[str, KeyedPage], KeyedPage]
"""What becomes of the page that begins at a key, on its way."""


class Key(StrEnum):
    """What a list goes on by."""

    ID = auto()
    OFFSET = auto()
    PAGE = auto()


class KeyedProvider(Company):
    """Lists by ``key``; with or without a total, with or without its customers' names and phones.

    ``events`` happen before the page of that number, from 0, is answered; a count is a page, too.
    ``asked`` has every key with the size of its page.
    """

    page_size = 20

    def __init__(
        self, faturas: Iterable[tuple[str, date, bool]], key: Key, *, counts: bool = True
    ) -> None:
        super().__init__(faturas, WITHOUT_INVOICE)
        self.key = key
        self.counts = counts
        self.rows_move = key is not Key.ID
        self.tells_phones = self.tells_names = True
        self.change: Change = lambda _, page: page
        self.total_is_off_by = 0
        self.asked: list[tuple[str, int]] = []

    @property
    def pages(self) -> list[str]:
        """The keys of the pages asked for, without those of one row, for the total."""
        return [key for key, size in self.asked if size > 1]

    def page_after(
        self, key: str, *, size: int, wanted: Container[str], attempts: Attempts
    ) -> KeyedPage:
        if event := self.events.pop(len(self.asked), None):
            event()
        self.asked.append((key, size))
        listed = [each for each in self.invoices if not each.paga and not self.hides(each)]
        if self.key is Key.ID:
            listed.sort(key=lambda fatura: int(fatura.id_fatura))
            later = [each for each in listed if int(each.id_fatura) > int(key or "0")]
            found = later[:size]
            next_key = found[-1].id_fatura if len(found) == size else None
        else:
            paged = self.key is Key.PAGE
            at = int(key or "0") * (size if paged else 1)
            found = listed[at : at + size]
            # Where a total tells the end, a last page may be full.
            more = at + size < len(listed) if self.counts else len(found) == size
            next_key = str((at + size) // size if paged else at + size) if more else None
        page = KeyedPage(
            len(listed) + self.total_is_off_by if self.counts else None,
            next_key,
            tuple(each.id_fatura for each in found),
            tuple(
                self.row(
                    each if self.tells_names else replace(each, nome=""),
                    (PHONE,) if self.tells_phones else None,
                )
                for each in found
                if self.name_in_list(each.codigo_cliente) in wanted
            ),
        )
        return self.change(key, page) if size > 1 else page


class _Registered(KeyedProvider):
    """Its list tells no names and no phones; its register does, but of those in ``unlisted``.

    Who is in ``twins`` stands there twice, on two pages where it has pages.
    """

    def __init__(
        self, faturas: Iterable[tuple[str, date, bool]], key: Key = Key.ID, *, counts: bool = True
    ) -> None:
        super().__init__(faturas, key, counts=counts)
        self.tells_phones = self.tells_names = False
        self.unlisted: set[str] = set()
        self.twins: set[str] = set()
        self.questions = 0
        self.fault: Exception | None = None

    def _registered(self, codigos: Iterable[str]) -> list[Cliente]:
        self.questions += 1
        if self.fault is not None:
            raise self.fault
        found = [self.registration(each) for each in codigos if each not in self.unlisted]
        return [each for each in found if each is not None]


class WithRegister(_Registered):
    """Shows the registrations of up to seven codes at once."""

    register_size = 7

    def clientes(self, codigos: Sequence[str], attempts: Attempts) -> Sequence[Cliente]:
        assert len(codigos) <= self.register_size
        found = self._registered(codigos)
        return [*found, *(each for each in found if each.codigo in self.twins)]


class WithPagedRegister(_Registered):
    """Shows everybody's registrations, thirty a page; with ``turns_back`` the first for ever."""

    register_page_size = 30
    turns_back = False

    def register_after(
        self, key: str, *, size: int, wanted: Container[str], attempts: Attempts
    ) -> RegisterPage:
        everybody = [*sorted(self.known), *self.twins]
        at = 0 if self.turns_back else int(key or "0")
        page = everybody[at : at + size]
        found = self._registered(each for each in page if each in wanted)
        next_key = str(int(key or "0") + size)
        more = self.turns_back or at + size < len(everybody)
        ids = tuple(map(self.name_in_list, page))
        return RegisterPage(next_key if more else None, tuple(found), ids, len(everybody))
