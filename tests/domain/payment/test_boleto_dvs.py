"""The DVs of boletos: when they hold, and which wrong digits they can catch."""

from collections.abc import Iterator
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from faturas.domain.payment.boleto import dvs_hold, linha_from_codigo, mask_linha, read_boleto
from faturas.domain.payment.digits import modulo10, modulo11_cobranca
from tests.domain.payment.boletos import (
    ARRECADACOES,
    COBRANCAS,
    HOJE,
    LINHA,
    LINHA_ARRECADACAO,
    replace_digit,
)


def undetected_errors(linha: str) -> Iterator[int]:
    """Give each position where some single wrong digit leaves the line valid."""
    for position, right in enumerate(linha):
        for wrong in "0123456789".replace(right, ""):
            if read_boleto(replace_digit(linha, position, wrong), HOJE).valido:
                yield position


def can_hide_cobranca(linha: str, position: int) -> bool:
    """Only the general DV covers factor and amount, and three remainders of modulo 11 share 1."""
    return position > 32 and linha[32] == "1"


def can_hide_arrecadacao(linha: str, position: int) -> bool:
    """With modulo 11, two remainders share DV 0: the block's and the general DV must both be it.

    The value-id chooses the modulus, so changing it can hide where both moduli agree.
    """
    block_dv = linha[position // 12 * 12 + 11]
    return position == 2 or (linha[2] in "89" and block_dv == linha[3] == "0")


class TestDvsHold:
    @given(st.one_of(COBRANCAS, ARRECADACOES), st.integers(0, 46), st.integers(1, 9))
    def test_it_says_of_a_line_what_reading_it_says(
        self, codigo: str, position: int, more: int
    ) -> None:
        good = linha_from_codigo(codigo)
        digit = (int(good[position]) + more) % 10
        changed = f"{good[:position]}{digit}{good[position + 1 :]}"
        assert dvs_hold(good)
        assert dvs_hold(mask_linha(good))
        assert dvs_hold(changed) == read_boleto(changed, date.max).valido

    @pytest.mark.parametrize("text", ["", "abc", LINHA[:-1], LINHA + "1", LINHA[:-1] + "²"])
    def test_what_is_no_line_is_none(self, text: str) -> None:
        assert not dvs_hold(text)

    def test_a_line_of_47_digits_is_of_no_bank_that_begins_with_8(self) -> None:
        fields = ("800900000", "0000000000", "0000000000")
        general = modulo11_cobranca(f"8009{'0' * 39}")
        line = "".join(f"{field}{modulo10(field)}" for field in fields) + f"{general}{'0' * 14}"
        assert not dvs_hold(line)
        assert not read_boleto(line, date.max).valido


class TestSingleWrongDigit:
    @settings(max_examples=30, deadline=None)
    @given(COBRANCAS)
    def test_in_a_line_of_cobranca(self, codigo: str) -> None:
        linha = linha_from_codigo(codigo)
        assert all(can_hide_cobranca(linha, position) for position in undetected_errors(linha))

    @settings(max_examples=30, deadline=None)
    @given(ARRECADACOES)
    def test_in_a_line_of_arrecadacao(self, codigo: str) -> None:
        linha = linha_from_codigo(codigo)
        assert all(can_hide_arrecadacao(linha, position) for position in undetected_errors(linha))

    def test_in_a_line_of_an_everyday_conta_nothing_hides(self) -> None:
        assert list(undetected_errors(LINHA_ARRECADACAO)) == []

    def test_in_a_line_of_an_everyday_boleto_nothing_hides(self) -> None:
        assert list(undetected_errors(LINHA)) == []

    def test_the_wrong_field_is_named(self) -> None:
        boleto = read_boleto(replace_digit(LINHA, 12, "7"), HOJE)
        assert "o dígito verificador do 2º campo não confere" in boleto.motivos
        assert "o dígito verificador do 1º campo não confere" not in boleto.motivos
