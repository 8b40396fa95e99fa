"""Under which names the server answers, and to whose pages: each way to write them."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from starlette.types import Receive, Scope, Send
from streamlit import config as streamlit_config
from streamlit.web.server.starlette.starlette_websocket import is_host_allowed

from faturas.ui.web import hosts
from faturas.ui.web.hosts import HostGuard, Names, configured_names, is_community_cloud

NAMES = Names(
    hosts=("maquina", "*.intranet.example"),
    proxied=("painel.empresa.example",),
    origins=("https://outra.example",),
)


class Reached:
    """Stands for Streamlit: notes the requests that get so far."""

    def __init__(self) -> None:
        self.scopes: list[Scope] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.scopes.append(scope)


def ask(
    *headers: tuple[str, str],
    names: Names = NAMES,
    kind: str = "http",
    path: str = "/",
) -> tuple[Scope | None, list[Any]]:
    """One request through the guard: what Streamlit saw of it, and what was answered instead."""
    inner, sent = Reached(), []

    async def send(message: Any) -> None:
        sent.append(message)

    async def receive() -> Any:
        return {"type": "http.request", "body": b""}

    scope = {
        "type": kind,
        "path": path,
        "headers": [(name.encode(), value.encode("latin-1")) for name, value in headers],
    }
    answering = HostGuard(inner, lambda: names)(scope, receive, send)
    # Not in this thread, where a browser's tests may have left a loop of their own running.
    with ThreadPoolExecutor(1) as elsewhere:
        elsewhere.submit(asyncio.run, answering).result()
    return (inner.scopes[0] if inner.scopes else None), sent


def passes(*headers: tuple[str, str], **how: Any) -> bool:
    return ask(*headers, **how)[0] is not None


@pytest.mark.parametrize(
    "host",
    [
        "localhost",
        "localhost:8501",
        "LocalHost:9",
        "localhost.",
        "localhost:",
        "painel.localhost",
        "127.0.0.1:8501",
        "[::1]:8501",
        "192.168.0.7",
        "[fe80::1]",
        "maquina:8501",
        "a.intranet.example",
        "painel.empresa.example",
        "PAINEL.Empresa.Example.:443",
        "meu-app.streamlit.app",
    ],
)
def test_our_own_names_and_plain_addresses_are_answered(host: str) -> None:
    assert passes(("host", host))


@pytest.mark.parametrize(
    "host",
    [
        "mau.example",
        "localhost.mau.example",
        "127.0.0.1.mau.example",
        "intranet.example",
        "painel.empresa.example.mau.example",
        "streamlit.app",
        "mau-streamlit.app",
        "localhost@mau.example",
        "usuario@localhost",
        "localhost:porta",
        "localhost:0",
        "localhost:99999",
        "localhost/x",
        "localhost mau.example",
        "localhost,mau.example",
        "[::1",
        "2130706433",
        "0x7f.1",
        "..",
        "",
    ],
)
def test_any_other_name_is_refused(host: str) -> None:
    assert not passes(("host", host))


def test_a_request_without_a_host_or_with_two_is_refused() -> None:
    assert not passes()
    assert not passes(("host", "localhost"), ("host", "localhost"))


def test_a_probe_that_is_too_simple_to_name_a_host_is_answered() -> None:
    assert passes(path="/_stcore/health")
    assert not passes(("host", "mau.example"), path="/_stcore/health")


@pytest.mark.parametrize(
    ("host", "origin"),
    [
        ("localhost:8501", "http://localhost:8501"),
        ("LOCALHOST:8501", "HTTP://localhost.:8501"),
        ("[::1]:8501", "http://[::1]:8501"),
        ("192.168.0.7", "http://192.168.0.7"),
        ("painel.empresa.example:443", "https://painel.empresa.example"),
        ("maquina:8501", "https://maquina:8501"),
        ("localhost:8501", "https://painel.empresa.example"),
        ("localhost:8501", "https://outra.example"),
        ("localhost:8501", "https://outra.example:443"),
    ],
)
def test_pages_of_ours_and_named_ones_may_connect(host: str, origin: str) -> None:
    for kind in ("http", "websocket"):
        assert passes(("host", host), ("origin", origin), kind=kind)


@pytest.mark.parametrize(
    "origin",
    [
        "http://mau.example",
        "null",
        "",
        "file://",
        "chrome-extension://abc",
        "http://localhost:8502",
        "http://127.0.0.1:8501",
        "http://localhost:8501@mau.example",
        "http://mau.example:8501",
        "http://a.intranet.example",
        "http://maquina",
        "http://outra.example",
        "https://meu-app.streamlit.app",
        "http://localhost:8501/x",
        "http://localhost:8501 http://mau.example",
    ],
)
def test_any_other_page_is_refused(origin: str) -> None:
    for kind in ("http", "websocket"):
        assert not passes(("host", "localhost:8501"), ("origin", origin), kind=kind)


def test_two_origins_are_refused() -> None:
    origin = ("origin", "http://localhost:8501")
    assert not passes(("host", "localhost:8501"), origin, origin)


def test_the_name_that_a_proxy_was_asked_for_counts_as_well() -> None:
    inside, outside = ("host", "127.0.0.1:8501"), "https://painel.empresa.example"
    assert passes(inside, ("x-forwarded-host", "painel.empresa.example"), ("origin", outside))
    assert not passes(inside, ("x-forwarded-host", "mau.example"))
    assert not passes(inside, ("x-forwarded-host", "painel.empresa.example, mau.example"))


def test_a_connection_reaches_streamlit_as_one_of_the_same_name() -> None:
    """So that it need not look for this machine's outer address to judge the origin."""
    headers = (("host", "127.0.0.1:8501"), ("origin", "https://painel.empresa.example"))
    seen, _ = ask(*headers, kind="websocket")
    assert seen is not None
    assert [value for name, value in seen["headers"] if name == b"host"] == [
        b"painel.empresa.example"
    ]


