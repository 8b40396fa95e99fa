"""Keeps reasons (``Razao``) as text in a row: ``write`` and ``read``."""

import json
from collections.abc import Iterable
from functools import lru_cache

from faturas.domain.findings import CODES, Finding
from faturas.domain.notices import Aviso
from faturas.domain.reasons import Razao

_REMEMBERED = 256
"""Texts whose reasons stay at hand, for most rows have the same as many others. Our choice: 4,000
customers of the sandbox have some hundred different ones, in less than a megabyte."""


def write(razoes: Iterable[Razao]) -> str:
    """Reasons as stored: JSON, of each the value of its aviso and its findings.

    A finding is its code and what was seen: ``[[16, [["valor_do_codigo", "149.99", "154.44"]]]]``.
    """
    return json.dumps(
        [(int(razao.aviso), razao.told or _findings(razao)) for razao in razoes],
        ensure_ascii=False,
    )


def _findings(razao: Razao) -> list[tuple[str, ...]]:
    return [(finding.code, *finding.seen) for finding in razao.findings]


@lru_cache(maxsize=_REMEMBERED)
def read(kept: str | None) -> tuple[Razao, ...]:
    """Reasons from a row; a ledger of before may have a finished sentence instead of findings."""
    return tuple(_razao(Aviso(aviso), why) for aviso, why in json.loads(kept or "[]"))


def _razao(aviso: Aviso, why: str | list[list[str]]) -> Razao:
    if isinstance(why, str):
        return Razao(aviso, told=why)
    return Razao(aviso, tuple(Finding(CODES[code], tuple(seen)) for code, *seen in why))
