"""Draws one contact in full: what the list and the API said, what was checked, what goes out."""

import streamlit as st

from faturas.app.contacts import sent
from faturas.app.values import Tarefa
from faturas.domain.choices import Choices
from faturas.domain.due_dates import days_late
from faturas.domain.fatura_conferida import FaturaConferida, explain
from faturas.domain.money import format_brl
from faturas.domain.outcome import Row
from faturas.domain.ptbr import plural
from faturas.ui.layout.app_context import PageContext
from faturas.ui.layout.markup import bullets, facts, paragraph
from faturas.ui.parts.verdicts import LABELS


def show_detail(page: PageContext, job: Tarefa, row: Row, choices: Choices) -> None:
    """Draw the four sides of one contact."""
    conferida = row.outcome.conferida
    if conferida is None:
        return
    with st.container(border=True, key="detalhe"):
        paragraph(f"{conferida.nome or 'Sem nome'} · cliente {row.codigo}", "fv-titulo-tarefa")
        with st.grid(2, min_column_width=320, gap="medium") as grid:
            with grid.cell():
                _list_said(row)
            with grid.cell():
                _api_said(job, conferida)
            with grid.cell():
                _checked(conferida)
            with grid.cell():
                _goes_out(page, conferida, choices)


def _list_said(row: Row) -> None:
    st.subheader("O que a lista dizia", anchor=False)
    facts(
        (
            ("Linha", str(row.linha)),
            ("Código", row.codigo),
            ("Telefone", row.telefone),
            ("Nome", row.nome),
        )
    )


def _api_said(job: Tarefa, conferida: FaturaConferida) -> None:
    fatura = conferida.fatura
    late = plural(days_late(fatura.vencimento, job.referencia, job.busca.vencimento), "dia", "dias")
    st.subheader("O que o sistema de cobrança respondeu", anchor=False)
    facts(
        (
            ("Fatura", fatura.id_fatura),
            ("Nome", fatura.nome),
            ("Valor", format_brl(fatura.valor)),
            ("Vencimento", f"{fatura.vencimento:%d/%m/%Y} ({late} de atraso)"),
            ("Linha digitável", fatura.linha_digitavel),
            ("Código de barras", fatura.codigo_barras),
            ("PIX", fatura.pix),
            ("Link", fatura.link),
            ("Telefones", ", ".join(conferida.telefones_api)),
            ("Outras faturas vencidas", conferida.outras.texto),
        )
    )


def _checked(conferida: FaturaConferida) -> None:
    st.subheader("O que foi conferido", anchor=False)
    paragraph(f"Conferência: {LABELS[conferida.verdict].lower()}")
    if conferida.avisos:
        bullets(explain(conferida))
    else:
        paragraph(
            "Códigos de pagamento válidos, valor e vencimento de acordo com a fatura, "
            "telefone utilizável.",
            "fv-miudo",
        )


def _goes_out(page: PageContext, conferida: FaturaConferida, choices: Choices) -> None:
    st.subheader("O que vai no arquivo", anchor=False)
    what = sent(page.actor, conferida, choices)
    if not what.goes_out:
        paragraph("Nada: este contato fica fora do arquivo.")
        return
    cells = what.cells
    facts(
        (
            ("Telefone", cells.telefone),
            ("Nome", cells.nome),
            ("1 (nome)", cells.nome),
            ("2 (valor)", cells.valor),
            ("3 (vencimento)", cells.vencimento),
            ("4 (linha)", cells.linha_digitavel),
            ("5 (PIX)", cells.pix),
            ("6 (link)", cells.link),
        )
    )
