"""Checks the settings of a search (``BuscaSettings``): ``[busca]`` in the configuration."""

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, model_validator

from faturas.domain.due_dates import RegraVencimento
from faturas.search.pace.fixed import Ritmo
from faturas.search.strategy import Estrategia

MOST_THREADS = 32
"""Threads of one job, at most: a page still answers in 0.2 s while 32 fetch, with 64 in 0.4 s
(measured)."""
_BY_NAME = Field(strict=False)
"""Lets a choice be read from its name, as TOML has no choices. Numbers and booleans it has: for
these, texts are refused."""
_THREADS = {Ritmo.FIXO: 5, Ritmo.ADAPTATIVO: 16}
"""Threads of one job where none are configured: our choice."""


class BuscaSettings(BaseModel):
    """Holds how a job searches; times are in seconds; ``tentativas`` counts the first try.

    ``threads`` is the most requests in flight: without it, 16, or 5 with ``ritmo = "fixo"``.
    ``pausa_s``, between lotes, is for "fixo" only; ``max_por_minuto`` for both.
    Contacts older than ``validade_h`` hours should be checked again before they are sent.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, hide_input_in_errors=True)

    lote: Annotated[int, Field(ge=1, le=1000)] = 10
    threads: Annotated[int, Field(ge=1, le=MOST_THREADS)] = _THREADS[Ritmo.ADAPTATIVO]
    pausa_s: Annotated[float, Field(ge=0, le=600)] = 2.0
    tentativas: Annotated[int, Field(ge=1, le=20)] = 5
    tempo_limite_s: Annotated[float, Field(gt=0, le=600)] = 60.0
    buscar_telefone: bool = True
    vencimento: Annotated[RegraVencimento, _BY_NAME] = RegraVencimento.DIA_UTIL
    validade_h: Annotated[float, Field(gt=0, le=720)] = 2.0
    ritmo: Annotated[Ritmo, _BY_NAME] = Ritmo.ADAPTATIVO
    max_por_minuto: Annotated[float, Field(gt=0, le=100_000)] | None = None
    estrategia: Annotated[Estrategia, _BY_NAME] = Estrategia.AUTO
    horizonte_meses: Annotated[int, Field(ge=1, le=240)] = 24

    @model_validator(mode="before")
    @classmethod
    def _threads_by_ritmo(cls, values: Any) -> Any:
        if isinstance(values, Mapping) and values.get("ritmo") == Ritmo.FIXO:
            return {"threads": _THREADS[Ritmo.FIXO], **values}
        return values

    @property
    def espera_s(self) -> float:
        """The pause after each lote, as the ritmo has it."""
        return self.pausa_s if self.ritmo is Ritmo.FIXO else 0.0
