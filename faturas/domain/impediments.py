"""The impediments (``Impedimento``): why a contact may not go out, and which of them count.

An impediment is decided once, when a customer's facts are at hand, and kept with the row. What a
clerk chooses makes a mask; a contact goes out where ``impedimentos & mask == 0``, in SQL and here.
"""

from enum import IntFlag, StrEnum

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


def impediments_of(
    *, nome: str, telefone: str, telefone_fixo: str, linha_digitavel: str, pix: str, link: str
) -> Impedimento:
    """Every impediment of a contact with these values, whatever a clerk may choose about it."""
    found = SEM_IMPEDIMENTO
    if not (linha_digitavel or pix or link):
        found |= Impedimento.SEM_COBRANCA
    if not telefone:
        found |= Impedimento.SO_TELEFONE_FIXO if telefone_fixo else Impedimento.SEM_TELEFONE
    for value, impedimento in (
        (nome, Impedimento.SEM_NOME),
        (linha_digitavel, Impedimento.SEM_LINHA),
        (pix, Impedimento.SEM_PIX),
        (link, Impedimento.SEM_LINK),
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
