"""Finds the rows of a list that are no customers (``Footers``): totals, footers, page headings.

A total under the codes is a number like a code: asked for, it would charge whoever has that code.
The rules, from the surest on:

1. Words that only totals and footers have (``row_words``) are enough.
2. Words that a customer's name may hold, too, need a second sign: the row's place at the end or
   behind a blank row, or a code that is the count or the sum of those above. Words that may be a
   whole name mean nothing where the code fits those around it.
3. A row without such words is a total where it ends the list, has neither the name nor the phone
   that the rows above have, and stands behind a blank row, or has a code that is the count or the
   sum of those above, or one unlike them. In a list without names and phones it is the last row,
   and nothing in it may be a name.
4. A code without digits among codes of digits is none where the row lacks what the others have.
"""

import re
from collections import Counter, deque
from collections.abc import Sequence
from itertools import islice
from typing import NamedTuple

from faturas.intake.row_words import GROUP, TOTAL, Places, Proof, Suspicion, is_own, is_phone

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
"""Columns looked at, in a list without phone and name, to see if a row is as full as others."""
_USUAL_SHARE = 0.8
"""Share of the rows that fill a column, from which on a row that does not lacks something."""
_FEW_WORDED = 3
"""Rows, or a tenth of the list if that is more, that may have a total's words; what more rows have
is data of the list."""
_TAIL_ROWS = 12
"""Rows at the end of a list among which totals without words are looked for."""
_TOTALS_IN_A_ROW = 2
"""Codes in one block behind a blank row that may be totals; a longer block is part of the list."""
_LEAST_SUMMED, _LEAST_CODE_SUMMED = 3, 100
"""Codes, and the smallest of them, whose sum proves a total; that of fewer or smaller ones may be
a code by chance (1, 2, 3)."""
_LEAST_COUNTED = 2
"""Codes whose count proves a total where nothing else does: no list counts one customer."""

_NEAR_ROWS = 5
"""Rows above a row, and rows below it, with whose codes its own is compared."""
_BESIDE = 10
"""A code lies beside others no further off than by a tenth (one part in ``_BESIDE``): it may be
that of a new customer."""
_LEAST_IN_A_RUN = 3
"""Codes that make a range; fewer are compared by their length alone."""

_OWN_NAME = re.compile(r"[^\W\d_]{3}")
"""A word in some other column: a name, a city; amounts and dates have none."""
_PAGE_NUMBER = re.compile(r"(\d{1,5})/(\d{1,5})")


class _CodedRow(NamedTuple):
    """Holds a row of the list, as far as the rules need it.

    ``place`` is its index in the list, ``at`` the number of codes above it. ``codigo`` is ``""``
    where the row has none, ``filled`` says which of the columns looked at are. ``is_number``: its
    code is the count or the sum of those above, or of those since the last total.
    """

    place: int
    at: int
    codigo: str
    filled: tuple[bool, ...]
    behind_blank: bool
    suspicion: Suspicion
    is_number: bool = False


class _CountAndSum:
    """Counts codes and adds them up."""

    def __init__(self) -> None:
        self._count = self._sum = 0
        self._smallest = 0

    def add(self, codigo: str) -> None:
        """Takes one more code in."""
        number = int(codigo) if codigo.isdecimal() else 0
        self._smallest = min(self._smallest, number) if self._count else number
        self._count += 1
        self._sum += number

    def comes_to(self, codigo: str) -> bool:
        """Whether ``codigo`` is the count or the sum of the codes, and hardly by chance."""
        if not codigo.isdecimal() or not self._count:
            return False
        if int(codigo) == self._count:
            return self._count < self._smallest
        is_sum = int(codigo) == self._sum
        return is_sum and self._count > 1 and self._smallest >= _LEAST_CODE_SUMMED


