"""HubSoft: one customer's open invoices and phones, everybody's invoices of a period.

Contract: HubSoft's public documentation (``hubsoftbrasil/api``). What no official source confirms
is read tolerantly and never relied upon; whatever money hangs on is checked.
"""

from collections.abc import Callable, Container, Mapping
from datetime import date
from functools import partial
from typing import Any

from faturas.billing.contract import BulkPage, Cliente, Period
from faturas.billing.systems.hubsoft.answers import (
    MOST_FATURAS,
    read_cliente,
    read_faturas,
    read_page,
)
from faturas.billing.systems.hubsoft.envelope import content_of
from faturas.billing.systems.hubsoft.login import REFUSED_AGAIN, Login, Token
from faturas.billing.systems.hubsoft.settings import HubSoftSettings
from faturas.billing.transport.discretion import hiding
from faturas.billing.transport.http import HttpClient
from faturas.billing.transport.retry import Attempts, retrying
from faturas.billing.transport.turn import OpenTurnstile, Turnstile, in_turn
from faturas.clock import today
from faturas.domain.fatura import Fatura
from faturas.errors import ApiUnavailable, UnknownCustomerError

API_PATH = "/api/v1/integracao"
_LOGINS_PER_REQUEST = 3


class HubSoft:
    """A connection to one company's HubSoft; see ``billing.base.BillingSystem``."""

    def __init__(
        self,
        settings: HubSoftSettings,
        *,
        threads: int,
        timeout_s: float,
        turnstile: Turnstile | None = None,
        hoje: Callable[[], date] = today,
    ) -> None:
        """Every request waits for its turn at the ``turnstile``, redirects and logins too.

        ``hoje`` gives the day at the moment of an answer: a payment date after it is none.
        """
        self._http = HttpClient(settings.url, pool_size=threads, timeout_s=timeout_s)
        self._turnstile = turnstile or OpenTurnstile()
        self._hoje = hoje
        self._login = Login(self._http, settings, self._turnstile)

    def faturas(self, codigo: str, attempts: Attempts) -> list[Fatura]:
        with hiding(self._login.secrets):
            content = self._get(
                "/cliente/financeiro",
                {
                    "busca": "codigo_cliente",
                    "termo_busca": codigo,
                    "limit": str(MOST_FATURAS),
                    "apenas_pendente": "sim",
                    "order_by": "data_vencimento",
                    "order_type": "asc",
                },
                attempts=attempts,
            )
            return read_faturas(content, codigo, self._hoje())

    def cliente(self, codigo: str, attempts: Attempts) -> Cliente | None:
        params = {
            "busca": "codigo_cliente", "termo_busca": codigo, "inativo": "todos", "limit": "5",
        }  # fmt: skip
        try:
            with hiding(self._login.secrets):
                return read_cliente(self._get("/cliente", params, attempts=attempts), codigo)
        except UnknownCustomerError:
            return None

    def page(
        self,
        periodo: Period,
        number: int,
        *,
        size: int,
        quitadas: bool,
        wanted: Container[str],
        attempts: Attempts,
    ) -> BulkPage:
        with hiding(self._login.secrets):
            content = self._get(
                "/financeiro/fatura",
                {
                    "pagina": str(number),
                    "itens_por_pagina": str(size),
                    "tipo_data": "data_vencimento",
                    "data_inicio": periodo.inicio.isoformat(),
                    "data_fim": periodo.fim.isoformat(),
                    "apenas_em_aberto": "nao" if quitadas else "sim",
                    "apenas_quitado": "sim" if quitadas else "nao",
                    "valor_zerado": "sim",
                    "exibir_pix_copia_cola": "nao" if quitadas else "sim",
                    "tipo_resultado": "simplificado",
                },
                attempts=attempts,
            )
            return read_page(content, periodo, number, wanted=wanted, hoje=self._hoje())

    def close(self) -> None:
        self._http.close()

    @retrying
    def _get(self, path: str, params: Mapping[str, str], *, attempts: Attempts) -> dict[str, Any]:
        """The JSON of one route; a revoked token costs one login for all threads."""
        token = self._login.token(attempts)
        for _ in range(_LOGINS_PER_REQUEST):
            attempts.check_stop()
            ask = partial(self._ask, path, params, token, attempts)
            content = in_turn(self._turnstile, attempts, ask)
            if content is not None:
                return content
            token = self._login.replace(token, attempts)
        raise ApiUnavailable(REFUSED_AGAIN)

    def _ask(
        self, path: str, params: Mapping[str, str], token: Token, attempts: Attempts
    ) -> dict[str, Any] | None:
        """The JSON of one request; None when the token is not accepted."""
        reply = self._http.get(
            API_PATH + path,
            params=params,
            token=token.text,
            before_hop=lambda: in_turn(self._turnstile, attempts, lambda: None, first=True),
        )
        if reply.status == 401:
            return None
        token.proved = True
        return content_of(reply)
