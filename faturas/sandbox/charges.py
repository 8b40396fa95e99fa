"""Makes the payment codes of one invoice (``make_codes``): boleto, PIX, link, right or wrong."""

from binascii import crc_hqx
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from hashlib import blake2b
from typing import NamedTuple
from uuid import UUID

from faturas.billing.sites import SANDBOX_SITE
from faturas.domain.payment.boleto import (
    build_arrecadacao,
    build_cobranca,
    linha_from_codigo,
    mask_linha,
)
from faturas.domain.payment.pix import build_pix

_RECEIVER = "PROVEDOR DEMONSTRACAO"
_CITY = "FORTALEZA"
_LINK = f"https://boleto.{SANDBOX_SITE}/fatura/"
_PIX_URL = "pix.provedor-demonstracao.example/v2/cobv/"
_BANKS = ("001", "033", "104", "237", "341", "748", "756")
"""Numbers of real banks, by which a boleto begins."""
_DIRECT_DEBIT = "debito_automatico"

_FINE = Decimal("0.02")
"""Share of the amount that a re-issued boleto adds as a fine: the 2 % that consumer law allows."""
_INTEREST_A_DAY = Decimal("0.01") / 30
"""Share of the amount that it adds for each day late: the usual 1 % a month."""
_TIME_TO_PAY = timedelta(days=3)
"""After how long a re-issued boleto falls due."""


class CodesKind(StrEnum):
    """Which codes an invoice has, and what is wrong with them."""

    COMPLETOS = "completos"
    SEM_PIX = "sem_pix"
    SO_BARRAS = "so_barras"
    SO_PIX = "so_pix"
    SO_LINK = "so_link"
    NENHUM = "nenhum"
    VAZIOS = "vazios"
    DEBITO_AUTOMATICO = "debito_automatico"
    DEBITO_SEM_PIX = "debito_sem_pix"
    ARRECADACAO = "arrecadacao"
    REEMITIDO = "reemitido"
    BOLETO_SEM_VALOR = "boleto_sem_valor"
    PIX_SEM_VALOR = "pix_sem_valor"
    VALORES_DIVERGENTES = "valores_divergentes"
    DV_ERRADO = "dv_errado"
    DV_ERRADO_BARRAS_CERTAS = "dv_errado_barras_certas"
    PIX_CRC_ERRADO = "pix_crc_errado"
    PIX_TLV_QUEBRADO = "pix_tlv_quebrado"


BROKEN_KINDS = frozenset(
    {
        CodesKind.DV_ERRADO,
        CodesKind.DV_ERRADO_BARRAS_CERTAS,
        CodesKind.PIX_CRC_ERRADO,
        CodesKind.PIX_TLV_QUEBRADO,
    }
)
"""The kinds with a code that no bank would take; every code of the others is valid."""


@dataclass(frozen=True, slots=True)
class Codes:
    """Holds an invoice's payment codes, as the billing system writes them; None: there is none."""

    linha_digitavel: str | None = None
    codigo_barras: str | None = None
    link: str | None = None
    pix: str | None = None
    tipo_cobranca: str = "boleto_bancario"


class _Charge(NamedTuple):
    """Holds the amounts, in reais, and the due date that the codes ask for.

    ``valor_pix`` is None, and ``valor_boleto`` 0, where the code leaves the amount open.
    """

    valor_boleto: Decimal
    vencimento: date
    valor_pix: Decimal | None


class _AllCodes(NamedTuple):
    """Makes all codes of an invoice, all right; the linha digitável has its mask or not."""

    linha: str
    codigo: str
    link: str
    pix: str


def make_codes(
    kind: CodesKind, *, seed: int, id_fatura: int, valor: Decimal, vencimento: date, hoje: date
) -> Codes:
    """Returns the codes of one invoice, the same at every call with the same arguments.

    An invoice of zero reais or less has only a link. One that is not overdue on ``hoje`` is not
    re-issued.
    """
    link = _link(seed, id_fatura)
    if valor <= 0:
        return Codes(link=link)
    charge = _charge(kind, valor, vencimento, hoje)
    codigo = _bar_code(kind, seed, id_fatura, charge)
    pix = _pix(seed, id_fatura, charge.valor_pix)
    right = _AllCodes(_write_line(codigo, id_fatura), codigo, link, pix)
    return _WRITE.get(kind, _write_all)(right)


def _charge(kind: CodesKind, valor: Decimal, vencimento: date, hoje: date) -> _Charge:
    match kind:
        case CodesKind.REEMITIDO if vencimento < hoje:
            days_late = (hoje - vencimento).days
            updated = round(valor * (1 + _FINE + _INTEREST_A_DAY * days_late), 2)
            return _Charge(updated, hoje + _TIME_TO_PAY, updated)
        case CodesKind.VALORES_DIVERGENTES:
            return _Charge(valor, vencimento, valor + 10)
        case CodesKind.BOLETO_SEM_VALOR:
            return _Charge(Decimal(0), vencimento, valor)
        case CodesKind.PIX_SEM_VALOR:
            return _Charge(valor, vencimento, None)
        case _:
            return _Charge(valor, vencimento, valor)


