"""What a person does with a browser, in a few words."""

import csv
import io
import re
from pathlib import Path

from playwright.sync_api import Download, Locator, Page, expect

_READY = "[data-testid=stApp][data-test-script-state=notRunning]"


def visit(page: Page, url: str) -> None:
    """Open an address and wait until its page has been drawn, in Portuguese."""
    page.goto(url)
    page.wait_for_function("document.documentElement.lang === 'pt-BR'")
    settle(page)


def settle(page: Page) -> None:
    """Wait until the page is no longer being drawn."""
    page.locator(_READY).wait_for()


def button(page: Page, name: str) -> Locator:
    return page.get_by_role("button", name=name, exact=True)


def press(page: Page, name: str, held_ms: float = 0) -> None:
    """A click as a hand makes it, which the page may move away from while the button is held."""
    button(page, name).hover()
    page.mouse.down()
    page.wait_for_timeout(held_ms)
    page.mouse.up()


def load_example(page: Page) -> None:
    button(page, "Carregar lista de exemplo").click()
    expect(button(page, "Iniciar tarefa")).to_be_visible()
    settle(page)


def job_of(page: Page) -> str:
    page.wait_for_url(re.compile(r"[?&]tarefa=\w+"))
    return page.url.partition("tarefa=")[2]


def progress(page: Page) -> Locator:
    """What the progress bar says."""
    return page.get_by_text(re.compile(r"^\d+ de \d+ linhas"))


def done(page: Page) -> int:
    """How many rows the progress bar says are done."""
    return int(progress(page).inner_text().split()[0])


def metric(page: Page, label: str) -> str:
    """The number under a label."""
    box = page.get_by_test_id("stMetric").filter(has_text=label)
    return box.get_by_test_id("stMetricValue").inner_text()


def names_in(file: Download) -> list[str]:
    """The names in a contact file."""
    content = Path(file.path()).read_text(encoding="utf-8")
    _, *contacts = csv.reader(io.StringIO(content, newline=""))
    return [cells[1] for cells in contacts]
