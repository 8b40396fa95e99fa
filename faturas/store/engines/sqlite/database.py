"""Opens the ledger's SQLite file (``SqliteDatabase``), and begins its transactions."""

import contextlib
import sqlite3
import time
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, Table, create_engine, event
from sqlalchemy.dialects.sqlite import Insert, insert
from sqlalchemy.exc import DatabaseError, OperationalError

from faturas.errors import LedgerError
from faturas.store import schema
from faturas.store.engine import DATABASE, Beat, Database, NewRow
from faturas.store.engines.sqlite import check_sums, damage, machine, private, versions
from faturas.timing import USUAL, Timing

FILE_NAME = "faturas.sqlite3"


class SqliteDatabase:
    """Keeps a ledger in one SQLite file in WAL mode; see ``engine.Database``.

    ``set_aside`` is where a damaged file was put when this one was opened in its place.
    """

    def __init__(
        self,
        folder: Path,
        timing: Timing = USUAL,
        *,
        announce_migration: Callable[[], None] | None = None,
    ) -> None:
        """Open, create or upgrade the file in ``folder``; raises ``LedgerError``.

        ``announce_migration`` is called before an upgrade for which a person has to wait. A file in
        which an older version still runs a job is left as it is.

        A process that opens the same file again closes the first one before.
        """
        self.path = folder / FILE_NAME
        self.timing = timing
        try:
            folder.mkdir(parents=True, exist_ok=True, mode=private.FOLDER_MODE)
        except OSError as error:
            raise LedgerError(
                f"A pasta de dados {folder} não pôde ser criada. Confira as permissões, "
                "ou aponte FATURAS_DADOS para outra pasta."
            ) from error
        private.keep_private(self.path)
        self.set_aside = damage.set_aside_if_damaged(
            self.path, schema.SCHEMA_VERSION, versions.PROBES, wait_s=timing.damaged_file_wait_s
        )
        self._engine = _engine(self.path, self)
        with self.read() as connection:
            current = versions.version_of(connection) == schema.SCHEMA_VERSION
        if not current:
            with self.write() as connection:
                migrated = self._bring_up_to_date(connection, announce_migration)
            if migrated:
                self._give_back_free_space()

    @contextlib.contextmanager
    def read(self) -> Iterator[Connection]:
        """See ``engine.Database``."""
        with _errors_in_portuguese(self.path), self._engine.connect() as connection:
            yield connection

    @contextlib.contextmanager
    def write(self) -> Iterator[Connection]:
        """Begin a transaction, the write lock taken at once: all of it is kept, or none."""
        with _errors_in_portuguese(self.path), self._engine.connect() as connection:
            writing = connection.execution_options(begin="BEGIN IMMEDIATE")
            with writing.begin():
                yield writing

    def close(self) -> None:
        """See ``engine.Database``."""
        self._engine.dispose()

    def upsert(
        self, table: Table, changes: Callable[[NewRow], Mapping[str, ColumnElement[Any]]]
    ) -> Insert:
        """See ``engine.Database``."""
        new = insert(table)
        return new.on_conflict_do_update(
            index_elements=list(table.primary_key), set_=changes(new.excluded)
        )

    def lock_api(self, connection: Connection, api: str) -> None:
        """Do nothing: of all transactions that write, one is under way at a time."""

    def beat(self, connection: Connection) -> Beat:  # noqa: ARG002 - all read the same clocks here
        """See ``engine.Database``."""
        return machine.beat()

    def this_process(self) -> str:
        """See ``engine.Database``."""
        return machine.this_process()

    def silent_s(self, process: str, last: Beat, now: Beat) -> float:
        """See ``engine.Database``."""
        return machine.silent_s(process, last, now)

    def may_run(self, process: str) -> bool:
        """See ``engine.Database``."""
        return machine.may_run(process)

    def _bring_up_to_date(
        self, connection: Connection, announce_migration: Callable[[], None] | None
    ) -> bool:
        """Make or migrate the tables, unless another process has done so; whether it migrated."""
        version = versions.version_of(connection)
        if version == schema.SCHEMA_VERSION:
            return False
        versions.bring_up_to_date(connection, version, announce_migration)
        return version > 0

    def _give_back_free_space(self) -> None:
        """Make the file as small as it was: a migration leaves it twice as large.

        One that cannot, for want of room or because another process has begun to read, stays so.
        """
        # SQLAlchemy begins a transaction with every connection, within which SQLite refuses this.
        with (
            contextlib.suppress(sqlite3.OperationalError),
            contextlib.closing(self._engine.raw_connection()) as connection,
        ):
            connection.cursor().execute("VACUUM")


def _engine(path: Path, database: Database) -> Engine:
    engine = create_engine(
        f"sqlite:///{path}",
        connect_args={"timeout": database.timing.lock_wait_s, "check_same_thread": False},
        execution_options={DATABASE: database},
    )

    @event.listens_for(engine, "connect")
    def _configure(connection: Any, _record: Any) -> None:
        # pysqlite's own BEGIN would come late and without IMMEDIATE; SQLAlchemy documents this.
        connection.isolation_level = None
        # A text that damage has made undecodable is read like any other wrong one: its sum tells.
        connection.text_factory = partial(str, encoding="utf-8", errors="surrogateescape")
        check_sums.install(connection)
        _enter_wal(connection, database.timing.lock_wait_s)
        for pragma in ("synchronous = FULL", "foreign_keys = ON"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql(connection.get_execution_options().get("begin", "BEGIN"))

    return engine


def _enter_wal(connection: Any, wait_s: float) -> None:
    """Switch a new file to WAL; SQLite does not wait by itself when two processes do so at once."""
    deadline_s = time.monotonic() + wait_s
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if (
                error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY
                or time.monotonic() > deadline_s
            ):
                raise
            time.sleep(0.02)
        else:
            return


@contextlib.contextmanager
def _errors_in_portuguese(path: Path) -> Iterator[None]:
    try:
        yield
    except UnicodeDecodeError as error:  # in the words of the error that SQLite would raise
        raise _damaged(path) from error
    except DatabaseError as error:
        if damage.is_damage(error.orig):
            raise _damaged(path) from error
        if isinstance(error, OperationalError):
            raise LedgerError(
                f"O arquivo de dados {path} não pôde ser usado agora ({_why(error.orig)}). O que "
                "já estava gravado continua lá."
            ) from error
        raise


def _damaged(path: Path) -> LedgerError:
    damage.suspect(path)
    return LedgerError(
        f"O arquivo de dados {path} está danificado. Feche o programa e abra de novo: ele "
        "guarda este arquivo ao lado e começa um novo."
    )


def _why(error: BaseException | None) -> str:
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    return _REASONS.get(code, "disco cheio, sem permissão de escrita ou ocupado por outro programa")


_REASONS = {
    sqlite3.SQLITE_FULL: "disco cheio; libere espaço",
    sqlite3.SQLITE_READONLY: "sem permissão de escrita; confira a pasta",
    sqlite3.SQLITE_BUSY: "ocupado por outro programa; tente de novo",
}
