"""Migrates the ledger of an earlier version to the newest, step by step (``migrate``, Alembic).

Each version is the id of a revision in ``versions``. Those up to 5 are written in SQLite's SQL:
no other database has ever held a ledger as old. Later ones are for every engine.
Alembic is imported only where a ledger has to be migrated.
"""

from pathlib import Path

from sqlalchemy import Connection


def migrate(connection: Connection, version: int) -> None:
    """Bring a ledger from ``version`` to the newest one, within the transaction of the caller."""
    # Every start of the program would wait for it, and hardly any needs it.
    from alembic import command  # noqa: PLC0415 - see above
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.stamp(config, f"{version}")
    command.upgrade(config, "head")
