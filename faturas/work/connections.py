"""Opens connections to the billing systems (``Apis``), each with the one gate of its API."""

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING

from pydantic import SecretStr

from faturas.billing.contract import BillingSystem
from faturas.billing.registry import SYSTEMS, System, connect
from faturas.billing.settings import ApiSettings
from faturas.billing.sites import SANDBOX_SITE
from faturas.billing.systems.hubsoft import HubSoftSettings
from faturas.billing.transport.quota import Quota
from faturas.clock import today
from faturas.config import DEMONSTRACAO, Settings
from faturas.errors import ConfigError, OtherCompany
from faturas.search.pace.fixed import Ritmo, new_gate
from faturas.search.pace.gate import Gate
from faturas.search.pace.values import Learned
from faturas.search.settings import BuscaSettings
from faturas.timing import USUAL, Timing

if TYPE_CHECKING:
    from faturas.sandbox.server import Sandbox


class Apis:
    """Names the configured APIs and, always, Demonstração, and opens connections to them."""

    def __init__(self, settings: Settings, timing: Timing = USUAL) -> None:
        self._settings = settings
        self._timing = timing
        self._lock = threading.Lock()
        self._gates: dict[tuple[str, Ritmo], Gate] = {}
        """By company: the pace that another one bore under the same name says nothing."""

    def use(self, settings: Settings) -> None:
        """Go by other settings from the next connection on."""
        self._settings = settings

    @property
    def names(self) -> Mapping[str, str]:
        """The key of each API → what a person reads; Demonstração last."""
        configured = {key: api.nome or key for key, api in self._settings.apis.items()}
        return {**configured, DEMONSTRACAO: "Demonstração"}

    def resolve(self, name: str | None) -> str:
        """Return the API meant by ``name``, which may be left out when only one is configured.

        Raises ``ConfigError``.
        """
        known = ", ".join(self.names)
        if name is not None:
            if name not in self.names:
                raise ConfigError(f"Não há API chamada {name}. As configuradas são: {known}.")
            return name
        match list(self._settings.apis):
            case [only]:
                return only
            case []:
                raise ConfigError(
                    "Nenhuma API está configurada. Preencha .streamlit/secrets.toml, ou "
                    f"experimente com --api {DEMONSTRACAO}."
                )
            case _:
                raise ConfigError(f"Há mais de uma API: escolha com --api ({known}).")

    def empresa(self, name: str) -> str:
        """Return what identifies the company behind a name; ``""`` when it is not configured."""
        if name == DEMONSTRACAO:
            return DEMONSTRACAO
        configured = self._settings.apis.get(name)
        return configured.empresa if configured else ""

    def sites(self, name: str) -> frozenset[str]:
        """Return the domains to which the links of an API's company may lead."""
        if name == DEMONSTRACAO:
            return frozenset({SANDBOX_SITE})
        configured = self._settings.apis.get(name)
        return configured.sites if configured else frozenset()

    def quota(self, name: str) -> Quota | None:
        """How many requests an API's account permits in some hours; None for any number."""
        system = self._system(name)
        return system.quota if system else None

    def _system(self, name: str) -> System | None:
        """What the registry says of an API's system; None where it is not configured."""
        configured = self._settings.apis.get(name)
        return SYSTEMS[configured.sistema] if configured else None

    def gate(self, name: str, busca: BuscaSettings, learned: Learned | None = None) -> Gate:
        """Return the one gate of this process for an API; only a new one uses ``learned``."""
        with self._lock:
            key = (self.empresa(name), busca.ritmo)
            if key not in self._gates:
                self._gates[key] = new_gate(busca.ritmo, learned, self._timing)
            return self._gates[key]

    def begin(self, name: str, busca: BuscaSettings, learned: Learned) -> Gate:
        """Return the gate of an API, at the limit set by hand of the run that now has its turn.

        Refusals and failures count from zero again.
        """
        gate = self._approach(name, busca, learned)
        gate.count_anew()
        gate.set_max(self._max_per_s(name, busca))
        return gate

    def closed_for_s(self, name: str) -> float:
        """Return for how long an API wants to be left alone from now on, whichever run was told."""
        with self._lock:
            empresa = self.empresa(name)
            gates = [gate for (of, _), gate in self._gates.items() if of == empresa]
        return max((gate.closed_for_s for gate in gates), default=0.0)

    def _approach(self, name: str, busca: BuscaSettings, learned: Learned | None = None) -> Gate:
        """Return the gate for a ritmo, closed for as long as the one for the other ritmo is."""
        closed_for_s = self.closed_for_s(name)
        gate = self.gate(name, busca, learned)
        if closed_for_s > gate.closed_for_s:
            gate.close_for(closed_for_s)
        return gate

    def _max_per_s(self, name: str, busca: BuscaSettings) -> float | None:
        """Return the lowest limit; that of the configuration binds jobs made before it, too."""
        system = self._system(name)
        limits = (
            busca.max_por_minuto,
            self._settings.busca.max_por_minuto,
            system.most_per_minute if system else None,
        )
        per_minute = min((limit for limit in limits if limit), default=None)
        return per_minute / 60 if per_minute else None

    @contextmanager
    def open(
        self, name: str, hoje: date, busca: BuscaSettings, empresa: str = ""
    ) -> Iterator[BillingSystem]:
        """Open a connection for one run; the demonstration company is made for the day ``hoje``.

        ``empresa`` identifies the company that is meant, where that is known.

        Its requests leave through the API's gate, at no more than the limit set by hand: a lower
        one of somebody else stays.

        Raises ``ConfigError`` when the API has left the configuration since the job was made, and
        ``OtherCompany`` when it has become another one's.
        """
        configured = self._settings.apis.get(name)
        now = DEMONSTRACAO if name == DEMONSTRACAO else configured.empresa if configured else ""
        if empresa and now and empresa != now:
            raise OtherCompany(name)
        gate = self._approach(name, busca)
        if (max_per_s := self._max_per_s(name, busca)) is not None:
            gate.tighten(max_per_s)
        if name == DEMONSTRACAO:
            # A web server, which no other company needs.
            from faturas.sandbox.demonstracao import demonstration  # noqa: PLC0415 - see above

            with demonstration(hoje) as sandbox:
                yield from _connected(settings_of(sandbox), busca, gate, lambda: max(hoje, today()))
        elif configured:
            yield from _connected(configured, busca, gate, today)
        else:
            raise ConfigError(f"A API {name} não está mais na configuração; recoloque-a e retome.")


def _connected(
    settings: ApiSettings, busca: BuscaSettings, gate: Gate, hoje: Callable[[], date]
) -> Iterator[BillingSystem]:
    """Yield a connection whose today is ``hoje``: nobody has paid after that day."""
    billing = connect(
        settings,
        threads=busca.threads,
        timeout_s=busca.tempo_limite_s,
        turnstile=gate,
        hoje=hoje,
    )
    try:
        yield billing
    finally:
        billing.close()


def settings_of(sandbox: "Sandbox") -> HubSoftSettings:
    """Return the settings by which the sandbox is asked."""
    login = sandbox.credentials
    return HubSoftSettings(
        sistema="hubsoft",
        url=sandbox.url,
        client_id=login.client_id,
        client_secret=SecretStr(login.client_secret),
        username=login.username,
        password=SecretStr(login.password),
    )
