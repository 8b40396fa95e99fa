"""What the clerk may choose about the contacts that go out."""

from dataclasses import dataclass
from enum import StrEnum


class QualValor(StrEnum):
    """Which amount the message names when the code charges another one than the invoice."""

    CODIGO = "codigo"
    """What the person will pay: fine and interest included."""
    FATURA = "fatura"


@dataclass(frozen=True, slots=True)
class Choices:
    """The defaults are the safe and usual ones.

    ``so_completas`` keeps back rows with an empty column; ``bloqueadas`` lets out rows without
    any way to pay; ``telefone_fixo`` lets a landline stand in where there is no mobile.
    """

    valor: QualValor = QualValor.CODIGO
    telefone_fixo: bool = False
    so_completas: bool = False
    bloqueadas: bool = False
