"""Draws parts of a page again by themselves while a job lives (``redraw``).

Such a part runs without its page, so it checks the same things first: the ledger can be read, the
visitor may see the pages, the job is still there and of the same address. Where one of them is not
so, and when what it shows begins or ceases to live, the whole page is drawn again.
"""

from collections.abc import Callable
from contextvars import ContextVar
from functools import wraps
from typing import TypeVar

import streamlit as st

from faturas.app import jobs
from faturas.app.actor import Actor
from faturas.app.context import AppContext
from faturas.app.values import Tarefa
from faturas.errors import DamagedJob, UnknownJob
from faturas.ui.layout import access, address
from faturas.ui.layout.app_context import PageContext, ledger_in_reach

_Seen = TypeVar("_Seen")
_drawing: ContextVar[bool] = ContextVar("drawing", default=False)


def redraw(
    page: PageContext,
    draw: Callable[[PageContext, _Seen], None],
    look: Callable[[], _Seen],
    *,
    is_live: Callable[[_Seen], bool],
    now: _Seen,
    live_s: float,
    at_rest_s: float | None = None,
) -> None:
    """Draw what ``look`` finds, and draw it again every ``live_s`` seconds while that lives.

    ``now`` is what the page has found. Where it rests, every ``at_rest_s`` seconds instead; with
    None, only when one of the part's widgets is used. Both are seconds from the beginning of one
    drawing to that of the next.
    """
    declared = is_live(now)

    @wraps(draw)  # Streamlit tells parts apart by the names of their functions
    @ledger_in_reach()
    def part() -> None:
        access.leave_if_closed()
        seen = look()
        if is_live(seen) != declared:
            # Once, on the change: the page declares its parts again, with or without their clocks.
            st.rerun()
        _draw_alone(draw, page, seen)

    _refuse_within_another(draw.__name__)
    st.fragment(part, run_every=live_s if declared else at_rest_s)()


def redraw_job(
    page: PageContext,
    draw: Callable[[PageContext, Tarefa], None],
    job: Tarefa,
    *,
    live_s: float,
    at_rest_s: float | None = None,
    look: Callable[[Actor, AppContext, str], Tarefa] = jobs.one,
) -> None:
    """Draw a part of the job's page, as ``redraw`` does; ``look`` reads the job."""

    def seen() -> Tarefa:
        if address.current_job() != job.id:
            st.rerun()  # a button of this part opened another job: the whole page shows that one
        try:
            return look(page.actor, page.app, job.id)
        except (UnknownJob, DamagedJob):
            st.rerun()  # deleted from another page, or damaged: the whole page says so

    redraw(
        page,
        draw,
        seen,
        is_live=lambda found: found.estado.viva,
        now=job,
        live_s=live_s,
        at_rest_s=at_rest_s,
    )


def _draw_alone(draw: Callable[[PageContext, _Seen], None], page: PageContext, seen: _Seen) -> None:
    token = _drawing.set(True)
    try:
        draw(page, seen)
    finally:
        _drawing.reset(token)


def _refuse_within_another(name: str) -> None:
    """Raise where a part is drawn within another: Streamlit may send the inner one first.

    The browser's page then throws, and goes blank.
    """
    if _drawing.get():
        raise RuntimeError(f"{name} would be drawn again by itself within a part that is, too")
