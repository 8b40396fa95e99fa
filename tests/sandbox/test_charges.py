"""faturas.sandbox.charges: an invoice's codes are valid, or wrong in just the way asked for."""

from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from faturas.domain.payment.boleto import TipoBoleto, read_boleto
from faturas.domain.payment.pix import read_pix
from faturas.sandbox.charges import BROKEN_KINDS, Codes, CodesKind, make_codes
from tests.factories.faturas import HOJE

VALOR = Decimal("99.90")
VENCIMENTO = HOJE - timedelta(days=30)

_VALORES = st.decimals(Decimal("0.01"), Decimal("99999.99"), places=2)


def _codes(kind: CodesKind, id_fatura: int = 100101, valor: Decimal = VALOR) -> Codes:
    return make_codes(
        kind, seed=3, id_fatura=id_fatura, valor=valor, vencimento=VENCIMENTO, hoje=HOJE
    )


@settings(max_examples=100)
@given(
    kind=st.sampled_from(sorted(set(CodesKind) - BROKEN_KINDS)),
    id_fatura=st.integers(100101, 10**9),
    valor=_VALORES,
    days=st.integers(-60, 400),
)
def test_every_code_is_valid_and_charges_what_it_should(
    kind: CodesKind, id_fatura: int, valor: Decimal, days: int
) -> None:
    vencimento = HOJE - timedelta(days=days)
    codes = make_codes(
        kind, seed=3, id_fatura=id_fatura, valor=valor, vencimento=vencimento, hoje=HOJE
    )
    boletos = [
        read_boleto(text, HOJE) for text in (codes.linha_digitavel, codes.codigo_barras) if text
    ]
    pix = read_pix(codes.pix) if codes.pix else None
    assert [each.motivos for each in boletos] == [()] * len(boletos)
    assert len({each.codigo_barras for each in boletos}) <= 1
    assert pix is None or (pix.motivos, pix.avisos) == ((), ())
    if kind is not CodesKind.REEMITIDO and kind is not CodesKind.BOLETO_SEM_VALOR:
        assert all(each.valor == valor for each in boletos)
    if kind not in (CodesKind.REEMITIDO, CodesKind.ARRECADACAO):
        assert all(each.vencimento == vencimento for each in boletos)


@settings(max_examples=50)
@given(kind=st.sampled_from(sorted(BROKEN_KINDS)), id_fatura=st.integers(100101, 10**9))
def test_a_broken_kind_has_just_the_break_it_is_named_for(kind: CodesKind, id_fatura: int) -> None:
    codes = _codes(kind, id_fatura)
    linha = read_boleto(codes.linha_digitavel or "", HOJE)
    barras = read_boleto(codes.codigo_barras or "", HOJE)
    pix = read_pix(codes.pix or "")
    assert linha.valido is (kind not in (CodesKind.DV_ERRADO, CodesKind.DV_ERRADO_BARRAS_CERTAS))
    assert barras.valido is (kind is not CodesKind.DV_ERRADO)
    assert pix.valido is (kind not in (CodesKind.PIX_CRC_ERRADO, CodesKind.PIX_TLV_QUEBRADO))
    assert any("CRC" in motivo for motivo in pix.motivos) is (kind is CodesKind.PIX_CRC_ERRADO)


@pytest.mark.parametrize(
    ("kind", "present"),
    [
        (CodesKind.COMPLETOS, "linha barras link pix"),
        (CodesKind.SEM_PIX, "linha barras link"),
        (CodesKind.SO_BARRAS, "barras"),
        (CodesKind.SO_PIX, "pix"),
        (CodesKind.SO_LINK, "link"),
        (CodesKind.NENHUM, ""),
        (CodesKind.VAZIOS, ""),
        (CodesKind.DEBITO_AUTOMATICO, "pix"),
        (CodesKind.DEBITO_SEM_PIX, ""),
    ],
)
def test_which_codes_a_kind_has(kind: CodesKind, present: str) -> None:
    codes = _codes(kind)
    fields = {
        "linha": codes.linha_digitavel,
        "barras": codes.codigo_barras,
        "link": codes.link,
        "pix": codes.pix,
    }
    assert " ".join(name for name, value in fields.items() if value) == present
    absent = {value for value in fields.values() if not value}
    assert absent <= ({""} if kind is CodesKind.VAZIOS else {None})
    is_debit = kind in (CodesKind.DEBITO_AUTOMATICO, CodesKind.DEBITO_SEM_PIX)
    assert codes.tipo_cobranca == ("debito_automatico" if is_debit else "boleto_bancario")


def test_a_reissued_boleto_charges_fine_and_interest_for_a_later_day() -> None:
    codes = _codes(CodesKind.REEMITIDO)
    boleto = read_boleto(codes.linha_digitavel or "", HOJE)
    # 99.90 + 2 % + 30 days at 1 % a month
    assert boleto.valor == Decimal("102.90")
    assert boleto.vencimento == HOJE + timedelta(days=3)
    assert _amounts_of_pix(CodesKind.REEMITIDO) <= {None, Decimal("102.90")}


def test_line_and_pix_of_different_amounts() -> None:
    codes = _codes(CodesKind.VALORES_DIVERGENTES)
    assert read_boleto(codes.linha_digitavel or "", HOJE).valor == VALOR
    assert _amounts_of_pix(CodesKind.VALORES_DIVERGENTES) == {VALOR + 10}


def test_codes_without_an_amount() -> None:
    boleto = read_boleto(_codes(CodesKind.BOLETO_SEM_VALOR).linha_digitavel or "", HOJE)
    assert boleto.valor_em_aberto
    assert _amounts_of_pix(CodesKind.PIX_SEM_VALOR) == {None}


def test_an_arrecadacao_has_48_digits() -> None:
    boleto = read_boleto(_codes(CodesKind.ARRECADACAO).linha_digitavel or "", HOJE)
    assert boleto.tipo is TipoBoleto.ARRECADACAO
    assert boleto.valor == VALOR


@pytest.mark.parametrize("valor", [Decimal(0), Decimal("-25.00")])
def test_nothing_to_pay_means_no_more_than_a_link(valor: Decimal) -> None:
    codes = _codes(CodesKind.COMPLETOS, valor=valor)
    assert codes == Codes(link=codes.link)
    assert codes.link is not None


def test_links_have_a_reserved_name() -> None:
    link = _codes(CodesKind.COMPLETOS).link or ""
    assert link.startswith("https://boleto.provedor-demonstracao.example/")


def test_lines_come_masked_and_unmasked_and_pix_of_both_kinds() -> None:
    codes = [_codes(CodesKind.COMPLETOS, id_fatura) for id_fatura in range(100101, 100161)]
    assert {(each.linha_digitavel or "").isdigit() for each in codes} == {True, False}
    assert {read_pix(each.pix or "").tipo for each in codes} == {"estatico", "dinamico"}
    assert len({each.pix for each in codes}) == len(codes)


def _amounts_of_pix(kind: CodesKind) -> set[Decimal | None]:
    return {
        read_pix(_codes(kind, id_fatura).pix or "").valor for id_fatura in range(100101, 100111)
    }
