"""Writes the check sums of a version in SQL (``sum_in_sql``), with that version's own columns.

The columns of ``schema`` are today's; a revision must keep adding up those of its own day.
"""

from collections.abc import Iterable

NUMBERS = frozenset(
    (
        *("numero", "total", "tarefa", "ordem", "linha", "tentativas", "avisos", "impedimentos"),
        *("valor_centavos", "valor_codigo_centavos", "outras", "outras_centavos"),
    )
)
"""Columns of integers; all others are texts."""
JOB_OF_4 = (
    "numero", "id", "criada_em", "arquivo", "impressao", "api", "referencia", "busca", "total",
    "empresa",
)  # fmt: skip
ROW_OF_4 = (
    "tarefa", "ordem", "linha", "codigo", "telefone_lista", "nome_lista", "situacao", "motivo",
    "tentativas", "consultada_em", "id_fatura", "nome", "valor_centavos", "valor_codigo_centavos",
    "vencimento", "linha_digitavel", "pix", "link", "telefone", "telefone_fixo", "avisos",
    "resposta", "razoes", "outras", "outras_centavos",
)  # fmt: skip


def sum_in_sql(columns: Iterable[str], numbers: frozenset[str] = NUMBERS) -> str:
    """Return the expression that adds up these columns; a column may be ``name=expression``."""
    return f"selo({', '.join(_argument(column, numbers) for column in columns)})"


def _argument(column: str, numbers: frozenset[str]) -> str:
    name, _, expression = column.partition("=")
    value = expression or name
    return value if name in numbers else f"CAST({value} AS BLOB)"
