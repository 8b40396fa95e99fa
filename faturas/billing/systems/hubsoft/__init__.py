"""The billing system HubSoft: ``HubSoft`` asks it, ``HubSoftSettings`` says with what login."""

from faturas.billing.systems.hubsoft.client import HubSoft
from faturas.billing.systems.hubsoft.settings import HubSoftSettings

__all__ = ["HubSoft", "HubSoftSettings"]
