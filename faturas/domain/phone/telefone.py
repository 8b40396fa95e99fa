"""The phone of one cell (``Telefone``), and how far it can be trusted."""

import re
from dataclasses import dataclass
from enum import StrEnum

from faturas.domain.findings import Cause, Finding
from faturas.domain.sentences import joined

MIN_DIGITS = 8
"""Digits of the shortest phone: a landline without its DDD."""
MIN_DIGITS_WITH_DDD = 10
"""Digits of the shortest phone with its DDD."""
DOCUMENT = Finding.of(Cause.TELEFONE_DOCUMENTO)
MAYBE_DOCUMENT = Finding.of(Cause.TELEFONE_TALVEZ_DOCUMENTO)
_NOT_DIGITS = re.compile(r"[^0-9]+")


class SituacaoTelefone(StrEnum):
    """How far a phone can be trusted; only ``ok`` and ``corrigido`` are sent to."""

    OK = "ok"
    CORRIGIDO = "corrigido"
    REVISAR = "revisar"
    RECUSADO = "recusado"


class TipoTelefone(StrEnum):
    """The kinds of phones that reach a person."""

    MOVEL = "movel"
    FIXO = "fixo"


@dataclass(frozen=True, slots=True)
class Telefone:
    """One cell, judged.

    ``e164`` is ``+55…``: the number found, in ``revisar`` the likely one if there is a likely one;
    a refused service number keeps it where it has one. ``findings`` are what was repaired, what is
    doubtful or why it was refused, without the number; none when ok.
    """

    entrada: str
    situacao: SituacaoTelefone
    e164: str | None = None
    tipo: TipoTelefone | None = None
    findings: tuple[Finding, ...] = ()

    @property
    def motivo(self) -> str:
        """The findings in words; ``""`` when ok."""
        return joined(self.findings)

    @property
    def digitos(self) -> str:
        """Digits with the country code and no ``+``, as WhatsApp wants; ``""`` when refused."""
        return self.e164[1:] if self.e164 and self.situacao is not SituacaoTelefone.RECUSADO else ""

    @property
    def usavel(self) -> bool:
        """Whether it may be sent to without anybody looking at it."""
        return self.situacao in (SituacaoTelefone.OK, SituacaoTelefone.CORRIGIDO)


def refused(entrada: str, why: Finding, e164: str | None = None) -> Telefone:
    """A cell that gives no phone to send to, and why."""
    return Telefone(entrada, SituacaoTelefone.RECUSADO, e164=e164, findings=(why,))


def only_digits(texto: str, instead: str = "") -> str:
    """The ASCII digits of a text, with ``instead`` for whatever stands between them."""
    return _NOT_DIGITS.sub(instead, texto)
