"""Estimates how long a search will take (``estimated_s``)."""

from collections.abc import Iterable
from math import ceil

from faturas.app.values import BuscaSettings, Tarefa

USUAL_ANSWER_S = 0.5
"""Seconds that one customer usually takes on a billing system of this kind, phone included."""
_TELLING_ROWS = 50
"""Customers that a run must have asked for to say anything about the speed of a long one."""


def estimated_s(customers: int, busca: BuscaSettings, earlier: Iterable[Tarefa]) -> float:
    """Return the seconds for so many customers, as an earlier job with these settings took.

    The newest of ``earlier`` counts that asked for enough of them; where there is none, the speed
    is that of a usual answer.
    """
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
    """Return the settings that decide how fast a job is."""
    return (
        busca.lote,
        busca.threads,
        busca.espera_s,
        busca.max_por_minuto,
        busca.estrategia,
        busca.buscar_telefone,
    )
