"""Finds out whether an API that fell silent answers again (``answers_again``)."""

import threading
from collections.abc import Iterable

from faturas.billing.contract import BillingSystem
from faturas.billing.transport.retry import Attempts, RetryPolicy
from faturas.domain.outcome import Row
from faturas.errors import ApiError, FatalApiError, StopRequested
from faturas.search.look_up import Criteria, look_up
from faturas.timing import Timing


def answers_again(
    rows: Iterable[Row],
    billing: BillingSystem,
    criteria: Criteria,
    stop: threading.Event,
    timing: Timing,
) -> bool:
    """Ask for these customers in turn; return whether the API says anything about one.

    What may be one customer's own failure is no silence before all of them have met it.
    """
    for row in rows:
        try:
            look_up(row, billing, criteria, Attempts(RetryPolicy(1, timing), stop))
        except FatalApiError as error:
            if error.api_answered:
                return True
        except (ApiError, StopRequested):
            return False
        else:
            return True
    return False
