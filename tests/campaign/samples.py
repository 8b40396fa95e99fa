"""Rows with an overdue invoice, made up for tests."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from faturas.domain.checks import check_codes_and_phones
from faturas.domain.fatura import Fatura
from faturas.domain.outcome import Outcome, Row, Situacao
from faturas.domain.payment.boleto import build_cobranca, linha_from_codigo, mask_linha
from faturas.domain.payment.pix import build_pix

HOJE = date(2026, 11, 23)
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


def contact_row(
    telefone: str = "85988887777",
    ordem: int = 0,
    nome_lista: str = "",
    telefones_api: tuple[str, ...] = (),
    **changes: Any,
) -> Row:
    """A contact's row; keywords change the invoice, ``telefone`` is the list's phone."""
    conferida = check_codes_and_phones(
        replace(FATURA, **changes),
        telefone_lista=telefone,
        nome_lista=nome_lista,
        telefones_api=telefones_api,
        referencia=HOJE,
    )
    outcome = Outcome(Situacao.VENCIDA, tentativas=1, conferida=conferida)
    return Row(ordem, ordem + 2, "42", telefone, nome_lista, outcome)
