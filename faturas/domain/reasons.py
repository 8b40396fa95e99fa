"""The reasons (``Razao``) for notices, kept as data, and how a person reads them."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from operator import or_

from faturas.domain.notices import NENHUM, Aviso


@dataclass(frozen=True, slots=True)
class Razao:
    """Why an aviso was given, kept from the moment when it was found.

    ``detalhe`` has the facts, in Portuguese, ``""`` where the label of the aviso says all.
    """

    aviso: Aviso
    detalhe: str = ""

    @property
    def texto(self) -> str:
        """What a person reads."""
        return f"{self.aviso.rotulo}: {self.detalhe}" if self.detalhe else self.aviso.rotulo


def avisos_of(razoes: Iterable[Razao]) -> Aviso:
    """The flags of all reasons."""
    return reduce(or_, (razao.aviso for razao in razoes), NENHUM)
