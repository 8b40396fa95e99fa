"""Writes an invoice that a sweep has shown as a text with a check sum of its own, and reads it."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from faturas.billing.contract import BulkRow, Cliente
from faturas.domain.fatura import Fatura
from faturas.search.swept import Swept
from faturas.store import mapping, seals

ILLEGIBLE = ""
"""Stands for an invoice that was listed and could not be read."""
REGISTRATION = "cadastro"
"""Stands in place of an invoice's id for what the register tells of its customer."""


@dataclass(frozen=True, slots=True)
class Read:
    """Holds a customer's name and phones as they came with an invoice, itself if it is open.

    ``registered``: they came from the register, with no invoice.
    """

    nome: str
    fatura: Fatura | None = None
    telefones: tuple[str, ...] | None = ()
    registered: bool = False


def to_text(row: BulkRow, *, as_paid: bool) -> str | None:
    """Return the text to keep of an invoice.

    Of an invoice that is listed as paid, and is paid, only the customer's name is kept, if there is
    any: it proves that the customer exists. One that is listed as paid and is not counts as
    illegible: what its customer owes is not known.
    """
    fatura = row.fatura
    if fatura is None or (as_paid and not fatura.paga):
        return ILLEGIBLE
    if as_paid:
        return _sealed(row.codigo, row.id_fatura, fatura.nome) if fatura.nome else None
    return _sealed(
        row.codigo,
        row.id_fatura,
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


def registration_to_text(cliente: Cliente) -> str:
    """Return the text to keep of a registration."""
    return _sealed(cliente.codigo, REGISTRATION, cliente.nome, cliente.telefones)


def read(codigo: str, id_fatura: str, text: str) -> Read | None:
    """Return what was written of an invoice; None for what is illegible, or has changed since."""
    try:
        soma, nome, *values = json.loads(text)
        if not seals.holds((codigo, id_fatura, nome, *values), soma):
            return None
        if not values:
            return Read(nome)
        if id_fatura == REGISTRATION:
            [phones] = values
            return Read(nome, telefones=tuple(phones), registered=True)
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
        phones = None if phones is None else tuple(phones)
    except mapping.BROKEN:
        return None
    return Read(nome, fatura, phones)


def as_swept(known: Sequence[Read], lida_em: datetime) -> Swept | None:
    """Return what the sweep shows of a customer; None where asking alone may tell more.

    Asking alone tells more of an invoice without a name, in a list without phones, of a customer
    who is not in what was read of the register.
    """
    opened = [each for each in known if each.fatura]
    faturas = tuple(each.fatura for each in opened if each.fatura)
    registered = next((each for each in known if each.registered), None)
    if registered is not None:
        named = (each if each.nome else replace(each, nome=registered.nome) for each in faturas)
        return Swept(
            tuple(named), registered.telefones, lida_em, registered.nome, from_register=True
        )
    telefones = opened[-1].telefones if opened else ()
    if telefones is None and not all(each.nome for each in faturas):
        return None
    nome = next((each.nome for each in (*opened, *known) if each.nome), "")
    return Swept(faturas, telefones, lida_em, nome)


def _sealed(codigo: str, id_fatura: str, *values: object) -> str:
    soma = seals.seal((codigo, id_fatura, *values))
    return json.dumps((soma, *values), ensure_ascii=False)
