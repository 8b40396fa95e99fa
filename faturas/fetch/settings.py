"""How the fetch goes about it: the ``[busca]`` table of the configuration."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from faturas.business_days import RegraVencimento
from faturas.fetch.plan import Estrategia

MOST_THREADS = 32
"""Measured: a page still answers in 0.2 s while 32 threads fetch, in 0.4 s with 64."""


class BuscaSettings(BaseModel):
    """Times in seconds; ``tentativas`` counts the first try."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    lote: Annotated[int, Field(ge=1, le=1000)] = 10
    threads: Annotated[int, Field(ge=1, le=MOST_THREADS)] = 5
    pausa_s: Annotated[float, Field(ge=0, le=600)] = 2.0
    tentativas: Annotated[int, Field(ge=1, le=20)] = 5
    tempo_limite_s: Annotated[float, Field(gt=0, le=600)] = 60.0
    buscar_telefone: bool = True
    vencimento: RegraVencimento = RegraVencimento.DIA_UTIL
    estrategia: Estrategia = Estrategia.AUTO
    horizonte_meses: Annotated[int, Field(ge=1, le=240)] = 24
