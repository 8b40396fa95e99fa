"""A company behind a sandbox, and the ways to reach it."""

import json
from typing import Any

from faturas.config import Settings
from faturas.sandbox.company import Company
from faturas.sandbox.server import Sandbox
from faturas.timing import USUAL, Timing
from faturas.work.connections import Apis, settings_of
from tests.factories.faturas import HOJE


def company(customers: int = 300, seed: int = 7) -> Company:
    """A made-up company, always the same one for the same numbers."""
    return Company(seed=seed, customers=customers, hoje=HOJE)


def apis_of(sandbox: Sandbox, timing: Timing = USUAL) -> Apis:
    """APIs of which one, ``teste``, is the sandbox."""
    return Apis(Settings(apis={"teste": settings_of(sandbox)}), timing)


def configuration_of(sandbox: Sandbox, **busca: Any) -> str:
    """A configuration file whose only API, ``empresa``, is the sandbox."""
    login = sandbox.credentials
    lines = [
        "[apis.empresa]",
        'sistema = "hubsoft"',
        f'url = "{sandbox.url}"',
        f'client_id = "{login.client_id}"',
        f'client_secret = "{login.client_secret}"',
        f'username = "{login.username}"',
        f'password = "{login.password}"',
        "[busca]",
        *(f"{key} = {json.dumps(value)}" for key, value in busca.items()),
    ]
    return "\n".join(lines)
