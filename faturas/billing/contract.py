"""The contract of a billing system: what it must offer, and what it may offer besides.

Every capability is a protocol of its own. A system declares what it can do by having the methods;
``isinstance`` tells, and nobody asks for a system's name.
"""

from collections.abc import Container, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol, runtime_checkable

from faturas.billing.transport.retry import Attempts
from faturas.domain.fatura import Fatura


@dataclass(frozen=True, slots=True)
class Cliente:
    """A customer as the billing system knows it; phones in the order it gives them, unchecked.

    ``id_na_lista`` is what everybody's invoices call the customer where they do not bear the code
    (``IdsOnlyRegistered``), ``""`` elsewhere.
    """

    codigo: str
    nome: str
    telefones: tuple[str, ...]
    id_na_lista: str = ""


class BillingSystem(Protocol):
    """One connection to a company's billing system, used by many threads at once.

    ``codigo`` is what the company's lists hold: which key of the system that is, the company's
    setting ``chave`` says, and the connection knows it. Every method may raise ``FatalApiError``
    (this customer), ``RetryableApiError`` (its tries are used up), ``ApiUnavailable`` (the whole
    job) and ``StopRequested``.
    """

    def faturas(self, codigo: str, attempts: Attempts) -> list[Fatura]:
        """The customer's invoices, at least every unpaid one, each proved to be this customer's.

        Its ``codigo_cliente`` is ``codigo``, whatever the system itself calls the customer; its
        ``nome`` is ``""`` where only ``cliente`` tells it (``NamesOnlyRegistered``). An empty list
        is nobody's debt only where the registration is known: ``cliente`` decides.

        Raises ``UnknownCustomerError`` where the system says that there is no such customer.
        """

    def cliente(self, codigo: str, attempts: Attempts) -> Cliente | None:
        """The customer's registration, or None when the code is unknown."""

    def close(self) -> None:
        """Give the connections back."""


@runtime_checkable
class GivesPaymentData(Protocol):
    """A system whose lists hold invoices without all that is needed to pay them."""

    def with_payment_data(self, fatura: Fatura, attempts: Attempts) -> Fatura:
        """The chosen invoice with linha digitável, PIX and link, asked for by further questions.

        A form of payment that the system says there is none of is ``""``; one that could not be
        read raises what ``BillingSystem`` raises.
        """


@runtime_checkable
class NamesOnlyRegistered(Protocol):
    """A system whose invoices bear no name: only the registration tells whose they are."""

    @property
    def names_only_registered(self) -> bool:
        """Whether it is so for this connection."""


@runtime_checkable
class ListsAtMost(Protocol):
    """A system whose list of one customer's invoices has a greatest length and no pages."""

    @property
    def listed_at_most(self) -> int:
        """Invoices in the longest list; one of that length may have been cut."""


def listed_at_most(billing: object) -> int | None:
    """The greatest length of one customer's list; None where it has none."""
    return billing.listed_at_most if isinstance(billing, ListsAtMost) else None


@runtime_checkable
class HasNormalForm(Protocol):
    """A system whose codes are written in several ways, such as a CPF with or without its mask.

    Every ``wanted``, the ``codigos`` of ``HasRegister`` and the ``codigo`` of what lists of many
    show are in the normal form; only ``faturas`` and ``cliente`` are asked for a code as the
    company's list writes it.
    """

    def normal_form(self, codigo: str) -> str:
        """The one form of a code, however it is written; that of a normal form is itself."""


@runtime_checkable
class HasRegister(Protocol):
    """A system that shows many customers' registrations at once."""

    @property
    def register_size(self) -> int:
        """How many codes one question may name."""

    def clientes(self, codigos: Sequence[str], attempts: Attempts) -> Sequence[Cliente]:
        """The registrations found of these codes, every one of a code that has several.

        Each bears its code as it was asked for. Who is missing may exist all the same, and whose
        code has two is asked for alone. Raises what ``BillingSystem`` raises.
        """


