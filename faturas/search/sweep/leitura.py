"""How far the reading of a sweep has come: a value to keep, to show and to compare."""

from dataclasses import dataclass
from enum import StrEnum

from faturas.domain.ptbr import number, plural
from faturas.search.strategy import PAGE_WEIGHT, sample_size

KNOWN_ROWS_A_PAGE = 200
"""So many customers whom the sweep knows take as long as one page: about 60 ms with some threads
at work, and 0.3 ms a row to decide and to keep."""


class Fase(StrEnum):
    """What a sweep does at the moment, as a person reads it."""

    LENDO = "Lendo as faturas de toda a empresa"
    PAGAS = "Lendo também as faturas pagas"
    CADASTROS = "Lendo os cadastros dos clientes"
    TOTAIS = "Conferindo os totais"
    AMOSTRA = "Conferindo uma amostra de clientes"

    @property
    def checks(self) -> bool:
        """Whether the pages are all read, and are checked."""
        return self in (Fase.TOTAIS, Fase.AMOSTRA)


@dataclass(frozen=True, slots=True)
class Leitura:
    """Pages read, pages expected in all (never fewer) and invoices seen; all 0 before a sweep."""

    lidas: int = 0
    previstas: int = 0
    vistas: int = 0
    fase: Fase = Fase.LENDO

    def share(self, customers: int) -> float:
        """The part of the whole work of a job that is done by it, below 1.

        The work is counted in pages: those that are expected, the sample, and the customers.
        """
        after = sample_size(customers) / PAGE_WEIGHT + customers / KNOWN_ROWS_A_PAGE
        return self.lidas / (self.previstas + after) if self.previstas else 0.0

    @property
    def as_text(self) -> str:
        """The phase and the counts of a reading under way, as one reads them."""
        return f"{self.fase}: {self.counts}"

    @property
    def counts(self) -> str:
        """The pages, as long as some are to come, and the invoices."""
        seen = plural(self.vistas, "fatura vista", "faturas vistas")
        if self.fase.checks:
            return seen
        return f"{number(self.lidas)} de {plural(self.previstas, 'página', 'páginas')} · {seen}"
