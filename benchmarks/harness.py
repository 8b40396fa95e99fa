"""What the benchmarks share: the sandbox in a process of its own, jobs, and one way to print."""

import multiprocessing
import platform
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from faturas.billing.systems.hubsoft import HubSoftSettings
from faturas.config import Settings
from faturas.domain.estado import Estado
from faturas.intake.customers import Customer, SituacaoEntrada
from faturas.sandbox.company import Company
from faturas.sandbox.faults import Faults
from faturas.sandbox.routes import Credentials
from faturas.sandbox.server import Sandbox
from faturas.search.settings import BuscaSettings
from faturas.store.ledger import Ledger, NewTarefa
from faturas.store.tarefa import Tarefa
from faturas.work.connections import Apis
from faturas.work.runner import Runner

HOJE = date(2026, 11, 23)
SEED = 7
LOGIN = Credentials("1", "segredo", "api@provedor-demonstracao.example", "senha")
LOGIN_PAYLOAD = {
    "grant_type": "password",
    "client_id": LOGIN.client_id,
    "client_secret": LOGIN.client_secret,
    "username": LOGIN.username,
    "password": LOGIN.password,
}
API = "sandbox"
_PHONE = "85988887777"


class Server:
    """The sandbox in another process."""

    def __init__(self, pipe: Connection, url: str) -> None:
        self._pipe = pipe
        self.url = url

    def set(self, faults: Faults) -> None:
        """Sets what goes wrong at the sandbox."""
        self._ask(faults)

    def requests(self) -> Counter[str]:
        """How often each route was asked so far."""
        found: Counter[str] = self._ask("requests")
        return found

    def answers(self) -> Counter[int]:
        """How often each status was answered so far."""
        found: Counter[int] = self._ask("answers")
        return found

    def stop(self) -> None:
        self._ask("stop")

    def _ask(self, message: object) -> Any:
        self._pipe.send(message)
        return self._pipe.recv()


@contextmanager
def server(customers: int, faults: Faults | None = None) -> Iterator[Server]:
    """A company of so many customers behind HTTP."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_serve, args=(theirs, customers), daemon=True)
    process.start()
    running = Server(ours, ours.recv())
    running.set(faults or Faults())
    try:
        yield running
    finally:
        running.stop()
        process.join(10)


def _serve(pipe: Connection, customers: int) -> None:
    with Sandbox(Company(SEED, customers, HOJE), credentials=LOGIN) as sandbox:
        pipe.send(sandbox.url)
        while True:
            match pipe.recv():
                case Faults() as faults:
                    sandbox.faults = faults
                    pipe.send(None)
                case "requests":
                    pipe.send(Counter(sandbox.counters.requests))
                case "answers":
                    pipe.send(Counter(sandbox.counters.answers))
                case _:
                    pipe.send(None)
                    return


def settings_of(url: str) -> HubSoftSettings:
    return HubSoftSettings(
        sistema="hubsoft",
        url=url,
        client_id=LOGIN.client_id,
        client_secret=SecretStr(LOGIN.client_secret),
        username=LOGIN.username,
        password=SecretStr(LOGIN.password),
    )


def configuration(url: str) -> str:
    """The configuration file whose only API is the sandbox at ``url``."""
    return (
        f'[apis.{API}]\nsistema = "hubsoft"\nurl = "{url}"\nclient_id = "{LOGIN.client_id}"\n'
        f'client_secret = "{LOGIN.client_secret}"\nusername = "{LOGIN.username}"\n'
        f'password = "{LOGIN.password}"\n'
    )


def rows_of(codigos: Iterable[int], *, phones: bool = True) -> list[Customer]:
    """A list with these customers, one below the other."""
    return [
        Customer(line, str(code), _PHONE if phones else "", "", SituacaoEntrada.PRONTO, "")
        for line, code in enumerate(codigos, start=2)
    ]


def codes(number: int) -> list[int]:
    """The first so many codes of the company."""
    return list(range(1001, 1001 + number))


def plain_codes(number: int) -> list[int]:
    """Customers with an open invoice: when the list has their phones, one request each."""
    company = Company(SEED, 2 * number + 200, HOJE)
    found = (
        code
        for code in company.codigos[100:]
        if any(not parcela.paga for parcela in company.schedule(code))
    )
    return [next(found) for _ in range(number)]


@dataclass(frozen=True, slots=True)
class Ran:
    """A whole job: how long it took, and what the server was asked."""

    job: Tarefa
    elapsed_s: float
    cpu_s: float
    requests: Counter[str]
    answers: Counter[int]

    @property
    def asked(self) -> int:
        """Requests, logins apart."""
        return self.requests.total() - self.requests["/oauth/token"]


def run_job(server: Server, codigos: Iterable[int], *, phones: bool = True, **busca: Any) -> Ran:
    """A job over these customers in a ledger of its own, from its start to its end."""
    rows = rows_of(codigos, phones=phones)
    with tempfile.TemporaryDirectory() as folder:
        ledger = Ledger(Path(folder))
        settings = BuscaSettings.model_validate(busca)
        job = ledger.create(NewTarefa("lista.csv", API, HOJE, settings, rows))
        del rows
        runner = Runner(ledger, Apis(Settings(apis={API: settings_of(server.url)})))
        requests, answers = server.requests(), server.answers()
        began_s, began_cpu_s = time.perf_counter(), time.process_time()
        runner.start(job.id)
        runner.wait(job.id)
        elapsed_s, cpu_s = time.perf_counter() - began_s, time.process_time() - began_cpu_s
        job = ledger.tarefa(job.id)
        ledger.database.close()
    if job.estado is not Estado.CONCLUIDA:
        raise RuntimeError(f"the job ended as {job.estado}: {job.causa}")
    return Ran(job, elapsed_s, cpu_s, server.requests() - requests, server.answers() - answers)


def print_table(title: str, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """One table, in Markdown, with the machine and the moment."""
    print(f"\n{title}\n{machine()}\n")
    print(f"| {' | '.join(header)} |")
    print(f"|{'|'.join('---' for _ in header)}|")
    for row in rows:
        print(f"| {' | '.join(map(str, row))} |", flush=True)


def machine() -> str:
    cores = multiprocessing.cpu_count()
    python = platform.python_version()
    return f"({datetime.now(UTC):%Y-%m-%d %H:%M} UTC, {cores} núcleos, CPython {python})"


def comma(value: float, places: int = 1) -> str:
    return f"{value:.{places}f}".replace(".", ",")
