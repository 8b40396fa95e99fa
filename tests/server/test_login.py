"""The real dashboard with a login: who comes in, who stays out, and whose pages it serves.

One server for all of it: the ``[auth]`` of ``FATURAS_CONFIG``, which Streamlit would not read by
itself, and no way to the internet but a door that notes who knocks.
"""

import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import requests
from websockets.exceptions import InvalidStatus

from tests.panel import Panel, start_panel
from tests.server.provider import CLIENT, login_provider
from tests.server.visitor import visit
from tests.waiting import WITHIN_S

COMPANY = "Empresa Guardada"
CONFIG = f"""
[apis.empresa]
nome = "{COMPANY}"
sistema = "hubsoft"
url = "https://api.empresa.example"
client_id = "75"
client_secret = "x"
username = "x"
password = "x"

[acesso]
enderecos = ["painel.empresa.example"]

[auth]
redirect_uri = "http://127.0.0.1:{{port}}/oauth2callback"
cookie_secret = "um-segredo-longo-o-bastante-para-assinar"
client_id = "{CLIENT[0]}"
client_secret = "{CLIENT[1]}"
"""


@dataclass(slots=True)
class Outside:
    """Stands for the internet: whatever the server asks of it arrives here and is refused."""

    port: int
    asked: list[bytes] = field(default_factory=list)


@pytest.fixture(scope="module")
def outside() -> Iterator[Outside]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        found = Outside(listener.getsockname()[1])

        def answer() -> None:
            while True:
                try:
                    caller, _ = listener.accept()
                except OSError:
                    return
                with caller:
                    found.asked.append(caller.recv(4096))
                    caller.sendall(b"HTTP/1.1 503 Fora\r\nContent-Length: 0\r\n\r\n")

        threading.Thread(target=answer, daemon=True).start()
        yield found


@pytest.fixture(scope="module")
def panel(tmp_path_factory: pytest.TempPathFactory, outside: Outside) -> Iterator[Panel]:
    folder = tmp_path_factory.mktemp("servidor")
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    with login_provider(port) as discovery:
        config = folder / "config.toml"
        config.write_text(f'{CONFIG}server_metadata_url = "{discovery}"\n', encoding="utf-8")
        proxy = f"http://127.0.0.1:{outside.port}"
        environment = {
            "FATURAS_CONFIG": str(config),
            "FATURAS_DADOS": str(folder / "dados"),
            **dict.fromkeys(("http_proxy", "https_proxy"), proxy),
            "no_proxy": "127.0.0.1",
        }
        with start_panel(Path("streamlit_app.py"), environment, folder / "log") as running:
            running.wait()
            yield running


@pytest.mark.parametrize("address", ["", "historico"])
def test_a_stranger_sees_only_the_door(panel: Panel, address: str) -> None:
    with visit(panel.url, cookies={}) as stranger:
        stranger.run(address)
    assert stranger.buttons == ["Entrar"]
    assert COMPANY not in stranger.text


def test_the_button_leads_through_the_provider_into_the_page_and_sair_out_again(
    panel: Panel,
) -> None:
    with requests.Session() as browser:
        with visit(panel.url, cookies={}) as stranger:
            stranger.run()
            stranger.click("Entrar")
        arrived = browser.get(panel.url + stranger.redirect, timeout=WITHIN_S)
        assert (arrived.status_code, arrived.url) == (200, f"{panel.url}/")
        browser.get(f"{panel.url}/_stcore/health", timeout=WITHIN_S)
        with visit(panel.url, cookies=browser.cookies.get_dict()) as analyst:
            analyst.run()
            assert COMPANY in analyst.text
            assert "Sair" in analyst.buttons
            analyst.click("Sair")
        browser.get(panel.url + analyst.redirect, timeout=WITHIN_S)
        with visit(panel.url, cookies=browser.cookies.get_dict()) as gone:
            gone.run()
        assert COMPANY not in gone.text


@pytest.mark.parametrize(
    "came_back",
    [
        "error=access_denied&error_description=Maria%20da%20Silva%1b[31m",
        "error=Maria%20da%20Silva%1b[31m",
        "error=&error=Maria%20da%20Silva&state=x",
        "code=falso&state=falso",
    ],
)
def test_a_login_that_failed_is_told_and_its_words_are_not_logged(
    panel: Panel, came_back: str
) -> None:
    url = f"{panel.url}/oauth2callback?{came_back}"
    answer = requests.get(url, allow_redirects=False, timeout=WITHIN_S)
    assert (answer.status_code, answer.headers["location"]) == (302, "/?entrada=falhou")
    logged = panel.log.read_text(encoding="utf-8")
    assert "Maria" not in logged
    assert "\x1b[31m" not in logged


def test_the_way_back_from_a_logout_is_no_failure(panel: Panel) -> None:
    url = f"{panel.url}/oauth2callback"
    answer = requests.get(url, allow_redirects=False, timeout=WITHIN_S)
    assert answer.headers["location"] == "/"


@pytest.mark.parametrize(
    "origin", ["http://mau.example", "null", "http://127.0.0.1.mau.example", "http://127.0.0.1:1"]
)
def test_a_foreign_page_gets_no_connection_and_sets_off_no_look_up(
    panel: Panel, outside: Outside, origin: str
) -> None:
    with pytest.raises(InvalidStatus), visit(panel.url, origin=origin, cookies={}):
        pass
    assert outside.asked == []


def test_a_named_page_behind_a_proxy_is_served_without_a_look_up(
    panel: Panel, outside: Outside
) -> None:
    with visit(panel.url, origin="https://painel.empresa.example", cookies={}) as visitor:
        visitor.run()
    assert visitor.buttons == ["Entrar"]
    assert outside.asked == []


@pytest.mark.parametrize("path", ["/", "/historico", "/_stcore/host-config"])
def test_another_name_is_refused_in_portuguese_with_what_to_do(panel: Panel, path: str) -> None:
    answer = requests.get(panel.url + path, headers={"Host": "mau.example"}, timeout=WITHIN_S)
    assert answer.status_code == 403
    assert "mau.example" in answer.text
    assert "enderecos" in answer.text


def test_the_named_host_and_a_probe_are_answered(panel: Panel) -> None:
    for host in ("painel.empresa.example", "localhost", "10.1.2.3"):
        answer = requests.get(
            f"{panel.url}/_stcore/health", headers={"Host": host}, timeout=WITHIN_S
        )
        assert answer.status_code == 200, host
