"""Draws what may be done with a job: pause, resume, cancel, retry failures, repeat."""

from collections.abc import Set
from functools import partial

import streamlit as st

from faturas import clock
from faturas.app import changes, jobs, start
from faturas.app.values import SameList, Tarefa
from faturas.domain.estado import Estado, Pedido
from faturas.domain.outcome import Situacao
from faturas.domain.ptbr import number, plural
from faturas.ui.layout import address
from faturas.ui.layout.app_context import PageContext
from faturas.ui.layout.clicks import attempt
from faturas.ui.layout.markup import paragraph

_KNOWN = "repetida-em-outra-janela-{}"
"""Where the session keeps the jobs over the same list of which a refused click has told."""
_ASKED = {None: "Pausar", Pedido.PAUSAR: "Pausando…", Pedido.CANCELAR: "Cancelando…"}


def show_controls(page: PageContext, job: Tarefa) -> None:
    """Draw the buttons that the job's state allows; call it in a horizontal container."""
    if job.estado.viva:
        _pause(page, job, _ASKED[job.pedido], "O que já foi consultado fica guardado.")
        if job.pedido is not Pedido.CANCELAR:
            _cancel(page, job)
        return
    if job.estado.retomavel:
        if jobs.next_try(page.actor, page.app, job.id) is not None:
            _pause(page, job, "Manter pausada", "O programa deixa de tentar de novo sozinho.")
        st.button(
            "Retomar",
            key=f"retomar-{job.id}",
            icon=":material/play_arrow:",
            type="primary",
            help="Pergunta só o que falta.",
            on_click=attempt,
            args=(partial(start.run_pending, page.actor, page.app, job.id),),
        )
        _cancel(page, job)
        return
    failed = job.contagens[Situacao.ERRO]
    if failed and job.estado is not Estado.CANCELADA:
        st.button(
            f"Tentar de novo só as falhas ({number(failed)})",
            key=f"falhas-{job.id}",
            icon=":material/replay:",
            on_click=attempt,
            args=(partial(_retry_failures, page, job.id),),
        )
    known = st.session_state.get(_KNOWN.format(job.id), frozenset[str]())
    st.button(
        "Repetir mesmo assim" if known else "Repetir",
        key=f"repetir-{job.id}",
        icon=":material/content_copy:",
        help="Uma tarefa nova, com a mesma lista e a data de hoje.",
        on_click=attempt,
        args=(partial(_repeat, page, job.id, known),),
    )


def _pause(page: PageContext, job: Tarefa, label: str, meaning: str) -> None:
    st.button(
        label,
        key=f"pausar-{job.id}",
        icon=":material/pause_circle:",
        disabled=job.pedido is not None,
        help=meaning,
        on_click=attempt,
        args=(partial(changes.pause, page.actor, page.app, job.id),),
    )


def _cancel(page: PageContext, job: Tarefa) -> None:
    with st.popover("Cancelar", icon=":material/cancel:", type="tertiary"):
        left = plural(job.pendentes, "cliente", "clientes")
        kept = (
            "O que já foi consultado fica guardado e pode ser baixado."
            if job.parcial
            else "Todos já foram consultados uma vez: fica o resultado de antes."
        )
        paragraph(f"Desistir do que falta ({left})? {kept}")
        st.button(
            "Cancelar a tarefa",
            key=f"cancelar-{job.id}",
            icon=":material/cancel:",
            on_click=attempt,
            args=(partial(changes.cancel, page.actor, page.app, job.id),),
        )


def _retry_failures(page: PageContext, job_id: str) -> None:
    if changes.retry_failures(page.actor, page.app, job_id):
        st.toast("Consultando de novo quem falhou…", icon=":material/replay:")


def _repeat(page: PageContext, job_id: str, known: Set[str]) -> None:
    """Repeat the job; ``known`` are the jobs over the same list that a refused click has named."""
    try:
        new = changes.repeat(page.actor, page.app, job_id, clock.today(), known)
    except SameList as same:
        st.session_state[_KNOWN.format(job_id)] = same.known
        raise
    st.session_state.pop(_KNOWN.format(job_id), None)
    start.run_pending(page.actor, page.app, new.id)
    address.show_job(new.id)
