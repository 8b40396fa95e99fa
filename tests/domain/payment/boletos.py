"""Makes boletos for tests: one of each kind, and strategies for any."""

from datetime import date
from decimal import Decimal

from hypothesis import strategies as st

from faturas.domain.payment.boleto import build_arrecadacao, build_cobranca

HOJE = date(2025, 10, 1)
LINHA = "08490012019000000100912004774407690320000018083"
LINHA_ARRECADACAO = "836400000011331201380002812884627116080136181551"


def only_digits(text: str) -> str:
    return "".join(filter(str.isdigit, text))


def digits(count: int) -> st.SearchStrategy[str]:
    return st.text(alphabet="0123456789", min_size=count, max_size=count)


def amounts(integer_digits: int) -> st.SearchStrategy[Decimal]:
    return st.decimals(min_value=0, max_value=10**integer_digits - 1, places=2)


BANKS = digits(3).filter(lambda banco: banco[0] != "8")
SEGMENTS = st.integers(1, 9)
VALUE_IDS = st.sampled_from([6, 7, 8, 9])
COBRANCAS = st.builds(build_cobranca, BANKS, amounts(8), st.none() | st.just(HOJE), digits(25))
ARRECADACOES = st.builds(build_arrecadacao, SEGMENTS, VALUE_IDS, amounts(9), digits(29))


def replace_digit(linha: str, position: int, digit: str) -> str:
    return linha[:position] + digit + linha[position + 1 :]
