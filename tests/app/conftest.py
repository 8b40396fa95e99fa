"""A context with its own ledger, whose only API besides Demonstração is a sandbox."""

from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from faturas.app import lists, start
from faturas.app.actor import Actor, ActorKind
from faturas.app.context import AppContext
from faturas.app.values import Columns, Tarefa
from faturas.config import Settings
from faturas.sandbox.cases import CASES
from faturas.sandbox.server import Sandbox
from faturas.search.settings import BuscaSettings
from faturas.work.connections import settings_of
from tests.factories.apis import company
from tests.factories.faturas import HOJE
from tests.waiting import wait_for

ACTOR = Actor(ActorKind.SCHEDULE, "testes")
WITH_DEBT = [CASES["comum"], CASES["varias_vencidas"], CASES["ex_cliente"]]
WITHOUT = [CASES["em_dia"], CASES["sem_fatura_aberta"]]
BUSCA = BuscaSettings.model_validate(
    {"pausa_s": 0, "tentativas": 1, "ritmo": "fixo", "estrategia": "um_a_um"}
)


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(company()) as running:
        yield running


@pytest.fixture
def app(tmp_path: Path, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> Iterator[AppContext]:
    monkeypatch.setenv("FATURAS_DADOS", str(tmp_path / "dados"))
    settings = Settings(apis={"teste": settings_of(sandbox)}, busca=BUSCA)
    opened = AppContext(lambda: settings)
    yield opened
    opened.close(5)


def wanted(codes: Iterable[object]) -> start.Wanted:
    """A job over these codes."""
    lines = "\n".join(["codigo_cliente", *map(str, codes)])
    table = lists.read(ACTOR, lines.encode(), "lista.csv")
    customers = lists.check(ACTOR, table, Columns(0, None, None)).customers
    return start.Wanted("lista.csv", "teste", HOJE, BUSCA, customers)


def ended(app: AppContext, job_id: str) -> Tarefa:
    """A job of this process, once its run has ended."""
    wait_for(lambda: not app.ledger.tarefa(job_id).estado.viva)
    assert app.runner.wait(job_id, 5)
    return app.ledger.tarefa(job_id)


def concluded(app: AppContext, codes: Iterable[object]) -> Tarefa:
    """A job over these codes that has run to its end."""
    job = start.create(ACTOR, app, wanted(codes))
    assert start.run_pending(ACTOR, app, job.id)
    return ended(app, job.id)
