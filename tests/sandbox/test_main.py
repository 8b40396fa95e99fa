"""``python -m faturas.sandbox``: its options, its help, and what it prints."""

import re
import signal
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

import pytest
import requests

from faturas.sandbox.__main__ import main


@contextmanager
def _serving(*arguments: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """The command running at a free port, and what it said."""
    command = [sys.executable, "-u", "-m", "faturas.sandbox", "--porta", "0", *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        lines = []
        for line in process.stdout:
            lines.append(line)
            if line.startswith("Casos especiais"):
                break
        try:
            yield process, "".join(lines)
        finally:
            process.kill()


def test_it_serves_with_the_settings_it_prints_until_ctrl_c() -> None:
    with _serving("--clientes", "70", "--hoje", "2026-03-31") as (process, said):
        settings = tomllib.loads(re.search(r"\[apis\..*?\n\n", said, re.DOTALL)[0])  # type: ignore[index] # it must be there
        api = settings["apis"]["provedor_ficticio"]
        login = {name: api[name] for name in ("client_id", "client_secret", "username", "password")}
        answer = requests.post(
            f"{api['url']}/oauth/token", json={"grant_type": "password", **login}, timeout=5
        )
        assert answer.status_code == 200
        assert api["sistema"] == "hubsoft"
        assert "70 clientes (1001 a 1070)" in said
        assert "Hoje é 31/03/2026" in said
        process.send_signal(signal.SIGINT)
        assert process.wait(5) == 0
        assert process.stdout is not None
        assert process.stdout.read() == "Provedor fictício encerrado.\n"


def test_faults_can_be_set_by_options() -> None:
    with _serving("--fora-do-ar") as (_, said):
        address = re.search(r"http://127\.0\.0\.1:\d+", said)
        assert address is not None
        assert requests.post(f"{address[0]}/oauth/token", json={}, timeout=5).status_code == 503


def test_any_mishap_can_be_set_by_its_name() -> None:
    with _serving("--defeito", "challenge=0,5", "--defeito", "not_found=0.5") as (_, said):
        address = re.search(r"http://127\.0\.0\.1:\d+", said)
        assert address is not None
        url = f"{address[0]}/api/v1/integracao/cliente"
        statuses = {
            requests.get(url, {"termo_busca": str(at)}, timeout=5).status_code for at in range(20)
        }
        assert statuses == {403, 404}


def test_help_is_portuguese(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as leaving:
        main(["--ajuda"])
    assert leaving.value.code == 0
    text = capsys.readouterr().out
    assert text.startswith("uso: python -m faturas.sandbox [opções]")
    assert not re.search(r"\b(usage|options|show|exit|default)\b", text)


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (["--porta", "abc"], "--porta: deve ser um número inteiro"),
        (["--porta", "70000"], "no máximo 65535"),
        (["--porta"], "--porta: falta o valor"),
        (["--clientes", "0"], "no mínimo 1"),
        (["--erros", "1.5"], "--erros: deve ser uma fração de 0 a 1"),
        (["--erros", "x"], "--erros: deve ser uma fração de 0 a 1"),
        (["--erros", "0,7", "--quedas", "0,7"], "somam mais de 1"),
        (["--defeito", "nada=1"], "--defeito: deve ser NOME=FRAÇÃO, com um de error_500, reset"),
        (["--defeito", "challenge=2"], "--defeito: deve ser uma fração de 0 a 1"),
        (["--limite-por-s", "0"], "maior que zero"),
        (["--hoje", "31/12/2026"], "--hoje: deve ser uma data como 2026-03-31"),
        (["--nada"], "não existe --nada"),
    ],
)
def test_wrong_arguments_are_explained(
    arguments: list[str], problem: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as leaving:
        main(arguments)
    assert leaving.value.code == 2
    said = capsys.readouterr().err
    assert problem in said
    assert said.startswith("Erro: ")
    assert said.count("\n") == 1


def test_without_a_day_it_is_today_in_brazil(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("faturas.sandbox.__main__.today", lambda: date(2030, 1, 2))
    said: list[str] = []
    monkeypatch.setattr("faturas.sandbox.__main__._say", said.append)
    monkeypatch.setattr("faturas.sandbox.__main__.Sandbox.wait", lambda _sandbox: None)
    assert main(["--porta", "0"]) == 0
    assert "Hoje é 02/01/2030" in said[0]
