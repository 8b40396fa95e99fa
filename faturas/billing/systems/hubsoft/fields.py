"""Reads single fields of HubSoft's answers; None, or ``""``, where one cannot be read."""

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from faturas.billing.transport.spelling import is_nothing
from faturas.billing.transport.words import decode_entities
from faturas.domain.money import parse_valor

MOST = 2**63 - 1
"""The largest integer that the ledger's database holds (SQLite, 64 bits)."""
_MOST_REAIS = Decimal(10**9)
"""Reais beyond which an amount is none; nobody owes so much, and a million such still fit into the
ledger, in centavos."""
_DIGITS = re.compile(r"\s*[0-9]{1,100}\s*")
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
_DATE_BR = re.compile(r"\s*([0-9]{2})/([0-9]{2})/([0-9]{4})(?:[ T]|$)")
_DATE_ISO = re.compile(r"\s*([0-9]{4})-([0-9]{2})-([0-9]{2})(?:[ T]|$)")


def codigo_of(row: Mapping[str, Any]) -> str:
    """The customer's code as text, ``""`` for none; 42, "42" and 42.0 are the same code."""
    code = row.get("codigo_cliente")
    if type(code) is int:  # nearly always
        return str(code)
    if isinstance(code, Decimal) and abs(code) <= MOST and code == code.to_integral_value():
        code = int(code)
    return str(code).strip() if isinstance(code, str | int) and not isinstance(code, bool) else ""


def telefones_of(row: Mapping[str, Any]) -> tuple[str, ...]:
    """The customer's phones as they were written, in the order of their fields."""
    fields = ("telefone_primario", "telefone_secundario", "telefone_terciario")
    return tuple(phone for field in fields if (phone := text_of(row, field)))


def text_of(row: Mapping[str, Any], key: str) -> str:
    """A field as text without outer blanks; ``""`` for none.

    A lone surrogate, which no file can hold, becomes the sign for a lost character (U+FFFD).
    """
    value = row.get(key)
    text = str(value).strip() if isinstance(value, str | int) else ""
    return text if text.isascii() else _LONE_SURROGATE.sub("\ufffd", text)


def prose_of(row: Mapping[str, Any], key: str) -> str:
    """A name or a link as text, with HTML entities, which some servers write, decoded once.

    Payment codes are not read so: their check digits are over what was sent.
    """
    return decode_entities(text_of(row, key)).strip()


def name_of(row: Mapping[str, Any]) -> str:
    """The customer's name; ``""`` for none, and for what programs write instead ("null", "-")."""
    name = prose_of(row, "nome_razaosocial")
    return "" if is_nothing(name) else name


def integer(value: object) -> int | None:
    """A whole number, written as one or as digits; None for anything else."""
    if type(value) is int:  # nearly always
        return value
    if isinstance(value, str) and _DIGITS.fullmatch(value):
        return int(value)
    return None


def amount(value: object) -> Decimal | None:
    """An amount in reais; None for what is none, and for more than anybody owes."""
    try:
        valor = parse_valor(value)
    except ValueError:
        return None
    return valor if abs(valor) <= _MOST_REAIS else None


def day(value: object) -> date | None:
    """A date, which one route writes ``DD/MM/YYYY`` and the other ``YYYY-MM-DD``; None for none.

    A time behind it is left out.
    """
    if not isinstance(value, str):
        return None
    if len(value) == 10 and value[4] == value[7] == "-":  # nearly always, on the bulk route
        try:
            return date.fromisoformat(value)
        except ValueError:
            return None
    if match := _DATE_BR.match(value):
        day_, month, year = match.groups()
    elif match := _DATE_ISO.match(value):
        year, month, day_ = match.groups()
    else:
        return None
    try:
        return date(int(year), int(month), int(day_))
    except ValueError:
        return None


def looks_like_a_day(value: object) -> bool:
    """Whether a text is written as a date, whether that day exists or not."""
    return isinstance(value, str) and bool(_DATE_BR.match(value) or _DATE_ISO.match(value))


def is_month_first(value: str) -> bool:
    """Whether a text becomes a date when day and month change places: ``08/15/2026``."""
    swapped = _DATE_BR.sub(r"\2/\1/\3", value.strip()[:10])
    return day(_DATE_ISO.sub(r"\1-\3-\2", swapped)) is not None
