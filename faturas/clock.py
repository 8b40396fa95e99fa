"""The one place that asks what day it is."""

from datetime import date, datetime

from faturas.zone import BRASIL


def today() -> date:
    """Today in America/Sao_Paulo, wherever the server stands."""
    return now().date()


def now() -> datetime:
    """This moment, aware, in America/Sao_Paulo."""
    return datetime.now(BRASIL)
