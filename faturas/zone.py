"""The time zone of everything that a person reads."""

from zoneinfo import ZoneInfo

BRASIL = ZoneInfo("America/Sao_Paulo")
