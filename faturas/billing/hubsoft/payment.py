"""Whether an invoice is paid: told by what HubSoft says, or not told at all.

By the contract a payment date or ``quitado`` proves a payment. Fields that say nothing are of many
spellings, and so are dates that are none; taken for a payment, they would write a debtor off.
"""

import re
from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from enum import Enum, auto
from typing import Any

from faturas.billing.hubsoft.fields import amount, day, is_month_first, looks_like_a_day
from faturas.errors import FatalApiError
from faturas.wording import fold

_TRUE = frozenset(("true", "t", "sim", "s", "yes", "y", "1", "1.0", "on", "verdadeiro", "v"))
_FALSE = frozenset(("false", "f", "nao", "n", "no", "0", "0.0", "off", "falso"))
_NOTHING = frozenset(
    ("", "null", "(null)", "none", "nil", "nulo", "vazio", "undefined", "n/a", "na", "nan", "nat")
)
_BLANK_DATE = re.compile(r"[\s0/_.:–—TZ+-]*|-0001-11-30.*|30/11/-0001.*", re.DOTALL)
"""A date of zeros, a mask that nobody filled in, and what PHP makes of the zero date."""
_FIRST_PAYMENT = date(1990, 1, 1)
"""What lies before is the zero of some system: 1899, 1900, 1970."""
_AHEAD = timedelta(days=1)
"""Nobody has paid later than today, except where the server's day has begun already."""
_CREDITED_WITHIN = timedelta(days=31)
"""A payment date that lies no further ahead may be the day on which a bank credits it."""
_SETTLED = re.compile(
    r"(?<!nao )(?<!not )(?<!parcial )(?<!parcialmente )(?<!partially )\b(?:"
    r"pag[oa]s?|paid|quitad[oa]s?|liquidad[oa]s?|settled|baixad[oa]s?|recebid[oa]s?|received"
    r"|compensad[oa]s?|cancelad[oa]s?|cancell?ed|anulad[oa]s?|void(?:ed)?|estornad[oa]s?|refunded"
    r"|(?:re)?negociad[oa]s?|renegotiated|parcelad[oa]s?|agrupad[oa]s?|substituid[oa]s?"
    r"|perdoad[oa]s?|isent[oa]s?|abonad[oa]s?|excluid[oa]s?|deleted|inativ[oa]s?|inactive"
    r"|written off|pagamento (?:confirmado|efetuado|aprovado|realizado))\b"
)
"""Words of a status by which nothing is owed any more: paid, cancelled, made part of another."""
_SETTLED_FIELDS = (
    *("pago", "paga", "liquidado", "liquidada", "baixado", "baixada", "recebido", "recebida"),
    *("cancelado", "cancelada", "renegociado", "renegociada", "estornado", "estornada"),
)


_WORDS = re.compile(r"[a-z0-9]+")


class _Date(Enum):
    """What ``data_pagamento`` says."""

    MADE = auto()
    """A day on which it was paid."""
    NONE = auto()
    SOON = auto()
    """Some days ahead, where a payment may be on its way."""
    IMPOSSIBLE = auto()
    """Written as a date, and no day on which anybody has paid: 31/02, or far ahead."""
    UNREADABLE = auto()


def is_paid(row: Mapping[str, Any], valor: Decimal, hoje: date) -> bool:
    """Whether the invoice is paid; ``valor`` is its amount, ``hoje`` the day by which dates lie.

    Raises ``FatalApiError`` when that cannot be told: a field that cannot be read, a date that
    is none where ``quitado`` does not deny it, hints that belie an invoice said to be open, or
    neither of the two fields.
    """
    if "quitado" not in row and "data_pagamento" not in row:
        raise FatalApiError(
            "A API não diz se está paga uma fatura deste cliente: faltam os campos data_pagamento "
            "e quitado. Confira este cliente no sistema de cobrança."
        )
    flag = row.get("quitado")
    quitado = _flag(flag)
    paid_on = _paid_on(row.get("data_pagamento"), hoje)
    if quitado is None:
        raise _cannot_tell("quitado")
    if quitado or paid_on is _Date.MADE:
        return True
    denied = paid_on is _Date.IMPOSSIBLE and not _is_nothing(flag)
    if paid_on is not _Date.NONE and not denied:
        raise _cannot_tell("data_pagamento")
    if hint := _hint_of_payment(row, valor):
        raise _cannot_tell(hint)
    return False


def _flag(value: object) -> bool | None:
    """A boolean however it is written; nothing is no, and None is what cannot be read."""
    if isinstance(value, bool) or (isinstance(value, int | Decimal) and value in (0, 1)):
        return bool(value)
    if _is_nothing(value):
        return False
    word = fold(value).strip() if isinstance(value, str) else None
    return True if word in _TRUE else False if word in _FALSE else None


def _paid_on(value: object, hoje: date) -> _Date:
    if _is_nothing(value) or value is False or (isinstance(value, int | Decimal) and value == 0):
        return _Date.NONE
    if not isinstance(value, str):
        return _Date.UNREADABLE
    if _BLANK_DATE.fullmatch(value):
        return _Date.NONE
    if not looks_like_a_day(value):
        return _Date.UNREADABLE
    paid = day(value)
    if paid is None:
        return _Date.UNREADABLE if is_month_first(value) else _Date.IMPOSSIBLE
    return _of_day(paid, hoje)


def _of_day(paid: date, hoje: date) -> _Date:
    if paid > hoje + _CREDITED_WITHIN:
        return _Date.IMPOSSIBLE
    if paid > hoje + _AHEAD:
        return _Date.SOON
    return _Date.MADE if paid >= _FIRST_PAYMENT else _Date.NONE


def _is_nothing(value: object) -> bool:
    """Whether a field says nothing at all."""
    return value is None or (isinstance(value, str) and fold(value).strip() in _NOTHING)


def _hint_of_payment(row: Mapping[str, Any], valor: Decimal) -> str | None:
    """The field, if any, by which nothing is owed any more; no source confirms what it means.

    Half of an amount may have been paid, and the invoice is open.
    """
    status = row.get("status")
    if isinstance(status, str) and _SETTLED.search(" ".join(_WORDS.findall(fold(status)))):
        return "status"
    for field in _SETTLED_FIELDS:
        if _flag(row.get(field)) is not False and amount(row[field]) != 0:
            return field
    if not _is_nothing(row.get("ativo")) and _flag(row["ativo"]) is not True:
        return "ativo"
    paid = amount(row.get("valor_pago"))
    return "valor_pago" if paid is not None and paid >= valor > 0 else None


def _cannot_tell(field: str) -> FatalApiError:
    return FatalApiError(
        f"Não dá para saber se uma fatura deste cliente está paga: o campo {field} da API não "
        "pode ser lido, ou contradiz os outros. Confira este cliente no sistema de cobrança."
    )
