"""Draws the table of contacts, a page at a time, and the choice of the one shown in detail."""

from collections.abc import Sequence
from functools import partial

import pandas as pd
import streamlit as st

from faturas.app.contacts import Sent, sent
from faturas.app.values import Filter, Tarefa
from faturas.domain.choices import Choices
from faturas.domain.due_dates import days_late
from faturas.domain.fatura_conferida import FaturaConferida
from faturas.domain.outcome import Row
from faturas.ui.layout.app_context import PageContext
from faturas.ui.parts.detail import show_detail
from faturas.ui.parts.numbers import Numbers
from faturas.ui.parts.paging import first_of_page, show_pages
from faturas.ui.parts.verdicts import LABELS

_PAGE_ROWS = 200
"""Contacts on one page of the table: our choice."""
_TABLE_HEIGHT = 430
"""Pixels: some eleven rows; the rest is scrolled."""
_AMOUNT_PX = 120
"""Pixels: room for millions, of which a narrower column cuts off the first figure."""
_COLUMNS = {
    "Valor": st.column_config.NumberColumn(
        "Valor (R$)", format="localized", step=0.01, width=_AMOUNT_PX
    ),
    "Vencimento": st.column_config.DateColumn(format="DD/MM/YYYY"),
    "Atraso": st.column_config.NumberColumn("Dias de atraso", format="localized"),
    "Nome": st.column_config.TextColumn(width="medium"),
    "Linha digitável": st.column_config.TextColumn(width="medium"),
    "PIX": st.column_config.TextColumn(width="medium"),
    "Link": st.column_config.TextColumn(width="medium"),
    "Avisos": st.column_config.TextColumn(width="large"),
}

_WIDE = {"Conferência": st.column_config.TextColumn(width="medium")}
"""Room for saying that a contact stays out of the file."""


def show_table(
    page: PageContext,
    job: Tarefa,
    filtro: Filter,
    choices: Choices,
    contatos: int,
    numbers: Numbers,
) -> None:
    """Draw a page of the ``contatos`` that pass, the page numbers, and the choice of a detail.

    ``choices`` say what goes out; ``filtro`` may show more.
    """
    page_key = f"pagina-{job.id}"
    offset = first_of_page(page_key, contatos, _PAGE_ROWS)
    rows = numbers.page(filtro, offset=offset, limit=_PAGE_ROWS)
    by_ordem = {row.ordem: row for row in rows}
    chosen, nonce = f"detalhe-{job.id}", f"marca-{job.id}"
    if st.session_state.get(chosen) not in by_ordem:
        st.session_state[chosen] = None
    key = f"tabela-{job.id}-{st.session_state.setdefault(nonce, 0)}"
    frame = _frame(page, rows, choices, job)
    st.dataframe(
        frame,
        hide_index=True,
        height=min(_TABLE_HEIGHT, 38 + 35 * len(rows)),
        column_config=_COLUMNS
        | ({} if frame["Conferência"].isin(LABELS.values()).all() else _WIDE),
        on_select=partial(_pick, key, chosen, tuple(by_ordem)),
        selection_mode="single-row",
        key=key,
        alt="Contatos que passam pelos filtros",
    )
    show_pages(page_key, contatos, _PAGE_ROWS)
    ordem = st.selectbox(
        "Ver um contato em detalhe",
        list(by_ordem),
        index=None,
        format_func=lambda item: _title(by_ordem[item]),
        placeholder="Escolha aqui, ou marque uma linha da tabela",
        key=chosen,
        on_change=_unmark,
        args=(nonce,),
    )
    if ordem is not None:
        show_detail(page, job, by_ordem[ordem], choices)


def _pick(key: str, chosen: str, shown: Sequence[int]) -> None:
    """Choose for the detail the row that was marked in the table."""
    marked = st.session_state[key].selection.rows
    st.session_state[chosen] = shown[marked[0]] if marked and marked[0] < len(shown) else None


def _unmark(nonce: str) -> None:
    """Unmark all rows, as the detail was chosen by name: a fresh table has none marked."""
    st.session_state[nonce] += 1


def _title(row: Row) -> str:
    conferida = row.outcome.conferida
    return f"{row.codigo} · {conferida.nome}" if conferida else row.codigo


def _frame(page: PageContext, rows: Sequence[Row], choices: Choices, job: Tarefa) -> pd.DataFrame:
    """Return the table's cells; amounts become floats only to be shown."""
    return pd.DataFrame(
        [
            _cells(
                row.codigo,
                row.outcome.conferida,
                sent(page.actor, row.outcome.conferida, choices),
                job,
            )
            for row in rows
            if row.outcome.conferida is not None
        ]
    )


def _verdict(conferida: FaturaConferida, what: Sent) -> str:
    label = LABELS[conferida.verdict]
    return label if what.goes_out else f"{label} · fora do arquivo"


def _cells(codigo: str, conferida: FaturaConferida, what: Sent, job: Tarefa) -> dict[str, object]:
    cells = what.cells
    vencimento = conferida.fatura.vencimento
    return {
        "Conferência": _verdict(conferida, what),
        "Código": codigo,
        "Nome": cells.nome,
        "Telefone": cells.telefone,
        "Valor": float(what.valor),
        "Vencimento": vencimento,
        "Atraso": days_late(vencimento, job.referencia, job.busca.vencimento),
        "Linha digitável": cells.linha_digitavel,
        "PIX": cells.pix,
        "Link": cells.link,
        "Avisos": "; ".join(aviso.rotulo for aviso in conferida.avisos),
    }
