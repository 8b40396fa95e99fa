"""How a job's state and counts look, wherever a job is shown."""

from collections.abc import Mapping
from typing import Literal

import streamlit as st

from faturas.jobs.tarefa import Estado, Tarefa
from faturas.outcome import Situacao
from faturas.ui.markup import paragraph
from faturas.wording import number, percent

Color = Literal["blue", "green", "orange", "gray"]

_LOOKS: Mapping[Estado, tuple[str, Color]] = {
    Estado.NA_FILA: (":material/hourglass_empty:", "gray"),
    Estado.EXECUTANDO: (":material/sync:", "blue"),
    Estado.PAUSADA: (":material/pause_circle:", "orange"),
    Estado.INTERROMPIDA: (":material/power_off:", "orange"),
    Estado.CANCELADA: (":material/cancel:", "gray"),
    Estado.CONCLUIDA: (":material/check_circle:", "green"),
}


def title_and_state(job: Tarefa) -> None:
    """The name of the job's file and, at its side, the state in a word, an icon and a colour."""
    icon, color = _LOOKS[job.estado]
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        paragraph(job.arquivo, "fv-titulo-tarefa")
        st.badge(job.estado.rotulo, icon=icon, color=color)


def shown_percent(job: Tarefa) -> str:
    """Percent done, rounded down; 100 % only for a job that is concluded."""
    if job.estado is not Estado.CONCLUIDA and job.feitos == job.total:
        return "99 %"
    return percent(job.feitos, job.total)


def progress_bar(job: Tarefa) -> None:
    """Done of total, as a bar and in words; full only for a job that is concluded."""
    done = job.feitos / job.total if job.total else 1.0
    if job.estado is not Estado.CONCLUIDA:
        done = min(done, 0.99)
    st.progress(
        done, text=f"{number(job.feitos)} de {number(job.total)} linhas · {shown_percent(job)}"
    )


def outcome_metrics(job: Tarefa) -> None:
    """The counts by outcome, in a grid that wraps."""
    counts = job.contagens
    unusable = counts[Situacao.INVALIDO] + counts[Situacao.DUPLICADO]
    with st.grid(6, min_column_width=130, gap="small"):
        for label, count in (
            (Situacao.VENCIDA.rotulo, counts[Situacao.VENCIDA]),
            (Situacao.SEM_VENCIDA.rotulo, counts[Situacao.SEM_VENCIDA]),
            ("Não encontrados", counts[Situacao.NAO_ENCONTRADO]),
            ("Erros", counts[Situacao.ERRO]),
            ("Fora da consulta", unusable),
            ("Por consultar", counts[Situacao.NAO_TENTADO]),
        ):
            st.metric(label, number(count), border=True)
