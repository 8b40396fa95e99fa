"""Opens a ledger with its engine (``open_database``); each package here is one database's."""

from collections.abc import Callable
from pathlib import Path

from faturas.store.engine import Database
from faturas.store.engines.sqlite.database import SqliteDatabase
from faturas.timing import Timing


def open_database(
    folder: Path, timing: Timing, *, announce_migration: Callable[[], None] | None = None
) -> Database:
    """Open the ledger that lies in ``folder``, or make one; raises ``LedgerError``.

    ``announce_migration`` is called before one of an earlier version is migrated, if a person has
    to wait for that.
    """
    return SqliteDatabase(folder, timing, announce_migration=announce_migration)
