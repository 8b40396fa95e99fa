"""What the contract test has to know of a company, whatever its billing system.

A new system says in one function how to get one: a company over real HTTP, three of its customers,
what befalls its answers, and how many calls were no question.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date
from enum import StrEnum, auto

import pytest

from faturas.billing.settings import ApiSettings


class Trouble(StrEnum):
    """What befalls a company's answers."""

    NONE = auto()
    REFUSED_CREDENTIAL = auto()
    THROTTLED = auto()
    """Some are 429 with a wait of one second; the others are well."""
    STUMBLES = auto()
    """Some are a server's error; the others are well."""
    HTML = auto()
    CUT = auto()
    STRANGER = auto()
    """They hold another customer's rows."""
    ECHO = auto()
    """They refuse, in words that repeat every secret that they know."""


@dataclass(frozen=True, slots=True)
class Company:
    """A company of one billing system, and three of its lists' codes.

    ``owes`` is of a customer with overdue invoices, ``owes_nothing`` of one without any that is
    open, ``unknown`` of nobody. ``days`` are of everybody's due dates. ``otherwise`` has the code
    of ``owes`` in other ways to write it, where there are any.
    """

    settings: ApiSettings
    owes: str
    owes_nothing: str
    unknown: str
    days: tuple[date, date]
    beset: Callable[[Trouble], None]
    writes: Callable[[], int]
    otherwise: tuple[str, ...] = ()


Build = Callable[[pytest.MonkeyPatch], AbstractContextManager[Company]]
"""How to get a company of one billing system."""
