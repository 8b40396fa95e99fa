"""What every billing system must offer, in terms that know nothing of any of them."""

from dataclasses import dataclass
from typing import Protocol

from faturas.billing.retry import Lookup
from faturas.invoice import Fatura


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

    def faturas(self, codigo: str, lookup: Lookup) -> list[Fatura]:
        """The customer's invoices, at least every unpaid one, each proved to be this customer's."""

    def cliente(self, codigo: str, lookup: Lookup) -> Cliente | None:
        """The customer's registration, or None when the code is unknown."""

    def close(self) -> None:
        """Give the connections back."""