def test_a_refusal_says_in_portuguese_which_setting_names_the_host_and_quotes_safely() -> None:
    _, [start, body] = ask(("host", "<b>mau</b>.example"))
    page = body["body"].decode()
    assert start["status"] == 403
    assert "enderecos" in page
    assert "&lt;b&gt;mau" in page
    assert "<b>mau" not in page


def test_a_refused_connection_is_closed_before_it_is_one() -> None:
    _, sent = ask(("host", "mau.example"), kind="websocket")
    assert sent == [{"type": "websocket.close", "code": 1008}]


@pytest.mark.parametrize(
    ("host", "origin", "served"),
    [
        ("meu-app.streamlit.app", "https://meu-app.streamlit.app", True),
        ("interno:8501", "https://meu-app.streamlit.app", True),
        ("meu-app.streamlit.app", "https://mau.streamlit.app", False),
        ("interno:8501", "https://mau.example", False),
        ("interno:8501", None, True),
        ("nome interno", None, True),
    ],
)
def test_on_the_community_cloud_its_proxy_says_what_it_likes(
    host: str, origin: str | None, *, served: bool
) -> None:
    cloud = Names(behind_cloud_proxy=True)
    headers = [("host", host)] + ([("origin", origin)] if origin else [])
    assert passes(*headers, names=cloud, kind="websocket") is served


def test_the_community_cloud_is_known_by_its_folder() -> None:
    assert is_community_cloud(Path("/mount/src/faturas"))
    assert not is_community_cloud(Path("/home/ana/faturas"))
    assert not is_community_cloud()


def test_names_of_streamlits_option_are_ours_and_streamlit_refuses_no_other(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(hosts, "_taken_over", [])
    streamlit_config.set_option("server.allowedHosts", ["Painel.Empresa.example"])
    for _ in range(2):
        assert "painel.empresa.example" in configured_names().hosts
        assert is_host_allowed("localhost:8501")
