"""Tells what day and time it is (``today``, ``now``), for the whole program."""

from datetime import date, datetime

from faturas.zone import BRASIL


def today() -> date:
    """Return today in America/Sao_Paulo, wherever the server stands."""
    return now().date()


def now() -> datetime:
    """Return this moment, aware, in America/Sao_Paulo."""
    return datetime.now(BRASIL)
