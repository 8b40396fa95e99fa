"""Boletos that are built: they read back, and parts that do not fit are refused."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faturas.domain.payment.boleto import (
    TipoBoleto,
    build_arrecadacao,
    build_cobranca,
    linha_from_codigo,
    mask_linha,
    read_boleto,
)
from tests.domain.payment.boletos import BANKS, HOJE, SEGMENTS, VALUE_IDS, amounts, digits


class TestBuilding:
    @given(
        BANKS,
        amounts(8),
        st.none() | st.integers(-3000, 5500).map(lambda days: HOJE + timedelta(days)),
        digits(25),
    )
    def test_cobranca_reads_back(
        self, banco: str, valor: Decimal, vencimento: date | None, campo_livre: str
    ) -> None:
        codigo = build_cobranca(banco, valor, vencimento, campo_livre)
        for texto in (codigo, linha_from_codigo(codigo), mask_linha(linha_from_codigo(codigo))):
            boleto = read_boleto(texto, HOJE)
            assert boleto.valido
            assert boleto.tipo is TipoBoleto.COBRANCA
            assert boleto.codigo_barras == codigo
            assert (boleto.valor or 0) == valor
            assert boleto.vencimento == vencimento
        assert codigo[:4] == banco + "9"
        assert codigo[19:] == campo_livre

    @given(SEGMENTS, VALUE_IDS, amounts(9), digits(29))
    def test_arrecadacao_reads_back(
        self, segmento: int, id_valor: int, valor: Decimal, livre: str
    ) -> None:
        codigo = build_arrecadacao(segmento, id_valor, valor, livre)
        for texto in (codigo, linha_from_codigo(codigo), mask_linha(linha_from_codigo(codigo))):
            boleto = read_boleto(texto, HOJE)
            assert boleto.valido
            assert boleto.tipo is TipoBoleto.ARRECADACAO
            assert boleto.codigo_barras == codigo
            assert boleto.valor == (valor or None if id_valor in (6, 8) else None)
            assert boleto.vencimento is None

    @pytest.mark.parametrize("segmento", range(10))
    def test_a_segment_that_febraban_does_not_list_is_said(self, segmento: int) -> None:
        codigo = build_arrecadacao(segmento, 6, Decimal(10), "1" * 29)
        for texto in (codigo, linha_from_codigo(codigo)):
            boleto = read_boleto(texto, HOJE)
            assert boleto.valido
            odd = str(segmento) if segmento in (0, 8) else ""
            assert boleto.segmento_desconhecido == odd
            assert [f"segmento {odd}" in aviso for aviso in boleto.avisos] == [True] * bool(odd)

    @pytest.mark.parametrize("valor", ["-0.01", "0.001", "100000000", "NaN", "Infinity"])
    def test_amounts_that_do_not_fit(self, valor: str) -> None:
        with pytest.raises(ValueError, match="o valor deve ter"):
            build_cobranca("341", Decimal(valor), HOJE, "1" * 25)

    @pytest.mark.parametrize(
        ("banco", "livre"), [("34", 25), ("3411", 25), ("341", 24), ("8a1", 25)]
    )
    def test_parts_that_do_not_fit(self, banco: str, livre: int) -> None:
        with pytest.raises(ValueError, match="são esperados"):
            build_cobranca(banco, Decimal(1), HOJE, "1" * livre)

    def test_no_bank_begins_with_the_mark_of_arrecadacao(self) -> None:
        with pytest.raises(ValueError, match="nenhum banco começa com 8"):
            build_cobranca("841", Decimal(1), HOJE, "1" * 25)

    @pytest.mark.parametrize(
        ("segmento", "id_valor", "livre"), [(10, 6, 29), (-1, 6, 29), (3, 5, 29), (3, 6, 28)]
    )
    def test_contas_that_do_not_fit(self, segmento: int, id_valor: int, livre: int) -> None:
        with pytest.raises(ValueError, match=r"são esperados|identificador de valor"):
            build_arrecadacao(segmento, id_valor, Decimal(1), "1" * livre)
