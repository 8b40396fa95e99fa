"""Reads rows as the program has written them, and tells damaged ones by their check sums.

Everything here takes rows of ``select(linhas)``.
"""

from collections.abc import Iterator
from operator import itemgetter
from typing import Any

from sqlalchemy import Result
from sqlalchemy import Row as Found

from faturas.domain.outcome import Outcome, Row, Situacao
from faturas.store import mapping, seals
from faturas.store.schema import linhas

DAMAGED = "registro danificado no arquivo de dados"
"""The reason of a row whose check sum does not hold."""
_NAMES = tuple(column.name for column in linhas.columns)
_SEALED = itemgetter(*map(_NAMES.index, seals.ROW_COLUMNS))
_SUM = itemgetter(_NAMES.index("soma"))
_PLACE = itemgetter(*map(_NAMES.index, ("ordem", "linha", "codigo")))


def read(found: Found[Any]) -> Row | None:
    """Return one row; None when it is not as the program has written it."""
    if not is_sound(found):
        return None
    try:
        return mapping.row(dict(zip(_NAMES, found, strict=True)))
    except mapping.BROKEN:  # damaged already when an older version of the program had no sums
        return None


def rows(found: Result[Any]) -> Iterator[Row]:
    """Yield the rows that are sound."""
    return (row for row in map(read, found) if row is not None)


def every_row(found: Result[Any]) -> Iterator[Row]:
    """Yield the rows, a damaged one as ``erro``."""
    return (read(row) or damaged(row) for row in found)


def is_sound(found: Found[Any]) -> bool:
    """Whether the check sum of a row holds."""
    return seals.holds(_SEALED(found), _SUM(found))


def damaged(found: Found[Any]) -> Row:
    """Return a row that stands for a damaged one: it says where that stands, as far as known."""
    ordem, linha, codigo = _PLACE(found)
    return lost_row(
        ordem if isinstance(ordem, int) else 0,
        linha if isinstance(linha, int) else 0,
        codigo.encode(errors="replace").decode() if isinstance(codigo, str) else "",
    )


def lost_row(ordem: int, linha: int = 0, codigo: str = "") -> Row:
    """Return a row that stands for one that cannot be read; line 0: even that is not known."""
    return Row(ordem, linha, codigo, "", "", Outcome(Situacao.ERRO, DAMAGED))
