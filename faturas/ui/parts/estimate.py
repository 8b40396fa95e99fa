"""How long a search will take; an estimate, told as one."""

from collections.abc import Iterable
from math import ceil

from faturas.search.settings import BuscaSettings
from faturas.store.tarefa import Tarefa

USUAL_ANSWER_S = 0.5
"""What one customer usually takes on a billing system of this kind, phone included."""

_TELLING_ROWS = 50
"""A run that asked for fewer says little about the speed of a long one."""


def estimate_s(customers: int, busca: BuscaSettings, earlier: Iterable[Tarefa]) -> float:
    """Seconds for ``customers``: at the speed of the newest of the ``earlier`` jobs that ran with
    the same settings for long enough, otherwise by what an answer usually takes."""
    for job in earlier:
        asked = job.rodada_pendentes - job.pendentes
        if asked >= _TELLING_ROWS and job.por_segundo and _pace(job.busca) == _pace(busca):
            return customers / job.por_segundo
    if not busca.espera_s:
        return customers / busca.threads * USUAL_ANSWER_S
    lotes = ceil(customers / busca.lote)
    rounds = ceil(min(customers, busca.lote) / busca.threads)
    return lotes * rounds * USUAL_ANSWER_S + (lotes - 1) * busca.espera_s if lotes else 0.0


def _pace(busca: BuscaSettings) -> tuple[object, ...]:
    return (
        busca.lote,
        busca.threads,
        busca.espera_s,
        busca.max_por_minuto,
        busca.estrategia,
        busca.buscar_telefone,
    )
