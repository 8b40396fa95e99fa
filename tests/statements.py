"""Compiles each statement once for all ledgers of a process (``share_compiled_statements``)."""

from typing import Any

from sqlalchemy import Connection, Engine, event
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite


def share_compiled_statements() -> None:
    """Let every engine of this process take what another one has compiled.

    A program opens one ledger, a test process hundreds, and SQLAlchemy keeps compiled statements by
    engine and by dialect object: a tenth of the suite's time. All dialects are alike here.
    """
    compiled: dict[Any, Any] = {}

    @event.listens_for(Engine, "engine_connect")
    def use_compiled(connection: Connection) -> None:
        connection.execution_options(compiled_cache=compiled)

    class_of_all: Any = SQLiteDialect_pysqlite
    class_of_all.__eq__ = lambda one, other: type(one) is type(other)
    class_of_all.__hash__ = lambda one: hash(type(one))
