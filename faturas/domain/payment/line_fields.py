"""The fields of a linha digitável: where each is, and whether its own check digit (DV) holds."""

from collections.abc import Callable, Iterator

from faturas.domain.payment.digits import modulo10, modulo11_arrecadacao

# Where the digits of each field are; its DV is right behind.
COBRANCA_FIELDS = (slice(0, 9), slice(10, 20), slice(21, 31))
ARRECADACAO_BLOCKS = (slice(0, 11), slice(12, 23), slice(24, 35), slice(36, 47))

ARRECADACAO_DV: dict[str, Callable[[str], int]] = {
    "6": modulo10,
    "7": modulo10,
    "8": modulo11_arrecadacao,
    "9": modulo11_arrecadacao,
}
"""By value-id, the third digit: what gives the DV of a block, and the general one."""


def field_dvs(linha: str, *, arrecadacao: bool) -> Iterator[tuple[slice, bool]]:
    """Give where each field is, its DV included, and whether that DV holds.

    ``linha`` may be damaged: a field that is not there whole, or has anything but digits, does not
    hold.
    """
    dv_of = ARRECADACAO_DV.get(linha[2:3]) if arrecadacao else modulo10
    is_ascii = linha.isascii()
    for field in ARRECADACAO_BLOCKS if arrecadacao else COBRANCA_FIELDS:
        digits, dv = linha[field], linha[field.stop : field.stop + 1]
        is_whole = dv != "" and is_ascii and (digits + dv).isdigit()
        holds = dv_of is not None and is_whole and int(dv) == dv_of(digits)
        yield slice(field.start, field.stop + 1), holds


def with_fifth_field(linha: str) -> str:
    """Give a line of cobrança with its fifth field in full, where that is printed as ``000``.

    Older layouts do so where it has neither factor nor amount ("quando se tratar de valor zerado,
    a representação deve ser 000"). Up to two zeros may be lost at the start.
    """
    is_short = len(linha) in (34, 35, 36) and linha.endswith("000")
    return linha[:-3] + "0" * 14 if is_short else linha
