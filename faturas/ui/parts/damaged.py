"""Says which jobs and rows are damaged, wherever jobs are shown."""

from functools import partial

import streamlit as st

from faturas.app import changes, jobs
from faturas.app.values import Tarefa
from faturas.ui.layout.app_context import PageContext
from faturas.ui.layout.clicks import attempt
from faturas.ui.layout.messages import problem
from faturas.ui.parts.numbers import Numbers

_QUICK_ROWS = 20_000
"""Rows up to which a job is read through while it runs, too: it takes a quarter of a second."""
_SPINNER_ROWS = 100_000
"""Rows from which on reading through takes more than a second, and a spinner says so."""


def say_damaged(page: PageContext) -> None:
    """Name the jobs that cannot be read; each can only be deleted."""
    for damaged in jobs.damaged(page.actor, page.app):
        problem("Uma tarefa guardada está danificada", str(damaged))
        st.button(
            "Apagar a tarefa danificada",
            key=f"apagar-danificada-{damaged.job_id}",
            icon=":material/delete_forever:",
            on_click=attempt,
            args=(partial(changes.delete, page.actor, page.app, damaged.job_id),),
        )


def say_damage(page: PageContext, job: Tarefa) -> None:
    """Say which rows of a job are damaged: once it rests, and while it runs if it is a small one.

    Whatever is said, a damaged row is in no contact file.
    """
    if job.estado.viva and job.total > _QUICK_ROWS:
        return
    numbers = Numbers(page, job)
    if job.total > _SPINNER_ROWS:
        with st.spinner("Conferindo as linhas guardadas…"):
            damage = numbers.damage()
    else:
        damage = numbers.damage()
    if damage:
        problem("O arquivo de dados está danificado", damage.sentences)
