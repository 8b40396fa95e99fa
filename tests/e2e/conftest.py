"""A real dashboard, in a process of its own, and Debian's Chromium in front of it."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, BrowserType, Page, expect

from faturas import clock
from faturas.config import DEMONSTRACAO, Settings
from faturas.sandbox.demonstracao import EXAMPLE_NAME
from faturas.search.pace.fixed import Ritmo
from faturas.search.settings import BuscaSettings
from faturas.search.strategy import Estrategia
from faturas.store.ledger import Ledger, NewTarefa
from faturas.work.connections import Apis
from faturas.work.runner import Runner
from tests.e2e.browsing import visit
from tests.factories.customers import example_customers
from tests.panel import start_panel

_SOME_SECONDS = """
[busca]
ritmo = "fixo"
estrategia = "um_a_um"
lote = 20
threads = 20
pausa_s = 0.2
"""
_AS_HERE: dict[str, Any] = {
    "locale": "pt-BR",
    "reduced_motion": "reduce",
    "timezone_id": "America/Sao_Paulo",
    "viewport": {"width": 1280, "height": 900},
}
_PATIENCE_MS = 40_000

expect.set_options(timeout=_PATIENCE_MS)


@dataclass(frozen=True, slots=True)
class Dashboard:
    """A running server; its ledger holds two jobs over the example list.

    One is concluded. The other was never run, and would take minutes.
    """

    url: str
    port: int
    job_id: str
    long_job_id: str


@pytest.fixture(scope="session")
def dashboard(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dashboard]:
    """Start the server of a group as README tells people to; end it as they do."""
    folder = tmp_path_factory.mktemp("painel")
    config = folder / "secrets.toml"
    config.write_text(_SOME_SECONDS, encoding="utf-8")
    data = folder / "dados"
    environment = {"FATURAS_CONFIG": str(config), "FATURAS_DADOS": str(data)}
    with start_panel(Path("streamlit_app.py"), environment, folder / "servidor.log") as panel:
        jobs = _make_jobs(data)
        panel.wait()
        yield Dashboard(panel.url, panel.port, *jobs)


def _make_jobs(folder: Path) -> tuple[str, ...]:
    ledger = Ledger(folder)
    busca = BuscaSettings(ritmo=Ritmo.FIXO, estrategia=Estrategia.UM_A_UM, threads=32, pausa_s=0)
    new = NewTarefa(EXAMPLE_NAME, DEMONSTRACAO, clock.today(), busca, example_customers())
    job = ledger.create(new)
    runner = Runner(ledger, Apis(Settings()))
    runner.start(job.id)
    assert runner.wait(job.id, 60)
    endless = busca.model_copy(update={"lote": 2, "pausa_s": 2})
    long = ledger.create(replace(new, busca=endless))
    ledger.database.close()
    return job.id, long.id


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    # The suite has a processor a worker at most: threads of JavaScript's and a process a tab cost
    # a third more of it.
    sparing = [
        "--js-flags=--single-threaded",
        "--process-per-site",
        "--disable-gpu",
        "--disable-software-rasterizer",
    ]
    return {
        "executable_path": "/usr/bin/chromium",
        "args": ["--no-sandbox", "--disable-dev-shm-usage", *sparing],
    }


@pytest.fixture(scope="session")
def context(
    browser_type: BrowserType,
    browser_type_launch_args: dict[str, Any],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[BrowserContext]:
    """One browser with a profile: it keeps what it has compiled, half the cost of a first visit."""
    with browser_type.launch_persistent_context(
        tmp_path_factory.mktemp("perfil"), **browser_type_launch_args, **_AS_HERE
    ) as context:
        yield context


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A tab of that browser; to the dashboard every tab is a visitor of its own."""
    with context.new_page() as page:
        yield page


@pytest.fixture(scope="module")
def results_tab(context: BrowserContext, dashboard: Dashboard) -> Iterator[Page]:
    """A tab with the results of a concluded job, which the tests of a file share."""
    with context.new_page() as page:
        visit(page, f"{dashboard.url}/?tarefa={dashboard.job_id}")
        yield page
