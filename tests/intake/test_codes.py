"""faturas.intake.codes: a code is taken exactly as it was written, mended safely, or refused."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faturas.intake.codes import MAX_CODE_CHARS, read_code


@pytest.mark.parametrize(
    ("texto", "codigo"),
    [
        ("123", "123"),
        ("00123", "00123"),
        ("0", "0"),
        ("  123\t", "123"),
        ("\xa0123\xa0", "123"),
        ("\u200b123\ufeff", "123"),
        ("'00123", "00123"),
        ("' 00123", "00123"),
        ('="00123"', "00123"),
        ("123.0", "123"),
        ("123.00", "123"),
        ("1200.0", "1200"),
        ("0.0", "0"),
        ("A-17", "A-17"),
        ("cli_0042", "cli_0042"),
        ("123/2025", "123/2025"),
        ("10.20.30", "10.20.30"),
        ("52998224725", "52998224725"),
        ("12E34", "12E34"),
        ("MARIA-10", "MARIA-10"),
        ("99/99/2025", "99/99/2025"),
        ("12345678901234567890", "12345678901234567890"),
        ("9" * MAX_CODE_CHARS, "9" * MAX_CODE_CHARS),
    ],
)
def test_codes_that_can_be_trusted(texto: str, codigo: str) -> None:
    assert read_code(texto) == (codigo, "")


@pytest.mark.parametrize(
    ("texto", "motivo"),
    [
        ("", "em branco"),
        (" \xa0\u200b", "em branco"),
        ("'", "em branco"),
        ('=""', "em branco"),
        ("1,23E+05", "notação científica"),
        ("1.23E+05", "notação científica"),
        ("1E+05", "notação científica"),
        ("1.2345678E7", "notação científica"),
        ("1.2345678901234560E+15", "notação científica"),
        ("1.234", "ponto ou vírgula"),
        ("1.000", "ponto ou vírgula"),
        ("1.234,00", "ponto ou vírgula"),
        ("1,234.00", "ponto ou vírgula"),
        ("1.234.567", "ponto ou vírgula"),
        ("123,0", "ponto ou vírgula"),
        ("123.5", "ponto ou vírgula"),
        ("00123.0", "ponto ou vírgula"),
        ("1234567890123456.0", "ponto ou vírgula"),
        ("-5", "negativo"),
        ("-1.234,00", "negativo"),
        ("12345678901234500", "arredondado"),
        ("1234567890123450", "arredondado"),
        ("123.456.789-09", "parece um CPF/CNPJ, não um código"),
        ("12.345.678/0001-95", "parece um CPF/CNPJ, não um código"),
        ("Carregando…", "valor ausente"),
        ("Loading...", "valor ausente"),
        ("05/03/2026", "data"),
        ("5/3/26", "data"),
        ("12/31/2025", "data"),
        ("05-03-2026", "data"),
        ("05.03.2026", "data"),
        ("2026-03-05", "data"),
        ("05/03/2026 10:30:00", "data"),
        ("2026-03-05T00:00:00", "data"),
        ("jan/25", "data"),
        ("01/fev", "data"),
        ("1-mar-2026", "data"),
        ("nan", "valor ausente"),
        ("NULL", "valor ausente"),
        ("None", "valor ausente"),
        ("N/A", "valor ausente"),
        ("VERDADEIRO", "valor ausente"),
        ("#N/D", "erro de planilha"),
        ("#REF!", "erro de planilha"),
        ("######", "erro de planilha"),
        ("123\n456", "quebra de linha"),
        ("12 34", "espaço"),
        ("12\xa034", "espaço"),
        ("12\u200b34", "invisível"),
        ("12\u202e34", "invisível"),
        ("12\x0034", "invisível"),
        ("José", "caractere"),
        ("12²", "caractere"),
        ("123;456", "caractere"),
        ("12'3", "caractere"),
        ("=1+1", "não começa"),
        ("+123", "não começa"),
        ("@123", "não começa"),
        ("../1", "não começa"),
        ("١٢٣", "não começa"),
        ("９９", "não começa"),
        ("9" * (MAX_CODE_CHARS + 1), "mais de 50"),
        ("1" * 200_000, "mais de 50"),
    ],
)
def test_codes_that_cannot_be_trusted(texto: str, motivo: str) -> None:
    codigo, given_motivo = read_code(texto)
    assert codigo == ""
    assert motivo in given_motivo


@given(st.from_regex(r"[0-9]{1,15}", fullmatch=True))
def test_digits_stay_as_they_are(digits: str) -> None:
    assert read_code(digits) == (digits, "")


@given(st.from_regex(r"[0-9]{1,15}", fullmatch=True), st.text(" \t\n\r\xa0\u200b\ufeff\u2060"))
def test_invisible_characters_around_a_code_are_dropped(digits: str, blanks: str) -> None:
    assert read_code(f"{blanks}{digits}{blanks[::-1]}") == (digits, "")


@given(st.text(max_size=60) | st.text("0123456789.,eE+-/ 'NAa\n", max_size=20))
def test_there_is_either_a_code_of_plain_characters_or_a_reason(texto: str) -> None:
    codigo, motivo = read_code(texto)
    assert bool(codigo) != bool(motivo)
    assert set(codigo) <= set(string.ascii_letters + string.digits + "._/-")
    assert not codigo or read_code(codigo) == (codigo, "")


@given(st.integers(0, 10**15 - 1))
def test_an_integer_that_became_a_float_comes_back(number: int) -> None:
    assert read_code(f"{number}.0") == (str(number), "")
