"""The command line against a sandbox, with its own folder, ledger and configuration."""

import logging
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from faturas.cli import run
from faturas.config import PROJECT_DIR
from faturas.sandbox.server import Sandbox
from tests.factories.apis import company, configuration_of
from tests.factories.faturas import HOJE

REFERENCE = ("--data-referencia", HOJE.isoformat())


@dataclass(frozen=True, slots=True)
class Ended:
    """How a command ended."""

    status: int
    out: str
    err: str


Run = Callable[..., Ended]


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(company()) as running:
        yield running


@pytest.fixture
def folder(tmp_path: Path, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder of the commands, with a configuration whose only API is the sandbox."""
    config = tmp_path / "config.toml"
    config.write_text(
        configuration_of(sandbox, pausa_s=0, tentativas=2, ritmo="fixo", estrategia="um_a_um"),
        encoding="utf-8",
    )
    monkeypatch.setenv("FATURAS_CONFIG", str(config))
    monkeypatch.setenv("FATURAS_DADOS", str(tmp_path / "dados"))
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def cli(folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a command in this process."""

    def command(*arguments: object, stdin: str | None = None) -> Ended:
        monkeypatch.setattr(sys, "argv", ["main.py", *map(str, arguments)])
        # A process of its own would take these with it.
        monkeypatch.setattr(threading, "excepthook", threading.excepthook)
        monkeypatch.setattr(logging.getLogger("faturas"), "handlers", [])
        if stdin is not None:
            path = folder / "stdin.txt"
            path.write_text(stdin, encoding="utf-8")
            monkeypatch.setattr(sys, "stdin", path.open(encoding="utf-8"))
        with pytest.raises(SystemExit) as left:
            run()
        captured = capsys.readouterr()
        return Ended(int(left.value.code or 0), captured.out, captured.err)

    return command


def spawn(*arguments: object) -> subprocess.Popen[str]:
    """Start a command as a process of its own, in the current folder."""
    return subprocess.Popen(
        [sys.executable, str(PROJECT_DIR / "main.py"), *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )


def write_list(folder: Path, codes: object, name: str = "clientes.csv") -> Path:
    """A list with these codes below ``codigo_cliente``."""
    path = folder / name
    assert hasattr(codes, "__iter__")
    path.write_text("\r\n".join(["codigo_cliente", *map(str, codes), ""]), encoding="utf-8")
    return path
