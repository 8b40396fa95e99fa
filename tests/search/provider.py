"""Billing systems in memory, whose lists of everybody's invoices obey or lie as they are told."""

import threading
from collections import Counter
from collections.abc import Callable, Container, Iterable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from faturas.billing.contract import BulkPage, BulkRow, Cliente, Period
from faturas.billing.transport.retry import Attempts
from faturas.domain.fatura import Fatura
from faturas.search.sweep.windows import Window

PHONE = "85900112233"


class Company:
    """Every customer of ``faturas`` and ``without_invoice`` is known; asked for one by one.

    ``alone`` counts the questions about one customer's invoices, ``registrations`` those about its
    registration. ``hides`` says which invoices a list of everybody's leaves out.
    """

    requests_per_customer = 1

    def __init__(self, faturas: Iterable[tuple[str, date, bool]], without_invoice: str) -> None:
        self.invoices: list[Fatura] = []
        for codigo, vencimento, paga in faturas:
            self.issue(codigo, vencimento, paga=paga)
        self.known = {fatura.codigo_cliente for fatura in self.invoices} | {without_invoice}
        self.hides: Callable[[Fatura], bool] = lambda _: False
        self.events: dict[int, Callable[[], None]] = {}
        self.alone: Counter[str] = Counter()
        self.registrations: Counter[str] = Counter()

    def issue(
        self, codigo: str, vencimento: date, *, paga: bool = False, first: bool = False
    ) -> None:
        """A new invoice, at the end of the list or as its ``first``."""
        valor, number = Decimal("59.90"), len(self.invoices) + 1
        at = 0 if first else len(self.invoices)
        self.invoices.insert(at, Fatura(str(number), codigo, "ANA", valor, vencimento, paga))

    def pay(self, codigo: str) -> None:
        """Pay the first open invoice of a customer."""
        at = next(
            at
            for at, each in enumerate(self.invoices)
            if each.codigo_cliente == codigo and not each.paga
        )
        self.invoices[at] = replace(self.invoices[at], paga=True)

    def faturas(self, codigo: str, attempts: Attempts) -> list[Fatura]:
        self.alone[codigo] += 1
        return [each for each in self.invoices if each.codigo_cliente == codigo and not each.paga]

    def cliente(self, codigo: str, attempts: Attempts) -> Cliente | None:
        self.registrations[codigo] += 1
        return self.registration(codigo)

    def name_in_list(self, codigo: str) -> str:
        """What rows of everybody's invoices call a customer."""
        return codigo

    def row(self, fatura: Fatura, telefones: tuple[str, ...] | None = (PHONE,)) -> BulkRow:
        """A row of everybody's invoices."""
        name = self.name_in_list(fatura.codigo_cliente)
        return BulkRow(name, fatura.id_fatura, replace(fatura, codigo_cliente=name), telefones)

    def registration(self, codigo: str) -> Cliente | None:
        """What the register holds."""
        return Cliente(codigo, "ANA", (PHONE,)) if codigo in self.known else None

    def close(self) -> None:
        """Nothing is open."""


class Provider(Company):
    """Lists everybody's invoices by period.

    ``events`` happen before the page of that number, from 0, is answered, totals included.
    """

    page_size = 500
    listed_at_most = 50

    def __init__(self, faturas: Iterable[tuple[str, date, bool]], without_invoice: str) -> None:
        super().__init__(faturas, without_invoice)
        self.clips_to_days: int | None = None
        self.total_is_off_by = 0
        self.pages: list[Window] = []
        # As a database answers: no question sees another one's event half done.
        self._one_at_a_time = threading.Lock()

    def page(
        self,
        periodo: Period,
        number: int,
        *,
        size: int,
        quitadas: bool,
        wanted: Container[str],
        attempts: Attempts,
    ) -> BulkPage:
        with self._one_at_a_time:
            if event := self.events.pop(len(self.pages), None):
                event()
            self.pages.append(Window(periodo, quitadas))
            first = periodo.inicio
            if self.clips_to_days:
                first = max(first, periodo.fim - timedelta(days=self.clips_to_days - 1))
            found = [
                each
                for each in self.invoices
                if first <= each.vencimento <= periodo.fim
                and each.paga is quitadas
                and not self.hides(each)
            ]
        page = found[number * size : (number + 1) * size]
        return BulkPage(
            len(found) + (self.total_is_off_by if periodo.dias > 3650 else 0),
            tuple(each.id_fatura for each in page),
            tuple(
                self.row(each) for each in page if self.name_in_list(each.codigo_cliente) in wanted
            ),
        )
