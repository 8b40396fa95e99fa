"""Recognises formulas that come to a total of the list (``is_total``): their results are no codes.

A formula may also look a code up on another sheet, so that not every function of numbers counts.
"""

import html
import re
import struct

# Functions whose result is a total of whatever range they are given.
_AGGREGATES = frozenset(
    (
        *("SUM", "SUMSQ", "PRODUCT", "COUNT", "COUNTA", "COUNTBLANK", "AVERAGE", "AVERAGEA"),
        *("MEDIAN", "MODE", "MODE.SNGL", "MODE.MULT", "GEOMEAN", "HARMEAN", "TRIMMEAN", "MAX"),
        *("MAXA", "MIN", "MINA", "STDEV", "STDEVA", "STDEVP", "STDEVPA", "STDEV.S", "STDEV.P"),
        *("VAR", "VARA", "VARP", "VARPA", "VAR.S", "VAR.P", "AVEDEV", "DEVSQ", "SKEW", "KURT"),
        "SUBTOTAL",
    )
)
# Functions that also look codes up on other sheets: a total only of the column they stand in.
_ALSO_LOOK_UP = frozenset(
    (
        *("AGGREGATE", "SUMIF", "SUMIFS", "SUMPRODUCT"),
        *("MAXIFS", "MINIFS", "LARGE", "SMALL", "PERCENTILE", "PERCENTILE.INC"),
        *("PERCENTILE.EXC", "QUARTILE", "QUARTILE.INC", "QUARTILE.EXC", "DSUM", "DCOUNT"),
        *("DCOUNTA", "DAVERAGE", "DMAX", "DMIN", "DPRODUCT", "DSTDEV", "DSTDEVP", "DVAR", "DVARP"),
    )
)
# Functions that count cells, or give their mean: never a code, wherever the cells stand.
_NEVER_A_CODE = frozenset(("COUNTIF", "COUNTIFS", "AVERAGEIF", "AVERAGEIFS", "ROWS"))
_COUNT_BY_CONDITION = re.compile(r"\s*--\([^,;*]*\)\s*\)\s*")  # the way to count by SUMPRODUCT
# Functions and signs around a total that leave it one.
_WRAPPED = r"(?:(?:ROUND(?:UP|DOWN)?|INT|TRUNC|TEXT|VALUE|IFERROR|IFNA|ABS|FIXED|N)\s*\(|[\s=+(-])*"
_CALL = re.compile(
    rf"{_WRAPPED}(?:_xl(?:fn|ws)\.|COM\.MICROSOFT\.|ORG\.\w+\.)*([A-Z][A-Z0-9.]*)\s*\((.*)",
    re.IGNORECASE | re.DOTALL,
)
_RANGE = re.compile(r":|\[|^\s*[^\W\d]+\s*\)")
_CONDITION = re.compile(r"[=<>*/]")
# How ods writes references: [.A2:.A4] and [$Outra.A2:.A4].
_OPEN_REFERENCE = re.compile(r"\[([^\].]*)\.([^\]:]*)(?::[^\].]*\.([^\]]*))?\]")
_OPEN_PREFIX = re.compile(r"^(of|oooc|msoxl):")


def is_total(formula: str, column: int) -> bool:
    """Whether a formula, as xlsx keeps it, is a total of rows; ``column`` is its own, from 1 on.

    A sum of several cells of its own column is one, and so is a call of a function above.
    """
    letters = _letters(column)
    cell = rf"(?<![\w!$.:']){re.escape('$')}?{letters}\$?\d+(?![\w(])"
    if len(re.findall(cell, formula, re.IGNORECASE)) > 1 and re.fullmatch(
        rf"[\s=+*/().,\d-]*(?:{cell}[\s+*/().,\d-]*)+", formula, re.IGNORECASE
    ):
        return True
    call = _CALL.match(formula)
    return call is not None and _is_total_call(call[1].upper(), call[2], letters, cell)


def _is_total_call(function: str, arguments: str, letters: str, cell: str) -> bool:
    is_count = function == "SUMPRODUCT" and _COUNT_BY_CONDITION.fullmatch(arguments)
    if function in _NEVER_A_CODE or is_count:
        return True
    if function not in _AGGREGATES | _ALSO_LOOK_UP:
        return False
    of_column = re.search(
        rf"(?<![\w!$.:'])\$?{letters}(?:\$?\d+)?:\$?{letters}(?![A-Z(])", arguments, re.IGNORECASE
    )
    if of_column:
        return True
    if function in _ALSO_LOOK_UP:
        return False
    cells = len(re.findall(cell, arguments, re.IGNORECASE))
    inner = arguments.partition(")")[0] + ")"
    return cells > 1 or bool(_RANGE.search(inner) and not _CONDITION.search(inner))


def is_open_total(formula: str, column: int) -> bool:
    """Whether a formula, as ods keeps it, is a total of rows: ``of:=AVERAGE([.A2:.A4])``."""
    plain = _OPEN_PREFIX.sub("", html.unescape(formula))
    return is_total(_OPEN_REFERENCE.sub(_plain_reference, plain), column)


def _plain_reference(found: re.Match[str]) -> str:
    sheet = f"{found[1]}!" if found[1] else ""
    return sheet + found[2] + (f":{found[3]}" if found[3] else "")


def _letters(column: int) -> str:
    letters = ""
    while column:
        column, letter = divmod(column - 1, 26)
        letters = chr(65 + letter) + letters
    return letters


# The tokens of a formula in xls and xlsb (MS-XLS 2.5.198): first an area, behind the function
# number that SUBTOTAL has; last the call of a function by its number, or the short form of SUM.
# Functions with a fixed number of arguments (ROWS, COUNTIF) are called by other tokens.
_AREAS = frozenset(b"\x25\x45\x65\x3b\x5b\x7b")
_SHORT_NUMBER, _SHORT_SUM = 0x1E, b"\x19\x10"
_CALLS = frozenset(b"\x22\x42\x62")
_FIXED_CALLS = frozenset(b"\x21\x41\x61")
_BINARY_COUNTS = frozenset((76, 346))
_BINARY_AGGREGATES = frozenset(
    (
        *(0, 4, 5, 6, 7, 12, 46, 169, 183, 193, 194, 227, 269, 318, 319, 320, 321, 322, 323, 330),
        *(344, 361, 362, 363, 364, 365, 366, 367, 481),
    )
)


def is_binary_total(tokens: bytes) -> bool:
    """Whether the tokens of a formula, as xls and xlsb keep it, are one aggregate of a range."""
    start = 3 if tokens[:1] == bytes((_SHORT_NUMBER,)) else 0
    if len(tokens) < start + 5 or tokens[start] not in _AREAS:
        return False
    if tokens[-4:-2] == _SHORT_SUM:
        return True
    [function] = struct.unpack("<H", tokens[-2:])
    if tokens[-3] in _FIXED_CALLS and function in _BINARY_COUNTS:
        return True
    return tokens[-4] in _CALLS and function & 0x7FFF in _BINARY_AGGREGATES
