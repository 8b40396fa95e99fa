"""Reads amounts in reais from what billing systems send, and writes them as Brazilians read them.

Every amount is a ``Decimal`` of two decimals. Text must match a known pattern before it is read:
lenient parsers turn ``1234.56`` into 123456.
"""

import re
import struct
from decimal import Decimal, InvalidOperation

_CENTAVO = Decimal("0.01")
_NOISE = Decimal("0.000001")
"""Reais. Sums of binary floats are off by less, up to billions of reais; a thousandth is no noise
but a decimal that somebody meant."""
_SINGLE_NOISE = Decimal("0.0001")
"""Reais. What was once a float of 32 bits is off by less, up to two thousand reais. Only an amount
that becomes the same such float without it has it for noise, not for decimals."""
_SWAP = str.maketrans(",.", ".,")
_TEXT = re.compile(
    r"(?P<before>-?)(?:R\$\s*)?(?P<after>-?)"
    # 1.234,56 and 1.234.567: dots in thousands; or 10, 119.9, 1234,56: no thousands at all
    r"(?:(?P<grouped>[0-9]{1,3}(?:\.[0-9]{3})+,[0-9]+|[0-9]{1,3}(?:\.[0-9]{3}){2,})"
    r"|(?P<plain>[0-9]+(?:[.,][0-9]+)?))"
)
_AMBIGUOUS = re.compile(r"[0-9]{1,3}[.,][0-9]{3}")
_TYPED_THOUSAND = re.compile(r"(?:R\$\s*)?[1-9][0-9]{0,2}\.[0-9]{3}")


def parse_valor(valor: object) -> Decimal:
    """Return an amount in reais, exact to the centavo.

    Takes ``int``, ``float`` (by its shortest text), ``Decimal`` and text such as ``119.9``, ``10``
    or ``R$ 1.234,56``; the noise of binary floats, as in ``123.31999999999999``, is dropped. Raises
    ``ValueError`` for anything else, for fractions of a centavo, for NaN and infinity, and for
    ``1.234`` or ``1,234``, which could be a thousand or three decimals.
    """
    match valor:
        case bool():  # an int to Python, never an amount
            raise ValueError("o valor não é um número")
        case str():
            number = _from_text(valor)
        case int() | float() | Decimal():
            number = _decimal(str(valor))
        case _:
            raise ValueError("o valor não é um número")
    return _exact(number)


def parse_digitado(texto: str) -> Decimal:
    """Return an amount as a person types it: as ``parse_valor``, but ``1.000`` is a thousand.

    In Portuguese the dot groups thousands, and nobody types tenths of a centavo.
    """
    texto = texto.strip()
    return parse_valor(f"{texto},00" if _TYPED_THOUSAND.fullmatch(texto) else texto)


def _from_text(texto: str) -> Decimal:
    match = _TEXT.fullmatch(texto.strip())
    if match is None or (match["before"] and match["after"]):
        raise ValueError("o valor não está escrito como um número; use a forma 1234,56")
    grouped, plain = match["grouped"], match["plain"]
    if plain and _AMBIGUOUS.fullmatch(plain):
        raise ValueError(
            "o valor é ambíguo: três dígitos depois do separador podem ser milhar ou decimais"
        )
    digits = grouped.replace(".", "") if grouped else plain
    return _decimal(match["before"] + match["after"] + digits.replace(",", "."))


def _decimal(texto: str) -> Decimal:
    try:
        return Decimal(texto)
    except InvalidOperation:
        raise ValueError("o valor não é um número") from None


def _exact(number: Decimal) -> Decimal:
    """Return ``number`` with two decimals, without noise and without a negative zero."""
    try:
        centavos = number.quantize(_CENTAVO)
    except InvalidOperation:  # infinity, or more digits than the context holds
        raise ValueError("o valor é grande demais ou não é finito") from None
    if number.is_nan() or not _is_noise(number, centavos):
        raise ValueError("o valor não é um número exato de centavos")
    return centavos if centavos else abs(centavos)


def _is_noise(number: Decimal, centavos: Decimal) -> bool:
    """Whether it is only binary floats that set ``number`` apart from its ``centavos``."""
    off = abs(centavos - number)
    return off < _NOISE or (off < _SINGLE_NOISE and _single(number) == _single(centavos))


def _single(number: Decimal) -> bytes:
    return struct.pack("<f", number)


def format_brl(valor: Decimal) -> str:
    """``R$ 1.234,56`` with an ordinary space; ``-R$ 1,00`` below zero; rounded to the centavo."""
    centavos = valor.quantize(_CENTAVO)
    sign = "-" if centavos < 0 else ""
    return f"{sign}R$ {abs(centavos):,.2f}".translate(_SWAP)