def _bar_code(kind: CodesKind, seed: int, id_fatura: int, charge: _Charge) -> str:
    digits = f"{_number(seed, id_fatura, 'boleto') % 10**20:020}"
    if kind is CodesKind.ARRECADACAO:
        livre = f"{digits}{charge.vencimento:%Y%m%d}0"
        return build_arrecadacao(4, 6, charge.valor_boleto, livre)
    # One bank a customer: the last two digits of the id count the customer's invoices.
    banco = _BANKS[id_fatura // 100 % len(_BANKS)]
    return build_cobranca(banco, charge.valor_boleto, charge.vencimento, f"{digits}00001")


def _write_line(codigo: str, id_fatura: int) -> str:
    """Returns the linha digitável of a bar code, for one invoice in four without its mask."""
    linha = linha_from_codigo(codigo)
    return linha if id_fatura % 4 == 0 else mask_linha(linha)


def _pix(seed: int, id_fatura: int, valor: Decimal | None) -> str:
    """Returns a PIX code: dynamic for two invoices in three, static for the others."""
    number = _number(seed, id_fatura, "pix")
    if number % 3 and valor is not None:
        url = f"{_PIX_URL}{number:032x}"
        return build_pix(recebedor=_RECEIVER, cidade=_CITY, url=url, valor=valor, proved=True)
    chave = str(UUID(int=number, version=4))
    txid = f"FAT{id_fatura}"
    return build_pix(
        recebedor=_RECEIVER, cidade=_CITY, chave=chave, valor=valor, txid=txid, proved=True
    )


def _link(seed: int, id_fatura: int) -> str:
    return f"{_LINK}{_number(seed, id_fatura, 'link'):032x}"


def _number(seed: int, id_fatura: int, purpose: str) -> int:
    """Returns a number below 2**128 that looks random and belongs to one purpose of one invoice."""
    digest = blake2b(f"{seed}/{id_fatura}/{purpose}".encode(), digest_size=16).digest()
    return int.from_bytes(digest)


def _write_all(right: _AllCodes) -> Codes:
    return Codes(right.linha, right.codigo, right.link, right.pix)


def _with_wrong_digits(right: _AllCodes) -> Codes:
    # The second digit is the bank's in the line and in the bar code alike.
    wrong_line, wrong_code = _next_digit(right.linha, at=1), _next_digit(right.codigo, at=1)
    return Codes(wrong_line, wrong_code, right.link, right.pix)


def _with_wrong_line(right: _AllCodes) -> Codes:
    return Codes(_next_digit(right.linha, at=1), right.codigo, right.link, right.pix)


def _with_wrong_crc(right: _AllCodes) -> Codes:
    # The digit that changes is the last of the amount, which stands before the country.
    pix = _next_digit(right.pix, at=right.pix.index("5802BR") - 1)
    return Codes(right.linha, right.codigo, right.link, pix)


def _with_broken_tlv(right: _AllCodes) -> Codes:
    # The length of the city says one character more than there is; the CRC is right for that.
    head, tail = right.pix[:-4].split(f"60{len(_CITY):02}{_CITY}")
    payload = f"{head}60{len(_CITY) + 1:02}{_CITY}{tail}"
    pix = f"{payload}{crc_hqx(payload.encode(), 0xFFFF):04X}"
    return Codes(right.linha, right.codigo, right.link, pix)


def _next_digit(code: str, *, at: int) -> str:
    return f"{code[:at]}{(int(code[at]) + 1) % 10}{code[at + 1 :]}"


# Which of the codes each kind writes, and what it makes wrong in them; others write all of them.
_WRITE: dict[CodesKind, Callable[[_AllCodes], Codes]] = {
    CodesKind.SEM_PIX: lambda right: Codes(right.linha, right.codigo, right.link),
    CodesKind.SO_BARRAS: lambda right: Codes(codigo_barras=right.codigo),
    CodesKind.SO_PIX: lambda right: Codes(pix=right.pix),
    CodesKind.SO_LINK: lambda right: Codes(link=right.link),
    CodesKind.NENHUM: lambda _right: Codes(),
    CodesKind.VAZIOS: lambda _right: Codes("", "", "", ""),
    CodesKind.DEBITO_AUTOMATICO: lambda right: Codes(pix=right.pix, tipo_cobranca=_DIRECT_DEBIT),
    CodesKind.DEBITO_SEM_PIX: lambda _right: Codes(tipo_cobranca=_DIRECT_DEBIT),
    CodesKind.DV_ERRADO: _with_wrong_digits,
    CodesKind.DV_ERRADO_BARRAS_CERTAS: _with_wrong_line,
    CodesKind.PIX_CRC_ERRADO: _with_wrong_crc,
    CodesKind.PIX_TLV_QUEBRADO: _with_broken_tlv,
}
