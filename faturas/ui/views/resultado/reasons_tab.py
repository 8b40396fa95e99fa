"""Draws the rows that gave no contact, with their reasons."""

import pandas as pd
import streamlit as st

from faturas.app.contacts import Contacts, reason
from faturas.app.values import Tarefa
from faturas.domain.outcome import Row, Situacao
from faturas.domain.ptbr import plural
from faturas.ui.layout.app_context import PageContext
from faturas.ui.layout.markup import paragraph
from faturas.ui.parts import downloads
from faturas.ui.parts.paging import first_of_page, show_pages

_PAGE_ROWS = 200
"""Rows on one page of the table: our choice."""
_COLUMNS = {
    "Linha": st.column_config.NumberColumn(format="%d", width="small"),
    "Situação": st.column_config.TextColumn(width="medium"),
    "Motivo": st.column_config.TextColumn(width="large"),
}


def show_reasons(
    page: PageContext, job: Tarefa, situacoes: tuple[Situacao, ...], name: str, nothing: str
) -> None:
    """Draw the rows of these outcomes; ``nothing`` is said when there are none."""
    total = sum(job.contagens[situacao] for situacao in situacoes)
    if not total:
        paragraph(nothing)
        return
    with st.container(
        horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"
    ):
        paragraph(plural(total, "linha", "linhas"), "fv-titulo-tarefa")
        with st.container(horizontal=True, gap="small", width="content"):
            downloads.report_buttons(page, job.id, name, "estas linhas", situacoes)
    page_key = f"pagina-{name}-{job.id}"
    offset = first_of_page(page_key, total, _PAGE_ROWS)
    shown = Contacts(page.actor, page.app, job.id).with_outcome(
        situacoes, offset=offset, limit=_PAGE_ROWS
    )
    st.dataframe(
        pd.DataFrame([_cells(page, row) for row in shown]),
        hide_index=True,
        column_config=_COLUMNS,
        key=f"tabela-{name}-{job.id}",
        alt="Linhas da lista que não viraram contato, com a situação e o motivo de cada uma",
    )
    show_pages(page_key, total, _PAGE_ROWS)


def _cells(page: PageContext, row: Row) -> dict[str, object]:
    return {
        "Linha": row.linha,
        "Código": row.codigo,
        "Nome na lista": row.nome,
        "Situação": row.outcome.situacao.rotulo,
        "Motivo": reason(page.actor, row),
        "Tentativas": row.outcome.tentativas,
    }
