"""The billing systems this program speaks to: a new one is its module and a line here."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from faturas.billing.contract import BillingSystem
from faturas.billing.settings import ApiSettings
from faturas.billing.systems.hubsoft import HubSoft, HubSoftSettings


@dataclass(frozen=True, slots=True)
class System:
    """``connect(settings, threads=…, timeout_s=…)`` opens no connection before the first call."""

    settings: type[ApiSettings]
    connect: Callable[..., BillingSystem]


SYSTEMS: dict[str, System] = {
    "hubsoft": System(HubSoftSettings, HubSoft),
}


def connect(settings: ApiSettings, **options: Any) -> BillingSystem:
    """A connection to the billing system that ``settings`` describe."""
    return SYSTEMS[settings.sistema].connect(settings, **options)
