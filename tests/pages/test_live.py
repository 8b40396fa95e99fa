"""Parts of a page that are drawn again by themselves."""

import re
from collections.abc import Callable

import pytest

from faturas.app.configuration import PROJECT_DIR
from faturas.app.context import AppContext
from faturas.app.values import Tarefa
from faturas.ui.layout.app_context import PageContext, open_page_context
from faturas.ui.layout.live import redraw
from tests.factories.app_jobs import small_job


def test_nothing_else_declares_such_a_part() -> None:
    """So each of them has the guards, those of pages to come, too."""
    declaring = [
        path.name
        for path in (PROJECT_DIR / "faturas").rglob("*.py")
        if re.search(r"st\.fragment|run_every", path.read_text(encoding="utf-8"))
    ]
    assert declaring == ["live.py"]


def test_a_part_within_a_part_is_refused(
    shared: AppContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("streamlit.fragment", lambda part, run_every: part)
    job = small_job(shared)
    drawn: list[str] = []

    def draw_part(
        page: PageContext, of: Tarefa, part: Callable[[PageContext, Tarefa], None]
    ) -> None:
        redraw(page, part, lambda: of, is_live=lambda _: False, now=of, live_s=1.0)

    def inner(page: PageContext, of: Tarefa) -> None:
        drawn.append("inner")

    def outer(page: PageContext, of: Tarefa) -> None:
        drawn.append("outer")
        draw_part(page, of, inner)

    with pytest.raises(RuntimeError, match="inner"):
        draw_part(open_page_context(), job, outer)
    assert drawn == ["outer"]
    draw_part(open_page_context(), job, inner)
    assert drawn == ["outer", "inner"]
