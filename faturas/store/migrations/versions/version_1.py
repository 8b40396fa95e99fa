"""The first version, in which the oldest ledgers stand; a fresh ledger begins at the newest."""

revision = "1"
down_revision = None


def upgrade() -> None:
    """Do nothing: the tables of version 1 stand in the ledger that is migrated."""
