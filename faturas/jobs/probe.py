"""Whether an API that fell silent answers again: a question about a few customers."""

import threading
from collections.abc import Iterable

from faturas.billing.base import BillingSystem
from faturas.billing.retry import Lookup, RetryPolicy
from faturas.errors import ApiError, FatalApiError, StopRequested
from faturas.fetch.consulta import Criterio, consultar
from faturas.outcome import Row


def answers_again(
    rows: Iterable[Row], billing: BillingSystem, criterio: Criterio, stop: threading.Event
) -> bool:
    """Whether the API has anything to say about one of these customers, asked in turn.

    What may be one customer's own failure is no silence before all of them have met it.
    """
    for row in rows:
        try:
            consultar(row, billing, criterio, Lookup(RetryPolicy(1), stop))
        except FatalApiError as error:
            if error.api_answered:
                return True
        except (ApiError, StopRequested):
            return False
        else:
            return True
    return False
