"""What a sweep has shown of one customer: a value."""

from dataclasses import dataclass
from datetime import datetime

from faturas.domain.fatura import LISTED_AT_MOST, Fatura


@dataclass(frozen=True, slots=True)
class Swept:
    """One customer, as the sweep saw it: every open invoice, perhaps none, phones and name.

    ``lida_em`` is when the sweep began to read what it knows, aware: an invoice that is not there
    was looked for in every window.
    """

    faturas: tuple[Fatura, ...]
    telefones: tuple[str, ...]
    lida_em: datetime
    nome: str = ""

    @property
    def complete(self) -> bool:
        """Whether the invoices need not be asked for; the phones never do.

        Whoever has ``LISTED_AT_MOST`` or more is asked for alone: the same is then decided about a
        list that may have been cut, whichever way the job goes.
        """
        return len(self.faturas) < LISTED_AT_MOST
