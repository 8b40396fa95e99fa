"""Rows of a list that are no customers: totals, footers, headings of a page.

A total under the codes is a number like a code, and would charge whoever has that code. What a
row says in words is enough to tell it; words that a customer's name may hold, too, need a sign
besides: the row's place, or a code that is the count or the sum of those above. Words
that may be a whole name do not count where the code is one of those around it. Without words a
total is told by where it stands and what it lacks: it must end the list, and stand behind a blank
row, be the count or the sum of the codes above, or be unlike them, and hold neither a name nor a
phone where the rows above do; the last row of a list without phones and names, nothing that may
be a name. A code without
digits among codes of digits is told by what the row lacks, too.
"""

import re
from collections import Counter, deque
from collections.abc import Sequence
from itertools import islice
from typing import NamedTuple

from faturas.intake.row_words import GROUP, TOTAL, Places, Proof, Said, is_own, is_phone

_UNLESS = "se for um cliente, ponha-o junto dos outros"
BEHIND_BLANK = f"parece um total: está só, depois de uma linha em branco; {_UNLESS}"
COUNT = f"parece um total: é igual à quantidade de códigos acima; {_UNLESS}"
SUM = f"parece um total: é igual à soma dos códigos acima; {_UNLESS}"
ODD_CODE = (
    "não se sabe se é um cliente ou um total: é a última linha, falta nela o que as outras têm, e "
    "o código não é como os de cima; se for um cliente, preencha o nome ou o telefone"
)
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
_LEAST_COUNTED = 2
"""Where the code is all that tells a total: nobody counts one customer."""

_NEAR_ROWS = 5
"""Above a row, and below it: whose codes tell whether its own is one of theirs."""
_BESIDE = 10
"""One part in so many of a code: as far from the others it may be new customers' next one."""
_LEAST_IN_A_RUN = 3
"""Fewer codes have no range; they are compared by their length alone."""

_OWN_NAME = re.compile(r"[^\W\d_]{3}")
"""A word in some other column: a name, a city; amounts and dates have none."""
_PAGE_NUMBER = re.compile(r"(\d{1,5})/(\d{1,5})")


class _CodedRow(NamedTuple):
    """A row: its place in the list, its code if that can be one, what else is filled.

    ``at``: how many rows above are among the codes. ``is_number``: its code is the count or the
    sum of those above, or of those of its group.
    """

    place: int
    at: int
    codigo: str
    filled: tuple[bool, ...]
    behind_blank: bool
    said: Said
    is_number: bool = False


class _CountAndSum:
    """The count and the sum of codes."""

    def __init__(self) -> None:
        self._count = self._sum = 0
        self._smallest = 0

    def add(self, codigo: str) -> None:
        """One more code."""
        number = int(codigo) if codigo.isdecimal() else 0
        self._smallest = min(self._smallest, number) if self._count else number
        self._count += 1
        self._sum += number

    def comes_to(self, codigo: str) -> bool:
        """Whether ``codigo`` is the count or the sum, and not by chance."""
        if not codigo.isdecimal() or not self._count:
            return False
        if int(codigo) == self._count:
            return self._count < self._smallest
        is_sum = int(codigo) == self._sum
        return is_sum and self._count > 1 and self._smallest >= _LEAST_CODE_SUMMED


