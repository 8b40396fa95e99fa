"""Counts and reads the rows of one job (``Numbers``), and remembers it until they may change."""

import time
from datetime import datetime

import streamlit as st

from faturas.app import sight
from faturas.app.contacts import Contacts, Noticed
from faturas.app.values import Damage, Filter, Summary, Tarefa
from faturas.domain.names import NamesCompared
from faturas.domain.outcome import Row
from faturas.ui.layout.app_context import PageContext

_LIVE_S = 3.0
"""Seconds that the numbers of a running job may be old: a large one takes long to count."""


class Numbers:
    """Gives counts and pages of one job, of its rows as they were at the last look."""

    def __init__(self, page: PageContext, job: Tarefa) -> None:
        self._contacts = Contacts(page.actor, page.app, job.id)
        at_rest = (job.contagens, job.batimento)
        seen = int(time.monotonic() / _LIVE_S) if job.estado.viva else at_rest
        self._version = f"{job.id} {seen!r}"

    @property
    def version(self) -> str:
        """Changes whenever the job's rows may have changed."""
        return self._version

    def noticed(self) -> Noticed:
        return _noticed(self._contacts, self._version)

    def summary(self, filtro: Filter) -> Summary:
        return _summary(self._contacts, self._version, filtro)

    def incomplete(self, filtro: Filter) -> int:
        """Return the number of the contacts that pass with an empty cell."""
        return sight.incomplete(filtro, self.summary)

    def oldest_answer(self, filtro: Filter) -> datetime | None:
        """Return the moment of the oldest answer among the contacts that pass."""
        return _oldest_answer(self._contacts, self._version, filtro)

    def damage(self) -> Damage:
        """What of the job is not as the program has written it."""
        return _damage(self._contacts, self._version)

    def names_compared(self) -> NamesCompared:
        """How the list's names compare with the billing system's."""
        return _names_compared(self._contacts, self._version)

    def page(self, filtro: Filter, *, offset: int, limit: int) -> list[Row]:
        return _page(self._contacts, self._version, filtro, offset, limit)


# The version is not used by these functions: it is part of the key under which they are remembered.


@st.cache_data(show_spinner=False, max_entries=64)
def _noticed(_contacts: Contacts, version: str) -> Noticed:  # noqa: ARG001 - see above
    return _contacts.noticed()


@st.cache_data(show_spinner=False, max_entries=256, hash_funcs={Filter: repr})
def _summary(_contacts: Contacts, version: str, filtro: Filter) -> Summary:  # noqa: ARG001 - see above
    return _contacts.summary(filtro)


@st.cache_data(show_spinner=False, max_entries=256, hash_funcs={Filter: repr})
def _oldest_answer(
    _contacts: Contacts,
    version: str,  # noqa: ARG001 - see above
    filtro: Filter,
) -> datetime | None:
    return _contacts.oldest_answer(filtro)


@st.cache_data(show_spinner=False, max_entries=256)
def _damage(_contacts: Contacts, version: str) -> Damage:  # noqa: ARG001 - see above
    return _contacts.damage()


@st.cache_data(show_spinner=False, max_entries=64)
def _names_compared(_contacts: Contacts, version: str) -> NamesCompared:  # noqa: ARG001 - see above
    return _contacts.names_compared()


@st.cache_data(show_spinner=False, max_entries=64, hash_funcs={Filter: repr})
def _page(
    _contacts: Contacts,
    version: str,  # noqa: ARG001 - see above
    filtro: Filter,
    offset: int,
    limit: int,
) -> list[Row]:
    return _contacts.page(filtro, offset=offset, limit=limit)
