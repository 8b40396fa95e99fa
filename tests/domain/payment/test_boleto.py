"""Boletos: the published samples, damaged texts, the due factor, conversion."""

import json
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faturas.domain.payment.boleto import (
    build_cobranca,
    codigo_from_linha,
    fator_vencimento,
    linha_from_codigo,
    mask_linha,
    read_boleto,
)
from tests.domain.payment.boletos import (
    COBRANCAS,
    HOJE,
    LINHA,
    LINHA_ARRECADACAO,
    only_digits,
    replace_digit,
)

MASKED = "08490.01201 90000.001009 12004.774407 6 90320000018083"
CODIGO = "08496903200000180830012090000001001200477440"
VECTORS: list[dict[str, Any]] = json.loads(
    (Path(__file__).parents[2] / "data" / "boleto.json").read_text(encoding="utf-8")
)
VALID = [vector for vector in VECTORS if vector["valid"]]
DATED = [
    (vector["linha_digitavel"], vector[when])
    for vector in VALID
    for when in ("vencimento", "vencimento_ciclo_1", "vencimento_ciclo_2")
    if vector.get(when)
]
UNDATED = [vector for vector in VALID if vector.get("fator", "0000") == "0000"]
INVALID = [vector for vector in VECTORS if not vector["valid"]]
REASON_IN_WORDS = {
    "general dv": "o dígito verificador geral não confere",
    "field1 dv": "o dígito verificador do 1º campo não confere",
    "field2 dv": "o dígito verificador do 2º campo não confere",
    "field3 dv": "o dígito verificador do 3º campo não confere",
    "block1 dv": "o dígito verificador do 1º bloco não confere",
    "block2 dv": "o dígito verificador do 2º bloco não confere",
    "block3 dv": "o dígito verificador do 3º bloco não confere",
    "block4 dv": "o dígito verificador do 4º bloco não confere",
    "moeda!=9": "o 4º dígito, que diz a moeda, deve ser 9 (real)",
    "valor-id 2": "o 3º dígito, que diz como ler o valor, deve ser 6, 7, 8 ou 9",
    "produto!=8": "com 48 dígitos, o código é de uma conta de convênio e deve começar com 8",
}


def sample_name(vector: dict[str, Any]) -> str:
    name: str = vector["linha_digitavel"] or vector["codigo_barras"]
    return name


class TestPublishedSamples:
    @pytest.mark.parametrize("vector", VALID, ids=sample_name)
    def test_valid_line_and_bar_code_tell_the_same(self, vector: dict[str, Any]) -> None:
        valor = Decimal(vector["valor"] or 0)
        for entrada in (vector["linha_digitavel"], vector["codigo_barras"]):
            boleto = read_boleto(entrada, HOJE)
            assert boleto.motivos == ()
            assert boleto.valido
            assert boleto.entrada == entrada
            assert boleto.tipo == vector["kind"]
            assert boleto.linha_digitavel == only_digits(vector["linha_digitavel"])
            assert boleto.codigo_barras == vector["codigo_barras"]
            assert boleto.valor == (valor or None)
            assert boleto.valor_em_aberto == (vector["valor"] == "0.00")

    @pytest.mark.parametrize("days", [-5500, 0, 3000])
    def test_due_date_is_read_around_the_reference(self, days: int) -> None:
        for linha, stated in DATED:
            vencimento = date.fromisoformat(stated)
            boleto = read_boleto(linha, vencimento + timedelta(days))
            assert (linha, boleto.vencimento, boleto.avisos) == (linha, vencimento, ())

    @pytest.mark.parametrize("vector", UNDATED, ids=sample_name)
    def test_no_due_date_in_the_code(self, vector: dict[str, Any]) -> None:
        boleto = read_boleto(vector["linha_digitavel"], HOJE)
        assert boleto.vencimento is None
        assert boleto.avisos == ()

    @pytest.mark.parametrize("vector", INVALID, ids=sample_name)
    def test_every_reason_is_given(self, vector: dict[str, Any]) -> None:
        boleto = read_boleto(sample_name(vector), HOJE)
        assert not boleto.valido
        assert (boleto.linha_digitavel, boleto.codigo_barras, boleto.valor) == (None, None, None)
        if any(char.isalpha() for char in sample_name(vector)):
            assert "letras ou símbolos" in boleto.motivos[0]
        elif vector["kind"] == "malformed":
            [motivo] = boleto.motivos
            assert f"tem {vector['why_invalid'][0].removeprefix('length ')} dígitos" in motivo
        else:
            assert boleto.tipo == vector["kind"]
            assert set(boleto.motivos) == {REASON_IN_WORDS[why] for why in vector["why_invalid"]}


