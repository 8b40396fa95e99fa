"""The parts of the pages that need no page."""

from dataclasses import replace

import pytest

from faturas.app.context import AppContext
from faturas.domain.estado import Estado
from faturas.domain.ptbr import percent
from faturas.ui.layout.messages import literal
from tests.factories.app_jobs import example_job


class TestPercent:
    def test_it_is_rounded_down(self, shared: AppContext) -> None:
        job = replace(example_job(shared), total=1000, pendentes=1)
        assert percent(replace(job, estado=Estado.EXECUTANDO).progresso) == "99 %"

    def test_it_is_never_full_before_the_job_is_concluded(self, shared: AppContext) -> None:
        job = replace(example_job(shared), pendentes=0)
        assert percent(replace(job, estado=Estado.EXECUTANDO).progresso) == "99 %"
        assert percent(replace(job, estado=Estado.CONCLUIDA).progresso) == "100 %"


@pytest.mark.parametrize("text", ["**a** _b_ `c`", "[a](b)", "![a](b)", "<b>", "$x$", ":red[a]"])
def test_literal_text_has_every_mark_escaped(text: str) -> None:
    escaped = literal(text)
    assert escaped.replace("\\", "") == text
    assert all(escaped[at - 1] == "\\" for at, char in enumerate(escaped) if char in "*_`[]()!<>$:")


def test_literal_text_makes_no_links() -> None:
    assert "https://" not in literal("https://mau.example").replace("\\", "")
    assert "www." not in literal("www.mau.example").replace("\\", "")
