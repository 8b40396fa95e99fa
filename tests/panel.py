"""The dashboard in a process of its own."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from faturas.config import PROJECT_DIR
from tests.waiting import WITHIN_S, wait_for


@dataclass(frozen=True, slots=True)
class Panel:
    """A server that was started; it answers once ``wait`` has returned."""

    process: subprocess.Popen[bytes]
    port: int
    log: Path

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def wait(self) -> None:
        """Wait until it answers; asking more often would only slow it down."""
        wait_for(self._is_open, every_s=0.05)

    def _is_open(self) -> bool:
        try:
            with urlopen(f"{self.url}/_stcore/health", timeout=1):
                return True
        except (URLError, OSError):
            return False


@contextmanager
def start_panel(
    script: Path, environment: Mapping[str, str], log: Path, *, address: str = "127.0.0.1"
) -> Iterator[Panel]:
    """``streamlit run`` as the README has it, with this environment on top of ours; ends it, too.

    What the server says goes to ``log``. With another ``address``, for everybody.
    """
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", str(script)]
    with log.open("wb") as said:
        process = subprocess.Popen(
            [
                *command,
                f"--server.address={address}",
                f"--server.port={port}",
                "--server.headless=true",
            ],
            cwd=PROJECT_DIR,
            env={**os.environ, **environment},
            stdout=said,
            stderr=subprocess.STDOUT,
        )
        try:
            yield Panel(process, port, log)
        finally:
            process.terminate()
            process.wait(WITHIN_S)
