"""Answers of HubSoft's routes for tests, with the settings of a connection."""

from typing import Any

import requests_mock as rm
from pydantic import SecretStr

from faturas.billing.systems.hubsoft import HubSoftSettings

BASE = "https://api.example"
FINANCEIRO = f"{BASE}/api/v1/integracao/cliente/financeiro"
CLIENTE = f"{BASE}/api/v1/integracao/cliente"
LOGIN = f"{BASE}/oauth/token"
Row = dict[str, Any]


def fatura_row(**changes: Any) -> Row:
    return {
        "id_fatura": 1001,
        "linha_digitavel": "00190.00009",
        "codigo_barras": None,
        "link": "https://boleto.example/1001",
        "tipo_cobranca": "boleto_bancario",
        "valor": 54.95,
        "data_vencimento": "10/07/2025",
        "data_pagamento": None,
        "pix_copia_cola": "000201",
        "cliente": {"codigo_cliente": 42, "nome_razaosocial": "FULANO DE TAL"},
        **changes,
    }


def faturas_reply(*rows: Row) -> Row:
    return {"status": "suscess", "msg": "Dados consultados", "faturas": list(rows)}


def settings() -> HubSoftSettings:
    return HubSoftSettings(
        sistema="hubsoft",
        url=BASE,
        client_id="75",
        client_secret=SecretStr("segredo-do-cliente"),
        username="api@example.com",
        password=SecretStr("senha-da-api"),
    )


def logins(server: rm.Mocker) -> int:
    return sum(request.method == "POST" for request in server.request_history)
