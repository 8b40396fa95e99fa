"""The body of an answer: the one place where JSON is read."""

import json
from collections.abc import Sequence
from decimal import Decimal
from typing import Any


def read_object(body: bytes) -> dict[str, Any] | None:
    """The JSON object that a body holds, with ``Decimal`` for decimals; None when it is none.

    None, too, where a key stands twice with different values: which of them is meant, nobody knows.
    """
    try:
        content = json.loads(body, parse_float=Decimal, object_pairs_hook=_of_one_mind)
    except (ValueError, ArithmeticError, RecursionError):  # 1e99999999999999999999 fits no Decimal
        return None
    return content if isinstance(content, dict) else None


def _of_one_mind(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    """The object of these keys and values; raises ``ValueError`` where a key has two values."""
    found = dict(pairs)
    if len(found) < len(pairs) and any(found[key] != value for key, value in pairs):
        raise ValueError("a key with two values")
    return found
