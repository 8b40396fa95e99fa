"""Decodes a number that a cell of an xls or xlsb keeps in four bytes (``number_of_rk``)."""

import struct


def number_of_rk(rk: int) -> float:
    """Returns the number in a compressed cell (MS-XLS 2.5.217, MS-XLSB 2.5.122)."""
    if rk & 2:
        value = float((rk >> 2) - (1 << 30 if rk & 0x80000000 else 0))
    else:
        [value] = struct.unpack("<d", bytes(4) + struct.pack("<I", rk & 0xFFFFFFFC))
    return value / 100 if rk & 1 else value
