"""Sets up the demonstration (``demonstration``): one made-up company, as slow as a real one."""

from datetime import date

from faturas.sandbox.company import Company
from faturas.sandbox.example import example_csv
from faturas.sandbox.faults import Faults
from faturas.sandbox.server import Sandbox

_SEED = 1
"""Decides who owes what: any number does, as long as it stays the same."""
_CUSTOMERS = 500
"""Customers of the company: our choice, more than the example list has."""
_LIKE_A_REAL_ONE = Faults(latency_s=0.12, jitter_s=0.08)  # seconds that a real API takes
EXAMPLE_NAME = "lista_de_exemplo.csv"


def demonstration(hoje: date) -> Sandbox:
    """Returns the company's server, not started yet, with its invoices as they are on ``hoje``."""
    return Sandbox(_company(hoje), faults=_LIKE_A_REAL_ONE)


def example_list(hoje: date) -> bytes:
    """Returns the example list as a CSV file."""
    return example_csv(_company(hoje))


def _company(hoje: date) -> Company:
    return Company(seed=_SEED, customers=_CUSTOMERS, hoje=hoje)
