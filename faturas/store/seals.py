"""Makes check sums (``seal``) of the values that decide a file; the ledger keeps them with these.

A database notices a broken page, not a changed digit. A row's sum stands in ``linhas.soma`` and
covers all of the row but ``pendente``; a job's stands in ``tarefas.soma`` and covers what never
changes.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    ScalarSelect,
    Table,
    Text,
    and_,
    case,
    literal,
    type_coerce,
    update,
)
from sqlalchemy.sql.functions import FunctionElement

from faturas.store.schema import linhas, tarefas

ROW_COLUMNS = tuple(c.name for c in linhas.columns if c.name not in ("pendente", "soma"))
JOB_COLUMNS = (
    "numero", "id", "criada_em", "arquivo", "impressao", "api", "referencia", "busca", "total",
    "empresa",
)  # fmt: skip
_canonical = json.JSONEncoder(
    ensure_ascii=True,
    separators=(",", ":"),
    check_circular=False,  # no list in another
).encode


class CheckSum(FunctionElement[int]):
    """Calls ``seal`` within SQL; each engine says how its database calls it."""

    type = BigInteger()
    inherit_cache = True


def seal(values: Iterable[object]) -> int:
    """Return the sum of integers, texts and None in this order, 63 bits to fit SQLite's integers.

    Raises ``TypeError`` for any other kind of value; only damage puts one there.
    """
    text = _canonical(list(values)).encode("ascii")
    return int.from_bytes(hashlib.blake2b(text, digest_size=8).digest(), "big") >> 1


def holds(values: Iterable[object], soma: object) -> bool:
    """Whether the values are those that were summed."""
    try:
        return seal(values) == soma
    except TypeError:
        return False


def row_seal(values: Mapping[str, Any]) -> int:
    """Return the sum of a row about to be written; a column not given keeps its default."""
    return seal(values.get(name, _UNSET[name]) for name in ROW_COLUMNS)


def rows_of(numero: int | ScalarSelect[Any]) -> ColumnElement[bool]:
    """Return the condition for rows of one job: its number, in the index and in each row.

    In a damaged table a look-up may land among another job's rows, whose sums hold.
    """
    return and_(linhas.c.tarefa == numero, linhas.c.tarefa + 0 == numero)


def row_seal_in_sql(**instead: ColumnElement[Any]) -> ColumnElement[int]:
    """Return the sum of a row in SQL, with other values for some of its columns."""
    columns = (linhas.c[name] for name in ROW_COLUMNS)
    # What stands instead of a column is of the column's kind.
    return CheckSum(*(type_coerce(instead.get(c.name, c), c.type) for c in columns))


def fresh_seal_in_sql(copied: Iterable[str], **given: ColumnElement[Any]) -> ColumnElement[int]:
    """Return the sum of a new row: columns copied, columns given, else the defaults."""
    values = {**{name: linhas.c[name] for name in copied}, **given}
    rest = {name: literal(_UNSET[name]) for name in ROW_COLUMNS if name not in values}
    return row_seal_in_sql(**values, **rest)


def resealed(**instead: ColumnElement[Any]) -> ColumnElement[int | None]:
    """Return the sum after a change within SQL; a row that was damaged before stays so."""
    return case((sound_in_sql(), row_seal_in_sql(**instead)), else_=linhas.c.soma)


def sound_in_sql() -> ColumnElement[bool]:
    """Return the condition that a row's sum holds."""
    return linhas.c.soma == row_seal_in_sql()


def seal_job(connection: Connection, which: ColumnElement[bool]) -> None:
    """Sum up a job that has just been written, or found sound, in the same transaction."""
    connection.execute(update(tarefas).where(which).values(soma=_job_seal_in_sql()))


def _job_seal_in_sql() -> ColumnElement[int]:
    return CheckSum(*(tarefas.c[name] for name in JOB_COLUMNS))


def _unset(table: Table) -> dict[str, object]:
    return {
        c.name: None if c.nullable else "" if isinstance(c.type, Text) else 0 for c in table.columns
    }


_UNSET = _unset(linhas)
