"""Asks HubSoft (``HubSoft``): one customer's open invoices and register, everybody's of a period.

The source is HubSoft's public documentation (``hubsoftbrasil/api``). What no official source
confirms is read tolerantly and never relied upon; what decides about money is checked.
"""

from collections.abc import Container
from functools import partial
from typing import Unpack

from faturas.billing.contract import BulkPage, Cliente, Period
from faturas.billing.systems.hubsoft.answers import (
    LISTED_AT_MOST,
    read_cliente,
    read_faturas,
    read_page,
)
from faturas.billing.systems.hubsoft.envelope import content_of
from faturas.billing.systems.hubsoft.login import login
from faturas.billing.systems.hubsoft.settings import HubSoftSettings
from faturas.billing.transport.client import Client, Options
from faturas.billing.transport.question import Question
from faturas.billing.transport.retry import Attempts
from faturas.clock import today
from faturas.domain.fatura import Fatura
from faturas.errors import UnknownCustomerError

API_PATH = "/api/v1/integracao"


class HubSoft:
    """A connection to one company's HubSoft; see ``contract.BillingSystem``."""

    page_size = 500
    listed_at_most = LISTED_AT_MOST
    requests_per_customer = 1
    """The open invoices; who owes nothing or has no phone costs the registration, too."""

    def __init__(self, settings: HubSoftSettings, **options: Unpack[Options]) -> None:
        """Opens no connection yet; ``hoje`` gives the day after which a payment date is none."""
        self._client = Client(settings, options, credential=login(settings), envelope=content_of)
        self._hoje = options.get("hoje", today)

    def faturas(self, codigo: str, attempts: Attempts) -> list[Fatura]:
        question = Question(
            f"{API_PATH}/cliente/financeiro",
            {
                "busca": "codigo_cliente",
                "termo_busca": codigo,
                "limit": str(LISTED_AT_MOST),
                "apenas_pendente": "sim",
                "order_by": "data_vencimento",
                "order_type": "asc",
            },
        )
        return self._client.ask(
            question,
            lambda content: read_faturas(content, codigo, self._hoje()),
            attempts=attempts,
        )

    def cliente(self, codigo: str, attempts: Attempts) -> Cliente | None:
        params = {
            "busca": "codigo_cliente", "termo_busca": codigo, "inativo": "todos", "limit": "5",
        }  # fmt: skip
        question = Question(f"{API_PATH}/cliente", params)
        try:
            return self._client.ask(
                question, partial(read_cliente, codigo=codigo), attempts=attempts
            )
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
        question = Question(
            f"{API_PATH}/financeiro/fatura",
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
        )
        return self._client.ask(
            question,
            lambda content: read_page(content, periodo, number, wanted=wanted, hoje=self._hoje()),
            attempts=attempts,
        )

    def close(self) -> None:
        self._client.close()
