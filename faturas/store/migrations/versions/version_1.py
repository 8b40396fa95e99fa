"""Begins the revisions: the oldest ledgers are of version 1; a fresh one begins at the newest."""

revision = "1"
down_revision = None


def upgrade() -> None:
    """Do nothing: the tables of version 1 stand in the ledger that is migrated."""
