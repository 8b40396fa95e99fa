"""The alarm that a list's codes are probably those of other people."""

import streamlit as st

from faturas.domain.names import WRONG_COLUMN
from faturas.errors import UnknownJob
from faturas.store.tarefa import Tarefa
from faturas.ui.layout import access
from faturas.ui.layout.office import Office, ledger_in_reach
from faturas.ui.parts.numbers import Numbers

_EVERY_S = 4.0


def watch_names(office: Office, job: Tarefa) -> None:
    """Say it above all else, as soon as it shows and for as long as the job is there."""
    every_s = _EVERY_S if job.estado.viva else None
    st.fragment(_alarm, run_every=every_s)(office, job.id)


@ledger_in_reach()
def _alarm(office: Office, job_id: str) -> None:
    access.leave_if_closed()
    try:
        job = office.ledger.tarefa(job_id)
    except UnknownJob:
        return  # deleted from another page; the panel below makes the whole page say so
    show_alarm(office, job)


def show_alarm(office: Office, job: Tarefa) -> None:
    """Draw the alarm of one job, if its list gives cause for it."""
    names = Numbers(office.rows(job.id), job).names_compared()
    if names.column_is_doubtful:
        st.error(
            f"{names.sentence} **Não envie estes contatos.** Em **Nova tarefa**, escolha outra "
            "coluna para o código do cliente (ou corrija a lista) e processe de novo.",
            title=WRONG_COLUMN,
            icon=":material/person_alert:",
        )
