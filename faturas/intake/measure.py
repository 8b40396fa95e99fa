"""One pass over all rows: how many there are, how wide, and which do not fit."""

from collections import Counter
from dataclasses import dataclass

from faturas.intake.records import Records, filled, is_blank


@dataclass(frozen=True, slots=True)
class Shape:
    """All rows that have the same number of cells, and of cells up to the last one with text."""

    celulas: int
    preenchidas: int
    linhas: int
    primeira: int


@dataclass(frozen=True, slots=True)
class Measured:
    """The rows with text above the header, and the shapes of all rows below it."""

    acima: int
    formas: tuple[Shape, ...]

    @property
    def total(self) -> int:
        """Rows with text."""
        return sum(forma.linhas for forma in self.formas if forma.preenchidas)

    @property
    def em_branco(self) -> int:
        return sum(forma.linhas for forma in self.formas if not forma.preenchidas)

    def width(self, header: list[str]) -> int:
        """How many columns there are.

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
    """Read every record once; raises the ``InputError`` of ``Records``."""
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
