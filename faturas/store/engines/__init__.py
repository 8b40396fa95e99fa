"""The engines: a room for each database that a ledger may lie in, with all that only it has."""

from pathlib import Path

from faturas.store.engine import Database
from faturas.store.engines.sqlite.database import SqliteDatabase
from faturas.timing import Timing


def open_database(folder: Path, timing: Timing) -> Database:
    """Open the ledger that lies in ``folder``, or make one; raises ``LedgerError``."""
    return SqliteDatabase(folder, timing)
