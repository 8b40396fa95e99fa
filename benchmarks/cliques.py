"""(6) Clicks on the download buttons at random moments: each brings the file of what is shown.

    python -m benchmarks.cliques [CLIQUES] [LINHAS]

Half of the clicks fall on a long list at rest, where a typed filter takes long to be drawn, the
others on a job that runs while two more pages watch it. What is left to chance: what is typed into
the filter (and not entered), when the click comes, how long the button is held, and whether CSV and
XLSX are both asked for, one right after the other.
"""

import csv
import io
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache, partial
from itertools import cycle, islice
from pathlib import Path

from playwright.sync_api import Download, Page

from benchmarks.harness import print_table
from benchmarks.painel import Browser, dashboard
from faturas import clock
from faturas.campaign.contact import contact
from faturas.config import DEMONSTRACAO, Settings
from faturas.domain.choices import Choices
from faturas.domain.outcome import Situacao
from faturas.intake.customers import Customer, SituacaoEntrada, read_customers, resolve_columns
from faturas.intake.spreadsheet import read_table
from faturas.sandbox.demonstracao import EXAMPLE_NAME, example_list
from faturas.search.settings import BuscaSettings
from faturas.store.lease import new_owner
from faturas.store.ledger import Ledger, NewTarefa
from faturas.store.rows import Filter, Rows
from faturas.work.connections import Apis
from faturas.work.runner import Runner
from tests.e2e.browsing import press

_TYPED = ["", "maria", "SILVA", "souza", "ana", "1002", "josé", "zzz nenhum", "costa lima"]
_WITHIN_S = 60.0
_LOTE = 5_000
_NOBODY = "Nenhum contato passa por estes filtros"
"""What is said instead of an empty file."""


@dataclass
class Tally:
    """What became of the clicks; ``slowest_s`` is from the click to the whole file."""

    clicks: int = 0
    files: int = 0
    said_why_not: int = 0
    lost: int = 0
    wrong: int = 0
    slowest_s: float = 0.0


def main(clicks: int, rows: int) -> None:
    chance = random.Random(18)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "config.toml").write_text("", encoding="utf-8")
        ledger = Ledger(folder / "dados")
        at_rest, running = make_jobs(ledger, rows)
        browser = Browser()
        with dashboard(folder) as url:
            tallies = {
                f"lista de {rows} linhas, parada": click_around(
                    [_opened(browser, url, at_rest)], ledger, at_rest, clicks // 2, chance
                ),
                "tarefa em andamento, três páginas": click_around(
                    watching(browser, url, running), ledger, running, clicks - clicks // 2, chance
                ),
            }
        browser.close()
        ledger.database.close()
    print_table(
        "Cliques em Baixar",
        [
            "onde",
            "cliques",
            "arquivos",
            "avisos de lista vazia",
            "perdidos",
            "errados",
            "o mais lento",
        ],
        [
            [name, t.clicks, t.files, t.said_why_not, t.lost, t.wrong, f"{t.slowest_s:.1f} s"]
            for name, t in tallies.items()
        ],
    )


def make_jobs(ledger: Ledger, rows: int) -> tuple[str, str]:
    """A concluded job of so many rows, and one of a few that takes minutes; neither is running."""
    hoje = clock.today()
    table = read_table(example_list(hoje), EXAMPLE_NAME)
    customers = read_customers(table, resolve_columns(table))
    busca = BuscaSettings.model_validate(
        {"ritmo": "fixo", "estrategia": "um_a_um", "threads": 32, "pausa_s": 0}
    )
    new = NewTarefa(EXAMPLE_NAME, DEMONSTRACAO, hoje, busca, customers)
    example = ledger.create(new)
    runner = Runner(ledger, Apis(Settings()))
    runner.start(example.id)
    runner.wait(example.id, 60)
    outcomes = [
        row.outcome
        for row in Rows(ledger.database, example.id).all()
        if row.outcome.situacao is Situacao.VENCIDA
    ]
    many = [
        Customer(line, str(100_000 + line), "", "", SituacaoEntrada.PRONTO, "")
        for line in range(2, rows + 2)
    ]
    long = ledger.create(replace(new, customers=many))
    owner = new_owner()
    ledger.queue(long.id, owner)
    ledger.begin(long.id, owner)
    decided = zip(list(ledger.pending(long.id)), cycle(outcomes), strict=False)
    while lote := list(islice(decided, _LOTE)):
        ledger.commit(long.id, owner, lote)
    ledger.finish(long.id, owner, None)
    endless = busca.model_copy(update={"lote": 2, "threads": 2, "pausa_s": 2})
    return long.id, ledger.create(replace(new, busca=endless)).id


