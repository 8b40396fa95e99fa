"""Companies of every billing system, for the contract tests; see ``docs/novo-sistema.md``."""

from collections.abc import Iterator
from functools import partial

import pytest

from faturas.billing.contract import (
    BillingSystem,
)
from faturas.billing.registry import connect
from faturas.billing.systems.hubsoft import HubSoft
from tests.billing.companies import Build, Company, Trouble
from tests.billing.ficticio import empresa as ficticio
from tests.billing.ficticio import por_cpf
from tests.billing.ficticio.outras_listas import PorPagina, SemTotal
from tests.billing.ficticio.sistema import Ficticio
from tests.billing.questions import Turns
from tests.billing.systems import hubsoft_company

COMPANIES: dict[str, tuple[type, Build]] = {
    "hubsoft": (HubSoft, hubsoft_company.company),
    "ficticio": (Ficticio, ficticio.company),
}
"""What connects to each system, and how to get a company of it: one entry a system."""
OTHER_LISTS: dict[str, tuple[type, Build]] = {
    "ficticio_por_pagina": (PorPagina, partial(ficticio.company, connection=PorPagina)),
    "ficticio_sem_total": (SemTotal, partial(ficticio.company, connection=SemTotal)),
    "ficticio_por_cpf": (por_cpf.PorCpf, por_cpf.company),
}
"""The same system with other lists of everybody's invoices, the last one with another ``chave``."""


@pytest.fixture(params=[*COMPANIES, "ficticio_por_cpf"])
def company(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Company]:
    """A company, of which nobody may want to change anything."""
    _, build = (COMPANIES | OTHER_LISTS)[request.param]
    with build(monkeypatch) as made:
        yield made
        made.beset(Trouble.NONE)
        assert made.writes() == 0, "a call that is no question"


@pytest.fixture
def turns() -> Turns:
    return Turns()


@pytest.fixture
def billing(company: Company, turns: Turns) -> Iterator[BillingSystem]:
    made = connect(company.settings, threads=2, timeout_s=5, turnstile=turns)
    yield made
    made.close()


def those_who(*methods: str) -> pytest.MarkDecorator:
    """A case for each system that has one of these methods, with each of its lists."""
    names = [
        name
        for name, (connection, _) in (COMPANIES | OTHER_LISTS).items()
        if any(hasattr(connection, method) for method in methods)
    ]
    assert names, "nobody would be asked"
    return pytest.mark.parametrize("company", names, indirect=True)
