"""A folder at which commands are typed: configuration, list, ledger, files."""

import urllib.request
from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import closing
from pathlib import Path
from types import TracebackType
from typing import Self, TypedDict, Unpack

from faturas.sandbox.routes import COUNTERS_PATH
from faturas.sandbox.server import Sandbox
from faturas.store.ledger import Ledger
from faturas.store.tarefa import Tarefa
from faturas.timing import Timing
from tests.factories.apis import configuration_of
from tests.factories.faturas import HOJE
from tests.faults.processes import Command

THREADS = 8
LOTE = 5
IMPATIENT = Timing(longest_wait_s=0.1)
"""Hardly waits between tries."""


class How(TypedDict, total=False):
    """How a command is started; see ``Command``."""

    prepare: Callable[[], None]
    timing: Timing


class Desk:
    """A folder, and the commands started in it, which end with it."""

    def __init__(self, folder: Path, sandbox: Sandbox) -> None:
        self.folder = folder
        self.data = folder / "dados"
        self.sandbox = sandbox
        self._started: list[Command] = []
        self.configure()

    @property
    def environment(self) -> dict[str, str]:
        """Where a command finds the configuration and the ledger."""
        return {
            "FATURAS_CONFIG": str(self.folder / "config.toml"),
            "FATURAS_DADOS": str(self.data),
        }

    def configure(self, **busca: float | str) -> None:
        """Write the configuration that the next commands read; ``busca`` overrides its table."""
        settings = {
            "ritmo": "fixo",
            "estrategia": "um_a_um",
            "pausa_s": 0,
            "threads": THREADS,
            "lote": LOTE,
            "tentativas": 8,
            **busca,
        }
        written = configuration_of(self.sandbox, **settings)
        (self.folder / "config.toml").write_text(written, encoding="utf-8")

    def write_list(self, codes: Iterable[object], name: str = "clientes.csv") -> Path:
        """A list with these codes."""
        path = self.folder / name
        path.write_text("\r\n".join(["codigo_cliente", *map(str, codes), ""]), encoding="utf-8")
        return path

    def start(self, *arguments: object, **how: Unpack[How]) -> Command:
        """Begin a command."""
        command = Command(self.folder, *arguments, environment=self.environment, **how)
        self._started.append(command)
        return command

    def fetch(self, path: Path, saida: str, **how: Unpack[How]) -> Command:
        """Begin a job over a list."""
        today = HOJE.isoformat()
        return self.start("arquivo", path, "--saida", saida, "--data-referencia", today, **how)

    def resume(self, saida: str, **how: Unpack[How]) -> Command:
        """Go on with the only job there is."""
        [job] = self.jobs()
        return self.start("retomar", job.id, "--saida", saida, **how)

    def jobs(self) -> list[Tarefa]:
        """Every job of the ledger, the newest first."""
        ledger = Ledger(self.data)
        with closing(ledger.database):
            return ledger.tarefas()

    def asked(self) -> Counter[str]:
        """How often each customer has been asked for alone, by whoever has left already, too."""
        # What a killed command has sent may still lie in the socket: it was sent before this.
        urllib.request.urlopen(self.sandbox.url + COUNTERS_PATH).close()
        return Counter(self.sandbox.counters.codes())

    def run(self, *arguments: object) -> Command:
        """A command from beginning to end."""
        command = self.start(*arguments)
        command.wait()
        return command

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        for command in self._started:
            command.kill()
