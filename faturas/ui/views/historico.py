"""Draws the "Histórico" page: every job, newest first, each with what can be done with it."""

from collections.abc import Sequence
from functools import partial

import streamlit as st

from faturas.app import apis, changes, jobs
from faturas.app.values import CsvForm, Filter, Tarefa
from faturas.domain.estado import Estado
from faturas.domain.outcome import Situacao
from faturas.domain.ptbr import moment, number, plural, queue_sentence
from faturas.ui.layout import address, file_orders
from faturas.ui.layout.app_context import PageContext
from faturas.ui.layout.clicks import attempt, show_refusal
from faturas.ui.layout.frame import framed
from faturas.ui.layout.live import redraw
from faturas.ui.layout.markup import paragraph
from faturas.ui.layout.pages import HISTORICO, PROCESSAR, page_link
from faturas.ui.parts import downloads
from faturas.ui.parts.controls import show_controls
from faturas.ui.parts.damaged import say_damaged
from faturas.ui.parts.paging import first_of_page, show_pages
from faturas.ui.parts.states import progress_bar, title_and_state
from faturas.ui.parts.wrong_column import show_alarm

_EVERY_S = 3.0
"""Seconds between two looks while any job lives."""
_PAGE_JOBS = 10
"""Jobs on one page: our choice, as each has its buttons and may be drawn again."""
_PAGE_KEY = "pagina-historico"
_SEARCH_KEY = "procurar"


def show_historico() -> None:
    """Draw the page; its list is drawn again by itself while a job lives."""
    with framed(HISTORICO) as page:
        paragraph("Todas as tarefas ficam guardadas até serem apagadas.", "fv-subtitulo")
        look = partial(jobs.every, page.actor, page.app)
        redraw(page, _list, look, is_live=_is_any_live, now=look(), live_s=_EVERY_S)


def _is_any_live(found: Sequence[Tarefa]) -> bool:
    return any(job.estado.viva for job in found)


def _list(page: PageContext, found: Sequence[Tarefa]) -> None:
    file_orders.hand_over()
    show_refusal()
    say_damaged(page)
    if not found:
        paragraph("Nenhuma tarefa ainda. A primeira começa na página Processar.")
        page_link(PROCESSAR, "Processar uma lista")
        return
    wanted = st.text_input(
        "Procurar pelo nome do arquivo",
        key=_SEARCH_KEY,
        icon=":material/search:",
        placeholder="Nome do arquivo",
    )
    shown = [job for job in found if (wanted or "").strip().casefold() in job.arquivo.casefold()]
    if not shown:
        _nothing_found(wanted or "")
        return
    paragraph(plural(len(shown), "tarefa", "tarefas"), "fv-miudo")
    first = first_of_page(_PAGE_KEY, len(shown), _PAGE_JOBS)
    for job in shown[first : first + _PAGE_JOBS]:
        _card(page, job)
    show_pages(_PAGE_KEY, len(shown), _PAGE_JOBS)


def _nothing_found(wanted: str) -> None:
    paragraph(f"Nenhuma tarefa tem “{wanted.strip()}” no nome do arquivo.")
    st.button(
        "Mostrar todas as tarefas",
        key="limpar-procura",
        icon=":material/filter_alt_off:",
        on_click=_clear_search,
    )


def _clear_search() -> None:
    st.session_state[_SEARCH_KEY] = ""


def _card(page: PageContext, job: Tarefa) -> None:
    with st.container(border=True, gap="small", key=f"cartao-{job.id}"):
        api = apis.names(page.actor, page.app).get(job.api, job.api)
        with st.container(gap="xxsmall"):
            title_and_state(job)
            paragraph(f"{moment(job.criada_em)} · {api} · código {job.id}", "fv-miudo")
        if job.pendentes:
            progress_bar(job)
        paragraph(_counts(job), "fv-miudo")
        show_alarm(page, job)
        if job.estado is Estado.NA_FILA:
            paragraph(queue_sentence(jobs.place_in_queue(page.actor, page.app, job.id)), "fv-miudo")
        if job.estado.retomavel and job.causa:
            paragraph(job.causa, "fv-miudo")
        with st.container(horizontal=True, gap="small"):
            _actions(page, job)


def _counts(job: Tarefa) -> str:
    counts = job.contagens
    unusable = counts[Situacao.INVALIDO] + counts[Situacao.DUPLICADO]
    parts = [
        plural(job.total, "linha", "linhas"),
        f"{number(counts[Situacao.VENCIDA])} com fatura vencida",
        f"{number(counts[Situacao.SEM_VENCIDA])} sem fatura vencida",
        plural(counts[Situacao.NAO_ENCONTRADO], "não encontrado", "não encontrados"),
        plural(counts[Situacao.ERRO], "erro", "erros"),
        f"{number(unusable)} fora da consulta",
    ]
    if untried := counts[Situacao.NAO_TENTADO]:
        parts.append(f"{number(untried)} por consultar")
    return " · ".join(parts)


def _actions(page: PageContext, job: Tarefa) -> None:
    if st.button("Abrir", key=f"abrir-{job.id}", icon=":material/open_in_new:"):
        address.go_to_job(job.id)
    show_controls(page, job)
    with st.popover("Baixar", icon=":material/download:"):
        _downloads(page, job)
    if not job.estado.viva:
        with st.popover("Apagar", icon=":material/delete:", type="tertiary"):
            paragraph(
                f"A tarefa, suas {plural(job.total, 'linha', 'linhas')} e os resultados somem "
                "de vez. Não dá para desfazer."
            )
            st.button(
                "Apagar de vez",
                key=f"apagar-{job.id}",
                icon=":material/delete_forever:",
                on_click=attempt,
                args=(partial(changes.delete, page.actor, page.app, job.id),),
            )


def _downloads(page: PageContext, job: Tarefa) -> None:
    paragraph("Contatos", "fv-miudo")
    downloads.contact_buttons(page, job.id, _everything)
    paragraph("Relatório de todas as linhas", "fv-miudo")
    downloads.report_buttons(page, job.id, "relatorio", "relatório")


def _everything(_job_id: str) -> tuple[Filter, CsvForm]:
    """Return a filter that lets all pass: this page has none."""
    return Filter(), CsvForm()
