"""One contact in full: what the list said, what the API said, what was checked, what goes out."""

import streamlit as st

from faturas.business_days import days_late
from faturas.conferencia import Achado, explain, verdict
from faturas.contacts.contact import contact, goes_out
from faturas.escolhas import Escolhas
from faturas.jobs.tarefa import Tarefa
from faturas.money import format_brl
from faturas.outcome import Row
from faturas.ui.markup import bullets, facts, paragraph
from faturas.ui.verdicts import LABELS
from faturas.wording import plural


def show_detail(job: Tarefa, row: Row, escolhas: Escolhas) -> None:
    """Draw the four sides of one contact."""
    achado = row.outcome.achado
    if achado is None:
        return
    with st.container(border=True, key="detalhe"):
        paragraph(f"{achado.nome or 'Sem nome'} · cliente {row.codigo}", "fv-titulo-tarefa")
        with st.grid(2, min_column_width=320, gap="medium") as grid:
            with grid.cell():
                _list_said(row)
            with grid.cell():
                _api_said(job, achado)
            with grid.cell():
                _checked(achado)
            with grid.cell():
                _goes_out(achado, escolhas)


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


def _api_said(job: Tarefa, achado: Achado) -> None:
    fatura = achado.fatura
    late = plural(days_late(fatura.vencimento, job.referencia, job.busca.vencimento), "dia", "dias")
    st.subheader("O que o sistema de cobrança respondeu", anchor=False)
    facts(
        (
            ("Fatura", str(fatura.id_fatura)),
            ("Nome", fatura.nome),
            ("Valor", format_brl(fatura.valor)),
            ("Vencimento", f"{fatura.vencimento:%d/%m/%Y} ({late} de atraso)"),
            ("Linha digitável", fatura.linha_digitavel),
            ("Código de barras", fatura.codigo_barras),
            ("PIX", fatura.pix),
            ("Link", fatura.link),
            ("Telefones", ", ".join(achado.telefones_api)),
            ("Outras faturas vencidas", achado.outras.texto),
        )
    )


def _checked(achado: Achado) -> None:
    st.subheader("O que foi conferido", anchor=False)
    paragraph(f"Conferência: {LABELS[verdict(achado.avisos)].lower()}")
    if achado.avisos:
        bullets(explain(achado))
    else:
        paragraph(
            "Códigos de pagamento válidos, valor e vencimento de acordo com a fatura, "
            "telefone utilizável.",
            "fv-miudo",
        )


def _goes_out(achado: Achado, escolhas: Escolhas) -> None:
    st.subheader("O que vai no arquivo", anchor=False)
    if not goes_out(achado, escolhas):
        paragraph("Nada: este contato fica fora do arquivo.")
        return
    cells = contact(achado, escolhas)
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
