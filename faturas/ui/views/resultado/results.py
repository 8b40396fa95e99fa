"""Draws what a job has found so far: contacts, the rows without one, and the whole report."""

import streamlit as st

from faturas.app.values import Tarefa
from faturas.domain.estado import Estado
from faturas.domain.outcome import Situacao
from faturas.domain.ptbr import number
from faturas.ui.layout import file_orders
from faturas.ui.layout.app_context import PageContext
from faturas.ui.layout.live import redraw_job
from faturas.ui.layout.markup import paragraph
from faturas.ui.parts import downloads
from faturas.ui.parts.damaged import say_damage
from faturas.ui.parts.numbers import Numbers
from faturas.ui.views.resultado.contacts_tab import show_contacts
from faturas.ui.views.resultado.reasons_tab import show_reasons

_EVERY_S = 4.0
"""Seconds between two looks while the job lives: a large one takes long to count."""
_AT_REST_EVERY_S = 30.0
"""Seconds between two looks at one at rest, as the age of its contacts grows.

The page may stand open from the search to the sending. No part within this one says the age:
``redraw`` refuses one within another.
"""
_PROBLEMS = (
    Situacao.ERRO,
    Situacao.NAO_ENCONTRADO,
    Situacao.INVALIDO,
    Situacao.DUPLICADO,
)


def show_results(page: PageContext, job: Tarefa) -> None:
    """Draw the results, again and again; every few seconds while the job lives."""
    st.header("Resultados", anchor=False)
    redraw_job(page, _results, job, live_s=_EVERY_S, at_rest_s=_AT_REST_EVERY_S)


def _results(page: PageContext, job: Tarefa) -> None:
    file_orders.hand_over()
    with st.container():  # there with and without them: what is below keeps its place
        say_damage(page, job)
        if job.parcial and job.contagens[Situacao.VENCIDA]:
            _say_partial(job)
    contacts, none_overdue, problems, report = st.tabs(
        ["Contatos", "Sem fatura vencida", "Com problema", "Relatório"],
        key=f"abas-{job.id}",
        on_change="rerun",
    )
    with contacts:
        if contacts.open:
            show_contacts(page, job, Numbers(page, job))
    with none_overdue:
        if none_overdue.open:
            show_reasons(
                page,
                job,
                (Situacao.SEM_VENCIDA,),
                "sem_vencida",
                "Nenhum cliente consultado está sem fatura vencida.",
            )
    with problems:
        if problems.open:
            show_reasons(
                page, job, _PROBLEMS, "problemas", "Nenhum problema: todas as linhas serviram."
            )
    with report:
        if report.open:
            _report(page, job)


def _say_partial(job: Tarefa) -> None:
    missing = (
        "A tarefa foi cancelada antes de consultar todos os clientes."
        if job.estado is Estado.CANCELADA
        else "Há clientes que ainda não foram consultados."
    )
    st.info(
        f"{missing} O que já chegou pode ser conferido e baixado; o nome do arquivo dirá que é "
        "parcial.",
        title="Resultados parciais",
        icon=":material/hourglass_top:",
    )


def _report(page: PageContext, job: Tarefa) -> None:
    paragraph(
        f"Uma linha para cada uma das {number(job.total)} linhas da lista, com a situação, "
        "o motivo e o número de tentativas."
    )
    with st.container(horizontal=True, gap="small"):
        downloads.report_buttons(page, job.id, "relatorio", "relatório")