class TestText:
    @pytest.mark.parametrize(
        "texto",
        [
            MASKED,
            f"  {LINHA}\n",
            MASKED.replace(" ", "\u00a0"),
            MASKED.replace(" ", "\r\n"),
            MASKED.replace(" ", " – ").replace(".", "-"),
            f"\ufeff{LINHA}\u200b",
        ],
    )
    def test_masks_blanks_and_line_breaks_do_not_count(self, texto: str) -> None:
        boleto = read_boleto(texto, HOJE)
        assert boleto.linha_digitavel == LINHA
        assert boleto.entrada == texto

    @pytest.mark.parametrize("texto", ["", " ", "...-\u00a0\n"])
    def test_nothing_there(self, texto: str) -> None:
        assert read_boleto(texto, HOJE).motivos == ("não há código: o campo está vazio",)

    @pytest.mark.parametrize(
        "texto",
        [
            LINHA.replace("0", "O"),
            LINHA + "a",
            "²" + LINHA[1:],
            LINHA.translate({ord("0") + i: 0x660 + i for i in range(10)}),
            "Linha digitável: " + LINHA,
        ],
        ids=["letter O", "letter behind", "superscript", "Arabic digits", "caption"],
    )
    def test_only_ascii_digits_count(self, texto: str) -> None:
        boleto = read_boleto(texto, HOJE)
        assert boleto.motivos == (
            "há letras ou símbolos no código, que deve ter só números; copie-o de novo",
        )
        assert boleto.tipo is None

    @pytest.mark.parametrize("texto", ["8,49001201900000E+45", "8.49E+45"])
    def test_a_spreadsheet_number_is_named(self, texto: str) -> None:
        assert "a planilha guardou o código como número" in read_boleto(texto, HOJE).motivos[0]

    def test_a_line_that_excel_rounded_fails_its_dvs(self) -> None:
        kept_by_excel = LINHA[:16] + "0" * 31
        assert not read_boleto(kept_by_excel, HOJE).valido

    @pytest.mark.parametrize("banco", ["001", "033", "077"])
    def test_leading_zeros_come_back_when_every_dv_holds(self, banco: str) -> None:
        linha = linha_from_codigo(build_cobranca(banco, Decimal("54.95"), HOJE, "7" * 25))
        boleto = read_boleto(linha.lstrip("0"), HOJE)
        assert boleto.linha_digitavel == linha
        assert boleto.valido
        assert "zeros do começo" in boleto.avisos[0]

    @pytest.mark.parametrize("position", [3, 9, 20, 31, 32, 40])
    def test_leading_zeros_do_not_come_back_when_a_dv_fails(self, position: int) -> None:
        linha = linha_from_codigo(build_cobranca("033", Decimal("54.95"), HOJE, "7" * 25))
        damaged = replace_digit(linha, position, str((int(linha[position]) + 1) % 10))
        boleto = read_boleto(damaged.lstrip("0"), HOJE)
        assert "o código tem 46 dígitos" in boleto.motivos[0]

    def test_a_fifth_field_of_000_is_one_of_zeros(self) -> None:
        whole = linha_from_codigo(build_cobranca("237", Decimal(0), None, "7" * 25))
        printed = mask_linha(whole).removesuffix("0" * 14) + "000"
        assert len(only_digits(printed)) == 36
        for texto in (printed, only_digits(printed)):
            boleto = read_boleto(texto, HOJE)
            assert boleto.linha_digitavel == whole
            assert (boleto.valor, boleto.vencimento) == (None, None)
            assert boleto.valor_em_aberto
            assert "completado com zeros" in boleto.avisos[0]

    @pytest.mark.parametrize("banco", ["001", "033", "077"])
    def test_it_may_have_lost_its_leading_zeros_too(self, banco: str) -> None:
        whole = linha_from_codigo(build_cobranca(banco, Decimal(0), None, "7" * 25))
        assert read_boleto(f"{whole[:33].lstrip('0')}000", HOJE).linha_digitavel == whole

    @given(COBRANCAS.filter(lambda codigo: codigo[5] != "0"), st.integers(4, 14))
    def test_a_line_that_was_cut_off_is_never_filled_up(self, codigo: str, cut: int) -> None:
        assert not read_boleto(linha_from_codigo(codigo)[:-cut], HOJE).valido

    @pytest.mark.parametrize("position", [3, 9, 20, 31, 32])
    def test_a_fifth_field_of_000_is_refused_when_a_dv_fails(self, position: int) -> None:
        whole = linha_from_codigo(build_cobranca("237", Decimal(0), None, "7" * 25))
        damaged = replace_digit(whole, position, str((int(whole[position]) + 1) % 10))
        assert "o código tem 36 dígitos" in read_boleto(f"{damaged[:33]}000", HOJE).motivos[0]

    def test_a_line_of_convenio_that_lost_a_digit_is_named(self) -> None:
        boleto = read_boleto(LINHA_ARRECADACAO[:-1], HOJE)
        assert boleto.motivos == (
            "o código começa com 8, como as contas de convênio, mas tem 47 dígitos em vez de 48",
        )

    @given(st.text() | st.text(alphabet="0123456789 .-8", min_size=40, max_size=60))
    def test_any_text_gives_a_verdict(self, texto: str) -> None:
        boleto = read_boleto(texto, HOJE)
        assert boleto.valido == (boleto.codigo_barras is not None)
        assert boleto.valido == (boleto.linha_digitavel is not None)

    @given(st.text(alphabet="0123456789", min_size=44, max_size=48), st.dates())
    def test_any_reference_date_gives_a_verdict(self, digits: str, referencia: date) -> None:
        assert read_boleto(digits, referencia).entrada == digits


