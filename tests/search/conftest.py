"""A made-up company and a way to ask it, for the tests of this folder."""

import threading
from collections.abc import Callable, Iterator
from datetime import date

import pytest

from faturas.billing.systems.hubsoft import HubSoft
from faturas.billing.transport.turn import Turnstile
from faturas.domain.outcome import Outcome, Row, Situacao
from faturas.sandbox.company import Company
from faturas.sandbox.server import Sandbox
from tests.office import settings_of

HOJE = date(2026, 11, 23)


@pytest.fixture
def company() -> Company:
    return Company(seed=7, customers=300, hoje=HOJE)


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


def row(codigo: object, telefone: str = "", nome: str = "", ordem: int = 0) -> Row:
    """An untried input row."""
    return Row(ordem, ordem + 2, str(codigo), telefone, nome, Outcome(Situacao.NAO_TENTADO))
