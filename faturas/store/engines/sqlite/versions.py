"""Reads and raises the version of a file: ``PRAGMA user_version``, which every program looks at."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection, insert, select, text

from faturas.domain.ptbr import fold
from faturas.errors import LedgerError
from faturas.store.engines.sqlite.owners_of_version_4 import refuse_while_somebody_runs
from faturas.store.migrations import migrate
from faturas.store.schema import SCHEMA_VERSION, alembic_version, metadata

LARGE_ROWS = 20_000
"""Rows above which a migration is announced: it takes more than a second, at 14 s for 200,000."""
PROBES = tuple(f"EXPLAIN {select(table)}" for table in metadata.tables.values())
"""Statements that a file of the newest version can prepare: every table and column is there."""


def version_of(connection: Connection) -> int:
    """Return the version of the file, 0 for an empty one; raise ``LedgerError`` if too new."""
    version = int(connection.execute(text("PRAGMA user_version")).scalar_one())
    if version > SCHEMA_VERSION:
        raise LedgerError(
            "O arquivo de dados foi gravado por uma versão mais nova deste programa. "
            "Atualize o programa, ou aponte FATURAS_DADOS para outra pasta."
        )
    return version


def bring_up_to_date(
    connection: Connection, version: int, announce_migration: Callable[[], None] | None
) -> None:
    """Make the tables in an empty file, or migrate one of ``version``, within a transaction.

    ``announce_migration`` is called before a migration of more than ``LARGE_ROWS``. Raises
    ``LedgerError``, and changes nothing, while an older program runs a job of it.
    """
    if version:
        refuse_while_somebody_runs(connection)
        if announce_migration is not None and _rows_in(connection) > LARGE_ROWS:
            announce_migration()
        raw: Any = connection.connection.dbapi_connection
        raw.create_function("dobrar", 1, _folded, deterministic=True)
        migrate(connection, version)
    else:
        metadata.create_all(connection)
        connection.execute(insert(alembic_version).values(version_num=f"{SCHEMA_VERSION}"))
    connection.execute(text(f"PRAGMA user_version = {SCHEMA_VERSION}"))


def _rows_in(connection: Connection) -> int:
    """Return the number of rows of the ledger, whatever its version."""
    return int(connection.execute(text("SELECT count(*) FROM linhas")).scalar_one())


def _folded(text: bytes | None) -> str:
    """Return text as a search compares it, whatever damage has made of it."""
    return fold((text or b"").decode(errors="replace"))
