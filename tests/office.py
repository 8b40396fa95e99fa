"""A ledger, a list and a way to reach a sandbox, for the tests that run whole jobs."""

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from faturas.billing.systems.hubsoft import HubSoftSettings
from faturas.config import Settings
from faturas.intake.customers import Customer, SituacaoEntrada
from faturas.sandbox.server import Sandbox
from faturas.search.settings import BuscaSettings
from faturas.store.engines.sqlite.database import SqliteDatabase
from faturas.store.ledger import Ledger, NewTarefa
from faturas.timing import USUAL, Timing
from faturas.work.connections import Apis

HOJE = date(2026, 11, 23)
AT_ONCE_S = 5.0
"""Whoever stops a job is promised two seconds; a machine busy with other things may take more."""


def customer(codigo: object, linha: int = 2, telefone: str = "") -> Customer:
    """A usable row of a list."""
    return Customer(linha, str(codigo), telefone, "", SituacaoEntrada.PRONTO, "")


def customers(codigos: Iterable[object]) -> list[Customer]:
    """Usable rows, one below the other."""
    return [customer(codigo, linha) for linha, codigo in enumerate(codigos, start=2)]


def new_tarefa(rows: list[Customer], api: str = "teste", **busca: Any) -> NewTarefa:
    """A job over these rows, quick unless told otherwise."""
    settings = BuscaSettings.model_validate(
        {"pausa_s": 0, "tentativas": 3, "ritmo": "fixo", "estrategia": "um_a_um", **busca}
    )
    return NewTarefa("lista.csv", api, HOJE, settings, rows)


def file_of(ledger: Ledger) -> Path:
    """The file of a ledger that lies in one."""
    assert isinstance(ledger.database, SqliteDatabase)
    return ledger.database.path


def apis_of(sandbox: Sandbox, timing: Timing = USUAL) -> Apis:
    """APIs of which one, ``teste``, is the sandbox."""
    return Apis(Settings(apis={"teste": settings_of(sandbox)}), timing)


def settings_of(sandbox: Sandbox) -> HubSoftSettings:
    """How to log in at the sandbox."""
    login = sandbox.credentials
    return HubSoftSettings(
        sistema="hubsoft",
        url=sandbox.url,
        client_id=login.client_id,
        client_secret=SecretStr(login.client_secret),
        username=login.username,
        password=SecretStr(login.password),
    )
