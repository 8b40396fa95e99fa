"""The dashboard as people start it, and the browser in front of it."""

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page, expect, sync_playwright

from tests.panel import start_panel

_CHROMIUM = "/usr/bin/chromium"
_READY = "[data-testid=stApp][data-test-script-state=notRunning]"
_PATIENCE_MS = 60_000
# From the click in the page itself until a number on it is less than half (or more than twice) what
# it was, and the script has ended. What a run removes may linger, so nothing is waited for to go.
_TIME_THE_CLICK = """([label, less, ready]) => {
  const metrics = () => [...document.querySelectorAll('[data-testid=stMetric]')];
  const read = () => {
    const found = metrics().find(metric => metric.innerText.includes(label));
    const value = found?.querySelector('[data-testid=stMetricValue]').innerText ?? '0';
    return Number(value.replaceAll('.', ''));
  };
  window.tookMs = null;
  addEventListener('click', () => {
    const [began, before] = [performance.now(), read()];
    const look = () => {
      const changed = less ? read() < before / 2 : read() > before * 2;
      if (changed && document.querySelector(ready)) window.tookMs = performance.now() - began;
      else requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  }, {capture: true, once: true});
}"""


@contextmanager
def dashboard(folder: Path) -> Iterator[str]:
    """Start the server over ``folder`` with its ``config.toml`` and ``dados``; yields its address
    once it answers."""
    places = {"FATURAS_CONFIG": f"{folder / 'config.toml'}", "FATURAS_DADOS": f"{folder / 'dados'}"}
    with start_panel(Path("streamlit_app.py"), places, folder / "servidor.log") as panel:
        panel.wait()
        yield panel.url


class Browser:
    """One browser; every page it opens is that of a new visitor."""

    def __init__(self) -> None:
        self._playwright = sync_playwright().start()
        self._browser = self._playwright.chromium.launch(
            executable_path=_CHROMIUM if Path(_CHROMIUM).exists() else None,
            args=["--no-sandbox", "--disable-dev-shm-usage"],
        )

    def close(self) -> None:
        self._browser.close()
        self._playwright.stop()

    def page(self) -> Page:
        context = self._browser.new_context(viewport={"width": 1280, "height": 900})
        context.set_default_timeout(_PATIENCE_MS)
        return context.new_page()

    def first_paint_s(self, url: str, title: str) -> float:
        """From asking for the address, with nothing cached, to the page's title on the screen."""
        page = self.page()
        began_s = time.perf_counter()
        page.goto(url, wait_until="commit")
        page.get_by_role("heading", name=title, level=1).wait_for()
        took_s = time.perf_counter() - began_s
        page.context.close()
        return took_s


def rerun_s(page: Page, button: str, metric: str, *, less: bool) -> float:
    """Click a button: how long until the number under ``metric`` is much ``less``, or much more,
    and the script has ended."""
    page.evaluate(_TIME_THE_CLICK, [metric, less, _READY])
    press(page, button)
    page.wait_for_function("window.tookMs !== null")
    return float(page.evaluate("window.tookMs")) / 1000


def press(page: Page, label: str) -> None:
    page.get_by_role("button", name=re.compile(f"^{label}$")).click()


def wait_for_text(page: Page, text: str) -> None:
    expect(page.get_by_text(text).first).to_be_visible(timeout=_PATIENCE_MS)
