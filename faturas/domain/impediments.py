"""The verdict on a contact: what of an overdue invoice may go out."""

from enum import StrEnum

from faturas.domain.notices import Aviso


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
