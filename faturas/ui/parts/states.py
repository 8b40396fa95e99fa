"""Draws a job's state, progress and counts, wherever a job is shown."""

from collections.abc import Mapping
from typing import Literal

import streamlit as st

from faturas.app.andamento import Andamento
from faturas.app.values import Tarefa
from faturas.domain.estado import Estado
from faturas.domain.outcome import Situacao
from faturas.domain.ptbr import decimal, number, percent, plural, span
from faturas.ui.layout.markup import paragraph

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
    """Draw the name of the job's file and, at its side, the state: a word, icon and colour."""
    icon, color = _LOOKS[job.estado]
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        paragraph(job.arquivo, "fv-titulo-tarefa")
        st.badge(job.estado.rotulo, icon=icon, color=color)


def progress_bar(job: Tarefa) -> Andamento:
    """Draw what has been done, as a bar and in words; full only for a job that is concluded.

    Returns what this session has seen of the job, this look included.
    """
    seen: Andamento = st.session_state.setdefault(f"andamento-{job.id}", Andamento())
    seen.look(job)
    st.progress(seen.fracao, text=_done(job, seen))
    return seen


def _done(job: Tarefa, seen: Andamento) -> str:
    rows = f"{number(job.feitos)} de {number(job.total)} linhas · {percent(seen.fracao)}"
    if job.lendo and job.estado is Estado.EXECUTANDO:
        return f"{job.leitura.as_text} · {percent(seen.fracao)}"
    if job.lendo:
        return f"Leitura parada: {job.leitura.counts} · {rows}"
    if job.varrida and job.estado is not Estado.CANCELADA:
        return f"Leitura feita · {rows} do trabalho"
    return rows


def time_left(job: Tarefa, seen: Andamento) -> str:
    """Return how fast a job is and the time left; empty as long as that is not known."""
    if seen.por_segundo is None or seen.restam_s is None:
        return ""
    left = f"faltam cerca de {span(seen.restam_s)}"
    if job.lendo:
        return f"{decimal(seen.por_segundo)} páginas por segundo · {left} de leitura"
    return f"{decimal(seen.por_segundo)} clientes por segundo · {left}"


def outcome_metrics(job: Tarefa) -> None:
    """Draw the counts by outcome, in a grid that wraps."""
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


def failures_in_words(job: Tarefa) -> str:
    """Return how many customers could not be asked for, as the middle of a sentence."""
    return plural(
        job.contagens[Situacao.ERRO],
        "cliente não pôde ser consultado",
        "clientes não puderam ser consultados",
    )
