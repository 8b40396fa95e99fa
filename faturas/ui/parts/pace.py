"""Shows the pace of a running job: how fast, how many at once, and what holds it back."""

import time

import altair as alt
import pandas as pd
import streamlit as st

from faturas.app import jobs
from faturas.app.values import PaceSnapshot, Tarefa
from faturas.domain.ptbr import decimal, plural, span
from faturas.ui.layout.app_context import PageContext
from faturas.ui.layout.markup import paragraph

_CHART_S = 180
"""Seconds of the past that the chart shows."""
_FEW_POINTS = 5
"""Looks, one a second, from which on there is a chart, and a slow API is called slow."""
_GAP_S = 5.0
"""Seconds without a look, where no page was open or the job stood still: the chart begins anew."""
_LINE = "#12806f"
"""The theme's green, which can be seen on a light and on a dark page."""
_PT_BR = alt.Locale(
    number=alt.NumberLocale(decimal=",", thousands=".", grouping=[3], currency=["R$ ", ""])
)
_SLOW_ANSWER_S = 3.0
"""Seconds for one answer from which on the page says that the API is slow, and not our rate."""


def show_pace(page: PageContext, job: Tarefa) -> None:
    """Draw the pace of a job of this process; the pace of another process's job is not known here.

    Asking again follows no strategy: its few rows are asked for one by one.
    """
    if job.strategy is not None and job.parcial:
        paragraph(f"{job.strategy.porque[:1].upper()}{job.strategy.porque[1:]}", "fv-miudo")
    now = jobs.pace(page.actor, page.app, job.id)
    if now is None:
        return
    points = _watched(job, now)
    settled = len(points) >= _FEW_POINTS
    paragraph(sentence(now, settled=settled), "fv-miudo")
    if settled:
        _chart(job, points)


def sentence(now: PaceSnapshot, *, settled: bool) -> str:
    """Return the pace in words; ``settled``: watched for long enough to call the API slow."""
    answer_s = now.in_flight / now.rate_per_s if settled and now.rate_per_s else 0.0
    slow = answer_s > _SLOW_ANSWER_S and now.waiting_until_s is None
    parts = [
        f"o sistema de cobrança está lento: cerca de {span(answer_s)} por resposta"
        if slow
        else f"{decimal(now.rate_per_s)} consultas por segundo",
        f"{now.in_flight} esperando resposta",
    ]
    if now.waiting_until_s is not None:
        left_s = now.waiting_until_s - time.monotonic()
        parts.append(f"o sistema de cobrança pediu calma: continua em {span(max(1, left_s))}")
    elif not slow:
        parts.append(now.phase)
    if now.throttled:
        parts.append(plural(now.throttled, "recusa por limite", "recusas por limite"))
    if now.failed:
        parts.append(plural(now.failed, "nova tentativa", "novas tentativas"))
    return " · ".join(parts)


def _watched(job: Tarefa, now: PaceSnapshot) -> list[tuple[float, float]]:
    """Return moments and rates of the last minutes, as far as watched without a gap."""
    now_s = time.monotonic()
    points: list[tuple[float, float]] = st.session_state.setdefault(f"ritmo-{job.id}", [])
    if points and now_s - points[-1][0] > _GAP_S:
        points.clear()
    points.append((now_s, now.rate_per_s))
    points[:] = [point for point in points if point[0] >= now_s - _CHART_S]
    return points


def _chart(job: Tarefa, points: list[tuple[float, float]]) -> None:
    """Draw the chart of the rate of the last minutes."""
    now_s = points[-1][0]
    frame = pd.DataFrame(
        [(at_s - now_s, rate) for at_s, rate in points], columns=["segundos", "por_segundo"]
    )
    chart = (
        alt.Chart(frame, height=90)
        .mark_area(line={"color": _LINE}, color=_LINE, opacity=0.25, interpolate="monotone")
        .encode(
            alt.X("segundos", title=None, axis=None),
            alt.Y("por_segundo", title="consultas/s", axis=alt.Axis(tickCount=3, grid=False)),
            tooltip=alt.value(None),
        )
        .configure(locale=_PT_BR)
    )
    st.altair_chart(chart, key=f"grafico-{job.id}", alt="Consultas por segundo nos últimos minutos")
