"""A made-up company and a way to ask it, for the tests of this folder."""

import threading
from collections.abc import Callable, Iterator

import pytest

from faturas.billing.systems.hubsoft import HubSoft
from faturas.billing.transport.turn import Turnstile
from faturas.sandbox.company import Company
from faturas.sandbox.server import Sandbox
from faturas.work.connections import settings_of
from tests.factories import apis


@pytest.fixture
def company() -> Company:
    return apis.company()


@pytest.fixture
def sandbox(company: Company) -> Iterator[Sandbox]:
    with Sandbox(company) as running:
        yield running


@pytest.fixture
def connect(sandbox: Sandbox) -> Iterator[Callable[..., HubSoft]]:
    """Makes logged-in connections to the sandbox, closed at the end."""
    made: list[HubSoft] = []

    def connection(
        threads: int = 5, timeout_s: float = 5, turnstile: Turnstile | None = None
    ) -> HubSoft:
        settings = settings_of(sandbox)
        made.append(HubSoft(settings, threads=threads, timeout_s=timeout_s, turnstile=turnstile))
        return made[-1]

    yield connection
    for billing in made:
        billing.close()


@pytest.fixture
def stop() -> threading.Event:
    return threading.Event()
