"""Draws the alarm that a list's codes are probably those of other people."""

import streamlit as st

from faturas.app.values import Tarefa
from faturas.domain.names import WRONG_COLUMN
from faturas.ui.layout.app_context import PageContext
from faturas.ui.layout.live import redraw_job
from faturas.ui.parts.numbers import Numbers

_EVERY_S = 4.0
"""Seconds between two looks while the job lives."""


def watch_names(page: PageContext, job: Tarefa) -> None:
    """Show the alarm as soon as there is cause for it, for as long as the job is there."""
    redraw_job(page, show_alarm, job, live_s=_EVERY_S)


def show_alarm(page: PageContext, job: Tarefa) -> None:
    """Draw the alarm of one job, if its list gives cause for it."""
    names = Numbers(page, job).names_compared()
    if names.column_is_doubtful:
        st.error(
            f"{names.sentence} **Não envie estes contatos.** Em **Nova tarefa**, escolha outra "
            "coluna para o código do cliente (ou corrija a lista) e processe de novo.",
            title=WRONG_COLUMN,
            icon=":material/person_alert:",
        )
