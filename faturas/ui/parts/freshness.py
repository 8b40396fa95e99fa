"""Says how old the contacts are, and offers to ask for them again before they are sent."""

from datetime import UTC, datetime
from functools import partial

import streamlit as st

from faturas.app import changes, jobs, sight
from faturas.app.values import Filter, Tarefa
from faturas.domain.estado import Estado
from faturas.domain.ptbr import moment, number, span
from faturas.domain.refresh import age_warning, refresh_sentence
from faturas.ui.layout.app_context import PageContext
from faturas.ui.layout.clicks import attempt, show_refusal
from faturas.ui.layout.markup import paragraph
from faturas.ui.parts import filters
from faturas.ui.parts.numbers import Numbers


def show_freshness(page: PageContext, job: Tarefa, filtro: Filter, numbers: Numbers) -> None:
    """Say how old the shown contacts are; once they are old, suggest to ask for them again."""
    if jobs.is_refreshing(page.actor, page.app, job):
        paragraph(_progress(job))
    elif refreshed := refresh_sentence(job.refreshed_at, job.refresh_counts):
        paragraph(refreshed, "fv-miudo")
    asked_at = numbers.oldest_answer(filtro)
    if asked_at is None or job.estado.viva:
        return
    _age(job, asked_at)
    if job.pendentes:
        return
    st.button(
        "Conferir de novo",
        key=f"reconferir-{job.id}",
        icon=":material/fact_check:",
        help="Consulta de novo os contatos mostrados: tira quem pagou e atualiza os códigos.",
        on_click=attempt,
        args=(partial(_refresh, page, job.id),),
    )
    show_refusal()  # of this click: the panel above may not be drawn again


def _age(job: Tarefa, asked_at: datetime) -> None:
    now = datetime.now(UTC)
    if old := age_warning(asked_at, now, job.busca.validade_h):
        st.warning(f"{old} {_before_sending(job)}", icon=":material/schedule:")
    else:
        age_s = (now - asked_at).total_seconds()
        paragraph(f"Dados de {moment(asked_at)}, há {span(age_s)}.", "fv-miudo")


def _before_sending(job: Tarefa) -> str:
    """Return what to do first: a list is refreshed as a whole, once all rows were asked for."""
    if job.estado is Estado.CANCELADA:
        return "Repita a tarefa antes de enviar."
    if job.pendentes:
        return "Retome a tarefa até o fim e confira de novo antes de enviar."
    return "Confira de novo antes de enviar."


def _progress(job: Tarefa) -> str:
    """Return how far the refresh has come, over all of its runs."""
    done = sum(job.refresh_counts.values())
    counts = f"{number(done)} de {number(done + job.pendentes)}"
    if job.estado.viva:
        return f"Conferindo de novo: {counts}…"
    return f"A nova conferência parou em {counts}. “Retomar” confere os que faltam."


def _refresh(page: PageContext, job_id: str) -> None:
    """Ask again for the contacts in sight at the click; the page may show others by then."""
    filtro = sight.in_sight(filters.chosen(job_id))
    changes.refresh(page.actor, page.app, job_id, filtro)