class Footers:
    """Takes in every row of a list (``see``), and finds those that are no customers (``found``)."""

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
        self._suspected: dict[int, int] = {}  # indices in _codes of rows with words → their places
        self._all, self._group = _CountAndSum(), _CountAndSum()
        self._added = 0  # of the codes; the others are added once a row is called a total
        self._index = 0

    def see(
        self, cells: Sequence[str], codigo: str, suspicion: Suspicion, *, behind_blank: bool
    ) -> None:
        """Takes the next row in; ``codigo`` is ``""`` when it cannot be asked for anyway.

        ``behind_blank``: a blank row stands above it.
        """
        is_number = bool(suspicion.motivo) and self._is_count_or_sum(codigo)
        filled = tuple([bool(cells[column].strip()) for column in self._columns])
        at = len(self._codes)
        row = _CodedRow(self._index, at, codigo, filled, behind_blank, suspicion, is_number)
        self._index += 1
        if suspicion.motivo in (TOTAL, GROUP) and not self._is_name(row):
            self._group = _CountAndSum()
        if codigo and suspicion.motivo and suspicion.needs is Proof.NOTHING_MORE:
            self._worded.append(row)
            if not suspicion.may_be_name:
                row = row._replace(codigo="")
        self._tail.append(row)
        self._tail_cells.append(cells)
        if not row.codigo:
            return
        if suspicion.motivo:
            self._suspected[at] = row.place
        if suspicion.motivo and suspicion.needs is not Proof.NOTHING_MORE:
            self._maybe.append(row)
        if not suspicion.motivo or suspicion.needs is Proof.NUMBER:
            self._last_customer = row.place
        self._codes.append(codigo)
        self._added += is_number
        self._patterns[filled] += 1
        if not codigo.isdecimal() and _is_like_no_number(codigo):
            self._unlike.append(row)

    def _is_count_or_sum(self, codigo: str) -> bool:
        """Whether the code is the count or sum of those above, or of those since the last total."""
        for code in self._codes[self._added :]:
            self._all.add(code)
            self._group.add(code)
        self._added = len(self._codes)
        return self._group.comes_to(codigo) or self._all.comes_to(codigo)

    def _is_name(self, row: _CodedRow) -> bool:
        """Whether the words are a customer's name: they may be, and its code fits those around."""
        if not row.suspicion.may_be_name or row.is_number or not row.codigo:
            return False
        around = range(max(row.at - _NEAR_ROWS, 0), row.at + 1 + _NEAR_ROWS)
        known = (at for at in around if at < len(self._codes) and at not in self._suspected)
        near = [self._codes[at] for at in known]
        return row.codigo not in near and _is_like_those(row.codigo, near)

    def found(self) -> dict[int, str]:
        """Returns the rows that are no customers: their indices in the list, and why."""
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
        no_codes = {at for at, place in self._suspected.items() if place in reasons}
        if usual:
            reasons |= self._totals(usual, tail, no_codes)
        if not usual or not self._is_named:
            reasons = self._total_of_codes(tail, no_codes) | reasons
        return reasons

    def _maybe_totals(self, maybe: list[_CodedRow], few: int, usual: list[int]) -> dict[int, str]:
        """Returns the rows whose words a name may hold, too, with a second sign of a total."""
        at_end = [row for row in maybe if row.suspicion.needs is not Proof.NUMBER]
        found = [row for row in at_end if row.behind_blank or row.place > self._last_customer]
        if len(found) > few or (not self._is_named and len(found) < len(at_end)):
            found = []  # such words are data of this list
        found += [row for row in maybe if row.is_number]
        if self._places.telefone is not None and 0 in usual:
            found += [row for row in maybe if row.suspicion.needs is Proof.NO_PHONE_OR_PLACE]
        return {row.place: row.suspicion.motivo for row in found}

    def _unlike_others(self, usual: list[int]) -> dict[int, str]:
        numbers = len(self._codes) - len(self._unlike)
        if len(self._unlike) > max(_TOTALS_IN_A_ROW, numbers // 10) or not numbers:
            return {}
        return {row.place: UNLIKE for row in self._unlike if _is_bare(row, usual)}

    def _totals(
        self, usual: list[int], tail: Sequence[_CodedRow], no_codes: set[int]
    ) -> dict[int, str]:
        """Returns the last rows that lack what the others have, and have a sign of a total."""
        last = next(
            (at for at, row in reversed(list(enumerate(tail))) if not self._lacks(row, usual)), None
        )
        if last is None:
            return {}
        behind = tail[last + 1 :]
        bare = [row for row in behind if row.codigo]
        above = self._above(bare[0].at, no_codes) if bare else []
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

    def _total_of_codes(self, tail: Sequence[_CodedRow], no_codes: set[int]) -> dict[int, str]:
        """Returns the last row of a list of codes alone, if its code is a count or sum."""
        ready = [at for at, row in enumerate(tail) if row.codigo]
        if len(ready) < 2 or self._is_somebody(tail[ready[-1]]):
            return {}
        row = tail[ready[-1]]
        above = self._above(row.at, no_codes)
        behind_blank = any(each.behind_blank for each in tail[ready[-2] + 1 : ready[-1] + 1])
        reason = _count_or_sum(row.codigo, above)
        if reason and (behind_blank or _is_no_chance(row.codigo, reason, above)):
            return {row.place: reason}
        return {}

    def _above(self, at: int, no_codes: set[int]) -> list[str]:
        """Returns the first ``at`` codes, without those of totals and footers (``no_codes``)."""
        return [code for place, code in enumerate(self._codes[:at]) if place not in no_codes]

    def _cells(self, row: _CodedRow) -> Sequence[str]:
        """Returns the cells of a row of the tail."""
        return self._tail_cells[row.place - self._index]

    def _lacks(self, row: _CodedRow, usual: Sequence[int]) -> bool:
        """Whether a row at the end has neither name nor phone; in a list without these: nothing
        of what the others have."""
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
    """Returns the rows that are totals or footers by words, unless these are data of the list.

    ``is_sure``: the list has names or phones, by which customers are known from totals.
    """
    numbers = [row for row in worded if row.is_number]
    if not is_sure and len(worded) > few and len(numbers) * 2 < len(worded):
        return {}
    return {row.place: row.suspicion.motivo for row in worded}


def _is_like_those(codigo: str, near: Sequence[str]) -> bool:
    """Whether a code is as long as one of those near it, and within or beside their range."""
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
    """Whether a code is a word without digits, or a page of several such as ``1/3``."""
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