def watching(browser: Browser, url: str, job_id: str) -> list[Page]:
    """Three visitors of a job, which the first of them starts."""
    pages = [_opened(browser, url, job_id) for _ in range(3)]
    pages[0].get_by_role("button", name="Retomar", exact=True).click()
    for page in pages:
        page.get_by_role("button", name="Baixar CSV", exact=True).wait_for()
    return pages


def _opened(browser: Browser, url: str, job_id: str) -> Page:
    page = browser.page()
    page.goto(f"{url}/?tarefa={job_id}")
    page.get_by_role("button", name="Nova tarefa").wait_for()
    return page


def click_around(
    pages: list[Page], ledger: Ledger, job_id: str, clicks: int, chance: random.Random
) -> Tally:
    """Click so many times, and compare every file with what the page's filter says."""
    tally = Tally()
    expected: Callable[[str], Counter[tuple[str, ...]]] = partial(_contacts, ledger, job_id)
    if not ledger.tarefa(job_id).estado.viva:
        expected = cache(expected)
    arrived: dict[Page, list[Download]] = {page: [] for page in pages}
    for page in pages:
        page.on("download", partial(_add, arrived[page]))
        page.get_by_role("button", name="Baixar CSV", exact=True).wait_for()
    while tally.clicks < clicks:
        page = chance.choice(pages)
        page.wait_for_timeout(chance.uniform(0, 1500))
        typed = chance.choice(_TYPED)
        page.get_by_label("Procurar por nome ou código").fill(typed)
        page.wait_for_timeout(chance.choice([0, 0, chance.uniform(0, 400)]))
        kinds = ["CSV", "XLSX"] if tally.clicks % 10 == 9 else ["CSV"]
        before = expected(typed)
        arrived[page].clear()
        began_s = time.monotonic()
        for kind in kinds:
            press(page, f"Baixar {kind}", held_ms=chance.choice([0, chance.uniform(20, 250)]))
        tally.clicks += len(kinds)
        files = _wait_for_files(page, arrived[page], len(kinds), began_s)
        tally.slowest_s = max(tally.slowest_s, time.monotonic() - began_s)
        if not files and page.locator(".fv-arquivos").get_by_text(_NOBODY).count():
            tally.said_why_not += len(kinds)
            tally.wrong += len(kinds) if before else 0
        else:
            tally.files += len(files)
            tally.lost += len(kinds) - len(files)
            after = expected(typed)
            tally.wrong += sum(
                not before <= _lines(file) <= after
                for file in files
                if file.suggested_filename.endswith(".csv")
            )
        _close_all(page)
    return tally


def _add(arrived: list[Download], download: Download) -> None:
    """``list.append`` itself is not taken for an event's handler."""
    arrived.append(download)


def _wait_for_files(
    page: Page, arrived: list[Download], number: int, began_s: float
) -> list[Download]:
    """The files of the last clicks, as soon as all are there or it is said why not."""
    board = page.locator(".fv-arquivos")
    while len(arrived) < number and time.monotonic() - began_s < _WITHIN_S:
        if board.get_by_text(_NOBODY).count() >= number:
            break
        page.wait_for_timeout(50)
    for file in arrived:
        file.path()  # waits for the whole of it
    return list(arrived)


def _close_all(page: Page) -> None:
    """Take away what was said of the files before."""
    page.evaluate("document.querySelectorAll('.fv-arquivos p').forEach(line => line.remove())")


def _contacts(ledger: Ledger, job_id: str, typed: str) -> Counter[tuple[str, ...]]:
    """The contacts of the filter now, as the lines of a file."""
    choices = Choices()
    return Counter(
        contact(conferida, choices).cells()
        for row in Rows(ledger.database, job_id).contacts(Filter(choices, texto=typed))
        if (conferida := row.outcome.conferida)
    )


def _lines(file: Download) -> Counter[tuple[str, ...]]:
    text = Path(file.path()).read_text(encoding="utf-8")
    _, *contacts = csv.reader(io.StringIO(text, newline=""))
    return Counter(map(tuple, contacts))


if __name__ == "__main__":
    given = [int(argument) for argument in sys.argv[1:]]
    main(*[*given, *(100, 100_000)[len(given) :]])
