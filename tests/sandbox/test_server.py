"""faturas.sandbox.server: a real server that starts and stops at once and disturbs no other."""

import logging
import signal
import socket
import ssl
import subprocess
import threading
import time
from pathlib import Path

import pytest
import requests

from faturas.sandbox.cases import CASES
from faturas.sandbox.company import Company
from faturas.sandbox.faults import Faults
from faturas.sandbox.routes import Credentials
from faturas.sandbox.server import Sandbox
from tests.factories.faturas import HOJE
from tests.sandbox.conftest import Client

COMUM = CASES["comum"]
_LOGINS = Credentials("7", "segredo", "alguem@example.com", "senha")


@pytest.fixture
def small() -> Company:
    return Company(seed=1, customers=50, hoje=HOJE)


def test_it_starts_and_stops_at_once(small: Company) -> None:
    start_s = time.perf_counter()
    sandbox = Sandbox(small).start()
    started_s = time.perf_counter()
    assert Client(sandbox).ask(COMUM).status_code == 200
    stopping_s = time.perf_counter()
    sandbox.stop()
    assert started_s - start_s < 2.0
    assert time.perf_counter() - stopping_s < 2.0
    with pytest.raises(requests.ConnectionError):
        requests.get(sandbox.url, timeout=1)


def test_stopping_does_not_wait_for_uvicorns_own_loop(small: Company) -> None:
    def stopped_in_s() -> float:
        with Sandbox(small) as sandbox:
            Client(sandbox).ask(COMUM)
            start_s = time.perf_counter()
        return time.perf_counter() - start_s

    # The best of some: a busy machine may hold up one of them.
    assert min(stopped_in_s() for _ in range(5)) < 0.1


def test_stopping_does_not_wait_for_requests_under_way(
    small: Company, caplog: pytest.LogCaptureFixture
) -> None:
    with Sandbox(small) as sandbox:
        client = Client(sandbox)
        client.ask(COMUM)
        sandbox.faults = Faults(drip=1, only_codes={"1001"})
        dripping = client.ask(1001, stream=True)
        sandbox.faults = Faults(latency_s=60)
        failures: list[Exception] = []

        def wait() -> None:
            try:
                client.ask(1002, timeout=30)
            except requests.ConnectionError as error:
                failures.append(error)

        waiting = threading.Thread(target=wait)
        waiting.start()
        while sandbox.counters.in_flight < 2:
            time.sleep(0.01)
        start_s = time.perf_counter()
    assert time.perf_counter() - start_s < 2.0
    waiting.join(5)
    assert len(failures) == 1
    with pytest.raises(requests.RequestException):
        _ = dripping.content
    assert caplog.records == []


def test_it_leaves_signals_and_the_loggers_of_others_alone(
    small: Company, capfd: pytest.CaptureFixture[str]
) -> None:
    names = ("uvicorn", "uvicorn.error", "uvicorn.access")

    def state() -> list[object]:
        loggers = [logging.getLogger(name) for name in names]
        settings = [(each.level, each.propagate, list(each.handlers)) for each in loggers]
        return [*settings, signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM)]

    before = state()
    with Sandbox(small, faults=Faults(error_500=0.5)) as sandbox:
        client = Client(sandbox)
        for codigo in range(1001, 1021):
            client.ask(codigo)
        assert state() == before
    assert capfd.readouterr() == ("", "")


def test_a_taken_port_is_said_at_once(small: Company) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(OSError, match="in use"):
            Sandbox(small, porta=taken.getsockname()[1]).start()


def test_credentials_are_random_unless_given(small: Company) -> None:
    assert Sandbox(small).credentials != Sandbox(small).credentials
    with Sandbox(small, credentials=_LOGINS) as sandbox:
        assert sandbox.credentials == _LOGINS
        assert Client(sandbox).login().status_code == 200


def test_two_run_side_by_side(small: Company) -> None:
    with Sandbox(small) as one, Sandbox(small, faults=Faults(outage=True)) as other:
        assert one.url != other.url
        assert Client(one).ask(COMUM).status_code == 200
        assert Client(other).login().status_code == 503


def test_connections_are_kept_alive(small: Company) -> None:
    with Sandbox(small) as sandbox:
        client = Client(sandbox)
        for codigo in range(1001, 1031):
            client.ask(codigo)
        assert sandbox.counters.connections == 1


def test_small_answers_are_sent_without_delay(small: Company) -> None:
    with Sandbox(small) as sandbox:
        client = Client(sandbox)
        client.ask(COMUM)
        start_s = time.perf_counter()
        for _ in range(50):
            client.ask(COMUM)
        # Nagle's algorithm against delayed acknowledgements would take 40 ms each.
        assert time.perf_counter() - start_s < 1.5


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A certificate for localhost that nobody has signed, and its key."""
    folder = tmp_path_factory.mktemp("tls")
    certificado, chave = folder / "certificado.pem", folder / "chave.pem"
    command = (
        "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2"
        f" -subj /CN=localhost -addext subjectAltName=DNS:localhost,IP:127.0.0.1"
        f" -keyout {chave} -out {certificado}"
    )
    try:
        subprocess.run(command.split(), check=True, capture_output=True)
    except FileNotFoundError:
        pytest.skip("needs the openssl command")
    return certificado, chave


def test_tls(small: Company, certificate: tuple[Path, Path]) -> None:
    certificado, chave = certificate
    with Sandbox(small, certificado=certificado, chave=chave) as sandbox:
        assert sandbox.url.startswith("https://127.0.0.1:")
        with pytest.raises(requests.exceptions.SSLError):
            requests.get(sandbox.url, timeout=5)
        client = Client(sandbox)
        client.session.verify = str(certificado)
        assert client.financeiro(COMUM)["faturas"]
        sandbox.faults = Faults(reset=1)
        with pytest.raises(requests.ConnectionError):
            client.ask(COMUM)
        sandbox.faults = Faults(cut_body=1)
        with pytest.raises(requests.RequestException):
            _ = client.ask(COMUM).content


def test_a_certificate_that_cannot_be_read_is_said_at_once(
    small: Company, certificate: tuple[Path, Path], tmp_path: Path
) -> None:
    certificado, chave = certificate
    with pytest.raises(OSError, match="No such file"):
        Sandbox(small, certificado=tmp_path / "nenhum.pem", chave=chave).start()
    with pytest.raises(ssl.SSLError):
        Sandbox(small, certificado=chave, chave=certificado).start()
