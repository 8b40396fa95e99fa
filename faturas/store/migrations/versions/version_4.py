"""Adds reasons, other overdue invoices, the company, a sweep's progress, and check sums."""

from alembic import op

from faturas.domain.outcome import Situacao
from faturas.store.migrations.reasons_of_version_3 import keep_reasons
from faturas.store.migrations.sums import JOB_OF_4, NUMBERS, ROW_OF_4, sum_in_sql

revision = "4"
down_revision = "3"

_OUTCOMES = ", ".join(f"'{situacao}'" for situacao in Situacao)
_READABLE = f"""situacao IN ({_OUTCOMES})
    AND (id_fatura IS NOT NULL) = (situacao = 'vencida')
    AND (consultada_em IS NULL OR datetime(consultada_em) IS NOT NULL)
    AND (id_fatura IS NULL OR (date(vencimento) = vencimento
        AND typeof(valor_centavos) = 'integer' AND json_valid(resposta)
        AND nome IS NOT NULL AND linha_digitavel IS NOT NULL AND pix IS NOT NULL
        AND link IS NOT NULL AND telefone IS NOT NULL AND telefone_fixo IS NOT NULL))"""
"""Whether a row of a ledger without check sums cannot be seen to be damaged."""


def upgrade() -> None:
    """Add the columns, find the reasons of the contacts, and add everything up."""
    for statement in (
        "ALTER TABLE tarefas ADD COLUMN empresa TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE tarefas ADD COLUMN paginas_lidas INTEGER NOT NULL DEFAULT 0",
        "ALTER TABLE tarefas ADD COLUMN paginas_previstas INTEGER NOT NULL DEFAULT 0",
        "ALTER TABLE tarefas ADD COLUMN faturas_vistas INTEGER NOT NULL DEFAULT 0",
        "ALTER TABLE tarefas ADD COLUMN soma INTEGER",
        "ALTER TABLE linhas ADD COLUMN razoes TEXT",
        "ALTER TABLE linhas ADD COLUMN outras INTEGER NOT NULL DEFAULT 0",
        "ALTER TABLE linhas ADD COLUMN outras_centavos INTEGER NOT NULL DEFAULT 0",
        "ALTER TABLE linhas ADD COLUMN soma INTEGER",
    ):
        op.execute(statement)
    keep_reasons(op.get_bind())
    row_sum = sum_in_sql(ROW_OF_4, NUMBERS | {"id_fatura"})
    op.execute(f"UPDATE linhas SET soma = {row_sum} WHERE {_READABLE}")  # noqa: S608 - our own words
    op.execute(f"UPDATE tarefas SET soma = {sum_in_sql(JOB_OF_4)}")  # noqa: S608 - as above
