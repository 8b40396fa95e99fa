"""Adds the queue, what a refresh has shown, and the history of outcomes."""

from alembic import op

revision = "2"
down_revision = "1"


def upgrade() -> None:
    """Add the columns and the table."""
    for statement in (
        "ALTER TABLE tarefas ADD COLUMN na_fila_em TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE tarefas ADD COLUMN conferida_em TEXT",
        "ALTER TABLE tarefas ADD COLUMN n_conferida_igual INTEGER NOT NULL DEFAULT 0",
        "ALTER TABLE tarefas ADD COLUMN n_conferida_atualizada INTEGER NOT NULL DEFAULT 0",
        "ALTER TABLE tarefas ADD COLUMN n_conferida_paga INTEGER NOT NULL DEFAULT 0",
        "ALTER TABLE tarefas ADD COLUMN n_conferida_falhou INTEGER NOT NULL DEFAULT 0",
        """CREATE TABLE historico (
            tarefa INTEGER NOT NULL REFERENCES tarefas (numero) ON DELETE CASCADE,
            ordem INTEGER NOT NULL,
            consultada_em TEXT,
            situacao TEXT NOT NULL,
            motivo TEXT NOT NULL
        )""",
        "CREATE INDEX historico_por_linha ON historico (tarefa, ordem)",
    ):
        op.execute(statement)
