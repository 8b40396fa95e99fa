"""Writes an invoice that a sweep has shown as a text with a check sum of its own, and reads it."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from faturas.billing.contract import BulkRow
from faturas.domain.fatura import Fatura
from faturas.search.swept import Swept
from faturas.store import mapping, seals

ILLEGIBLE = ""
"""Stands for an invoice that was listed and could not be read."""


@dataclass(frozen=True, slots=True)
class Read:
    """The customer's name and phones as they came with an invoice, and itself if it is open."""

    nome: str
    fatura: Fatura | None = None
    telefones: tuple[str, ...] = ()


def to_text(row: BulkRow, *, as_paid: bool) -> str | None:
    """What is kept of an invoice.

    Of an invoice that is listed as paid, and is paid, only the customer's name is kept, if there is
    any: it proves that the customer exists. One that is listed as paid and is not counts as
    illegible: nobody knows what its customer owes.
    """
    fatura = row.fatura
    if fatura is None or (as_paid and not fatura.paga):
        return ILLEGIBLE
    if as_paid:
        return _sealed(row, (fatura.nome,)) if fatura.nome else None
    values = (
        fatura.nome,
        str(fatura.valor),
        fatura.vencimento.isoformat(),
        fatura.paga,
        fatura.linha_digitavel,
        fatura.codigo_barras,
        fatura.pix,
        fatura.link,
        row.telefones,
    )
    return _sealed(row, values)


def read(codigo: str, id_fatura: str, text: str) -> Read | None:
    """What was written of an invoice; None for what is illegible, or has changed since."""
    try:
        soma, nome, *values = json.loads(text)
        if not seals.holds((codigo, id_fatura, nome, *values), soma):
            return None
        if not values:
            return Read(nome)
        valor, vencimento, paga, linha, barras, pix, link, phones = values
        fatura = Fatura(
            id_fatura=id_fatura,
            codigo_cliente=codigo,
            nome=nome,
            valor=Decimal(valor),
            vencimento=date.fromisoformat(vencimento),
            paga=paga,
            linha_digitavel=linha,
            codigo_barras=barras,
            pix=pix,
            link=link,
        )
    except mapping.BROKEN:
        return None
    return Read(nome, fatura, tuple(phones))


def as_swept(invoices: Sequence[Read], lida_em: datetime) -> Swept:
    """What the sweep says of the customer of these invoices."""
    opened = [each for each in invoices if each.fatura]
    return Swept(
        tuple(each.fatura for each in opened if each.fatura),
        opened[-1].telefones if opened else (),
        lida_em,
        next((each.nome for each in (*opened, *invoices) if each.nome), ""),
    )


def _sealed(row: BulkRow, values: tuple[object, ...]) -> str:
    soma = seals.seal((row.codigo, row.id_fatura, *values))
    return json.dumps((soma, *values), ensure_ascii=False)
