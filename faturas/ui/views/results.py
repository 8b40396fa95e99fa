"""What a job has found so far: contacts, the rows without one, and the whole report."""

import streamlit as st

from faturas.domain.outcome import Situacao
from faturas.domain.ptbr import number
from faturas.errors import DamagedJob, UnknownJob
from faturas.store.tarefa import Estado, Tarefa
from faturas.ui.layout import access
from faturas.ui.layout.markup import paragraph
from faturas.ui.layout.office import Office, ledger_in_reach
from faturas.ui.layout.widget_memory import keep
from faturas.ui.parts import downloads
from faturas.ui.parts.damaged import say_damage
from faturas.ui.parts.numbers import Numbers
from faturas.ui.views.contacts_tab import show_contacts
from faturas.ui.views.reasons_tab import show_reasons

_EVERY_S = 4.0
_AT_REST_EVERY_S = 30.0
"""The age of the contacts grows: the page may stand open from the search to the sending.

No fragment within this one tells it: of two, one within the other, Streamlit may send what the
inner one draws before what it is drawn in, and its page then throws and goes blank.
"""
_PROBLEMS = (
    Situacao.ERRO,
    Situacao.NAO_ENCONTRADO,
    Situacao.INVALIDO,
    Situacao.DUPLICADO,
)


def show_results(office: Office, job: Tarefa) -> None:
    """Draw the results, again and again; every few seconds while the job lives."""
    st.header("Resultados", anchor=False)
    live = job.estado.viva
    every_s = _EVERY_S if live else _AT_REST_EVERY_S
    st.fragment(_results, run_every=every_s)(office, job.id, declared_live=live)


@ledger_in_reach()
def _results(office: Office, job_id: str, *, declared_live: bool) -> None:
    access.leave_if_closed()
    downloads.hand_over()
    try:
        job = office.ledger.tarefa(job_id)
    except (UnknownJob, DamagedJob):
        st.rerun()  # deleted from another page, or damaged: the whole page says so
    if job.estado.viva != declared_live:
        # Checking again, asked for in here, wakes the job: the panel above has to hear of it too.
        st.rerun()
    keep(job.id)
    with st.container():  # there with and without them: what is below keeps its place
        say_damage(office, job)
        if job.parcial and job.contagens[Situacao.VENCIDA]:
            _say_partial(job)
    contacts, none_overdue, problems, report = st.tabs(
        ["Contatos", "Sem fatura vencida", "Com problema", "Relatório"],
        key=f"abas-{job.id}",
        on_change="rerun",
    )
    with contacts:
        if contacts.open:
            show_contacts(office, job, Numbers(office.rows(job.id), job))
    with none_overdue:
        if none_overdue.open:
            show_reasons(
                office,
                job,
                (Situacao.SEM_VENCIDA,),
                "sem_vencida",
                "Nenhum cliente consultado está sem fatura vencida.",
            )
    with problems:
        if problems.open:
            show_reasons(
                office, job, _PROBLEMS, "problemas", "Nenhum problema: todas as linhas serviram."
            )
    with report:
        if report.open:
            _report(office, job)


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


def _report(office: Office, job: Tarefa) -> None:
    paragraph(
        f"Uma linha para cada uma das {number(job.total)} linhas da lista, com a situação, "
        "o motivo e o número de tentativas."
    )
    with st.container(horizontal=True, gap="small"):
        downloads.report_buttons(office, job.id, "relatorio", "relatório")
