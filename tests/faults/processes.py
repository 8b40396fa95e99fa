"""The command line as processes of their own, each ready in hundredths of a second.

A fork server imports the program once; every command is a fork of it that runs ``main.py``, or the
same with another timing, and may be killed, stopped and watched like any other process.
"""

import multiprocessing
import os
import runpy
import signal
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from faturas.billing.systems.hubsoft.emptiness import tells_of_no_failure
from faturas.cli import run
from faturas.config import PROJECT_DIR
from faturas.timing import Timing
from tests.waiting import WITHIN_S

_CONTEXT = multiprocessing.get_context("forkserver")
_CONTEXT.set_forkserver_preload(["pytest", "faturas.cli.app", "clevercsv", __name__])
_COMPILED = tells_of_no_failure({"msg": "ok"})
"""What a process compiles when its first answer comes, the fork server has for all of them."""


class Command:
    """``python main.py …``, started in ``folder`` with this environment on top of ours."""

    def __init__(
        self,
        folder: Path,
        *arguments: object,
        environment: Mapping[str, str],
        prepare: Callable[[], None] | None = None,
        timing: Timing | None = None,
    ) -> None:
        """``prepare`` runs in the new process, before the program."""
        self._err = folder / f"{time.monotonic_ns()}.err"
        self._process = _CONTEXT.Process(
            target=_main,
            args=(folder, list(map(str, arguments)), dict(environment), self._err, prepare, timing),
            daemon=True,
        )
        self._process.start()

    @property
    def ended(self) -> bool:
        return self._process.exitcode is not None

    @property
    def err(self) -> str:
        """What it has said on standard error so far."""
        return self._err.read_text(encoding="utf-8") if self._err.exists() else ""

    def kill(self) -> None:
        """SIGKILL, and wait until it is gone."""
        self._process.kill()
        self._process.join()

    def send(self, which: signal.Signals) -> None:
        """Send a signal."""
        assert self._process.pid is not None
        os.kill(self._process.pid, which)

    def ask_to_end(self, how: signal.Signals) -> float:
        """Send a signal; returns the seconds until the process has left."""
        began_s = time.monotonic()
        self.send(how)
        self.wait()
        return time.monotonic() - began_s

    def wait(self) -> int:
        """The exit status, once it has ended by itself."""
        self._process.join(WITHIN_S)
        assert self._process.exitcode is not None, f"still runs: {self.err}"
        return self._process.exitcode


def _main(
    folder: Path,
    arguments: list[str],
    environment: dict[str, str],
    err: Path,
    prepare: Callable[[], None] | None,
    timing: Timing | None,
) -> None:
    os.chdir(folder)
    os.environ.update(environment)
    with err.open("wb") as said, Path(os.devnull).open("wb") as nowhere:
        os.dup2(nowhere.fileno(), 1)
        os.dup2(said.fileno(), 2)
    sys.argv = ["main.py", *arguments]
    if prepare is not None:
        prepare()
    if timing is not None:
        run(timing)
    runpy.run_path(str(PROJECT_DIR / "main.py"), run_name="__main__")
