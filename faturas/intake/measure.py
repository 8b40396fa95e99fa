"""Measures a list (``measure``) in one pass: how many rows it has, how wide, and which do not fit.

Rows of the same shape are counted together, so that a long list takes no memory.
"""

from collections import Counter
from dataclasses import dataclass

from faturas.intake.records import Records, filled, is_blank


@dataclass(frozen=True, slots=True)
class Shape:
    """Counts the rows with the same number of cells, and of cells up to the last with text.

    ``celulas`` is the first number, ``preenchidas`` the second, ``linhas`` how many rows these
    are, and ``primeira`` the line (from 1 on) of the first of them.
    """

    celulas: int
    preenchidas: int
    linhas: int
    primeira: int


@dataclass(frozen=True, slots=True)
class Measured:
    """Holds what one pass has counted: rows above the header, shapes of those below."""

    acima: int
    formas: tuple[Shape, ...]

    @property
    def total(self) -> int:
        """The number of rows below the header with text."""
        return sum(forma.linhas for forma in self.formas if forma.preenchidas)

    @property
    def em_branco(self) -> int:
        """The number of rows below the header without any."""
        return sum(forma.linhas for forma in self.formas if not forma.preenchidas)

    def width(self, header: list[str]) -> int:
        """Returns the number of columns of the table; ``header`` is ``[]`` where it has no header.

        With a header, as many as it has cells, without those at the end that have neither title
        nor values (trailing delimiters). Without one, as many as the fullest row has; but if rows
        differ in their number of cells, as many as most rows fill.
        """
        rows = [forma for forma in self.formas if forma.preenchidas]
        if header:
            fits = [forma.preenchidas for forma in rows if forma.preenchidas <= len(header)]
            return max(filled(header), *fits, 0)
        if len({forma.celulas for forma in rows}) == 1:
            return max(forma.preenchidas for forma in rows)
        fills: Counter[int] = Counter()
        for forma in rows:
            fills[forma.preenchidas] += forma.linhas
        return fills.most_common(1)[0][0]


def measure(records: Records, linha_cabecalho: int) -> Measured:
    """Counts the rows above and below the header, a line from 1 on (0: there is none).

    Raises the ``InputError`` of ``Records``.
    """
    acima = 0
    counts: Counter[tuple[int, int]] = Counter()
    first_lines: dict[tuple[int, int], int] = {}
    for linha, cells in records:
        if linha > linha_cabecalho:
            shape = (len(cells), filled(cells))
            counts[shape] += 1
            if counts[shape] == 1:
                first_lines[shape] = linha
        elif linha < linha_cabecalho and not is_blank(cells):
            acima += 1
    return Measured(
        acima, tuple(Shape(*shape, count, first_lines[shape]) for shape, count in counts.items())
    )
