"""Rows of a list that are no customers: totals, footers, headings of a page.

A total under the codes is a number like a code, and would charge whoever has that code. What a
row says in words is enough to tell it. Without words it is told by where it stands and what it
lacks: it must end the list, hold nothing else where the rows above hold more, and stand behind a
blank row or be the count or the sum of the codes above. A code without digits among codes of
digits is told by what the row lacks, too.
"""

import re
from collections import Counter, deque
from collections.abc import Sequence
from itertools import islice
from typing import NamedTuple

from faturas.intake.row_words import FUNCTION, Places

_UNLESS = "se for um cliente, ponha-o junto dos outros"
BEHIND_BLANK = f"parece um total: está só, depois de uma linha em branco; {_UNLESS}"
COUNT = f"parece um total: é igual à quantidade de códigos acima; {_UNLESS}"
SUM = f"parece um total: é igual à soma dos códigos acima; {_UNLESS}"
UNLIKE = (
    "parece um título ou rodapé: o código não é como os outros e a linha não tem mais nada; "
    "se for um cliente, preencha os outros dados"
)

_MOST_COLUMNS = 10
"""Of a list without phone and name, so many tell whether a row is as full as the others."""
_USUAL_SHARE = 0.8
"""Of the rows above; a column filled so often is missed where it is blank."""
_FEW_WORDED = 3
"""In a list without phones and names; or one row in ten. What is in more rows is data."""
_TAIL_ROWS = 12
_TOTALS_IN_A_ROW = 2
"""A block of more codes behind a blank row is a part of the list."""
_LEAST_SUMMED, _LEAST_CODE_SUMMED = 3, 100
"""The sum of fewer or smaller codes may be a code by chance (1, 2, 3)."""

_PAGE_NUMBER = re.compile(r"(\d{1,5})/(\d{1,5})")


class _Seen(NamedTuple):
    """A row: its place in the list, its code if that can be one, what else is filled."""

    place: int
    codigo: str
    filled: tuple[bool, ...]
    behind_blank: bool
    is_function: bool = False


