"""Decides whether an invoice is paid by what HubSoft says of it, and refuses where it cannot know.

By the contract a payment date or ``quitado`` proves a payment. Fields that say nothing are of many
spellings, and so are dates that are none; taken for a payment, they would write a debtor off.
"""

import re
from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from enum import Enum, auto
from typing import Any

from faturas.billing.systems.hubsoft.fields import amount, day, is_month_first, looks_like_a_day
from faturas.billing.transport.spelling import is_nothing, plain_name, yes_or_no
from faturas.billing.transport.words import texts
from faturas.domain.ptbr import fold
from faturas.errors import FatalApiError

_BLANK_DATE = re.compile(r"[\s0/_.:–—TZ+-]*|-0001-11-30.*|30/11/-0001.*", re.DOTALL)
"""A date of zeros, a mask that nobody filled in, and what PHP makes of the zero date."""
_FIRST_PAYMENT = date(1990, 1, 1)
"""What lies before is the zero of some system: 1899, 1900, 1970."""
_AHEAD = timedelta(days=1)
"""Nobody has paid later than today, except where the server's day has begun already."""
_CREDITED_WITHIN = timedelta(days=31)
"""A payment date that lies no further ahead may be the day on which a bank credits it."""
_PAID_EARLY_BY = timedelta(days=731)
"""Two years: people pay a year of invoices at once. A date further before the due date is what a
system writes for none, such as 01/01/2000."""
_SETTLED = re.compile(
    r"(?<!nao )(?<!not )(?<!parcial )(?<!parcialmente )(?<!partially )\b(?:"
    r"pag[oa]s?|paid|quitad[oa]s?|liquidad[oa]s?|settled|baixad[oa]s?|recebid[oa]s?|received"
    r"|compensad[oa]s?|cancelad[oa]s?|cancell?ed|anulad[oa]s?|void(?:ed)?|estornad[oa]s?|refunded"
    r"|(?:re)?negociad[oa]s?|renegotiated|parcelad[oa]s?|agrupad[oa]s?|substituid[oa]s?"
    r"|perdoad[oa]s?|isent[oa]s?|abonad[oa]s?|excluid[oa]s?|deleted|inativ[oa]s?|inactive"
    r"|written off|pagamento (?:confirmado|efetuado|aprovado|realizado))\b"
)
"""Words of a status by which nothing is owed any more: paid, cancelled, made part of another."""
_SETTLED_FLAGS = frozenset(
    f"{before}{word}{ending}"
    for before in ("", "is_", "esta_", "foi_")
    for word in (
        *("pag", "quitad", "liquidad", "baixad", "recebid", "compensad", "cancelad", "anulad"),
        *("estornad", "renegociad", "excluid"),
    )
    for ending in "oa"
) - {"quitado"} | {"paid", "is_paid"}  # fmt: skip
"""Flags by which nothing is owed any more, ``quitado`` aside."""
_STATUSES = frozenset(
    f"{word}{of}"
    for word in ("status", "situacao")
    for of in ("", "_fatura", "_boleto", "_titulo", "_cobranca", "_pagamento", "_financeira")
)
"""Where a status may stand: a word, or an object with one."""
_SETTLED_DATES = frozenset(
    f"{day_of}_{what}"
    for day_of in ("data", "dt")
    for what in (
        *("pagto", "pgto", "de_pagamento", "do_pagamento", "baixa", "quitacao", "liquidacao"),
        *("recebimento", "compensacao", "cancelamento", "estorno", "renegociacao", "exclusao"),
    )
) | {"dt_pagamento", "payment_date", "paid_at", "pago_em", "paga_em", "quitado_em", "baixado_em"}
"""Days on which it was settled, ``data_pagamento`` aside."""
_FIELDS = {
    plain_name(field): field
    for field in (
        *("quitado", "data_pagamento", "ativo", "valor_pago"),
        *_SETTLED_FLAGS,
        *_STATUSES,
        *_SETTLED_DATES,
    )
}
"""All that tells of a payment, by its plain name."""
_LONGEST_NAME = 40
"""Characters of a field's name, of which no field that is looked for has half."""
_WORDS = re.compile(r"[a-z0-9]+")


class _PaymentDate(Enum):
    """What ``data_pagamento`` says."""

    MADE = auto()
    """A day on which it was paid."""
    NONE = auto()
    SOON = auto()
    """Some days ahead, where a payment may be on its way."""
    IMPOSSIBLE = auto()
    """Written as a date, and no day on which anybody has paid: 31/02, or years off."""
    UNREADABLE = auto()


