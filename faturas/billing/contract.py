"""What every billing system must offer, in terms that know nothing of any of them."""

from collections.abc import Container
from dataclasses import dataclass
from datetime import date
from typing import Protocol, runtime_checkable

from faturas.billing.transport.retry import Attempts
from faturas.domain.fatura import Fatura


@dataclass(frozen=True, slots=True)
class Cliente:
    """A customer as the billing system knows it; phones in the order it gives them, unchecked."""

    codigo: str
    nome: str
    telefones: tuple[str, ...]


class BillingSystem(Protocol):
    """One logged-in connection, used by many threads at once.

    Every method may raise ``FatalApiError`` (this customer), ``RetryableApiError`` (its tries are
    used up), ``ApiUnavailable`` (the whole job) and ``StopRequested``.
    """

    def faturas(self, codigo: str, attempts: Attempts) -> list[Fatura]:
        """The customer's invoices, at least every unpaid one, each proved to be this customer's.

        Raises ``UnknownCustomerError`` where the system says that there is no such customer.
        """

    def cliente(self, codigo: str, attempts: Attempts) -> Cliente | None:
        """The customer's registration, or None when the code is unknown."""

    def close(self) -> None:
        """Give the connections back."""


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """Days of due dates, both ends included."""

    inicio: date
    fim: date

    @property
    def dias(self) -> int:
        return (self.fim - self.inicio).days + 1


@dataclass(frozen=True, slots=True)
class BulkRow:
    """One invoice of a wanted customer.

    ``fatura`` is None for one that cannot be read: that customer is to be asked for alone.
    """

    codigo: str
    id_fatura: int
    fatura: Fatura | None = None
    telefones: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class BulkPage:
    """One page of everybody's invoices.

    ``total`` counts the rows of all pages, by the server's own word; ``ids`` has every
    ``id_fatura`` of this page, ``rows`` only what is wanted of it.
    """

    total: int
    ids: tuple[int, ...]
    rows: tuple[BulkRow, ...]


@runtime_checkable
class BulkListing(Protocol):
    """What a billing system offers besides, if it can list everybody's invoices of a period."""

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
        """Page ``number``, from 0, of what is due in ``periodo``: unpaid ones, or the paid ones.

        Raises what ``BillingSystem`` raises; ``FatalApiError`` also where the list cannot be
        believed.
        """
