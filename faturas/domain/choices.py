"""Holds a clerk's choices about the contact file (``Choices``): which impediments count."""

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from faturas.domain.impediments import INCOMPLETO, SEM_IMPEDIMENTO, Impedimento


class QualValor(StrEnum):
    """Names the amount for the message when the code charges another one than the invoice."""

    CODIGO = "codigo"
    """What the person will pay: fine and interest included."""
    FATURA = "fatura"


@dataclass(frozen=True)
class Choices:
    """Holds the choices of a clerk; the defaults are the safe and usual ones.

    ``so_completas`` keeps back rows with an empty column; ``bloqueadas`` lets out rows without
    any way to pay; ``telefone_fixo`` lets a landline stand in where there is no mobile.
    ``incompleto`` is what leaves a column empty that the file must have: its profile says so.
    """

    valor: QualValor = QualValor.CODIGO
    telefone_fixo: bool = False
    so_completas: bool = False
    bloqueadas: bool = False
    incompleto: Impedimento = INCOMPLETO

    @property
    def sem_telefone(self) -> Impedimento:
        """The impediments that mean an empty phone column."""
        without = Impedimento.SEM_TELEFONE
        return without if self.telefone_fixo else without | Impedimento.SO_TELEFONE_FIXO

    @cached_property
    def mask(self) -> Impedimento:
        """The impediments that keep a contact out of the file."""
        mask = SEM_IMPEDIMENTO  # what no choice lets out
        if not self.bloqueadas:
            mask |= Impedimento.SEM_COBRANCA
        if self.so_completas:
            mask |= self.incompleto
            if Impedimento.SEM_TELEFONE in self.incompleto:
                mask |= self.sem_telefone
        return mask

    def let_out(self, impedimentos: Impedimento) -> bool:
        """Whether a contact with these impediments goes out; ``store.rows`` says it in SQL."""
        return not int(impedimentos) & int(self.mask)