_NO_DAY = (_PaymentDate.NONE, _PaymentDate.IMPOSSIBLE)
"""Of a day that is only a hint: what is no day of the past settles nothing."""


def is_paid(row: Mapping[str, Any], valor: Decimal, vencimento: date, hoje: date) -> bool:
    """Whether the invoice of that amount and due date is paid, as of ``hoje``.

    Raises ``FatalApiError`` when that cannot be known: a field that cannot be read, a date that
    is none where ``quitado`` does not deny it, hints that belie an invoice said to be open, or
    neither of the two fields.
    """
    if "quitado" not in row and "data_pagamento" not in row:
        raise FatalApiError(
            "A API não diz se está paga uma fatura deste cliente: faltam os campos data_pagamento "
            "e quitado. Confira este cliente no sistema de cobrança."
        )
    fields = _fields_of_payment(row)
    flag = fields.get("quitado")
    quitado = _flag(flag)
    paid_on = _paid_on(fields.get("data_pagamento"), vencimento, hoje)
    if quitado is None:
        raise _cannot_tell("quitado")
    if quitado or paid_on is _PaymentDate.MADE:
        return True
    denied = paid_on is _PaymentDate.IMPOSSIBLE and not is_nothing(flag)
    if paid_on is not _PaymentDate.NONE and not denied:
        raise _cannot_tell("data_pagamento")
    if hint := _hint_of_payment(fields, valor, vencimento, hoje):
        raise _cannot_tell(hint)
    return False


def _fields_of_payment(row: Mapping[str, Any]) -> dict[str, Any]:
    """The fields that tell of a payment, by our names for them, however theirs are spelled."""
    fields: dict[str, Any] = {}
    for name, value in row.items():
        field = _FIELDS.get(plain_name(name)) if len(name) <= _LONGEST_NAME else None
        if field is None:
            continue
        if field in fields and fields[field] != value:
            raise _cannot_tell(field)
        fields[field] = value
    return fields


def _flag(value: object) -> bool | None:
    """A boolean however it is written; nothing is no, and None is what cannot be read."""
    return False if is_nothing(value) else yes_or_no(value)


def _paid_on(value: object, vencimento: date, hoje: date) -> _PaymentDate:
    if is_nothing(value) or value is False or (isinstance(value, int | Decimal) and value == 0):
        return _PaymentDate.NONE
    if not isinstance(value, str):
        return _PaymentDate.UNREADABLE
    if _BLANK_DATE.fullmatch(value):
        return _PaymentDate.NONE
    if not looks_like_a_day(value):
        return _PaymentDate.UNREADABLE
    paid = day(value)
    if paid is None:
        return _PaymentDate.UNREADABLE if is_month_first(value) else _PaymentDate.IMPOSSIBLE
    return _of_day(paid, vencimento, hoje)


def _of_day(paid: date, vencimento: date, hoje: date) -> _PaymentDate:
    if paid > hoje + _CREDITED_WITHIN:
        return _PaymentDate.IMPOSSIBLE
    if paid > hoje + _AHEAD:
        return _PaymentDate.SOON
    if paid < _FIRST_PAYMENT:
        return _PaymentDate.NONE
    return _PaymentDate.MADE if paid >= vencimento - _PAID_EARLY_BY else _PaymentDate.IMPOSSIBLE


def _hint_of_payment(
    fields: Mapping[str, Any], valor: Decimal, vencimento: date, hoje: date
) -> str | None:
    """The field, if any, by which nothing is owed any more; no source confirms what it means.

    Half of an amount may have been paid, and the invoice is open.
    """
    for field, value in fields.items():
        if field in _STATUSES and any(map(_is_settled, texts(value))):
            return field
        if field in _SETTLED_FLAGS and _flag(value) is not False and amount(value) != 0:
            return field
        if field in _SETTLED_DATES and _paid_on(value, vencimento, hoje) not in _NO_DAY:
            return field
    if not is_nothing(fields.get("ativo")) and _flag(fields["ativo"]) is not True:
        return "ativo"
    paid = amount(fields.get("valor_pago"))
    return "valor_pago" if paid is not None and paid >= valor > 0 else None


def _is_settled(status: str) -> bool:
    return bool(_SETTLED.search(" ".join(_WORDS.findall(fold(status)))))


def _cannot_tell(field: str) -> FatalApiError:
    return FatalApiError(
        f"Não dá para saber se uma fatura deste cliente está paga: o campo {field} da API não "
        "pode ser lido, ou contradiz os outros. Confira este cliente no sistema de cobrança."
    )
