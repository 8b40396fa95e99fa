"""What a look-up is made with: criteria and attempts that hardly wait."""

import threading
from datetime import date

from faturas.billing.transport.retry import Attempts, RetryPolicy
from faturas.domain.due_dates import RegraVencimento
from faturas.search.look_up import Criteria
from faturas.timing import Timing
from tests.factories.faturas import HOJE

QUICK = Timing(first_wait_s=0.001)
"""Tries follow each other at once."""


def new_attempts(tries: int = 1, stop: threading.Event | None = None) -> Attempts:
    """The tries of one look-up."""
    return Attempts(RetryPolicy(tries, QUICK), stop or threading.Event())


def criteria(*, buscar_telefone: bool = True, hoje: date = HOJE) -> Criteria:
    """What counts as overdue."""
    return Criteria(hoje, RegraVencimento.DIA_UTIL, buscar_telefone)
