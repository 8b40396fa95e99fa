"""Holds what a sweep has shown of one customer (``Swept``)."""

from dataclasses import dataclass
from datetime import datetime

from faturas.domain.fatura import Fatura


@dataclass(frozen=True, slots=True)
class Swept:
    """Holds one customer as the sweep saw it: every open invoice, perhaps none, phones and name.

    ``telefones`` is None where neither the list nor a register has told them: whoever wants them
    asks for this customer's registration. ``lida_em`` is when the sweep began to read what it
    knows, aware: an invoice that is not there was looked for in every window. ``from_register``:
    phones and name come from the register, the invoices' names too where the list tells none.
    Unless it is ``complete``, the invoices are asked for all the same.
    """

    faturas: tuple[Fatura, ...]
    telefones: tuple[str, ...] | None
    lida_em: datetime
    nome: str = ""
    from_register: bool = False
    complete: bool = True

    @property
    def lacks_phones(self) -> bool:
        """Whether nobody has told the phones; that a customer has none is told, too."""
        return self.telefones is None
