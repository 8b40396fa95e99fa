"""The buttons that bring a file.

A click places an order with what the page's widgets hold at that moment. That happens in the
button's callback, which runs once whatever interrupts the drawing. Every drawing then tells the
page's script (``assets/baixar.js``) of the orders it does not know yet; it fetches the files.
"""

from collections.abc import Callable
from typing import BinaryIO

import streamlit as st

from faturas import clock
from faturas.campaign.profiles import CsvForm, FormaTelefone
from faturas.domain.outcome import Situacao
from faturas.errors import InputError
from faturas.store.rows import Filter
from faturas.ui.layout import access
from faturas.ui.layout.markup import paragraph
from faturas.ui.layout.office import Office
from faturas.ui.layout.widget_memory import held, keep, key
from faturas.ui.parts.files import ContactFile, Kind, ReportFile, version_of
from faturas.ui.parts.orders import Build, Built, Version, Watch, orders
from faturas.ui.web.browser import badge

_DELIMITERS = {",": "Vírgula ( , )", ";": "Ponto e vírgula ( ; )", "\t": "Tabulação"}
_PHONES = {FormaTelefone.COM_DDI: "Com 55 na frente", FormaTelefone.SEM_DDI: "Só DDD e número"}
_FORM = ("separador", "forma-telefone", "bom")
_ICONS = {Kind.CSV: ":material/download:", Kind.XLSX: ":material/table:"}
PLACED = "pedidos"
"""Where the session keeps the tokens of the orders that its page may not know yet."""
_IN_EXCEL = (
    "Para abrir no Excel, baixe o XLSX. O CSV só abre sem estragar os códigos por Dados → De "
    "Texto/CSV, com a origem UTF-8 e todas as colunas como Texto; não o salve de volta pelo Excel."
)


def choose_form(job_id: str) -> CsvForm:
    """Delimiter, BOM and phone form, in a small menu; the defaults suit campaign platforms."""
    with st.popover("Formato do arquivo", icon=":material/tune:"):
        st.radio(
            "Separador das colunas",
            list(_DELIMITERS),
            format_func=_DELIMITERS.__getitem__,
            index=list(_DELIMITERS).index(held(job_id, "separador", unset=",")),
            key=key(job_id, "separador"),
        )
        st.radio(
            "Telefone",
            list(_PHONES),
            format_func=_PHONES.__getitem__,
            index=list(_PHONES).index(held(job_id, "forma-telefone", unset=FormaTelefone.COM_DDI)),
            key=key(job_id, "forma-telefone"),
        )
        st.toggle(
            "Marca UTF-8 (BOM)",
            held(job_id, "bom", unset=False),
            key=key(job_id, "bom"),
            help="Ligue se os acentos aparecerem errados ao abrir o CSV no Excel.",
        )
    keep(job_id, _FORM)
    return chosen_form(job_id)


def chosen_form(job_id: str) -> CsvForm:
    """What the menu holds at this moment, drawn or not."""
    return CsvForm(
        delimitador=held(job_id, "separador", unset=","),
        bom=held(job_id, "bom", unset=False),
        telefone=held(job_id, "forma-telefone", unset=FormaTelefone.COM_DDI),
    )


def contact_buttons(
    office: Office, job_id: str, chosen: Callable[[str], tuple[Filter, CsvForm]]
) -> None:
    """Buttons for the contacts as CSV and as a workbook.

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
            args=(office, job_id, chosen, kind),
        )


def say_how_to_open() -> None:
    """How to look at the files in Excel without spoiling them."""
    paragraph(_IN_EXCEL, "fv-miudo")


def report_buttons(
    office: Office, job_id: str, name: str, what: str, situacoes: tuple[Situacao, ...] | None = None
) -> None:
    """Buttons for rows with their reasons, as CSV and as a workbook; all rows, or some outcomes'.

    ``name`` ends the file's stem, ``what`` is how the buttons call it.
    """
    for kind in Kind:
        st.button(
            f"Baixar {what} ({kind.upper()})",
            key=f"{name}-{kind}-{job_id}",
            icon=_ICONS[kind],
            on_click=_order_report,
            args=(office, job_id, situacoes, name, kind),
        )


def hand_over() -> None:
    """Tell the page's script of the orders that it does not know yet; in every drawing."""
    waiting = orders().unclaimed(st.session_state.get(PLACED, ()))
    st.session_state[PLACED] = waiting
    st.html(f'<span class="fv-pedidos" hidden>{" ".join(waiting)}</span>')


def _order_contacts(
    office: Office, job_id: str, chosen: Callable[[str], tuple[Filter, CsvForm]], kind: Kind
) -> None:
    try:
        filtro, form = chosen(job_id)
    except InputError as error:
        _order(_refusing(error), lambda: None)
        return
    file = ContactFile(office, job_id, filtro, form, kind, clock.now())
    _order(file.build, lambda: version_of(office, job_id))


def _order_report(
    office: Office,
    job_id: str,
    situacoes: tuple[Situacao, ...] | None,
    name: str,
    kind: Kind,
) -> None:
    file = ReportFile(office, job_id, situacoes, name, kind, clock.now())
    _order(file.build, lambda: version_of(office, job_id))


def _refusing(error: InputError) -> Build:
    """No file but the reason, said where a file would be."""

    def build(_file: BinaryIO, _watch: Watch) -> Built:
        raise error

    return build


def _order(build: Build, version: Version) -> None:
    if not access.is_open():
        return  # what is drawn next shows the closed door
    placed = st.session_state.get(PLACED, [])
    st.session_state[PLACED] = [*placed, orders().place(build, badge(), version)]
