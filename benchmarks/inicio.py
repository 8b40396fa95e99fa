"""(5) Start-up: the imports, the first page in a browser, and a click while a job runs."""

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Page

from benchmarks.harness import (
    API,
    HOJE,
    Server,
    codes,
    comma,
    configuration,
    print_table,
    rows_of,
    server,
)
from benchmarks.painel import Browser, dashboard, press, rerun_s, wait_for_text
from faturas.config import PROJECT_DIR
from faturas.domain.estado import Estado
from faturas.sandbox.faults import Faults
from faturas.search.pace.fixed import Ritmo
from faturas.search.settings import BuscaSettings
from faturas.search.strategy import Estrategia
from faturas.store.ledger import Ledger, NewTarefa

TIMES = 7
PAINTS = 5
RERUNS = 30
CUSTOMERS = 40_000
THREADS = 16
LATENCY_S = 0.1
BEFORE_S = 20.0
"""The job runs for so long before the first click: the pace has found its height by then."""
COMMANDS = {
    "python -c pass": ["-c", "pass"],
    "import faturas.cli": ["-c", "import faturas.cli"],
    "main.py --help": ["main.py", "--help"],
    "import streamlit_app (o que o painel importa)": [
        "-c",
        "import streamlit, faturas.ui.views.resultado.page",
    ],
    "import requests, sqlalchemy, pandas": ["-c", "import requests, sqlalchemy, pandas"],
}
Timed = tuple[str, list[float]]


def seconds(arguments: list[str]) -> float:
    began_s = time.perf_counter()
    subprocess.run(
        [sys.executable, *arguments], cwd=PROJECT_DIR, check=True, stdout=subprocess.DEVNULL
    )
    return time.perf_counter() - began_s


def imports() -> Iterator[Timed]:
    for name, arguments in COMMANDS.items():
        seconds(arguments)
        yield f"`{name}`", [seconds(arguments) for _ in range(TIMES)]


def pages(running: Server, browser: Browser, reruns: int) -> Iterator[Timed]:
    """A dashboard of its own with one long job: visit it, click while the job runs and rests."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "config.toml").write_text(configuration(running.url), encoding="utf-8")
        ledger = Ledger(folder / "dados")
        busca = BuscaSettings(
            ritmo=Ritmo.ADAPTATIVO, threads=THREADS, estrategia=Estrategia.UM_A_UM
        )
        new = NewTarefa("lista.csv", API, HOJE, busca, rows_of(codes(CUSTOMERS)))
        job_id = ledger.create(new).id
        with dashboard(folder) as url:
            paints = [browser.first_paint_s(url, "Processar") for _ in range(1 + PAINTS)]
            yield "primeira página, servidor recém-aberto", paints[:1]
            yield "primeira página, as visitas seguintes", paints[1:]
            page = browser.page()
            page.goto(f"{url}/?tarefa={job_id}")
            press(page, "Retomar")
            wait_for_text(page, "Contatos mostrados")
            time.sleep(BEFORE_S)
            busy = clicks(page, reruns)
            running_at_the_end = ledger.tarefa(job_id)
            if running_at_the_end.estado is not Estado.EXECUTANDO:
                raise RuntimeError("the job ended before the last click")
            per_s = comma(running_at_the_end.por_segundo or 0)
            press(page, "Pausar")
            wait_for_text(page, "Tarefa pausada")
            yield f"filtro, tarefa parada, {reruns} cliques", clicks(page, reruns)
            yield f"filtro, {THREADS} threads a {per_s} clientes/s, {reruns} cliques", busy
        ledger.database.close()


def clicks(page: Page, times: int) -> list[float]:
    """Set and unset a filter of the contacts, at any moment of the page's own redrawing."""
    took_s = []
    for n in range(times):
        took_s.append(rerun_s(page, "Bloqueada", "Contatos mostrados", less=n % 2 == 0))
        page.wait_for_timeout(300 + 97 * n % 700)
    return took_s


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cliques", type=int, default=RERUNS)
    options = parser.parse_args()
    measured = list(imports())
    browser = Browser()
    try:
        with server(CUSTOMERS, Faults(latency_s=LATENCY_S)) as running:
            measured += pages(running, browser, options.cliques)
    finally:
        browser.close()
    print_table(
        f"Início e cliques, latência de {LATENCY_S * 1000:.0f} ms",
        ("o quê", "mediana", "máximo"),
        [(name, _ms(statistics.median(took_s)), _ms(max(took_s))) for name, took_s in measured],
    )


def _ms(value_s: float) -> str:
    return f"{comma(1000 * value_s, 0)} ms"


if __name__ == "__main__":
    main()
