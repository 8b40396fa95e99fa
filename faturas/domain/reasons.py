"""Keeps as data why a notice was given (``Razao``): what a check found, and not the sentence.

A check gives the facts to one of the functions here; ``sentences`` makes the sentence when somebody
reads it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import reduce
from operator import or_

from faturas.domain.findings import Cause, Finding, Repair
from faturas.domain.notices import NENHUM, Aviso
from faturas.domain.sentences import detail


@dataclass(frozen=True, slots=True)
class Razao:
    """Why an aviso was given.

    ``findings`` say what was seen and what was done about it, none where the label of the aviso
    says all. ``told`` is the finished sentence that ledgers of before keep instead; nothing new has
    one.
    """

    aviso: Aviso
    findings: tuple[Finding, ...] = ()
    told: str = ""

    @property
    def detalhe(self) -> str:
        """What a person reads behind the label; ``""`` where the label says all."""
        return self.told or detail(self.aviso, self.findings)

    @property
    def texto(self) -> str:
        """What a person reads."""
        why = self.detalhe
        return f"{self.aviso.rotulo}: {why}" if why else self.aviso.rotulo


def avisos_of(razoes: Iterable[Razao]) -> Aviso:
    """The flags of all reasons."""
    return reduce(or_, (razao.aviso for razao in razoes), NENHUM)


def line_invalid(faults: tuple[Finding, ...]) -> Razao:
    """The linha digitável has these faults and does not go out."""
    return Razao(Aviso.LINHA_INVALIDA, faults)


def line_from_bars(faults: tuple[Finding, ...]) -> Razao:
    """The linha digitável has these faults; one made from the bar code goes out instead."""
    return Razao(Aviso.LINHA_DAS_BARRAS, faults)


def due_dates_differ(fatura: date, boleto: date) -> Razao:
    """The boleto falls due on another day than the invoice."""
    return Razao(Aviso.VENCIMENTO_DIFERENTE, (Finding.of(Cause.VENCIMENTOS, fatura, boleto),))


def segment_unknown(segmento: str) -> Razao:
    """The conta is of a segment that FEBRABAN does not list."""
    return Razao(Aviso.SEGMENTO_DESCONHECIDO, (Finding.of(Cause.CONVENIO_SEGMENTO, segmento),))


def pix_invalid(faults: tuple[Finding, ...]) -> Razao:
    """The PIX has these faults, or pays no invoice, and does not go out."""
    return Razao(Aviso.PIX_INVALIDO, faults or (Finding.of(Cause.PIX_NAO_PAGA),))


def codes_disagree(boleto: Decimal, pix: Decimal) -> Razao:
    """Boleto and PIX charge different amounts, in reais."""
    return Razao(Aviso.VALORES_DIFERENTES, (Finding.of(Cause.VALORES_DOS_CODIGOS, boleto, pix),))


def amount_updated(fatura: Decimal, codigo: Decimal) -> Razao:
    """The codes charge another amount than the invoice, in reais."""
    return Razao(Aviso.VALOR_ATUALIZADO, (Finding.of(Cause.VALOR_DO_CODIGO, fatura, codigo),))


def pix_charges_otherwise(fatura: Decimal) -> Razao:
    """The boleto charges the invoice's amount, in reais, and the PIX another one."""
    return Razao(Aviso.VALOR_ATUALIZADO, (Finding.of(Cause.PIX_COBRA_OUTRO, fatura),))


def link_refused(fault: Finding) -> Razao:
    """The link has this fault and does not go out."""
    return Razao(Aviso.LINK_INVALIDO, (fault,))


def link_too_long(chars: int, most_chars: int) -> Razao:
    """The link has more characters than fit and does not go out."""
    return Razao(Aviso.LINK_LONGO, (Finding.of(Cause.LINK_TAMANHO, chars, most_chars),))


def link_elsewhere(host: str) -> Razao:
    """The link leads to a site that is not the company's; it goes out."""
    return Razao(Aviso.LINK_DE_FORA, (Finding.of(Cause.LINK_SITE, host),))


def name_too_long(chars: int, most_chars: int) -> Razao:
    """The name has more characters than fit; it goes out cut."""
    cut = (Finding.of(Cause.NOME_TAMANHO, chars), Finding.of(Repair.NOME_CORTADO, most_chars))
    return Razao(Aviso.NOME_LONGO, cut)


def phone_refused(findings: tuple[Finding, ...]) -> Razao:
    """The list's phone is not the one to write to: of this kind, or no mobile."""
    refusal = findings or (Finding.of(Cause.TELEFONE_NAO_MOVEL),)
    return Razao(Aviso.TELEFONE_DA_LISTA_RECUSADO, refusal)


def phone_mended(repairs: tuple[Finding, ...]) -> Razao:
    """The phone to write to was mended."""
    return Razao(Aviso.TELEFONE_CORRIGIDO, repairs)
