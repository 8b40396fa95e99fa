"""Finds twins: the jobs over the same list at the same company, the best of them first."""

from collections.abc import Iterable
from typing import Protocol, TypeVar

from faturas.domain.company import may_be_same
from faturas.domain.estado import Estado


class Job(Protocol):
    """Defines what the rules read of a job."""

    @property
    def id(self) -> str: ...

    @property
    def empresa(self) -> str: ...

    @property
    def estado(self) -> Estado: ...


_Job = TypeVar("_Job", bound=Job)
_SERVES_BEST = (
    Estado.EXECUTANDO,
    Estado.NA_FILA,
    Estado.CONCLUIDA,
    Estado.PAUSADA,
    Estado.INTERROMPIDA,
    Estado.CANCELADA,
)
"""Who wants the list asked for is served best by what asks already, then by what has its answers,
then by what can go on."""


def twins_among(same_list: Iterable[_Job], empresa: str) -> list[_Job]:
    """Return the jobs over one list that may be of ``empresa``, the one that serves best first.

    Jobs in the same state stay in the order in which they came.
    """
    twins = (job for job in same_list if may_be_same(job.empresa, empresa))
    return sorted(twins, key=lambda twin: _SERVES_BEST.index(twin.estado))


def asks_beside(twin: Job, repeated: str) -> bool:
    """Whether ``twin`` would ask for the list beside a new job that repeats the one of that id.

    A live one does. One to go on with may, unless it is the one ``repeated``: that is given up.
    """
    return twin.estado.viva or (twin.estado.retomavel and twin.id != repeated)
