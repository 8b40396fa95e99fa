"""The impediments (``Impedimento``): why a contact may not go out, and which of them count.

An impediment is decided once, when a customer's facts are at hand, and kept with the row. What a
clerk chooses makes a mask; a contact goes out where ``impedimentos & mask == 0``, in SQL and here.
"""

from enum import IntFlag, StrEnum

from faturas.domain.fatura_conferida import FaturaConferida
from faturas.domain.notices import Aviso


class Impedimento(IntFlag):
    """Why a contact may not go out; the values are stored and never change their meaning."""

    SEM_COBRANCA = 1
    """Neither linha digitável, PIX nor link may go out."""
    SEM_TELEFONE = 2
    """Neither a mobile nor a landline is known."""
    SO_TELEFONE_FIXO = 4
    """Only a landline is known."""
    SEM_NOME = 8
    SEM_LINHA = 16
    SEM_PIX = 32
    SEM_LINK = 64


SEM_IMPEDIMENTO = Impedimento(0)

INCOMPLETO = (
    Impedimento.SEM_TELEFONE
    | Impedimento.SEM_NOME
    | Impedimento.SEM_LINHA
    | Impedimento.SEM_PIX
    | Impedimento.SEM_LINK
)
"""Each of these leaves a column of the contact file empty."""


def impediments_of(conferida: FaturaConferida) -> Impedimento:
    """Every impediment of a contact, whatever a clerk may choose about it."""
    found = SEM_IMPEDIMENTO
    if not (conferida.linha_digitavel or conferida.pix or conferida.link):
        found |= Impedimento.SEM_COBRANCA
    if not conferida.telefone:
        only_fixo = bool(conferida.telefone_fixo)
        found |= Impedimento.SO_TELEFONE_FIXO if only_fixo else Impedimento.SEM_TELEFONE
    for value, impedimento in (
        (conferida.nome, Impedimento.SEM_NOME),
        (conferida.linha_digitavel, Impedimento.SEM_LINHA),
        (conferida.pix, Impedimento.SEM_PIX),
        (conferida.link, Impedimento.SEM_LINK),
    ):
        if not value:
            found |= impedimento
    return found


class Verdict(StrEnum):
    """The verdict on one contact."""

    OK = "ok"
    AVISO = "aviso"
    BLOQUEADA = "bloqueada"


def verdict(avisos: Aviso) -> Verdict:
    """Blocked without any way to pay; otherwise ok, or a warning for whatever was noticed."""
    if Aviso.SEM_CODIGO in avisos:
        return Verdict.BLOQUEADA
    return Verdict.AVISO if avisos else Verdict.OK
