"""Names the APIs that can be asked (``names``), and finds the one that is meant (``resolve``)."""

from collections.abc import Mapping

from faturas.app.actor import Actor
from faturas.app.context import AppContext


def names(actor: Actor, app: AppContext) -> Mapping[str, str]:
    """Return the key of each API and what a person reads for it; Demonstração is the last."""
    return app.apis.names


def resolve(actor: Actor, app: AppContext, name: str | None) -> str:
    """Return the API meant by ``name``, which may be left out when only one is configured.

    Raises ``ConfigError``.
    """
    return app.apis.resolve(name)
