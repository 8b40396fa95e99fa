"""Draws the buttons that bring a file.

A click places an order with what the page's widgets hold at that moment. That happens in the
button's callback, which runs once whatever interrupts the drawing. Every drawing then tells the
page's script (``assets/baixar.js``) of the orders it does not know yet; it fetches the files.
"""

from collections.abc import Callable
from functools import partial
from typing import BinaryIO

import streamlit as st

from faturas import clock
from faturas.app.files import Built, ContactFile, Kind, Passing, ReportFile, version_of
from faturas.app.values import CsvForm, Filter, FormaTelefone
from faturas.domain.outcome import Situacao
from faturas.errors import InputError
from faturas.ui.layout.app_context import PageContext
from faturas.ui.layout.file_orders import order
from faturas.ui.layout.markup import paragraph
from faturas.ui.layout.widget_memory import held, remembered
from faturas.ui.web.orders import Build

_DELIMITERS = {",": "Vírgula ( , )", ";": "Ponto e vírgula ( ; )", "\t": "Tabulação"}
_PHONES = {FormaTelefone.COM_DDI: "Com 55 na frente", FormaTelefone.SEM_DDI: "Só DDD e número"}
_ICONS = {Kind.CSV: ":material/download:", Kind.XLSX: ":material/table:"}
_IN_EXCEL = (
    "Para abrir no Excel, baixe o XLSX. O CSV só abre sem estragar os códigos por Dados → De "
    "Texto/CSV, com a origem UTF-8 e todas as colunas como Texto; não o salve de volta pelo Excel."
)


def choose_form(job_id: str) -> CsvForm:
    """Draw delimiter, BOM and phone form in a small menu; the defaults suit campaign platforms."""
    with st.popover("Formato do arquivo", icon=":material/tune:"):
        st.radio(
            "Separador das colunas",
            list(_DELIMITERS),
            format_func=_DELIMITERS.__getitem__,
            **remembered(job_id, "separador"),
        )
        st.radio(
            "Telefone",
            list(_PHONES),
            format_func=_PHONES.__getitem__,
            **remembered(job_id, "forma-telefone"),
        )
        st.toggle(
            "Marca UTF-8 (BOM)",
            **remembered(job_id, "bom"),
            help="Ligue se os acentos aparecerem errados ao abrir o CSV no Excel.",
        )
    return chosen_form(job_id)


def chosen_form(job_id: str) -> CsvForm:
    """Return what the menu holds at this moment, drawn or not."""
    return CsvForm(
        delimitador=held(job_id, "separador", unset=","),
        bom=held(job_id, "bom", unset=False),
        telefone=held(job_id, "forma-telefone", unset=FormaTelefone.COM_DDI),
    )


def contact_buttons(
    page: PageContext, job_id: str, chosen: Callable[[str], tuple[Filter, CsvForm]]
) -> None:
    """Draw buttons for the contacts as CSV and as a workbook.

    ``chosen`` is asked at the click, with the job's id; an ``InputError`` of it is said instead of
    a file. The buttons are never disabled: one that is, at the moment of a click, leaves it without
    an answer.
    """
    for kind in Kind:
        st.button(
            f"Baixar {kind.upper()}",
            key=f"baixar-{kind}-{job_id}",
            type="primary" if kind is Kind.CSV else "secondary",
            icon=_ICONS[kind],
            on_click=_order_contacts,
            args=(page, job_id, chosen, kind),
        )


def say_how_to_open() -> None:
    """Say how to look at the files in Excel without spoiling them."""
    paragraph(_IN_EXCEL, "fv-miudo")


def report_buttons(
    page: PageContext,
    job_id: str,
    name: str,
    what: str,
    situacoes: tuple[Situacao, ...] | None = None,
) -> None:
    """Draw buttons for rows with reasons, CSV and workbook; all rows or some outcomes'.

    ``name`` ends the file's stem, ``what`` is how the buttons call it.
    """
    for kind in Kind:
        st.button(
            f"Baixar {what} ({kind.upper()})",
            key=f"{name}-{kind}-{job_id}",
            icon=_ICONS[kind],
            on_click=_order_report,
            args=(page, job_id, situacoes, name, kind),
        )


def _order_contacts(
    page: PageContext, job_id: str, chosen: Callable[[str], tuple[Filter, CsvForm]], kind: Kind
) -> None:
    try:
        filtro, form = chosen(job_id)
    except InputError as error:
        order(_refusing(error), lambda: None)
        return
    file = ContactFile(page.actor, page.app, job_id, filtro, form, kind, clock.now())
    order(file.build, partial(version_of, page.actor, page.app, job_id))


def _order_report(
    page: PageContext,
    job_id: str,
    situacoes: tuple[Situacao, ...] | None,
    name: str,
    kind: Kind,
) -> None:
    file = ReportFile(page.actor, page.app, job_id, situacoes, name, kind, clock.now())
    order(file.build, partial(version_of, page.actor, page.app, job_id))


def _refusing(error: InputError) -> Build:
    """Return a build that raises ``error``, said where a file would be."""

    def build(_file: BinaryIO, _passing: Passing) -> Built:
        raise error

    return build
