"""HubSoft, the first billing system."""

from faturas.billing.hubsoft.client import HubSoft
from faturas.billing.hubsoft.settings import HubSoftSettings

__all__ = ["HubSoft", "HubSoftSettings"]
