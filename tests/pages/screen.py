"""What a person sees of a page, as text to compare."""

import time
from collections.abc import Callable
from dataclasses import replace
from html import unescape

import pytest
from streamlit.runtime.scriptrunner import RerunData
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.local_script_runner import LocalScriptRunner


def metrics(app: AppTest) -> dict[str, str]:
    return {metric.label: metric.value for metric in app.metric}


def text(app: AppTest) -> str:
    """Everything that is said in prose: paragraphs, messages, badges."""
    alerts = (app.error, app.warning, app.info, app.success)
    said = [unescape(html.value) for html in app.html]
    said += [markdown.value for markdown in app.markdown]
    said += [f"{alert.proto.title}\n{alert.value}" for kind in alerts for alert in kind]
    return "\n".join(said)


def keys(app: AppTest) -> set[str]:
    """The keys of all buttons."""
    return {button.key for button in app.button if button.key}


def wait_until(app: AppTest, arrived: Callable[[AppTest], object], seconds: float = 15) -> AppTest:
    """Look again and again, as the page's own clock does in a browser."""
    deadline = time.monotonic() + seconds
    while not arrived(app):
        assert time.monotonic() < deadline, text(app)
        time.sleep(0.05)
        app.run()
    return app


def alone(monkeypatch: pytest.MonkeyPatch, part: str) -> None:
    """Have the next run draw this part of the page only, as a browser asks for it."""

    def request(runner: LocalScriptRunner, data: RerunData) -> bool:
        runner._requests._rerun_data = replace(data, fragment_id_queue=[part])
        return True

    monkeypatch.setattr(LocalScriptRunner, "request_rerun", request)


def parts(app: AppTest) -> list[str]:
    """The parts of the page that are drawn again without it, from top to bottom."""
    return list(app._fragment_storage._fragments)
