"""Names why a contact may not go out (``Impedimento``), one flag each.

``decision`` finds them, the ledger keeps them with the row, and ``Choices.mask`` says which count:
a contact goes out where ``impedimentos & mask == 0``, in SQL and in Python.
"""

from enum import IntFlag, StrEnum

from faturas.domain.notices import Aviso


class Impedimento(IntFlag):
    """Names why a contact may not go out; the values are stored and never change meaning."""

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
"""Each of these leaves a column of the usual contact file empty."""


class Verdict(StrEnum):
    """Names the verdict on one contact."""

    OK = "ok"
    AVISO = "aviso"
    BLOQUEADA = "bloqueada"


def verdict_of(avisos: Aviso, impedimentos: Impedimento) -> Verdict:
    """Blocked without any way to pay; otherwise ok, or a warning for whatever was noticed."""
    if Impedimento.SEM_COBRANCA in impedimentos:
        return Verdict.BLOQUEADA
    return Verdict.AVISO if avisos else Verdict.OK
