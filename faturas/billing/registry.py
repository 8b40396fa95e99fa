"""The billing systems this program speaks to: a new one is its module and a line here."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Unpack, get_args

from faturas.billing.contract import BillingSystem
from faturas.billing.settings import ApiSettings
from faturas.billing.systems import hubsoft
from faturas.billing.transport.client import Options


@dataclass(frozen=True, slots=True)
class Quota:
    """Requests that an account may make in so many hours, counted from the first one."""

    requests: int
    hours: float


@dataclass(frozen=True, slots=True)
class System:
    """One billing system: how to connect to it, and what is to be known before a job.

    ``connect(settings, threads=…, timeout_s=…)`` opens no connection before the first question.
    ``beta``: built after documents, not yet seen to work with a living company. ``most_in_flight``
    limits the requests under way at once (None: no limit of its own), ``requests_per_customer`` is
    about what one customer of a list costs, ``page_rows`` the most rows of a page of its lists.
    """

    sistema: str
    settings: type[ApiSettings]
    connect: Callable[..., BillingSystem]
    beta: bool = False
    most_in_flight: int | None = None
    requests_per_customer: float = 1.0
    quota: Quota | None = None
    page_rows: int = 500

    @property
    def chaves(self) -> tuple[str, ...]:
        """What the codes of a list may be there, the default first, as its settings list them."""
        return get_args(self.settings.model_fields["chave"].annotation)


SYSTEMS: dict[str, System] = {
    system.sistema: system
    for system in (
        # One question for the invoices; who owes nothing or has no phone costs the registration.
        System("hubsoft", hubsoft.HubSoftSettings, hubsoft.HubSoft, requests_per_customer=1.5),
    )
}


def connect(settings: ApiSettings, **options: Unpack[Options]) -> BillingSystem:
    """A connection to the billing system that ``settings`` describe."""
    system = SYSTEMS[settings.sistema]
    return system.connect(settings, **{"most_in_flight": system.most_in_flight, **options})
