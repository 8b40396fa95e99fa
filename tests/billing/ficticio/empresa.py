"""A company of the made-up system, for the contract test."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date

import pytest
from pydantic import SecretStr

from faturas.billing.registry import SYSTEMS, System
from tests.billing.companies import Company
from tests.billing.ficticio.servidor import OWES, OWES_NOTHING, TOKEN, UNKNOWN, Server
from tests.billing.ficticio.sistema import Ficticio, FicticioSettings

SYSTEM = System("ficticio", FicticioSettings, Ficticio, most_in_flight=2)
"""The line that the registry would have."""


@contextmanager
def company(
    monkeypatch: pytest.MonkeyPatch, connection: type[Ficticio] = Ficticio
) -> Iterator[Company]:
    """One whose lists are read as ``connection`` does."""
    monkeypatch.setitem(SYSTEMS, "ficticio", replace(SYSTEM, connect=connection))
    server = Server()
    try:
        yield Company(
            settings=FicticioSettings(sistema="ficticio", url=server.url, token=SecretStr(TOKEN)),
            owes=OWES,
            owes_nothing=OWES_NOTHING,
            unknown=UNKNOWN,
            days=(date(2026, 8, 1), date(2026, 10, 31)),
            beset=server.beset,
            writes=lambda: server.writes,
        )
    finally:
        server.close()
