"""Keeps what pace each company's API bore (``Paces``), for the next job."""

from sqlalchemy import select

from faturas.search.pace.values import Learned
from faturas.store.engine import Database
from faturas.store.jobs import stamp_now
from faturas.store.schema import ritmos


class Paces:
    """Keeps the learned pace of each company.

    A company is found by what identifies it: the name of its API may come to mean another.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def load(self, empresa: str) -> Learned:
        """Return what is known of a company's pace; nothing learned, the first time."""
        with self._database.read() as connection:
            found = connection.execute(select(ritmos.c.aprendido).where(ritmos.c.api == empresa))
            return Learned.from_json(found.scalar_one_or_none())

    def save(self, empresa: str, learned: Learned) -> None:
        """Keep what a job has learned; nothing learned leaves what was known."""
        if learned == Learned():
            return
        keep = self._database.upsert(ritmos, lambda new: {"aprendido": new.aprendido, "em": new.em})
        with self._database.write() as connection:
            now = stamp_now(connection)
            connection.execute(keep, {"api": empresa, "aprendido": learned.to_json(), "em": now})
