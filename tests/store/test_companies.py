"""A job goes on at the company it began at, and at no other that bears the same name."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from faturas.config import DEMONSTRACAO, Settings, parse_settings
from faturas.domain.estado import Estado
from faturas.errors import OtherCompany
from faturas.sandbox.faults import Faults
from faturas.sandbox.server import Sandbox
from faturas.search.pace.values import Learned
from faturas.store.job_changes import JobChanges
from faturas.store.ledger import Ledger
from faturas.store.rows import Filter
from faturas.store.tarefa import Tarefa
from faturas.timing import Timing
from faturas.work.connections import Apis, settings_of
from faturas.work.runner import Runner
from tests.factories.apis import apis_of, company
from tests.factories.customers import customers
from tests.factories.faturas import HOJE
from tests.factories.jobs import new_tarefa
from tests.waiting import wait_for

TABLE = {
    "sistema": "hubsoft",
    "url": "https://api.empresa.example/hubsoft",
    "client_id": "1",
    "client_secret": "s",
    "username": "cobranca",
    "password": "p",
}


def company_of(**instead: str) -> str:
    return apis(**instead).empresa("teste")


def apis(**instead: str) -> Apis:
    return Apis(configured(**instead))


def configured(**instead: str) -> Settings:
    return parse_settings({"apis": {"teste": {**TABLE, **instead}}})


@pytest.mark.parametrize(
    "instead",
    [
        {"client_secret": "outro"},
        {"password": "outra"},
        {"nome": "Outro nome"},
        {"url": "HTTPS://API.Empresa.EXAMPLE:443/hubsoft/"},
    ],
)
def test_the_same_company_however_it_is_written(instead: dict[str, str]) -> None:
    assert company_of(**instead) == company_of()


@pytest.mark.parametrize(
    "instead",
    [
        {"url": "https://api.outra.example/hubsoft"},
        {"url": "https://api.empresa.example/outra"},
        {"url": "https://api.empresa.example:8443/hubsoft"},
        {"client_id": "2"},
        {"username": "outra"},
    ],
)
def test_another_address_or_account_is_another_company(instead: dict[str, str]) -> None:
    assert company_of(**instead) != company_of()


def test_it_shows_nothing_of_the_configuration() -> None:
    assert len(company_of()) == 64
    assert not any(value in company_of() for value in TABLE.values() if len(value) > 1)


def test_demonstracao_is_always_the_same_and_a_name_not_configured_is_nobody() -> None:
    assert apis().empresa(DEMONSTRACAO) == Apis(Settings()).empresa(DEMONSTRACAO) == DEMONSTRACAO
    assert apis().empresa("outra") == ""


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(company()) as running:
        yield running


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    return Ledger(tmp_path)


def ran(ledger: Ledger, at: Apis) -> Tarefa:
    job = ledger.create(new_tarefa(customers(range(1070, 1090))))
    runner = Runner(ledger, at)
    runner.start(job.id)
    assert runner.wait(job.id, 30)
    return ledger.tarefa(job.id)


def test_at_another_company_nothing_is_asked_and_nothing_changes(
    ledger: Ledger, sandbox: Sandbox
) -> None:
    mine = apis_of(sandbox)
    job = ran(ledger, mine)
    assert job.empresa == mine.empresa("teste"), "known from the first start on"
    with Sandbox(company(seed=8)) as other:
        theirs = apis_of(other)
        thoughts = JobChanges(ledger.database, theirs.empresa)
        for act in (
            lambda: Runner(ledger, theirs).start(job.id),
            lambda: thoughts.refresh(job.id, Filter()),
            lambda: thoughts.retry_failures(job.id),
            lambda: thoughts.repeat(job.id, HOJE),
        ):
            refused(act)
        assert other.counters.requests.total() == 0
    assert ledger.tarefas() == [job]


def refused(act: Callable[[], Any]) -> None:
    with pytest.raises(OtherCompany, match="Restaure a configuração"):
        act()


def test_a_changed_password_goes_on(ledger: Ledger, sandbox: Sandbox) -> None:
    right = settings_of(sandbox)
    wrong = right.model_copy(update={"password": SecretStr("a de antes")})
    mine = Apis(Settings(apis={"teste": wrong}))
    job = ran(ledger, mine)
    assert job.estado is Estado.PAUSADA, "the login is refused"
    mine.use(Settings(apis={"teste": right}))
    runner = Runner(ledger, mine)
    runner.start(job.id)
    assert runner.wait(job.id, 30)
    assert ledger.tarefa(job.id).estado is Estado.CONCLUIDA


def test_after_an_outage_it_is_not_tried_at_another_company(
    ledger: Ledger, sandbox: Sandbox
) -> None:
    mine = apis_of(sandbox)
    sandbox.faults = Faults(outage=True)
    job = ledger.create(new_tarefa(customers(range(1070, 1075)), tentativas=1))
    runner = Runner(ledger, mine, Timing(probe_waits_s=(1.0, 1.0)), goes_on_by_itself=True)
    runner.start(job.id)
    wait_for(lambda: runner.next_try(job.id))
    with Sandbox(company(seed=8)) as other:
        mine.use(Settings(apis={"teste": settings_of(other)}))
        assert runner.wait(job.id, 30)
        assert other.counters.requests.total() == 0
    now = ledger.tarefa(job.id)
    assert (now.estado, now.pendentes) == (Estado.PAUSADA, 5)
    assert "Restaure a configuração" in now.causa


def test_what_another_company_bore_under_the_same_name_is_forgotten(sandbox: Sandbox) -> None:
    at = apis()
    busca = new_tarefa([], ritmo="adaptativo").busca
    fast = at.begin("teste", busca, Learned(borne_per_s=80.0))
    at.use(configured(username="outra"))
    assert at.begin("teste", busca, Learned()) is not fast
    at.use(configured(password="outra"))
    assert at.gate("teste", busca) is fast
