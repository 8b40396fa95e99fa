"""Holds a job (``Tarefa``), as all rooms but the ledger see it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from faturas.domain.estado import Estado, Pedido
from faturas.domain.outcome import Situacao
from faturas.domain.refresh import Mudanca
from faturas.search.settings import BuscaSettings
from faturas.search.strategy import ChosenStrategy, Estrategia
from faturas.search.sweep.leitura import Leitura

_ALMOST = 0.99
"""The highest share shown of a job that is not concluded (our choice): 100 % says that it is."""


@dataclass(frozen=True, slots=True)
class Tarefa:
    """Holds one job: a list that is asked for at an API.

    ``contagens`` has every ``Situacao``; ``pendentes`` rows are still to be asked for.
    ``refresh_counts`` counts what the last refresh showed; it began at ``refreshed_at``, which is
    None where it was cancelled midway.
    ``causa`` says why it paused. ``empresa`` identifies the company behind ``api``, ``""`` until
    the first start. ``sem_sinal_s`` is the age of the last heartbeat of its owner, in seconds, None
    without one. The moments are aware, in UTC. ``rodada_*`` describe the current or last run: when
    it began and how many rows it had to ask for. ``strategy`` says how the customers are asked for,
    once that is decided, ``leitura`` how far the last sweep has read.
    """

    id: str
    criada_em: datetime
    arquivo: str
    api: str
    empresa: str
    referencia: date
    busca: BuscaSettings
    estado: Estado
    causa: str
    pedido: Pedido | None
    total: int
    pendentes: int
    contagens: Mapping[Situacao, int]
    terminada_em: datetime | None
    batimento: datetime | None
    na_fila_em: datetime | None
    sem_sinal_s: float | None
    rodada_em: datetime | None
    rodada_pendentes: int
    refreshed_at: datetime | None
    refresh_counts: Mapping[Mudanca, int]
    strategy: ChosenStrategy | None
    leitura: Leitura

    @property
    def parcial(self) -> bool:
        """Whether rows of the list have not been asked for."""
        return self.contagens[Situacao.NAO_TENTADO] > 0

    @property
    def feitos(self) -> int:
        """The number of rows that have their outcome."""
        return self.total - self.pendentes

    @property
    def varrida(self) -> bool:
        """Whether a sweep is, or was, read for rows that are still to be asked for."""
        by_sweep = self.strategy is not None and self.strategy.estrategia is Estrategia.VARREDURA
        return by_sweep and self.parcial and self.leitura.previstas > 0

    @property
    def lendo(self) -> bool:
        """Whether the current or last run has come no further than to the reading of a sweep."""
        return self.varrida and self.pendentes == self.rodada_pendentes

    @property
    def progresso(self) -> float:
        """The share of the whole work that is done, reading included; 1.0 only when concluded.

        Of a cancelled job only rows count: what it read is of no more use. Rows that are asked for
        again, when each has been done once, were never swept.
        """
        if self.estado is Estado.CONCLUIDA:
            return 1.0
        counts = self.parcial and self.estado is not Estado.CANCELADA
        read = self.leitura.share(self.total) if counts else 0.0
        rows = self.feitos / self.total if self.total else 1.0
        return min(read + (1 - read) * rows, _ALMOST)

    @property
    def por_segundo(self) -> float | None:
        """Customers per second in the current run, reading included, once one has been done."""
        done = self.rodada_pendentes - self.pendentes
        if self.rodada_em is None or self.batimento is None or done <= 0:
            return None
        elapsed_s = (self.batimento - self.rodada_em).total_seconds()
        return done / elapsed_s if elapsed_s > 0 else None
