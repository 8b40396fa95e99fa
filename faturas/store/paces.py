"""What pace each company's API bore, kept in the ledger for the next job."""

from sqlalchemy import select

from faturas.search.pace.values import Learned
from faturas.store.engines.sqlite.database import Database, upsert
from faturas.store.jobs import stamp_now
from faturas.store.schema import ritmos


class Paces:
    """One line a company, by what identifies it: the name of its API may come to mean another."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def load(self, empresa: str) -> Learned:
        """What is known of a company's; nothing, the first time."""
        with self._database.read() as connection:
            found = connection.execute(select(ritmos.c.aprendido).where(ritmos.c.api == empresa))
            return Learned.from_json(found.scalar_one_or_none())

    def save(self, empresa: str, learned: Learned) -> None:
        """Keep what a job has learned; nothing learned leaves what was known."""
        if learned == Learned():
            return
        values = {"api": empresa, "aprendido": learned.to_json(), "em": stamp_now()}
        with self._database.write() as connection:
            connection.execute(upsert(ritmos).values(values).on_conflict_do_update(set_=values))
