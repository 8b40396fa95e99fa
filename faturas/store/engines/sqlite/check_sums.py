"""Gives SQLite the check sum as a function of its SQL, ``selo`` (``install``)."""

import sqlite3
from typing import Any

from sqlalchemy import LargeBinary, String, cast, func
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler

from faturas.store.seals import CheckSum, seal


def install(connection: sqlite3.Connection) -> None:
    """Make the sum a function within SQL, for what is copied or changed there."""
    connection.create_function("selo", -1, _seal_of_stored, deterministic=True)


def _seal_of_stored(*values: object) -> int | None:
    """Return the sum of columns as SQLite gives them, texts as bytes.

    None, which holds for nothing, where a text cannot be decoded.
    """
    try:
        return seal(value.decode() if isinstance(value, bytes) else value for value in values)
    except UnicodeDecodeError:
        return None


@compiles(CheckSum, "sqlite")
def _call(check_sum: CheckSum, compiler: SQLCompiler, **options: Any) -> str:
    """Write the call; text goes as bytes, since SQLite calls nobody with text that is none."""
    values = (
        cast(value, LargeBinary) if isinstance(value.type, String) else value
        for value in check_sum.clauses
    )
    return compiler.process(func.selo(*values), **options)
