"""A company behind HTTP, and commands against it that may be killed."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from faturas.sandbox.company import Company
from faturas.sandbox.server import Sandbox
from tests.faults.desk import Desk
from tests.office import HOJE

if sys.platform == "win32":
    collect_ignore_glob = ["test_*.py"]  # signals, quotas and fork servers are POSIX


def company() -> Company:
    """The same one for every test: what an undisturbed job finds is always the same."""
    return Company(seed=7, customers=300, hoje=HOJE)


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(company()) as running:
        yield running


@pytest.fixture
def desk(tmp_path: Path, sandbox: Sandbox) -> Iterator[Desk]:
    with Desk(tmp_path, sandbox) as made:
        yield made
