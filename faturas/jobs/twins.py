"""Jobs over the same list against the same API."""

from collections.abc import Iterable

from sqlalchemy import Connection, select

from faturas.errors import LedgerError
from faturas.jobs import companies, sound_jobs
from faturas.jobs.schema import tarefas
from faturas.jobs.tarefa import Estado, Tarefa

NEWEST_FIRST = select(tarefas).order_by(tarefas.c.numero.desc())
_SERVES_BEST = (
    Estado.EXECUTANDO,
    Estado.NA_FILA,
    Estado.CONCLUIDA,
    Estado.PAUSADA,
    Estado.INTERROMPIDA,
    Estado.CANCELADA,
)


class SameList(LedgerError):  # noqa: N818 - said of what was asked for
    """There is a job over the same list that the person has not been told of.

    ``twin`` is that one, ``known`` the ids of all there are now.
    """

    def __init__(self, twin: Tarefa, twins: Iterable[Tarefa]) -> None:
        super().__init__(
            f"Esta mesma lista já está na tarefa {twin.id}. Enviar de novo pode cobrar as mesmas "
            "pessoas duas vezes."
        )
        self.twin = twin
        self.known = frozenset(twin.id for twin in twins)


def twins_of(connection: Connection, impressao: str, empresa: str) -> list[Tarefa]:
    """See ``Ledger.twins``; inside somebody's transaction."""
    found = connection.execute(NEWEST_FIRST.where(tarefas.c.impressao == impressao))
    twins = [twin for twin in sound_jobs.readable(found) if companies.may_be(twin, empresa)]
    return sorted(twins, key=lambda twin: _SERVES_BEST.index(twin.estado))
