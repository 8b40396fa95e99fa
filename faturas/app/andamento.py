"""Computes how far a running job is (``Andamento``): a share that never falls, the time left."""

from collections import deque
from dataclasses import dataclass
from datetime import datetime

from faturas.domain.estado import Estado
from faturas.store.tarefa import Tarefa

_RECENT_S = 10.0
"""Seconds over which the speed of pages, or of customers, is measured: after a sweep the first
customers are known, and come faster than the last ones, which have to be asked for."""


@dataclass(frozen=True, slots=True)
class _Seen:
    """Holds how much was done at a moment, in pages or in customers."""

    done: int
    at: datetime


class Andamento:
    """Measures how one job goes on, for one watcher; ``look`` may be called at any moment.

    The time that a run needs for its pages says nothing about its customers, so each has a speed of
    its own. Where nothing was swept, a run's speed is measured from its beginning.
    """

    def __init__(self) -> None:
        self.fracao = 0.0
        self._job: Tarefa | None = None
        self._seen: deque[_Seen] = deque()

    def look(self, job: Tarefa) -> None:
        """Take note of how a job stands now."""
        before, self._job = self._job, job
        if before is None or before.id != job.id or before.feitos > job.feitos:
            self.fracao = 0.0  # another job, or its rows have been marked to be asked for again
        if job.estado is Estado.CANCELADA:
            self.fracao = 0.0  # what it read counts no more
        self.fracao = max(self.fracao, job.progresso)
        if job.batimento is None:
            return
        now = _Seen(job.leitura.lidas if job.lendo else job.feitos, job.batimento)
        if before is None or _phase(before) != _phase(job):
            self._seen.clear()
            if start := _start(before, job):
                self._seen.append(start)
        if self._seen and self._seen[-1].done > now.done:
            self._seen.clear()  # a reading was too old to go on from, and begins anew
        if not self._seen or self._seen[-1].at < now.at:
            self._seen.append(now)
        if _swept(job):
            while len(self._seen) > 2 and (now.at - self._seen[1].at).total_seconds() > _RECENT_S:
                self._seen.popleft()

    @property
    def por_segundo(self) -> float | None:
        """The pages or customers per second, once two looks have shown some."""
        if len(self._seen) < 2:
            return None
        first, last = self._seen[0], self._seen[-1]
        elapsed_s = (last.at - first.at).total_seconds()
        return (last.done - first.done) / elapsed_s if last.done > first.done else None

    @property
    def restam_s(self) -> float | None:
        """The seconds to the end of the reading, or else of the job, at the present speed."""
        if self._job is None or not self.por_segundo:
            return None
        leitura = self._job.leitura
        left = leitura.previstas - leitura.lidas if self._job.lendo else self._job.pendentes
        return left / self.por_segundo if left else None


def _phase(job: Tarefa) -> tuple[object, ...]:
    return job.id, job.rodada_em, job.lendo


def _swept(job: Tarefa) -> bool:
    """Whether some of a run's time may have gone into reading."""
    return job.parcial and job.leitura.previstas > 0


def _start(before: Tarefa | None, job: Tarefa) -> _Seen | None:
    """Return what was done when the present phase began, as far as it is known."""
    if not _swept(job) and job.rodada_em is not None:
        return _Seen(job.total - job.rodada_pendentes, job.rodada_em)
    # The customers begin where the pages end.
    watched = before is not None and before.rodada_em == job.rodada_em and before.id == job.id
    if before is not None and watched and not job.lendo and before.batimento is not None:
        return _Seen(before.feitos, before.batimento)
    return None
