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

from faturas.billing.hubsoft.fields import amount, day, looks_like_a_day
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
_SAYS_PAID = frozenset(
    ("pago", "paga", "quitado", "quitada", "liquidado", "liquidada", "baixado", "baixada")
)


class _Date(Enum):
    """What ``data_pagamento`` says."""

    MADE = auto()
    """A day on which it was paid."""
    NONE = auto()
    IMPOSSIBLE = auto()
    """Written as a date, and no day on which anybody has paid: 31/02, or far ahead."""
    UNREADABLE = auto()


def is_paid(row: Mapping[str, Any], valor: Decimal, hoje: date) -> bool:
    """Whether the invoice is paid; ``valor`` is its amount, ``hoje`` the day by which dates lie.

    Raises ``FatalApiError`` when that cannot be told: a field that cannot be read, a date that
    is none where ``quitado`` does not deny it, or hints that belie an invoice said to be open.
    """
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
    if paid is None or paid > hoje + _AHEAD:
        return _Date.IMPOSSIBLE
    return _Date.MADE if paid >= _FIRST_PAYMENT else _Date.NONE


def _is_nothing(value: object) -> bool:
    """Whether a field says nothing at all."""
    return value is None or (isinstance(value, str) and fold(value).strip() in _NOTHING)


def _hint_of_payment(row: Mapping[str, Any], valor: Decimal) -> str | None:
    """The field, if any, that speaks of a payment of the whole; no source confirms what it means.

    Half of an amount may have been paid, and the invoice is open.
    """
    status = row.get("status")
    if isinstance(status, str) and fold(status).strip() in _SAYS_PAID:
        return "status"
    paid = amount(row.get("valor_pago"))
    return "valor_pago" if paid is not None and paid >= valor > 0 else None


def _cannot_tell(field: str) -> FatalApiError:
    return FatalApiError(
        f"Não dá para saber se uma fatura deste cliente está paga: o campo {field} da API não "
        "pode ser lido, ou contradiz os outros. Confira este cliente no sistema de cobrança."
    )
