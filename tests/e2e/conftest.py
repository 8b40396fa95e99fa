"""A real dashboard, in a process of its own, and Debian's Chromium in front of it."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from playwright.sync_api import expect

from faturas import clock
from faturas.apis import Apis
from faturas.config import DEMONSTRACAO, PROJECT_DIR, Settings
from faturas.fetch.plan import Estrategia
from faturas.fetch.ritmo import Ritmo
from faturas.fetch.settings import BuscaSettings
from faturas.intake.customers import read_customers, resolve_columns
from faturas.intake.spreadsheet import read_table
from faturas.jobs.ledger import Ledger, NewTarefa
from faturas.jobs.runner import Runner
from faturas.sandbox.demonstracao import EXAMPLE_NAME, example_list

_SOME_SECONDS = """
[busca]
ritmo = "fixo"
estrategia = "um_a_um"
lote = 20
threads = 10
pausa_s = 0.2
"""
_START_LIMIT_S = 30
_PATIENCE_MS = 20_000

expect.set_options(timeout=_PATIENCE_MS)


@dataclass(frozen=True, slots=True)
class Dashboard:
    """A running server; its ledger holds a concluded job over the example list and an idle one."""

    url: str
    port: int
    job_id: str
    idle_job_id: str


@pytest.fixture(scope="session")
def dashboard(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dashboard]:
    """Start the server as README tells people to; end it as they do."""
    folder = tmp_path_factory.mktemp("painel")
    config = folder / "secrets.toml"
    config.write_text(_SOME_SECONDS, encoding="utf-8")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", "streamlit_app.py"]
    options = [f"--server.port={port}", "--server.headless=true"]
    data = folder / "dados"
    with (folder / "servidor.log").open("wb") as log:
        server = subprocess.Popen(
            command + options,
            cwd=PROJECT_DIR,
            env=os.environ | {"FATURAS_CONFIG": str(config), "FATURAS_DADOS": str(data)},
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        try:
            job_id, idle_job_id = _make_jobs(data)
            url = f"http://127.0.0.1:{port}"
            _wait_for(f"{url}/_stcore/health")
            yield Dashboard(url, port, job_id, idle_job_id)
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(10)


def _make_jobs(folder: Path) -> tuple[str, str]:
    hoje = clock.today()
    table = read_table(example_list(hoje), EXAMPLE_NAME)
    customers = read_customers(table, resolve_columns(table))
    ledger = Ledger(folder)
    busca = BuscaSettings(ritmo=Ritmo.FIXO, estrategia=Estrategia.UM_A_UM, threads=32, pausa_s=0)
    new = NewTarefa(EXAMPLE_NAME, DEMONSTRACAO, hoje, busca, customers)
    idle, job = ledger.create(new), ledger.create(new)
    runner = Runner(ledger, Apis(Settings()))
    runner.start(job.id)
    assert runner.wait(job.id, 30)
    ledger.database.close()
    return job.id, idle.id


def _wait_for(url: str) -> None:
    deadline_s = time.monotonic() + _START_LIMIT_S
    while True:
        try:
            with urlopen(url, timeout=1):
                return
        except (URLError, OSError):
            assert time.monotonic() < deadline_s, "o servidor não abriu"
            time.sleep(0.1)


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    return {
        "executable_path": "/usr/bin/chromium",
        "args": ["--no-sandbox", "--disable-dev-shm-usage"],
    }


@pytest.fixture(scope="session")
def browser_context_args() -> dict[str, Any]:
    return {
        "locale": "pt-BR",
        "timezone_id": "America/Sao_Paulo",
        "viewport": {"width": 1280, "height": 900},
    }
