"""Reads the body of an answer (``read_object``): the one place where JSON is read."""

import json
from collections.abc import Sequence
from decimal import Decimal
from typing import Any


def read_object(body: bytes, encoding: str | None = None) -> dict[str, Any] | None:
    """The JSON object that a body holds, with ``Decimal`` for decimals; None when it is none.

    None, too, where a key stands twice with different values: which of them is meant, nobody knows.
    The bytes are UTF-8, whatever a header calls them, unless ``encoding`` says otherwise.
    """
    try:
        text = body.decode(encoding) if encoding else body
        content = json.loads(text, parse_float=Decimal, object_pairs_hook=_of_one_mind)
    except (ValueError, ArithmeticError, RecursionError):  # 1e99999999999999999999 fits no Decimal
        return None
    return content if isinstance(content, dict) else None


def mended(value: Any) -> Any:
    """The value with each text as it was before its UTF-8 was read as Latin-1 (``JoÃ£o``).

    Any other text stays as it is.
    """
    if isinstance(value, dict):
        return {mended(key): mended(each) for key, each in value.items()}
    if isinstance(value, list):
        return [mended(each) for each in value]
    if not isinstance(value, str):
        return value
    try:
        return value.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return value


def _of_one_mind(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    """The object of these keys and values; raises ``ValueError`` where a key has two values."""
    found = dict(pairs)
    if len(found) < len(pairs) and any(found[key] != value for key, value in pairs):
        raise ValueError("a key with two values")
    return found
