"""Holds the time zone of everything that a person reads (``BRASIL``)."""

from zoneinfo import ZoneInfo

BRASIL = ZoneInfo("America/Sao_Paulo")
