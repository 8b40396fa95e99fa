"""Finds the reasons that a ledger of version 3 did not keep for its contacts."""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, text

from faturas.domain.checks import check_codes_and_phones
from faturas.domain.fatura import Fatura
from faturas.domain.notices import Aviso

_AT_ONCE = 1_000
"""Rows that are in memory at a time. Our choice: some megabytes."""
_NEXT = text(
    "SELECT l.tarefa, l.ordem, l.codigo, l.telefone_lista, l.nome_lista, l.id_fatura,"
    " l.valor_centavos, l.vencimento, l.avisos, l.resposta, t.referencia"
    " FROM linhas AS l JOIN tarefas AS t ON t.numero = l.tarefa"
    " WHERE l.id_fatura IS NOT NULL AND l.avisos != 0 AND (l.tarefa, l.ordem) > (:tarefa, :ordem)"
    " ORDER BY l.tarefa, l.ordem LIMIT :limit"
)
_KEEP = text("UPDATE linhas SET razoes = :razoes WHERE tarefa = :tarefa AND ordem = :ordem")


def keep_reasons(connection: Connection) -> None:
    """Find the reasons of every contact with an aviso, by the same checks, and keep them.

    Each is read with its own list's phone and its job's reference date. The avisos stay as they
    were; an answer that cannot be read keeps them without a reason.
    """
    for rows in _rows(connection):
        kept = [
            {"tarefa": row["tarefa"], "ordem": row["ordem"], "razoes": found}
            for row in rows
            if (found := _reasons(row)) is not None
        ]
        if kept:
            connection.execute(_KEEP, kept)


def _rows(connection: Connection) -> Iterator[Sequence[Mapping[str, Any]]]:
    last = {"tarefa": 0, "ordem": -1}
    while rows := [
        dict(row) for row in connection.execute(_NEXT, {**last, "limit": _AT_ONCE}).mappings()
    ]:
        yield rows
        last = {"tarefa": rows[-1]["tarefa"], "ordem": rows[-1]["ordem"]}


def _reasons(row: Mapping[str, Any]) -> str | None:
    """Return the reasons as stored; None where the row cannot be read."""
    try:
        answer = json.loads(row["resposta"])
        found = check_codes_and_phones(
            Fatura(
                id_fatura=row["id_fatura"],
                codigo_cliente=row["codigo"],
                nome=answer["nome"],
                valor=Decimal(row["valor_centavos"]).scaleb(-2),
                vencimento=date.fromisoformat(row["vencimento"]),
                paga=False,
                linha_digitavel=answer["linha_digitavel"],
                codigo_barras=answer["codigo_barras"],
                pix=answer["pix"],
                link=answer["link"],
            ),
            telefone_lista=row["telefone_lista"],
            nome_lista=row["nome_lista"],
            telefones_api=tuple(answer["telefones"]),
            referencia=date.fromisoformat(row["referencia"]),
        )
        avisos = Aviso(row["avisos"])
    except (KeyError, TypeError, ValueError, AttributeError, ArithmeticError):
        return None
    pairs = [(int(razao.aviso), razao.detalhe) for razao in found.razoes if razao.aviso in avisos]
    return json.dumps(pairs, ensure_ascii=False)
