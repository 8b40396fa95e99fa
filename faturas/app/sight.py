"""Decides which contacts a filter shows, and how many of those stay out of the file."""

from collections.abc import Callable
from dataclasses import replace

from faturas.app.values import Filter, Summary
from faturas.domain.impediments import Verdict


def in_sight(filtro: Filter) -> Filter:
    """Return the filter for what is shown: bloqueadas only where their verdict is chosen."""
    if Verdict.BLOQUEADA not in filtro.verdicts:
        return filtro
    return replace(filtro, choices=replace(filtro.choices, bloqueadas=True))


def held_back(filtro: Filter, count: Callable[[Filter], Summary]) -> int:
    """Return how many bloqueadas are shown that may not go out, so that a file would differ."""
    shown = in_sight(filtro)
    if shown == filtro:
        return 0
    return count(replace(shown, verdicts=(Verdict.BLOQUEADA,))).contatos


def incomplete(filtro: Filter, count: Callable[[Filter], Summary]) -> int:
    """Return how many of the contacts that pass have an empty cell."""
    complete = replace(filtro, choices=replace(filtro.choices, so_completas=True))
    return count(filtro).contatos - count(complete).contatos
