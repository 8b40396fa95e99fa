"""A fatura, as every billing system's module returns it, and which one is the oldest overdue."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from faturas.business_days import RegraVencimento, is_overdue


@dataclass(frozen=True, slots=True)
class Fatura:
    """One invoice, already parsed and typed.

    ``valor`` is in reais. ``linha_digitavel``, ``codigo_barras``, ``pix`` and ``link`` are the
    billing system's own text, unchecked, ``""`` where it sent none.
    """

    id_fatura: int
    codigo_cliente: str
    nome: str
    valor: Decimal
    vencimento: date
    paga: bool
    linha_digitavel: str = ""
    codigo_barras: str = ""
    pix: str = ""
    link: str = ""


def oldest_overdue(faturas: Iterable[Fatura], hoje: date, regra: RegraVencimento) -> Fatura | None:
    """The invoice to collect: unpaid, above zero, overdue at ``hoje``; earliest, then lowest id.

    An invoice of zero or less (a courtesy, a credit note) is nobody's debt and is passed over.
    """
    overdue = (
        fatura
        for fatura in faturas
        if not fatura.paga and fatura.valor > 0 and is_overdue(fatura.vencimento, hoje, regra)
    )
    return min(overdue, key=lambda fatura: (fatura.vencimento, fatura.id_fatura), default=None)


def why_none_overdue(faturas: Iterable[Fatura], hoje: date) -> str:
    """Why a customer with no overdue invoice has none, in Portuguese, for the report."""
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
