"""Shows how one job stands, again and again (``watch``), and what may be done with it."""

import streamlit as st

from faturas.app import apis, jobs
from faturas.app.andamento import Andamento
from faturas.app.contacts import Contacts
from faturas.app.values import LEFT, Tarefa
from faturas.domain.estado import Estado
from faturas.domain.outcome import Situacao
from faturas.domain.ptbr import moment, plural, queue_sentence, span
from faturas.ui.layout.app_context import PageContext
from faturas.ui.layout.clicks import show_refusal
from faturas.ui.layout.live import redraw_job
from faturas.ui.layout.markup import bullets, paragraph
from faturas.ui.layout.messages import literal
from faturas.ui.parts.controls import show_controls
from faturas.ui.parts.numbers import Numbers
from faturas.ui.parts.pace import show_pace
from faturas.ui.parts.states import (
    failures_in_words,
    outcome_metrics,
    progress_bar,
    time_left,
    title_and_state,
)

_EVERY_S = 1.0
"""Seconds between two looks at a live job (our choice): a person sees it move."""
_AT_REST_EVERY_S = 10.0
"""Seconds for one at rest: it may go on by itself after an outage, or from another page."""
_PROBLEMS_SHOWN = 5
"""Failures that are shown, the latest: our choice."""
_MISSED_BEATS = 3
"""Heartbeats missed in succession until the page says so; at ten the owner counts as dead."""
_KEPT = "O que já foi consultado está guardado: **Retomar** pergunta só o que falta."
_NOT_BEGUN = "Esta tarefa ainda não começou: **Retomar** a coloca na fila."


def watch(page: PageContext, job: Tarefa) -> None:
    """Show a job: every second while it lives, now and then while it may live again."""
    redraw_job(
        page,
        _panel,
        job,
        live_s=_EVERY_S,
        at_rest_s=_AT_REST_EVERY_S if job.estado.retomavel else None,
        look=jobs.live,
    )


def _panel(page: PageContext, job: Tarefa) -> None:
    with st.container(border=True, key="painel-tarefa"):
        _head(page, job)
        seen = progress_bar(job)
        # Above whatever comes and goes: a button that moves under the pointer loses its click.
        with st.container(horizontal=True, gap="small"):
            show_controls(page, job)
        with st.container(gap="xxsmall"):
            _speed(job, seen)
            if job.estado is Estado.EXECUTANDO:
                show_pace(page, job)
    show_refusal()
    _explain_state(page, job)
    outcome_metrics(job)
    _last_problems(page, job)


def _head(page: PageContext, job: Tarefa) -> None:
    api = apis.names(page.actor, page.app).get(job.api, job.api)
    with st.container(gap="xxsmall"):
        title_and_state(job)
        paragraph(
            f"{api} · criada em {moment(job.criada_em)} · "
            f"data de referência {job.referencia:%d/%m/%Y} · código {job.id}",
            "fv-miudo",
        )


def _speed(job: Tarefa, seen: Andamento) -> None:
    if job.terminada_em is not None:
        ended = "Cancelada" if job.estado is Estado.CANCELADA else "Terminada"
        paragraph(f"{ended} em {moment(job.terminada_em)}.", "fv-miudo")
    elif job.estado is Estado.EXECUTANDO and (left := time_left(job, seen)):
        paragraph(left, "fv-miudo")
    elif job.estado is Estado.EXECUTANDO:
        paragraph(_beginning(job), "fv-miudo")


def _beginning(job: Tarefa) -> str:
    """Return what is said as long as no speed is known."""
    if job.lendo:
        return "O tempo que falta aparece depois das primeiras páginas."
    return "Começando: as primeiras respostas estão a caminho."


def _explain_state(page: PageContext, job: Tarefa) -> None:
    match job.estado:
        case Estado.NA_FILA:
            ahead = jobs.place_in_queue(page.actor, page.app, job.id)
            st.info(
                f"{queue_sentence(ahead)} Esta tarefa começa sozinha quando chegar a vez dela.",
                icon=":material/hourglass_empty:",
            )
        case Estado.PAUSADA:
            st.warning(
                f"{literal(_why_paused(page, job))} {_KEPT}" if job.causa else _NOT_BEGUN,
                title="Tarefa pausada",
                icon=":material/pause_circle:",
            )
        case Estado.INTERROMPIDA:
            cause = jobs.failure(page.actor, page.app, job.id) or LEFT
            st.warning(
                f"{literal(cause)} {_KEPT}",
                title="Tarefa interrompida",
                icon=":material/power_off:",
            )
        case Estado.CANCELADA:
            st.warning(
                "O que já foi consultado continua guardado e pode ser baixado.",
                title="Tarefa cancelada",
                icon=":material/cancel:",
            )
        case Estado.CONCLUIDA:
            _say_concluded(page, job)
        case Estado.EXECUTANDO:
            _say_silent(page, job)


def _say_silent(page: PageContext, job: Tarefa) -> None:
    """Say that a job of another process gives no sign of life, which may itself not say so."""
    longest_s = _MISSED_BEATS * page.app.timing.heartbeat_s
    if job.sem_sinal_s is not None and job.sem_sinal_s > longest_s:
        st.warning(
            f"Quem executa esta tarefa não grava nada há {span(job.sem_sinal_s)}: o disco pode "
            "estar cheio, ou o computador ocupado. O que já foi consultado está guardado.",
            title="Sem sinal de quem executa",
            icon=":material/hourglass_disabled:",
        )


def _why_paused(page: PageContext, job: Tarefa) -> str:
    again = jobs.next_try(page.actor, page.app, job.id)
    if again is None:
        return job.causa
    return f"{job.causa} O programa tenta de novo sozinho às {moment(again)[-5:]}."


def _say_concluded(page: PageContext, job: Tarefa) -> None:
    failed = job.contagens[Situacao.ERRO]
    names = Numbers(page, job).names_compared()
    found = plural(
        job.contagens[Situacao.VENCIDA], "cliente com fatura vencida", "clientes com fatura vencida"
    )
    said = [found]
    if failed:
        said = [f"{found}; {failures_in_words(job)}: veja os motivos em **Com problema**"]
    if names.are_doubtful:
        said.append(f"{names.sentence} Confira a coluna do código antes de baixar")
    title = "Tarefa concluída"
    if failed:
        title = f"{title} com {plural(failed, 'falha', 'falhas')}"
    if failed or names.are_doubtful:
        st.warning(f"{'. '.join(said)}.", title=title, icon=":material/warning:")
    else:
        st.success(
            f"{found}. Confira a lista abaixo e baixe o arquivo da campanha.",
            title=title,
            icon=":material/check_circle:",
        )


def _last_problems(page: PageContext, job: Tarefa) -> None:
    if not job.estado.viva or not job.contagens[Situacao.ERRO]:
        return
    paragraph("Últimos problemas", "fv-miudo")
    bullets(
        f"linha {row.linha}, cliente {row.codigo}: {row.outcome.motivo}"
        for row in Contacts(page.actor, page.app, job.id).last_problems(_PROBLEMS_SHOWN)
    )
