"""Finds the jobs over the same list against the same API: its twins (``twins_of``)."""

import hashlib
from collections.abc import Collection, Iterable, Sequence

from sqlalchemy import Connection, select

from faturas.domain.twins import twins_among
from faturas.errors import LedgerError
from faturas.intake.customers import Customer
from faturas.store import sound_jobs
from faturas.store.schema import tarefas
from faturas.store.tarefa import Tarefa

NEWEST_FIRST = select(tarefas).order_by(tarefas.c.numero.desc())


def fingerprint(api: str, customers: Iterable[Customer]) -> str:
    """Return a text that is equal for the same list against the same API, whatever its file."""
    digest = hashlib.sha256(api.encode())
    for customer in customers:
        digest.update(repr((customer.codigo, customer.telefone, customer.nome)).encode())
    return digest.hexdigest()


class SameList(LedgerError):  # noqa: N818 - said of what was asked for
    """Refuses a job over a list that has another one, of which the person has not been told.

    ``twin`` is that one, ``known`` the ids of all there are now.
    """

    def __init__(self, twin: Tarefa, twins: Sequence[Tarefa]) -> None:
        super().__init__(
            f"Esta mesma lista já está na tarefa {twin.id}. Enviar de novo pode cobrar as mesmas "
            "pessoas duas vezes."
        )
        self.twin = twin
        self.known = frozenset(twin.id for twin in twins)


def refuse_unknown(twins: Sequence[Tarefa], known: Collection[str] | None) -> None:
    """Raise ``SameList`` for the first of ``twins`` whose id is not among ``known``.

    ``known`` are the ids that the person has been told of; None asks for no such check.
    """
    for twin in twins:
        if known is not None and twin.id not in known:
            raise SameList(twin, twins)


def twins_of(connection: Connection, impressao: str, empresa: str) -> list[Tarefa]:
    """Return what ``Ledger.twins`` does, inside somebody's transaction."""
    same_list = NEWEST_FIRST.where(tarefas.c.impressao == impressao)
    return twins_among(sound_jobs.readable(connection, same_list), empresa)
