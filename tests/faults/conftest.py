"""A company behind HTTP, jobs of this process, and commands that may be killed."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from faturas.domain.estado import Estado
from faturas.sandbox.server import Sandbox
from faturas.store.ledger import Ledger
from tests.factories.apis import apis_of, company
from tests.faults.desk import Desk
from tests.faults.job import Job, Outcomes

if sys.platform == "win32":
    collect_ignore_glob = ["test_*.py"]  # signals, quotas and fork servers are POSIX


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(company()) as running:
        yield running


@pytest.fixture
def desk(tmp_path: Path, sandbox: Sandbox) -> Iterator[Desk]:
    with Desk(tmp_path, sandbox) as made:
        yield made


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    made = Ledger(tmp_path)
    yield made
    made.database.close()


@pytest.fixture(scope="session")
def calm(tmp_path_factory: pytest.TempPathFactory) -> Outcomes:
    """What the company says of everybody when nothing is wrong."""
    with Sandbox(company()) as sandbox:
        job = Job(Ledger(tmp_path_factory.mktemp("calmo")), apis_of(sandbox))
        assert job.run().estado is Estado.CONCLUIDA
        return job.outcomes()