class Footers:
    """Sees every row of a list, and tells at its end which of them are totals without words."""

    def __init__(self, places: Places) -> None:
        named = [place for place in (places.telefone, places.nome) if place is not None]
        others = (place for place in range(places.largura) if place != places.codigo)
        self._places = places
        self._is_named = bool(named)
        self._columns = named or list(islice(others, _MOST_COLUMNS))
        self._patterns: Counter[tuple[bool, ...]] = Counter()
        self._tail: deque[_CodedRow] = deque(maxlen=_TAIL_ROWS)
        self._tail_cells: deque[Sequence[str]] = deque(maxlen=_TAIL_ROWS)
        self._unlike: list[_CodedRow] = []
        self._maybe: list[_CodedRow] = []
        self._last_customer = -1
        self._worded: list[_CodedRow] = []
        self._codes: list[str] = []
        self._said: dict[int, int] = {}  # those of the codes whose rows have words: their places
        self._all, self._group = _CountAndSum(), _CountAndSum()
        self._tallied = 0  # of the codes; the others wait until a row is called a total
        self._index = 0

    def see(self, cells: Sequence[str], codigo: str, said: Said, *, behind_blank: bool) -> None:
        """The next row; ``codigo`` is ``""`` when the row cannot be asked for anyway."""
        is_number = bool(said.motivo) and self._is_count_or_sum(codigo)
        filled = tuple([bool(cells[column].strip()) for column in self._columns])
        at = len(self._codes)
        row = _CodedRow(self._index, at, codigo, filled, behind_blank, said, is_number)
        self._index += 1
        if said.motivo in (TOTAL, GROUP) and not self._is_name(row):
            self._group = _CountAndSum()
        if codigo and said.motivo and said.needs is Proof.NOTHING_MORE:
            self._worded.append(row)
            if not said.may_be_name:
                row = row._replace(codigo="")
        self._tail.append(row)
        self._tail_cells.append(cells)
        if not row.codigo:
            return
        if said.motivo:
            self._said[at] = row.place
        if said.motivo and said.needs is not Proof.NOTHING_MORE:
            self._maybe.append(row)
        if not said.motivo or said.needs is Proof.NUMBER:
            self._last_customer = row.place
        self._codes.append(codigo)
        self._tallied += is_number
        self._patterns[filled] += 1
        if not codigo.isdecimal() and _is_like_no_number(codigo):
            self._unlike.append(row)

    def _is_count_or_sum(self, codigo: str) -> bool:
        """Whether the code is that of the codes above, or of those since the last total."""
        for code in self._codes[self._tallied :]:
            self._all.add(code)
            self._group.add(code)
        self._tallied = len(self._codes)
        return self._group.comes_to(codigo) or self._all.comes_to(codigo)

    def _is_name(self, row: _CodedRow) -> bool:
        """Whether the words are a customer's name: its code is one of those around it."""
        if not row.said.may_be_name or row.is_number or not row.codigo:
            return False
        around = range(max(row.at - _NEAR_ROWS, 0), row.at + 1 + _NEAR_ROWS)
        near = [self._codes[at] for at in around if at < len(self._codes) and at not in self._said]
        return row.codigo not in near and _is_like_those(row.codigo, near)

    def found(self) -> dict[int, str]:
        """The rows that are no customers by their places in the list, and why."""
        least = _USUAL_SHARE * (len(self._codes) - _TOTALS_IN_A_ROW)
        filled = [
            sum(rows for pattern, rows in self._patterns.items() if pattern[place])
            for place in range(len(self._columns))
        ]
        usual = [place for place, count in enumerate(filled) if count and count >= least]
        worded = [row for row in self._worded if not self._is_name(row)]
        maybe = [row for row in self._maybe if not self._is_name(row)]
        few = max(_FEW_WORDED, len(self._codes) // 10)
        reasons = self._unlike_others(usual)
        reasons |= _in_words(worded, few, is_sure=bool(self._is_named and usual))
        reasons |= self._maybe_totals(maybe, few, usual)
        tail = [row for row in self._tail if row.place not in reasons]
        gone = {at for at, place in self._said.items() if place in reasons}
        if usual:
            reasons |= self._totals(usual, tail, gone)
        if not usual or not self._is_named:
            reasons = self._total_of_codes(tail, gone) | reasons
        return reasons

    def _maybe_totals(self, maybe: list[_CodedRow], few: int, usual: list[int]) -> dict[int, str]:
        """The rows with words that a name may hold, too, where more speaks for totals."""
        at_end = [row for row in maybe if row.said.needs is not Proof.NUMBER]
        found = [row for row in at_end if row.behind_blank or row.place > self._last_customer]
        if len(found) > few or (not self._is_named and len(found) < len(at_end)):
            found = []  # they are data
        found += [row for row in maybe if row.is_number]
        if self._places.telefone is not None and 0 in usual:
            found += [row for row in maybe if row.said.needs is Proof.NO_PHONE_OR_PLACE]
        return {row.place: row.said.motivo for row in found}

    def _unlike_others(self, usual: list[int]) -> dict[int, str]:
        numbers = len(self._codes) - len(self._unlike)
        if len(self._unlike) > max(_TOTALS_IN_A_ROW, numbers // 10) or not numbers:
            return {}
        return {row.place: UNLIKE for row in self._unlike if _is_bare(row, usual)}

    def _totals(
        self, usual: list[int], tail: Sequence[_CodedRow], gone: set[int]
    ) -> dict[int, str]:
        """The last rows that lack what the others have, with a sign that they are totals."""
        last = next(
            (at for at, row in reversed(list(enumerate(tail))) if not self._lacks(row, usual)), None
        )
        if last is None:
            return {}
        behind = tail[last + 1 :]
        bare = [row for row in behind if row.codigo]
        above = self._above(bare[0].at, gone) if bare else []
        are_few = len(bare) <= _TOTALS_IN_A_ROW
        reasons = {}
        behind_blank = False
        for row in behind:
            behind_blank |= row.behind_blank
            if not row.codigo:
                continue
            if reason := _count_or_sum(row.codigo, above):
                reasons[row.place] = reason
            elif behind_blank and are_few:
                reasons[row.place] = BEHIND_BLANK
            elif are_few and self._is_odd(row, above):
                reasons[row.place] = ODD_CODE
        return reasons

    def _is_odd(self, row: _CodedRow, above: Sequence[str]) -> bool:
        """Whether the code is not like those above, and no name stands in an unnamed column."""
        near = above[-2 * _NEAR_ROWS :]
        if not near or (self._places.nome is None and self._is_somebody(row)):
            return False
        return not _is_like_those(row.codigo, near)

    def _total_of_codes(self, tail: Sequence[_CodedRow], gone: set[int]) -> dict[int, str]:
        """The last row of a list without names and phones, if it is a count or sum."""
        ready = [at for at, row in enumerate(tail) if row.codigo]
        if len(ready) < 2 or self._is_somebody(tail[ready[-1]]):
            return {}
        row = tail[ready[-1]]
        above = self._above(row.at, gone)
        behind_blank = any(each.behind_blank for each in tail[ready[-2] + 1 : ready[-1] + 1])
        reason = _count_or_sum(row.codigo, above)
        if reason and (behind_blank or _is_no_chance(row.codigo, reason, above)):
            return {row.place: reason}
        return {}

    def _above(self, at: int, gone: set[int]) -> list[str]:
        """The codes before that one, without those of totals and footers."""
        return [code for place, code in enumerate(self._codes[:at]) if place not in gone]

    def _cells(self, row: _CodedRow) -> Sequence[str]:
        """The cells of a row of the tail."""
        return self._tail_cells[row.place - self._index]

    def _lacks(self, row: _CodedRow, usual: Sequence[int]) -> bool:
        """Whether a row of the tail has neither name nor phone, or not what others have."""
        if not self._is_named:
            return _is_bare(row, usual)
        cells, nome = self._cells(row), self._places.nome
        return not (self._has_phone(cells) or (nome is not None and is_own(cells[nome])))

    def _has_phone(self, cells: Sequence[str]) -> bool:
        telefone = self._places.telefone
        return telefone is not None and is_phone(cells[telefone])

    def _is_somebody(self, row: _CodedRow) -> bool:
        cells = self._cells(row)
        return self._has_phone(cells) or any(
            _OWN_NAME.search(cell) and is_own(cell)
            for place, cell in enumerate(cells)
            if place not in (self._places.codigo, self._places.telefone)
        )


def _in_words(worded: list[_CodedRow], few: int, *, is_sure: bool) -> dict[int, str]:
    """The rows whose words alone tell them, unless such words are data of the list."""
    numbers = [row for row in worded if row.is_number]
    if not is_sure and len(worded) > few and len(numbers) * 2 < len(worded):
        return {}
    return {row.place: row.said.motivo for row in worded}


def _is_like_those(codigo: str, near: Sequence[str]) -> bool:
    """Whether a code is as long as one of those near it and in or beside their range."""
    is_as_long = any(len(codigo) == len(code) for code in near)
    numbers = [int(code) for code in near if code.isdecimal()]
    if not codigo.isdecimal() or len(numbers) < _LEAST_IN_A_RUN:
        return is_as_long
    number, low, high = int(codigo), min(numbers), max(numbers)
    beside = max(high - low, high // _BESIDE)
    if not is_as_long:  # 999 stands beside 1000, but 12 not between 5 and 421
        return low - low // _BESIDE <= number < low or high < number <= high + beside
    return low - beside <= number <= high + beside


def _is_bare(row: _CodedRow, usual: Sequence[int]) -> bool:
    return not any(row.filled[place] for place in usual)


def _is_like_no_number(codigo: str) -> bool:
    """A word, or a page of pages such as 1/3."""
    if page := _PAGE_NUMBER.fullmatch(codigo):
        return int(page[1]) <= int(page[2])
    return not any(map(str.isdecimal, codigo))


def _is_no_chance(codigo: str, reason: str, above: Sequence[str]) -> bool:
    numbers = [int(code) for code in above if code.isdecimal()]
    if reason == COUNT:
        return len(above) >= _LEAST_COUNTED and int(codigo) < max(numbers, default=0)
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
