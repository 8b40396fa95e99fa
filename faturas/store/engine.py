"""Defines the port to a database (``Database``): what the store needs that no two do alike.

``engines`` has a package for each. Everything else in the store is SQL as SQLAlchemy writes it for
any of them; where a transaction needs what only its own database can say, it asks ``database_of``.
A check sum within SQL (``seals.CheckSum``) is compiled by each engine in its own way.
"""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

from sqlalchemy import ColumnElement, Connection, Table
from sqlalchemy.sql.base import ReadOnlyColumnCollection
from sqlalchemy.sql.dml import Insert
from sqlalchemy.sql.elements import KeyedColumnElement

from faturas.timing import Timing

DATABASE = "database"
"""The execution option under which a connection carries its ``Database``."""
NewRow = ReadOnlyColumnCollection[str, KeyedColumnElement[Any]]
"""The columns of the row that an upsert would have inserted."""


@dataclass(frozen=True, slots=True)
class Beat:
    """Holds one moment on two clocks.

    ``at`` (aware) is the calendar's, which anybody may set. ``pulse_s`` is a steady clock that
    nobody sets, for the processes of one machine; 0 where an engine has none.
    """

    at: datetime
    pulse_s: float


class Database(Protocol):
    """Keeps a ledger, opened and brought up to date; safe for many threads and processes."""

    @property
    def set_aside(self) -> Path | None:
        """The path of a damaged file that was renamed when a fresh one took its place."""

    @property
    def timing(self) -> Timing:
        """How long this database waits for others, and until an owner counts as dead."""

    def read(self) -> AbstractContextManager[Connection]:
        """Give a consistent view; never wait for a writer."""

    def write(self) -> AbstractContextManager[Connection]:
        """Open one transaction: all of it is kept, or none."""

    def close(self) -> None:
        """Close the database; whoever needs it again opens another."""

    def upsert(
        self, table: Table, changes: Callable[[NewRow], Mapping[str, ColumnElement[Any]]]
    ) -> Insert:
        """Return an insert which makes ``changes`` to the row of that primary key, if any."""

    def lock_api(self, connection: Connection, api: str) -> None:
        """Keep others from taking a job of this API until the transaction ends."""

    def beat(self, connection: Connection) -> Beat:
        """Return this moment, by the clocks that heartbeats are kept by."""

    def this_process(self) -> str:
        """Return what finds this process again; ``""`` where an engine knows of none."""

    def silent_s(self, process: str, last: Beat, now: Beat) -> float:
        """Return the seconds between two moments by the clock of this owner's heartbeats.

        The result is negative, or huge, where ``last`` is wrong.
        """

    def may_run(self, process: str) -> bool:
        """Return False once the process of an owner is known to have ended.

        Raises ``ValueError`` for what ``this_process`` has not written.
        """


def database_of(connection: Connection) -> Database:
    """Return the database that a transaction belongs to."""
    found: Database = connection.get_execution_options()[DATABASE]
    return found
