"""The billing systems this program speaks to: a new one is its module and a line here."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Unpack, get_args

from faturas.billing.contract import BillingSystem
from faturas.billing.settings import ApiSettings
from faturas.billing.systems import hubsoft
from faturas.billing.transport.client import Options
from faturas.billing.transport.quota import Quota


@dataclass(frozen=True, slots=True)
class System:
    """One billing system: how to configure it and to connect to it.

    ``connect(settings, threads=…, timeout_s=…)`` opens no connection before the first question.
    ``most_in_flight`` limits the requests under way at once and ``most_per_minute`` those that
    leave in a minute (None: no limit of its own), ``quota`` those of an account in some hours
    (None: as many as one likes).
    """

    sistema: str
    settings: type[ApiSettings]
    connect: Callable[..., BillingSystem]
    most_in_flight: int | None = None
    quota: Quota | None = None
    most_per_minute: float | None = None

    @property
    def chaves(self) -> tuple[str, ...]:
        """What the codes of a list may be there, the default first, as its settings list them."""
        return get_args(self.settings.model_fields["chave"].annotation)


SYSTEMS: dict[str, System] = {
    system.sistema: system
    for system in (System("hubsoft", hubsoft.HubSoftSettings, hubsoft.HubSoft),)
}


def connect(settings: ApiSettings, **options: Unpack[Options]) -> BillingSystem:
    """A connection to the billing system that ``settings`` describe."""
    system = SYSTEMS[settings.sistema]
    limits = {"most_in_flight": system.most_in_flight, "quota": system.quota}
    return system.connect(settings, **{**limits, **options})
