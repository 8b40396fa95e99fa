"""An overdue invoice, and the codes by which it is paid."""

from datetime import date
from decimal import Decimal

from faturas.domain.fatura import Fatura
from faturas.domain.payment.boleto import build_cobranca, linha_from_codigo, mask_linha
from faturas.domain.payment.pix import build_pix

HOJE = date(2026, 11, 23)
"""The day on which tests live, a Monday."""
VENCIMENTO = date(2026, 10, 5)
VALOR = Decimal("1234.56")


def codigo_barras(valor: Decimal = VALOR, vencimento: date = VENCIMENTO) -> str:
    return build_cobranca("001", valor, vencimento, "0" * 24 + "7")


def linha(valor: Decimal = VALOR, vencimento: date = VENCIMENTO) -> str:
    return mask_linha(linha_from_codigo(codigo_barras(valor, vencimento)))


def pix(valor: Decimal | None = VALOR) -> str:
    return build_pix(
        recebedor="PROVEDOR EXEMPLO", cidade="NATAL", chave="pix@provedor.example", valor=valor
    )


FATURA = Fatura(
    id_fatura="1",
    codigo_cliente="42",
    nome="MARIA DA CONCEIÇÃO",
    valor=VALOR,
    vencimento=VENCIMENTO,
    paga=False,
    linha_digitavel=linha(),
    codigo_barras="",
    pix=pix(),
    link="https://boleto.example/1",
)
