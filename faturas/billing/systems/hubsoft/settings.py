"""The settings of a company's HubSoft: its address, its key of a customer, its login."""

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
        """The account that asks, without its secrets."""
        return (self.client_id, self.username)
