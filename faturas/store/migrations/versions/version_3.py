"""Adds the steady pulse of owners, the strategy taken, what a sweep has read, and learned paces."""

from alembic import op

revision = "3"
down_revision = "2"


def upgrade() -> None:
    """Add the columns and the tables."""
    for statement in (
        "ALTER TABLE tarefas ADD COLUMN pulso_s REAL NOT NULL DEFAULT 0",
        "ALTER TABLE tarefas ADD COLUMN estrategia TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE tarefas ADD COLUMN porque TEXT NOT NULL DEFAULT ''",
        """CREATE TABLE ritmos (
            api TEXT NOT NULL PRIMARY KEY, aprendido TEXT NOT NULL, em TEXT NOT NULL
        )""",
        """CREATE TABLE varredura_janelas (
            numero INTEGER NOT NULL PRIMARY KEY,
            tarefa INTEGER NOT NULL REFERENCES tarefas (numero) ON DELETE CASCADE,
            quitadas INTEGER NOT NULL,
            inicio TEXT NOT NULL,
            fim TEXT NOT NULL,
            total INTEGER,
            lida_em TEXT,
            UNIQUE (tarefa, quitadas, inicio, fim)
        )""",
        """CREATE TABLE varredura_faturas (
            tarefa INTEGER NOT NULL REFERENCES tarefas (numero) ON DELETE CASCADE,
            codigo TEXT NOT NULL,
            id_fatura INTEGER NOT NULL,
            janela INTEGER NOT NULL,
            dados TEXT,
            PRIMARY KEY (tarefa, codigo, id_fatura)
        ) WITHOUT ROWID""",
    ):
        op.execute(statement)
