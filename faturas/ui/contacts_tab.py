"""The contacts of a job: filtered, counted, looked through, and downloaded as they are shown."""

from functools import partial

import streamlit as st

from faturas.contacts.csv_file import Written
from faturas.errors import OutputError
from faturas.jobs.queries import Resumo
from faturas.jobs.tarefa import Tarefa
from faturas.money import format_brl
from faturas.ui import downloads, filters
from faturas.ui.contacts_table import show_table
from faturas.ui.freshness import show_freshness
from faturas.ui.markup import paragraph
from faturas.ui.messages import problem
from faturas.ui.numbers import Numbers
from faturas.ui.office import Office
from faturas.ui.verdicts import show_noticed
from faturas.wording import number, plural


def show_contacts(office: Office, job: Tarefa, numbers: Numbers) -> None:
    """Draw the tab: counts by reason, filters, totals, downloads, table, detail."""
    noticed = numbers.noticed()
    if not any(noticed.verdicts.values()):
        paragraph(
            "Os primeiros contatos aparecem aqui assim que forem encontrados."
            if job.pendentes
            else "Nenhum cliente desta lista tem fatura vencida."
        )
        return
    show_noticed(noticed)
    filtro = filters.choose(job.id, noticed.avisos)
    show_freshness(office, job, filtro, numbers)
    summary = numbers.summary(filtro)
    rows = partial(office.rows(job.id).contacts, filtro)
    with st.container(
        horizontal=True, horizontal_alignment="distribute", vertical_alignment="bottom"
    ):
        _totals(summary)
        with st.container(
            horizontal=True, gap="small", vertical_alignment="bottom", width="content"
        ):
            form = downloads.choose_form(job.id)
            file = downloads.ContactFile(rows, filtro.escolhas, form)
            wants_check = st.button(
                "Conferir arquivo",
                key=f"conferir-{job.id}",
                icon=":material/verified:",
                help="Monta o arquivo, relê cada linha e mostra o SHA-256.",
                disabled=not summary.contatos,
            )
            downloads.contact_buttons(job, file, empty=not summary.contatos)
    version = f"{numbers.version} {filtro!r} {form!r}"
    if wants_check:
        _check(job, file, version)
    _show_checked(job, version)
    if summary.contatos:
        show_table(job, filtro, summary.contatos, numbers)
    else:
        paragraph("Nenhum contato passa por estes filtros. Tire um deles para ver mais.")


def _totals(summary: Resumo) -> None:
    with st.container(horizontal=True, gap="medium", width="content"):
        st.metric("Contatos mostrados", number(summary.contatos), width="content")
        st.metric("Soma dos valores", format_brl(summary.total), width="content")


def _check(job: Tarefa, file: downloads.ContactFile, version: str) -> None:
    """Write the file and read it back, and remember what it holds."""
    try:
        with st.spinner("Relendo o arquivo linha por linha…"):
            st.session_state[_checked_key(job)] = (version, file.check())
    except OutputError as error:
        problem("O arquivo não passou na conferência", str(error))


def _show_checked(job: Tarefa, version: str) -> None:
    """What the checked file holds, for as long as a download would hold the same."""
    known, written = st.session_state.get(_checked_key(job), ("", None))
    if isinstance(written, Written) and known == version:
        paragraph(
            f"Arquivo conferido: {plural(written.contatos, 'contato', 'contatos')}, "
            f"{plural(written.size_bytes, 'byte', 'bytes')}."
        )
        paragraph(f"SHA-256 {written.sha256}", "fv-sha")


def _checked_key(job: Tarefa) -> str:
    return f"conferido-{job.id}"
