"""Which contacts a filter brings in sight, and which of them stay out of the file all the same."""

from collections.abc import Callable
from dataclasses import replace

from faturas.app.values import Filter, Summary
from faturas.domain.impediments import Verdict


def in_sight(filtro: Filter) -> Filter:
    """What is shown: who asks for the bloqueadas by name sees them, though none may go out."""
    if Verdict.BLOQUEADA not in filtro.verdicts:
        return filtro
    return replace(filtro, choices=replace(filtro.choices, bloqueadas=True))


def held_back(filtro: Filter, count: Callable[[Filter], Summary]) -> int:
    """How many bloqueadas are in sight that may not go out: then no file is what is shown."""
    shown = in_sight(filtro)
    if shown == filtro:
        return 0
    return count(replace(shown, verdicts=(Verdict.BLOQUEADA,))).contatos


def incomplete(filtro: Filter, count: Callable[[Filter], Summary]) -> int:
    """How many of the contacts that pass have an empty cell."""
    complete = replace(filtro, choices=replace(filtro.choices, so_completas=True))
    return count(filtro).contatos - count(complete).contatos