class Footers:
    """Sees every row of a list, and tells at its end which of them are totals without words."""

    def __init__(self, places: Places) -> None:
        named = [place for place in (places.telefone, places.nome) if place is not None]
        others = (place for place in range(places.largura) if place != places.codigo)
        self._is_named = bool(named)
        self._columns = named or list(islice(others, _MOST_COLUMNS))
        self._patterns: Counter[tuple[bool, ...]] = Counter()
        self._tail: deque[_Seen] = deque(maxlen=_TAIL_ROWS)
        self._unlike: list[_Seen] = []
        self._functions: list[_Seen] = []
        self._last_customer = -1
        self._worded: dict[int, str] = {}
        self._codes: list[str] = []
        self._index = 0

    def see(self, cells: Sequence[str], codigo: str, words: str, *, behind_blank: bool) -> None:
        """The next row; ``codigo`` is ``""`` when the row cannot be asked for anyway.

        ``words`` is what the words in it say that it is.
        """
        is_function = words == FUNCTION
        if codigo and words and not is_function:
            self._worded[self._index] = words
            codigo = ""
        filled = tuple([bool(cells[column].strip()) for column in self._columns])
        row = _Seen(self._index, codigo, filled, behind_blank, is_function)
        self._index += 1
        self._tail.append(row)
        if codigo and is_function:
            self._functions.append(row)
        elif codigo:
            self._last_customer = row.place
        if codigo:
            self._codes.append(codigo)
            self._patterns[filled] += 1
            if not codigo.isdecimal() and _is_like_no_number(codigo):
                self._unlike.append(row)

    def found(self) -> dict[int, str]:
        """The rows that are no customers by their places in the list, and why."""
        least = _USUAL_SHARE * (len(self._codes) - _TOTALS_IN_A_ROW)
        filled = [
            sum(rows for pattern, rows in self._patterns.items() if pattern[place])
            for place in range(len(self._columns))
        ]
        usual = [place for place, count in enumerate(filled) if count and count >= least]
        reasons = self._unlike_others(usual)
        few = max(_FEW_WORDED, len(self._codes) // 10)
        if (self._is_named and usual) or len(self._worded) <= few:
            reasons |= self._worded
        reasons |= self._named_as_functions(few)
        tail = [row for row in self._tail if row.place not in reasons]
        if usual:
            reasons |= self._totals(usual, tail)
        if not usual or not self._is_named:
            reasons = self._total_of_codes(tail) | reasons
        return reasons

    def _named_as_functions(self, few: int) -> dict[int, str]:
        """The rows with no other name than that of a function, where totals stand."""
        found = [
            row for row in self._functions if row.behind_blank or row.place > self._last_customer
        ]
        is_data = len(found) > few or (not self._is_named and len(found) < len(self._functions))
        return {} if is_data else {row.place: FUNCTION for row in found}

    def _unlike_others(self, usual: list[int]) -> dict[int, str]:
        numbers = len(self._codes) - len(self._unlike)
        if len(self._unlike) > max(_TOTALS_IN_A_ROW, numbers // 10) or not numbers:
            return {}
        return {row.place: UNLIKE for row in self._unlike if _is_bare(row, usual)}

    def _totals(self, usual: list[int], tail: Sequence[_Seen]) -> dict[int, str]:
        """The last rows that lack what the others have, with a sign that they are totals."""
        last = next(
            (at for at, row in reversed(list(enumerate(tail))) if not _is_bare(row, usual)), None
        )
        if last is None:
            return {}
        behind = tail[last + 1 :]
        bare = [row for row in behind if row.codigo]
        above = self._codes[: len(self._codes) - len(bare)]
        reasons = {}
        behind_blank = False
        for row in behind:
            behind_blank |= row.behind_blank
            if not row.codigo:
                continue
            if reason := _count_or_sum(row.codigo, above):
                reasons[row.place] = reason
            elif behind_blank and len(bare) <= _TOTALS_IN_A_ROW:
                reasons[row.place] = BEHIND_BLANK
        return reasons

    def _total_of_codes(self, tail: Sequence[_Seen]) -> dict[int, str]:
        """The last of the codes, in a list of no more than that, if it is their count or sum."""
        ready = [at for at, row in enumerate(tail) if row.codigo]
        if len(ready) < 2:
            return {}
        row, above = tail[ready[-1]], self._codes[:-1]
        behind_blank = any(each.behind_blank for each in tail[ready[-2] + 1 : ready[-1] + 1])
        reason = _count_or_sum(row.codigo, above)
        if reason and (behind_blank or (reason == SUM and _is_no_chance(above))):
            return {row.place: reason}
        return {}


def _is_bare(row: _Seen, usual: Sequence[int]) -> bool:
    return not any(row.filled[place] for place in usual)


def _is_like_no_number(codigo: str) -> bool:
    """A word, or a page of pages such as 1/3."""
    if page := _PAGE_NUMBER.fullmatch(codigo):
        return int(page[1]) <= int(page[2])
    return not any(map(str.isdecimal, codigo))


def _is_no_chance(above: Sequence[str]) -> bool:
    numbers = [int(code) for code in above if code.isdecimal()]
    return len(numbers) >= _LEAST_SUMMED and min(numbers) >= _LEAST_CODE_SUMMED


def _count_or_sum(codigo: str, above: Sequence[str]) -> str:
    if not codigo.isdecimal() or not above:
        return ""
    total = int(codigo)
    if total in (len(above), len(set(above))):
        return COUNT
    numbers = [int(code) for code in above if code.isdecimal()]
    if len(numbers) > 1 and total in (sum(numbers), sum(set(numbers))) and total > max(numbers):
        return SUM
    return ""
