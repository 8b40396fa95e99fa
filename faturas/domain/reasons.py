"""Makes the reasons (``Razao``) for notices: the sentence that says what was seen.

What is wrong with a code, a link or a phone is said where that is proved, and completed here.
A check gives the facts to one of the functions here; the sentence is made once, is kept in the
ledger, and is only read from then on.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import reduce
from operator import or_

from faturas.domain.money import format_brl
from faturas.domain.notices import NENHUM, Aviso
from faturas.domain.ptbr import number


@dataclass(frozen=True, slots=True)
class Razao:
    """Why an aviso was given.

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


def line_invalid(motivos: Iterable[str]) -> Razao:
    """The linha digitável has these faults and does not go out."""
    return Razao(Aviso.LINHA_INVALIDA, "; ".join(motivos))


def line_from_bars(motivos: Iterable[str]) -> Razao:
    """The linha digitável has these faults; one made from the bar code goes out instead."""
    return Razao(Aviso.LINHA_DAS_BARRAS, f"a que veio não serve: {'; '.join(motivos)}")


def due_dates_differ(fatura: date, boleto: date) -> Razao:
    """The boleto falls due on another day than the invoice."""
    why = f"a fatura vence em {fatura:%d/%m/%Y} e o boleto em {boleto:%d/%m/%Y}"
    return Razao(Aviso.VENCIMENTO_DIFERENTE, why)


def segment_unknown(segmento: str) -> Razao:
    """The conta is of a segment that FEBRABAN does not list."""
    why = f"o 2º dígito é {segmento}, que não está na lista da FEBRABAN"
    return Razao(Aviso.SEGMENTO_DESCONHECIDO, why)


def pix_invalid(motivos: Iterable[str]) -> Razao:
    """The PIX has these faults, or pays no invoice, and does not go out."""
    return Razao(Aviso.PIX_INVALIDO, "; ".join(motivos) or "não serve para pagar esta fatura")


def codes_disagree(boleto: Decimal, pix: Decimal) -> Razao:
    """Boleto and PIX charge different amounts, in reais."""
    why = f"o boleto cobra {format_brl(boleto)} e o PIX {format_brl(pix)}"
    return Razao(Aviso.VALORES_DIFERENTES, why)


def amount_updated(fatura: Decimal, codigo: Decimal) -> Razao:
    """The codes charge another amount than the invoice, in reais."""
    why = f"a fatura é de {format_brl(fatura)} e o código cobra {format_brl(codigo)}"
    return Razao(Aviso.VALOR_ATUALIZADO, why)


def pix_charges_otherwise(fatura: Decimal) -> Razao:
    """The boleto charges the invoice's amount, in reais, and the PIX another one."""
    return Razao(Aviso.VALOR_ATUALIZADO, f"o PIX não cobra os {format_brl(fatura)} da fatura")


def link_refused(fault: str) -> Razao:
    """The link has this fault and does not go out."""
    return Razao(Aviso.LINK_INVALIDO, fault)


def link_too_long(chars: int, most_chars: int) -> Razao:
    """The link has more characters than fit and does not go out."""
    why = f"tem {number(chars)} caracteres e cabem {number(most_chars)}"
    return Razao(Aviso.LINK_LONGO, why)


def link_elsewhere(host: str) -> Razao:
    """The link leads to a site that is not the company's; it goes out."""
    return Razao(Aviso.LINK_DE_FORA, host)


def name_too_long(chars: int, most_chars: int) -> Razao:
    """The name has more characters than fit; it goes out cut."""
    why = f"tem {number(chars)} caracteres; vai cortado, com até {most_chars}"
    return Razao(Aviso.NOME_LONGO, why)


def phone_refused(motivo: str) -> Razao:
    """The list's phone is not the one to write to: it has this fault, or is no mobile."""
    return Razao(Aviso.TELEFONE_DA_LISTA_RECUSADO, motivo or "não é de celular")


def phone_mended(motivo: str) -> Razao:
    """The phone to write to was mended."""
    return Razao(Aviso.TELEFONE_CORRIGIDO, motivo)
