"""HubSoft, the first billing system."""

from faturas.billing.systems.hubsoft.client import HubSoft
from faturas.billing.systems.hubsoft.settings import HubSoftSettings

__all__ = ["HubSoft", "HubSoftSettings"]