class TestDueFactor:
    @pytest.mark.parametrize(
        ("vencimento", "fator"),
        [
            (date(2000, 7, 3), 1000),
            (date(2025, 2, 21), 9999),
            (date(2025, 2, 22), 1000),
            (date(2026, 8, 17), 1541),
            (date(2049, 10, 13), 9999),
            (date(2049, 10, 14), 1000),
        ],
    )
    def test_factor_of_a_date(self, vencimento: date, fator: int) -> None:
        assert fator_vencimento(vencimento) == fator

    def test_no_factor_before_the_first(self) -> None:
        with pytest.raises(ValueError, match="03/07/2000"):
            fator_vencimento(date(2000, 7, 2))

    @pytest.mark.parametrize("days", [-3000, -1, 0, 1, 5500])
    def test_dates_near_the_reference_are_known(self, days: int) -> None:
        vencimento = HOJE + timedelta(days)
        codigo = build_cobranca("341", Decimal(1), vencimento, "1" * 25)
        assert read_boleto(codigo, HOJE).vencimento == vencimento

    @pytest.mark.parametrize("days", [-3001, -3499, 5501, 5999])
    def test_in_the_gap_the_code_is_valid_and_its_date_unknown(self, days: int) -> None:
        codigo = build_cobranca("341", Decimal(1), HOJE + timedelta(days), "1" * 25)
        boleto = read_boleto(codigo, HOJE)
        assert boleto.valido
        assert boleto.vencimento is None
        assert "ambíguo" in boleto.avisos[0]

    def test_zero_means_no_due_date(self) -> None:
        boleto = read_boleto(build_cobranca("341", Decimal(1), None, "1" * 25), HOJE)
        assert boleto.vencimento is None
        assert boleto.avisos == ()

    @pytest.mark.parametrize(
        ("referencia", "vencimento"),
        [(date(2024, 12, 1), date(2025, 2, 22)), (date(2005, 1, 1), date(2000, 7, 3))],
    )
    def test_one_factor_two_turns(self, referencia: date, vencimento: date) -> None:
        codigo = build_cobranca("341", Decimal(1), vencimento, "1" * 25)
        assert codigo[5:9] == "1000"
        assert read_boleto(codigo, referencia).vencimento == vencimento

    def test_a_factor_below_1000_never_comes_back(self) -> None:
        candidates = (f"3419{dv}0999{'0' * 35}" for dv in range(1, 10))
        codigo = next(each for each in candidates if read_boleto(each, HOJE).valido)
        assert read_boleto(codigo, date(2000, 7, 1)).vencimento == date(2000, 7, 2)
        assert read_boleto(codigo, date(2025, 1, 1)).vencimento is None


class TestConversion:
    def test_mask(self) -> None:
        assert mask_linha(LINHA) == MASKED
        assert mask_linha(LINHA_ARRECADACAO) == (
            "83640000001-1 33120138000-2 81288462711-6 08013618155-1"
        )

    @pytest.mark.parametrize(
        "linha", ["", LINHA[:-1], LINHA + "0", MASKED, "8" + LINHA[1:], "²" * 47]
    )
    def test_wrong_shapes_of_line(self, linha: str) -> None:
        with pytest.raises(ValueError, match=r"são esperados 4[78] dígitos"):
            mask_linha(linha)
        with pytest.raises(ValueError, match=r"são esperados 4[78] dígitos"):
            codigo_from_linha(linha)

    @pytest.mark.parametrize("codigo", ["", CODIGO[:-1], CODIGO + "0", "x" * 44])
    def test_wrong_shapes_of_bar_code(self, codigo: str) -> None:
        with pytest.raises(ValueError, match="são esperados 44 dígitos"):
            linha_from_codigo(codigo)

    def test_arrecadacao_needs_a_known_value_id(self) -> None:
        with pytest.raises(ValueError, match="3º dígito"):
            linha_from_codigo("845" + "0" * 41)

    @given(st.text(alphabet="0123456789", min_size=44, max_size=44))
    def test_there_and_back(self, codigo: str) -> None:
        if codigo[0] == "8" and codigo[2] not in "6789":
            codigo = codigo[:2] + "6" + codigo[3:]
        linha = linha_from_codigo(codigo)
        assert codigo_from_linha(linha) == codigo
        assert only_digits(mask_linha(linha)) == linha
