"""The sandbox, a ledger and a runner for whole jobs."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from faturas.sandbox.server import Sandbox
from faturas.store.ledger import Ledger
from faturas.work.runner import Runner
from tests.factories.apis import apis_of, company


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(company()) as running:
        yield running


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    return Ledger(tmp_path)


@pytest.fixture
def runner(ledger: Ledger, sandbox: Sandbox) -> Iterator[Runner]:
    made = Runner(ledger, apis_of(sandbox))
    yield made
    made.stop_all(5)
