"""A company with HubSoft for the contract test: the sandbox, and what it makes go wrong."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

import pytest
from starlette.responses import JSONResponse

from faturas.sandbox.cases import CASES, UNKNOWN_CODE
from faturas.sandbox.contracts.hubsoft import (
    CLIENTE,
    CLIENTE_FINANCEIRO,
    FINANCEIRO_FATURA,
    refusal,
)
from faturas.sandbox.exchange import Exchange
from faturas.sandbox.faults import Faults, Mishap, RateLimit
from faturas.sandbox.mishaps import HAPPENS
from faturas.sandbox.server import Sandbox
from faturas.work.connections import settings_of
from tests.billing.companies import Company, Trouble
from tests.factories import apis

_FAULTS = {
    Trouble.NONE: Faults(),
    Trouble.REFUSED_CREDENTIAL: Faults(refuse_logins=True),
    Trouble.THROTTLED: Faults(
        limit=RateLimit(per_s=20, burst=1),
        only_routes={CLIENTE_FINANCEIRO, CLIENTE, FINANCEIRO_FATURA},
    ),
    Trouble.STUMBLES: Faults(error_500=0.5),
    Trouble.HTML: Faults(html=1),
    Trouble.CUT: Faults(cut_body=1),
    Trouble.STRANGER: Faults(other_customer=1),
    Trouble.ECHO: Faults(status_error=1),
}


@contextmanager
def company(monkeypatch: pytest.MonkeyPatch) -> Iterator[Company]:
    with Sandbox(apis.company(120)) as sandbox:
        settings = settings_of(sandbox)

        async def echo(exchange: Exchange) -> None:
            headers = dict(exchange.scope["headers"])
            words = (headers[b"authorization"].decode(), *settings.secrets)
            await exchange.reply(JSONResponse(refusal(*words)))

        def beset(trouble: Trouble) -> None:
            sandbox.faults = _FAULTS[trouble]

        monkeypatch.setitem(HAPPENS, Mishap.STATUS_ERROR, echo)
        yield Company(
            settings=settings,
            owes=str(CASES["varias_vencidas"]),
            owes_nothing=str(CASES["sem_fatura"]),
            unknown=str(UNKNOWN_CODE),
            days=(date(2010, 1, 1), date(2028, 12, 31)),
            beset=beset,
            writes=lambda: sandbox.counters.writes,
        )
