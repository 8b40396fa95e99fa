"""Check digits (DV) of the FEBRABAN layouts: every function takes ASCII digits, gives 0 to 9."""

from itertools import cycle
from operator import mul

_WEIGHTS = range(2, 10)
_VALUES = bytes.maketrans(b"0123456789", bytes(range(10)))
# The sum of the digits of 2 × d, for each digit d.
_DOUBLED = bytes.maketrans(b"0123456789", b"0246813579")


def modulo10(digits: str) -> int:
    """Weights 2, 1, 2, 1… from the right, the digits of each product summed."""
    from_right = digits.encode("ascii")[::-1]
    total = sum(from_right[::2].translate(_DOUBLED)) + sum(from_right[1::2])
    return (ord("0") * len(from_right) - total) % 10


def modulo11_cobranca(digits: str) -> int:
    """General DV of a boleto de cobrança: the results 0, 10 and 11 become 1."""
    remainder = _remainder11(digits)
    return 1 if remainder in (0, 1) else 11 - remainder


def modulo11_arrecadacao(digits: str) -> int:
    """Block and general DV of arrecadação with value-id 8 or 9: remainders 0 and 1 give 0."""
    remainder = _remainder11(digits)
    return 0 if remainder in (0, 1) else 11 - remainder


def _remainder11(digits: str) -> int:
    from_right = digits.encode("ascii")[::-1].translate(_VALUES)
    total: int = sum(map(mul, from_right, cycle(_WEIGHTS)))
    return total % 11
