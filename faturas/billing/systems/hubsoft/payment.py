"""Decides whether an invoice is paid by what HubSoft says of it, and refuses where it cannot know.

By HubSoft's documentation a payment date or ``quitado`` proves a payment. Servers write "no" and
"no date" in many ways; each of them, taken for a payment, would write a debtor off.
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
"""What stands for no date: zeros, a mask that nobody filled in, PHP's date of zeros."""
_FIRST_PAYMENT = date(1990, 1, 1)
"""The first day of which a payment is believed; earlier ones are a system's zero: 1899, 1900,
1970."""
_AHEAD = timedelta(days=1)
"""How far after today a payment date may lie: the server's day may have begun before ours."""
_CREDITED_WITHIN = timedelta(days=31)
"""How far ahead a payment date may be the day on which a bank credits a payment."""
_PAID_EARLY_BY = timedelta(days=731)
"""How long before its due date an invoice may be paid: two years, as people pay a year of invoices
at once. An earlier date is what a system writes for none, such as 01/01/2000."""
_SETTLED = re.compile(
    r"(?<!nao )(?<!not )(?<!parcial )(?<!parcialmente )(?<!partially )\b(?:"
    r"pag[oa]s?|paid|quitad[oa]s?|liquidad[oa]s?|settled|baixad[oa]s?|recebid[oa]s?|received"
    r"|compensad[oa]s?|cancelad[oa]s?|cancell?ed|anulad[oa]s?|void(?:ed)?|estornad[oa]s?|refunded"
    r"|(?:re)?negociad[oa]s?|renegotiated|parcelad[oa]s?|agrupad[oa]s?|substituid[oa]s?"
    r"|perdoad[oa]s?|isent[oa]s?|abonad[oa]s?|excluid[oa]s?|deleted|inativ[oa]s?|inactive"
    r"|written off|pagamento (?:confirmado|efetuado|aprovado|realizado))\b"
)
"""Words of a status that say that nothing is owed any more: paid, cancelled, joined to another."""
_SETTLED_FLAGS = frozenset(
    f"{before}{word}{ending}"
    for before in ("", "is_", "esta_", "foi_")
    for word in (
        *("pag", "quitad", "liquidad", "baixad", "recebid", "compensad", "cancelad", "anulad"),
        *("estornad", "renegociad", "excluid"),
    )
    for ending in "oa"
) - {"quitado"} | {"paid", "is_paid"}  # fmt: skip
"""Names of flags that say that nothing is owed any more, but for ``quitado``."""
_STATUSES = frozenset(
    f"{word}{of}"
    for word in ("status", "situacao")
    for of in ("", "_fatura", "_boleto", "_titulo", "_cobranca", "_pagamento", "_financeira")
)
"""Names of fields with a status: a word, or an object that has one."""
_SETTLED_DATES = frozenset(
    f"{day_of}_{what}"
    for day_of in ("data", "dt")
    for what in (
        *("pagto", "pgto", "de_pagamento", "do_pagamento", "baixa", "quitacao", "liquidacao"),
        *("recebimento", "compensacao", "cancelamento", "estorno", "renegociacao", "exclusao"),
    )
) | {"dt_pagamento", "payment_date", "paid_at", "pago_em", "paga_em", "quitado_em", "baixado_em"}
"""Names of fields with the day on which it was settled, but for ``data_pagamento``."""
_FIELDS = {
    plain_name(field): field
    for field in (
        *("quitado", "data_pagamento", "ativo", "valor_pago"),
        *_SETTLED_FLAGS,
        *_STATUSES,
        *_SETTLED_DATES,
    )
}
"""All fields that speak of a payment, by their plain names."""
_LONGEST_NAME = 40
"""Characters of the longest field name that is looked at; none of those above has half of it."""
_WORDS = re.compile(r"[a-z0-9]+")


class _PaymentDate(Enum):
    """What ``data_pagamento`` says."""

    MADE = auto()
    """The day on which it was paid."""
    NONE = auto()
    """That there is no such day."""
    SOON = auto()
    """A day ahead, on which a bank may credit a payment that was made."""
    IMPOSSIBLE = auto()
    """A date on which nobody has paid: 31/02, or years off."""
    UNREADABLE = auto()
    """Something that is no date in a known form."""


_NO_DAY = (_PaymentDate.NONE, _PaymentDate.IMPOSSIBLE)
"""What a date among ``_SETTLED_DATES`` may be without hinting at a payment."""


def is_paid(row: Mapping[str, Any], valor: Decimal, vencimento: date, hoje: date) -> bool:
    """Whether the invoice of that amount and due date is paid, as of ``hoje``.

    It is where ``quitado`` says so, or ``data_pagamento`` is a day of the past. Raises
    ``FatalApiError`` when it cannot be known: neither of the two fields is there, one cannot be
    read, the payment date is impossible or ahead (and ``quitado`` does not say no to an impossible
    one), or another field hints that nothing is owed.
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
    """The fields that speak of a payment, by the names above, however the answer spells them.

    Raises ``FatalApiError`` where two of them are the same field with different values.
    """
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
    """A boolean, however it is written; an empty value is False, None is what cannot be read."""
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
    """The first field, if any, that hints that nothing is owed any more.

    It is only a hint: no official source says what these fields mean. ``valor_pago`` is one where
    it is the whole amount; an invoice of which half is paid is open.
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
