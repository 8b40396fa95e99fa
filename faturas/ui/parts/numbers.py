"""What the results page asks the ledger, remembered for as long as it cannot have changed."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

import streamlit as st

from faturas.domain.choices import Choices
from faturas.domain.impediments import Verdict
from faturas.domain.names import NamesCompared
from faturas.domain.notices import Aviso
from faturas.domain.outcome import Row
from faturas.store.rows import Filter, Rows, Summary
from faturas.store.soundness import Damage
from faturas.store.tarefa import Tarefa

_LIVE_S = 3.0
"""While a job runs its numbers may be this old: a large one is not counted at every click."""
_ALL = Filter(choices=Choices(bloqueadas=True))


@dataclass(frozen=True, slots=True)
class Noticed:
    """How many contacts of a job have each verdict, and each aviso."""

    verdicts: Mapping[Verdict, int]
    avisos: Mapping[Aviso, int]


class Numbers:
    """Counts and pages of one job; its rows as they were at the last look."""

    def __init__(self, rows: Rows, job: Tarefa) -> None:
        self._rows = rows
        at_rest = (job.contagens, job.batimento)
        seen = int(time.monotonic() / _LIVE_S) if job.estado.viva else at_rest
        self._version = f"{job.id} {seen!r}"

    @property
    def version(self) -> str:
        """Changes whenever the job's rows may have changed."""
        return self._version

    def noticed(self) -> Noticed:
        return _noticed(self._rows, self._version)

    def summary(self, filtro: Filter) -> Summary:
        return _summary(self._rows, self._version, filtro)

    def incomplete(self, filtro: Filter) -> int:
        """How many of the contacts that pass have an empty cell."""
        complete = replace(filtro, choices=replace(filtro.choices, so_completas=True))
        return self.summary(filtro).contatos - self.summary(complete).contatos

    def oldest_answer(self, filtro: Filter) -> datetime | None:
        """When the stalest of the contacts that pass was asked for."""
        return _oldest_answer(self._rows, self._version, filtro)

    def damage(self) -> Damage:
        """What of the job is not as the program has written it."""
        return _damage(self._rows, self._version)

    def names_compared(self) -> NamesCompared:
        """How the list's names compare with the billing system's."""
        return _names_compared(self._rows, self._version)

    def page(self, filtro: Filter, *, offset: int, limit: int) -> list[Row]:
        return _page(self._rows, self._version, filtro, offset, limit)


# The version is not used by these functions: it is part of the key under which they are remembered.


@st.cache_data(show_spinner=False, max_entries=64)
def _noticed(_rows: Rows, version: str) -> Noticed:  # noqa: ARG001 - see above
    verdicts = {
        verdict: _rows.summary(replace(_ALL, verdicts=(verdict,))).contatos for verdict in Verdict
    }
    return Noticed(verdicts, _rows.aviso_counts(_ALL))


@st.cache_data(show_spinner=False, max_entries=256, hash_funcs={Filter: repr})
def _summary(_rows: Rows, version: str, filtro: Filter) -> Summary:  # noqa: ARG001 - see above
    return _rows.summary(filtro)


@st.cache_data(show_spinner=False, max_entries=256, hash_funcs={Filter: repr})
def _oldest_answer(
    _rows: Rows,
    version: str,  # noqa: ARG001 - see above
    filtro: Filter,
) -> datetime | None:
    return _rows.oldest_answer(filtro)


@st.cache_data(show_spinner=False, max_entries=256)
def _damage(_rows: Rows, version: str) -> Damage:  # noqa: ARG001 - see above
    return _rows.check()


@st.cache_data(show_spinner=False, max_entries=64)
def _names_compared(_rows: Rows, version: str) -> NamesCompared:  # noqa: ARG001 - see above
    return _rows.names_compared()


@st.cache_data(show_spinner=False, max_entries=64, hash_funcs={Filter: repr})
def _page(
    _rows: Rows,
    version: str,  # noqa: ARG001 - see above
    filtro: Filter,
    offset: int,
    limit: int,
) -> list[Row]:
    return _rows.contacts_page(filtro, offset=offset, limit=limit)
