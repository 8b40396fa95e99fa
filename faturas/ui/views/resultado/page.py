"""Draws the page of a job: its progress, and what it has found."""

import streamlit as st

from faturas.app import jobs
from faturas.errors import DamagedJob, UnknownJob
from faturas.ui.layout import address
from faturas.ui.layout.app_context import PageContext
from faturas.ui.layout.markup import paragraph
from faturas.ui.layout.messages import problem
from faturas.ui.layout.pages import HISTORICO, page_link
from faturas.ui.parts.progress import watch
from faturas.ui.parts.wrong_column import watch_names
from faturas.ui.views.resultado.results import show_results


def show_job_page(page: PageContext, job_id: str) -> None:
    """Draw the job of the address, or say that there is none of that name."""
    try:
        job = jobs.one(page.actor, page.app, job_id)
    except UnknownJob:
        _unknown()
        return
    except DamagedJob as error:
        problem("Esta tarefa está danificada", str(error))
        st.button("Nova tarefa", icon=":material/add:", on_click=address.leave_job)
        return
    watch_names(page, job)
    paragraph("Acompanhe a tarefa, confira os contatos e baixe o arquivo.", "fv-subtitulo")
    st.button("Nova tarefa", icon=":material/add:", on_click=address.leave_job)
    watch(page, job)
    show_results(page, job)


def _unknown() -> None:
    st.warning(
        "Ela pode ter sido apagada, ou o endereço está incompleto. "
        "As tarefas guardadas estão no **Histórico**.",
        title="Esta tarefa não existe",
        icon=":material/search_off:",
    )
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.button(
            "Começar uma nova tarefa",
            icon=":material/add:",
            type="primary",
            on_click=address.leave_job,
        )
        page_link(HISTORICO, "Ver o histórico")
