"""Draws the contacts of a job: filtered, counted, and downloaded as they are shown."""

import streamlit as st

from faturas import clock
from faturas.app import sight
from faturas.app.contacts import Noticed
from faturas.app.files import ContactFile, Kind
from faturas.app.values import (
    CsvForm,
    Filter,
    Summary,
    Tarefa,
    Written,
    incomplete_sentence,
)
from faturas.domain.estado import Estado
from faturas.domain.impediments import Verdict
from faturas.domain.money import format_brl
from faturas.domain.outcome import Situacao
from faturas.domain.ptbr import number, plural
from faturas.errors import OutputError
from faturas.ui.layout.app_context import PageContext
from faturas.ui.layout.markup import paragraph
from faturas.ui.layout.messages import literal, problem
from faturas.ui.parts import downloads, filters
from faturas.ui.parts.contacts_table import show_table
from faturas.ui.parts.freshness import show_freshness
from faturas.ui.parts.numbers import Numbers
from faturas.ui.parts.states import failures_in_words
from faturas.ui.parts.verdicts import show_noticed


def show_contacts(page: PageContext, job: Tarefa, numbers: Numbers) -> None:
    """Draw the tab: counts by reason, filters, totals, downloads, table, detail."""
    noticed = numbers.noticed()
    if not any(noticed.verdicts.values()):
        paragraph(_why_none(job))
        return
    with st.container():
        show_noticed(noticed)
    filtro = filters.choose(job.id, noticed.avisos)
    # Above whatever comes and goes with a filter: a button that moves away is not hit.
    with st.container(horizontal=True, gap="small", horizontal_alignment="right"):
        form = downloads.choose_form(job.id)
        check_place = st.container(width="content")
        downloads.contact_buttons(page, job.id, _chosen)
    if unreadable := filters.unreadable(job.id):
        st.warning(literal(unreadable), icon=":material/filter_alt_off:")
    downloads.say_how_to_open()
    shown = sight.in_sight(filtro)
    summary = numbers.summary(shown)
    blocked = sight.held_back(filtro, numbers.summary)
    checkable = bool(summary.contatos) and not blocked and not unreadable
    wants_check = check_place.button(
        "Conferir arquivo",
        key=f"conferir-{job.id}",
        icon=":material/verified:",
        help="Monta o arquivo, relê cada linha e mostra o SHA-256.",
        disabled=not checkable,
    )
    _totals(summary, "" if job.estado.viva else _why_fewer(summary.contatos, noticed, shown))
    show_freshness(page, job, shown, numbers)
    if blocked:
        _say_held_back(blocked)
    if incomplete := numbers.incomplete(shown):
        paragraph(
            f"{incomplete_sentence(incomplete)}. Para deixar fora: “Só linhas completas”, em "
            "“O que vai no arquivo”.",
            "fv-miudo",
        )
    version = f"{numbers.version} {filtro!r} {form!r}"
    if wants_check and checkable:
        file = ContactFile(page.actor, page.app, job.id, filtro, form, Kind.CSV, clock.now())
        _check(job, file, version)
    _show_checked(job, version)
    if summary.contatos:
        show_table(page, job, shown, filtro.choices, summary.contatos, numbers)
    else:
        paragraph("Nenhum contato passa por estes filtros.")
        filters.clear_button(job.id, "vazio")


def _why_none(job: Tarefa) -> str:
    if job.contagens[Situacao.ERRO]:
        return (
            f"Nenhuma fatura vencida foi encontrada, mas {failures_in_words(job)}. Quem não foi "
            "consultado pode dever: veja os motivos em “Com problema”."
        )
    if not job.pendentes:
        return "Nenhum cliente desta lista tem fatura vencida."
    if job.estado is Estado.CANCELADA:
        return "A tarefa foi cancelada antes de encontrar um cliente com fatura vencida."
    return "Os primeiros contatos aparecem aqui assim que forem encontrados."


def _chosen(job_id: str) -> tuple[Filter, CsvForm]:
    return filters.chosen(job_id), downloads.chosen_form(job_id)


def _totals(summary: Summary, explanation: str) -> None:
    """Draw the totals; ``explanation`` is for a job at rest: a live one's numbers differ in age."""
    with st.container(gap="xxsmall", width="content"):
        with st.container(horizontal=True, gap="medium", width="content"):
            st.metric("Contatos mostrados", number(summary.contatos), width="content")
            st.metric("Soma dos valores", format_brl(summary.total), width="content")
        if explanation:
            paragraph(explanation, "fv-miudo")


def _why_fewer(contatos: int, noticed: Noticed, shown: Filter) -> str:
    """Return the contacts shown of all with an overdue invoice, and what keeps others back."""
    everyone = sum(noticed.verdicts.values())
    blocked = 0 if shown.choices.bloqueadas else noticed.verdicts[Verdict.BLOQUEADA]
    reasons = [f"{number(contatos)} de {number(everyone)} com fatura vencida"]
    if blocked:
        stay = plural(blocked, "bloqueada fica", "bloqueadas ficam")
        reasons.append(f"{stay} fora do arquivo")
    if (filtered := everyone - blocked - contatos) > 0:
        reasons.append(plural(filtered, "não passa pelos filtros", "não passam pelos filtros"))
    return "; ".join(reasons)


def _say_held_back(blocked: int) -> None:
    st.info(
        f"{plural(blocked, 'bloqueada aparece', 'bloqueadas aparecem')} aqui só para ver. Para "
        "baixar, tire **Bloqueada** da conferência ou ligue **Incluir bloqueadas** em "
        "**O que vai no arquivo**.",
        icon=":material/block:",
    )


def _check(job: Tarefa, file: ContactFile, version: str) -> None:
    """Write the file and read it back, and remember what it holds."""
    try:
        with st.spinner("Relendo o arquivo linha por linha…"):
            st.session_state[_checked_key(job)] = (version, file.check())
    except OutputError as error:
        problem("O arquivo não passou na conferência", str(error))


def _show_checked(job: Tarefa, version: str) -> None:
    """Show what the checked file holds, for as long as a download would hold the same."""
    known, written = st.session_state.get(_checked_key(job), ("", None))
    if isinstance(written, Written) and known == version:
        paragraph(
            f"Arquivo conferido: {plural(written.contatos, 'contato', 'contatos')}, "
            f"{plural(written.size_bytes, 'byte', 'bytes')}."
        )
        paragraph(f"SHA-256 {written.sha256}", "fv-sha")


def _checked_key(job: Tarefa) -> str:
    return f"conferido-{job.id}"