@dataclass(frozen=True, slots=True)
class RegisterPage:
    """One page of everybody's registrations: those that are wanted of it.

    ``next_key`` is where the next page begins; None after the last one. Only where
    ``ids_only_registered``, ``ids`` has the ``id_na_lista`` of every registration of this page,
    wanted or not, and ``total`` counts those of all pages, by the server's own word; None where it
    does not say so, and the first page is enough to say it.
    """

    next_key: str | None
    clientes: tuple[Cliente, ...]
    ids: tuple[str, ...] = ()
    total: int | None = None


@runtime_checkable
class ListsRegister(Protocol):
    """A system that shows everybody's registrations one page after the other, asked by no code."""

    @property
    def register_page_size(self) -> int:
        """The most registrations of a page; as many are asked for."""

    def register_after(
        self, key: str, *, size: int, wanted: Container[str], attempts: Attempts
    ) -> RegisterPage:
        """The page that begins at ``key``, ``""`` for the first one; who is missing may exist.

        Every registration of a code that has several is there. Raises what ``BillingSystem``
        raises.
        """


@runtime_checkable
class IdsOnlyRegistered(Protocol):
    """A system whose lists of everybody's invoices bear an id that is not the customer's code.

    It has a register of either kind, which tells the ``id_na_lista`` of each code, and is read
    before the list; pages of it are believed only where they come to the ``total``. An id that two
    customers may have, such as a CPF, takes the pages of ``ListsRegister``, for only they show it
    of everybody. The ``wanted`` of the list are then such ids, and a ``BulkRow`` and its invoice
    bear one as their code.
    """

    @property
    def ids_only_registered(self) -> bool:
        """Whether it is so for this connection."""


@runtime_checkable
class RefusesRepeats(Protocol):
    """A system that refuses the same question about many customers when it comes again too soon."""

    @property
    def same_question_after_s(self) -> float:
        """Seconds from an answer until the same question may be asked again."""


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
    """One invoice of a wanted customer; ``codigo``, its invoice's too, is as it is in ``wanted``.

    ``fatura`` is None for one that cannot be read: that customer is to be asked for alone.
    ``telefones`` is None where the list tells no phones: they are the registration's then, as is
    the name of an invoice whose ``nome`` is ``""``.
    """

    codigo: str
    id_fatura: str
    fatura: Fatura | None = None
    telefones: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class BulkPage:
    """One page of everybody's invoices.

    ``total`` counts the rows of all pages, by the server's own word; ``ids`` has every
    ``id_fatura`` of this page, ``rows`` only what is wanted of it.
    """

    total: int
    ids: tuple[str, ...]
    rows: tuple[BulkRow, ...]


class ListsInvoices(Protocol):
    """What a system declares that lists everybody's invoices, in either way below."""

    @property
    def page_size(self) -> int:
        """The most rows of a page; a sweep asks for as many."""

    @property
    def requests_per_customer(self) -> float:
        """How many requests a customer costs at least who is asked for alone."""


@runtime_checkable
class ListsByPeriod(ListsInvoices, Protocol):
    """A system that lists everybody's invoices of a period of due dates, page by page."""

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


@dataclass(frozen=True, slots=True)
class KeyedPage:
    """One page of everybody's open invoices, read by key.

    ``next_key`` is where the next page begins; None after the last one. ``total`` counts the rows
    of all pages, wherever this one begins; None where the server does not say so. ``ids`` has
    every ``id_fatura`` of this page, ``rows`` only what is wanted of it.
    """

    total: int | None
    next_key: str | None
    ids: tuple[str, ...]
    rows: tuple[BulkRow, ...]


@runtime_checkable
class ListsByKey(ListsInvoices, Protocol):
    """A system that lists everybody's open invoices one after the other, in the order of a key.

    A key is what the system goes on by: the last id seen, an offset, or a page's number.
    """

    @property
    def rows_move(self) -> bool:
        """Whether rows move to another page when one before them is paid.

        They do with offsets and page numbers, and not where a page begins after an id. A list
        whose rows move is believed only where its pages tell a total and two readings are alike.
        """

    def page_after(
        self, key: str, *, size: int, wanted: Container[str], attempts: Attempts
    ) -> KeyedPage:
        """The page of at most ``size`` rows that begins at ``key``, ``""`` for the first one.

        Only unpaid invoices are listed. Without a total a full page is never the last: the next
        one may be empty. Raises what ``ListsByPeriod.page`` raises.
        """
