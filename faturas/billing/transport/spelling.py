"""Reads what servers write in many ways: names of fields, and words for nothing, yes and no."""

from decimal import Decimal
from functools import lru_cache

from faturas.domain.ptbr import fold

_YES = frozenset(("true", "t", "sim", "s", "yes", "y", "1", "1.0", "on", "verdadeiro", "v"))
_NO = frozenset(("false", "f", "nao", "n", "no", "0", "0.0", "off", "falso"))
_NOTHING = frozenset(
    ("", "null", "(null)", "none", "nil", "nulo", "vazio", "undefined", "n/a", "na", "nan", "nat")
) | frozenset(("nenhum", "nenhuma", "nada", "-", "--", "---", "\u2013", "\u2014", "[]", "{}"))
_KNOWN_NAMES = 2_000
"""Names kept folded: more than all answers of a system have, and no more than a few kilobytes."""


def is_nothing(value: object) -> bool:
    """Whether a field says nothing at all."""
    return value is None or (isinstance(value, str) and plain(value) in _NOTHING)


def yes_or_no(value: object) -> bool | None:
    """A boolean however it is written; None for what is neither."""
    if isinstance(value, bool) or (isinstance(value, int | Decimal) and value in (0, 1)):
        return bool(value)
    word = plain(value) if isinstance(value, str) else None
    return True if word in _YES else False if word in _NO else None


def plain(text: str) -> str:
    """A text without accents and outer blanks, in small letters."""
    return fold(text).strip()


@lru_cache(maxsize=_KNOWN_NAMES)
def plain_name(name: str) -> str:
    """The name of a field without regard to case, accents and what joins its words.

    ``dataPagamento``, ``Data_Pagamento`` and ``data-pagamento`` are one.
    """
    return "".join(filter(str.isalnum, fold(name)))
