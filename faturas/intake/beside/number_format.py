"""Applies the number formats of xlsx, xlsb and xls to whole numbers (``shown_digits``).

A format such as ``000000`` shows zeros that the number does not hold. Formats are written in the
English of Excel (ECMA-376 part 1, 18.8.31), whatever the country of the file.
"""

import operator
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

# A quoted text, an escaped character, a blank as wide as a character, a character that fills the
# cell, a bracket (colour, currency and country, condition), an exponent, or any other character.
_TOKEN = re.compile(
    r'"(?P<text>[^"]*)"?|\\(?P<escaped>.)|_.|\*.|\[(?P<bracket>[^\]]*)\]'
    r"|(?P<exponent>E[+-])|(?P<char>.)",
    re.DOTALL,
)
_CONDITION = re.compile(r"(<=|>=|<>|<|>|=)\s*(-?\d+(?:\.\d+)?)")
_CURRENCY = re.compile(r"\$([^-]*)")
# Dates, times and "General", texts, percentages and fractions show no number with its zeros.
_NOT_WHOLE = frozenset("dmyhsgbaDMYHSGBA@%/")
_PLACEHOLDERS = "0#?"
_LARGEST = 999_999_999_999_999
"""The largest whole number of which Excel keeps every digit."""
_COMPARE: dict[str, Callable[[float, float], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "=": operator.eq,
    "<>": operator.ne,
}


@dataclass(frozen=True, slots=True)
class _Section:
    """Holds one part of a format, with the condition under which it holds, if any.

    ``tokens`` are what stands before the decimal sign: each a placeholder (``0``, ``#``, ``?``) or,
    behind a NUL, a text to be shown. There are none where the format shows no whole number.
    """

    condition: tuple[str, float] | None
    tokens: tuple[str, ...]

    def draw(self, value: int) -> str:
        """``value`` as it is shown, without decimals; ``""`` where no whole number is shown."""
        places = [index for index, token in enumerate(self.tokens) if token in _PLACEHOLDERS]
        if not places:
            return ""
        first_zero = next((i for i in places if self.tokens[i] == "0"), len(self.tokens))
        digits = list(str(value)) if value else []
        drawn: list[str] = []
        for index in range(places[-1], -1, -1):
            token = self.tokens[index]
            if token not in _PLACEHOLDERS:
                drawn.append(token[1:])
            elif index == places[0]:
                drawn.append("".join(digits) or ("0" if index >= first_zero else ""))
            elif digits:
                drawn.append(digits.pop())
            elif index >= first_zero:
                drawn.append("0")
        return "".join(reversed(drawn))


def shown_digits(number_format: str, value: int) -> str:
    """Returns how a cell shows ``value`` (not negative); ``""`` where with no more digits."""
    shown = _section_for(number_format, value).draw(value)
    return shown.strip() if _digits(shown) > len(str(value)) else ""


def may_show_more(number_format: str) -> bool:
    """Whether a cell of the format shows some number with more digits than it has."""
    return shows_more_below(number_format) > 0


@lru_cache(maxsize=4096)
def shows_more_below(number_format: str) -> int:
    """Returns the number from which on a cell shows no more digits; 0: it never shows more."""
    most = max(
        _digits(section.draw(value)) for section in _sections(number_format) for value in (0, 1)
    )
    if any(
        _digits(section.draw(_LARGEST)) > len(str(_LARGEST)) for section in _sections(number_format)
    ):
        return _LARGEST + 1
    return int(10 ** (most - 1)) if most > 1 else 0


def _digits(text: str) -> int:
    return sum(char.isdecimal() for char in text)


def _section_for(number_format: str, value: int) -> _Section:
    sections = _sections(number_format)
    if any(section.condition for section in sections):
        for section in sections:
            if section.condition is None:
                return section
            comparison, limit = section.condition
            if _COMPARE[comparison](value, limit):
                return section
    return sections[2] if value == 0 and len(sections) > 2 else sections[0]


@lru_cache(maxsize=4096)
def _sections(number_format: str) -> tuple[_Section, ...]:
    sections = []
    condition: tuple[str, float] | None = None
    tokens: list[str] = []
    whole, decimals = True, False
    for token in _TOKEN.finditer(number_format):
        char = token["char"]
        if char == ";":
            sections.append(_Section(condition, tuple(tokens) if whole else ()))
            condition, tokens, whole, decimals = None, [], True, False
        elif char == ".":
            decimals = True
        elif token["exponent"] or (char and char in _NOT_WHOLE):
            whole = False
        elif token["bracket"] is not None:
            if found := _CONDITION.fullmatch(token["bracket"].strip()):
                condition = (found[1], float(found[2]))
            elif currency := _CURRENCY.match(token["bracket"]):
                tokens.append("\0" + currency[1])
            elif token["bracket"].strip("hmsHMS") == "":
                whole = False  # elapsed time
        elif decimals or char == ",":
            pass
        elif char and char in _PLACEHOLDERS:
            tokens.append(char)
        else:
            tokens.append("\0" + (token["text"] or token["escaped"] or char or ""))
    sections.append(_Section(condition, tuple(tokens) if whole else ()))
    return tuple(sections)
