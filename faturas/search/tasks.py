"""Holds what goes to the threads that look customers up, and what comes back (``LookUpTask``)."""

from dataclasses import dataclass
from datetime import datetime

from faturas.domain.outcome import Outcome, Row, Situacao
from faturas.errors import ApiUnavailable, StopRequested
from faturas.search.swept import Swept

Lote = list[tuple[Row, Outcome]]
"""Rows that are kept in one transaction, each with its outcome."""


@dataclass(frozen=True, slots=True)
class LookUpTask:
    """Holds a row to ask for, with what a sweep knows of its customer, where one does.

    A ``witness`` is asked only to see whether the API answers anybody.
    """

    row: Row
    swept: Swept | None = None
    witness: bool = False

    @property
    def lida_em(self) -> datetime | None:
        """The moment at which a sweep read the invoices; None where they are asked for."""
        return self.swept.lida_em if self.swept is not None and self.swept.complete else None


@dataclass(frozen=True, slots=True)
class LookUpResult:
    """Holds what a look-up came to: the row's outcome, or what ended the look-up before one.

    ``answered`` is False when the API said nothing, or what may concern every customer alike;
    ``of_all`` is what to say if it does concern all.
    """

    task: LookUpTask
    end: Outcome | ApiUnavailable | StopRequested
    answered: bool = True
    of_all: str = ""

    @property
    def asked(self) -> bool:
        """Whether the API had to be asked: what a sweep knows costs it nothing."""
        known = isinstance(self.end, Outcome) and self.end.situacao is not Situacao.ERRO
        return self.answered or not known
