"""Runs the migrations on the connection, and in the transaction, that ``migrate`` gives."""

from alembic import context

from faturas.store.schema import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
with context.begin_transaction():
    context.run_migrations()
