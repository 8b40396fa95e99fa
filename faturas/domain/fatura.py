"""Holds an invoice (``Fatura``), as any billing system gives it; chooses the one to collect."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from faturas.domain.due_dates import RegraVencimento, is_overdue
from faturas.domain.money import format_brl
from faturas.domain.ptbr import plural


@dataclass(frozen=True, slots=True)
class Fatura:
    """Holds one invoice, already parsed and typed.

    ``id_fatura`` is the billing system's, as given: a number's digits, or any other text.
    ``valor`` is in reais. ``linha_digitavel``, ``codigo_barras``, ``pix`` and ``link`` are the
    billing system's own text, unchecked, ``""`` where it sent none.
    """

    id_fatura: str
    codigo_cliente: str
    nome: str
    valor: Decimal
    vencimento: date
    paga: bool
    linha_digitavel: str = ""
    codigo_barras: str = ""
    pix: str = ""
    link: str = ""


_MOST_DIGITS = 40
"""Digits of the longest id that is read as a number; Python refuses some thousands of them."""
AT_LEAST_FROM = 50
"""Overdue invoices of one customer from which on their number is told as "pelo menos". The ledger
keeps the number alone; it is as long as the shortest list that a billing system cuts, HubSoft's."""


@dataclass(frozen=True, slots=True)
class Outras:
    """Counts a customer's overdue invoices beside the one to collect; ``soma`` is in reais."""

    numero: int
    soma: Decimal

    @property
    def ao_menos(self) -> bool:
        """Whether there may be more: a list of that length, all of it overdue, may be cut."""
        return self.numero + 1 >= AT_LEAST_FROM

    @property
    def texto(self) -> str:
        """The words for a person: ``mais 2 faturas vencidas, R$ 300,00``; ``""`` for none."""
        if not self.numero:
            return ""
        faturas = plural(self.numero, "fatura vencida", "faturas vencidas")
        return f"{'pelo menos ' * self.ao_menos}mais {faturas}, {format_brl(self.soma)}"


SEM_OUTRAS = Outras(0, Decimal(0))


def oldest_overdue(faturas: Iterable[Fatura], hoje: date, regra: RegraVencimento) -> Fatura | None:
    """Return the invoice to collect: unpaid, above zero, overdue; the earliest, then lowest id.

    An invoice of zero or less (a courtesy, a credit note) is no debt and is left out.
    """
    return next(iter(_overdue(faturas, hoje, regra)), None)


def other_overdue(faturas: Iterable[Fatura], hoje: date, regra: RegraVencimento) -> Outras:
    """Return what is overdue by the same rule beside ``oldest_overdue``, each counted once."""
    debts = {fatura.id_fatura: fatura for fatura in _overdue(faturas, hoje, regra)}
    others = list(debts.values())[1:]
    return Outras(len(others), sum((fatura.valor for fatura in others), Decimal(0)))


def _overdue(faturas: Iterable[Fatura], hoje: date, regra: RegraVencimento) -> list[Fatura]:
    """Return every overdue debt, the one to collect first."""
    return sorted(
        (
            fatura
            for fatura in faturas
            if not fatura.paga and fatura.valor > 0 and is_overdue(fatura.vencimento, hoje, regra)
        ),
        key=lambda fatura: (fatura.vencimento, _by_number(fatura.id_fatura)),
    )


def _by_number(id_fatura: str) -> tuple[bool, int, str]:
    """Return the order of ids: numbers by their value, and before other texts."""
    if len(id_fatura) <= _MOST_DIGITS and id_fatura.removeprefix("-").isdecimal():
        return False, int(id_fatura), id_fatura
    return True, 0, id_fatura


def why_none_overdue(faturas: Iterable[Fatura], hoje: date) -> str:
    """Return why a customer has no overdue invoice, in Portuguese, for the report."""
    unpaid = [fatura for fatura in faturas if not fatura.paga]
    if not unpaid:
        return "nenhuma fatura em aberto"
    due = [fatura for fatura in unpaid if fatura.vencimento < hoje]
    if not due:
        first = min(fatura.vencimento for fatura in unpaid)
        return f"próximo vencimento em {first:%d/%m/%Y}"
    if all(fatura.valor <= 0 for fatura in due):
        return "só há faturas vencidas de valor zero ou negativo"
    last = max(fatura.vencimento for fatura in due if fatura.valor > 0)
    return f"venceu em {last:%d/%m/%Y}, dia sem banco: está no prazo até o próximo dia útil"
