"""What it takes to log in to a company's HubSoft."""

from typing import Literal

from faturas.billing.settings import ApiSettings, Secret, Text


class HubSoftSettings(ApiSettings):
    """One ``[apis.*]`` table with ``sistema = "hubsoft"``."""

    sistema: Literal["hubsoft"]
    chave: Literal["codigo_cliente"] = "codigo_cliente"
    client_id: Text
    client_secret: Secret
    username: Text
    password: Secret

    @property
    def account(self) -> tuple[str, ...]:
        return (self.client_id, self.username)
