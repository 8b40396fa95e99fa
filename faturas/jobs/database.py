"""The ledger's SQLite file: how it is opened, and what a transaction on it means."""

import contextlib
import sqlite3
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DatabaseError, OperationalError

from faturas.errors import LedgerError
from faturas.jobs import schema

FILE_NAME = "faturas.sqlite3"
_LOCK_WAIT_S = 15.0


class Database:
    """Transactions on one SQLite file in WAL mode; safe for many threads and processes."""

    def __init__(self, folder: Path) -> None:
        """Open, create or upgrade the file in ``folder``; raises ``LedgerError``."""
        self.path = folder / FILE_NAME
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise LedgerError(
                f"A pasta de dados {folder} não pôde ser criada. Confira as permissões, "
                "ou aponte FATURAS_DADOS para outra pasta."
            ) from error
        self._engine = _engine(self.path)
        with self.write() as connection:
            schema.upgrade(connection)

    @contextlib.contextmanager
    def read(self) -> Iterator[Connection]:
        """A consistent view; never waits for a writer."""
        with _told_in_portuguese(self.path), self._engine.connect() as connection:
            yield connection

    @contextlib.contextmanager
    def write(self) -> Iterator[Connection]:
        """One transaction, the write lock taken at once: all of it is kept, or none."""
        with _told_in_portuguese(self.path), self._engine.connect() as connection:
            writing = connection.execution_options(begin="BEGIN IMMEDIATE")
            with writing.begin():
                yield writing

    def close(self) -> None:
        self._engine.dispose()


def fold(text: str | None) -> str:
    """Text as a search compares it: no accents, no case."""
    decomposed = unicodedata.normalize("NFKD", text or "")
    return "".join(c for c in decomposed if not unicodedata.combining(c)).casefold()


def _engine(path: Path) -> Engine:
    engine = create_engine(
        f"sqlite:///{path}", connect_args={"timeout": _LOCK_WAIT_S, "check_same_thread": False}
    )

    @event.listens_for(engine, "connect")
    def _configure(connection: Any, _record: Any) -> None:
        # pysqlite's own BEGIN would come late and without IMMEDIATE; SQLAlchemy documents this.
        connection.isolation_level = None
        connection.create_function("dobrar", 1, fold, deterministic=True)
        for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql(connection.get_execution_options().get("begin", "BEGIN"))

    return engine


@contextlib.contextmanager
def _told_in_portuguese(path: Path) -> Iterator[None]:
    try:
        yield
    except OperationalError as error:
        raise LedgerError(
            f"O arquivo de dados {path} não pôde ser usado agora (disco cheio, sem permissão de "
            "escrita ou ocupado por outro programa). O que já estava gravado continua lá."
        ) from error
    except DatabaseError as error:
        if type(error.orig) is not sqlite3.DatabaseError:
            raise
        raise LedgerError(
            f"O arquivo de dados {path} está danificado. Guarde uma cópia dele e aponte "
            "FATURAS_DADOS para outra pasta para recomeçar."
        ) from error
