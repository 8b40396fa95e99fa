"""Finds the line of a list that holds the titles of its columns (``find_header``)."""

import re
from collections import Counter
from collections.abc import Sequence
from itertools import islice

from faturas.domain.ptbr import number
from faturas.errors import InputError
from faturas.intake.cell_errors import is_error
from faturas.intake.columns import Papel, is_other_key, roles
from faturas.intake.records import Record, Records, filled, is_blank

HEAD_LINES = 20
"""Lines with text, from the first on, among which the header is looked for."""

NO_HEADER: Record = (0, [])
"""Stands for the header of a list that has none."""

_NUMBER_LIKE = re.compile(r"[\d.,/+() -]*\d[\d.,/+() -]*")
_CODE_LIKE = re.compile(r"\s*[^\W\d_]{1,4}[-_./]?\d{2,}\s*")
"""A code that begins with letters: CLI-0042. A title ends in one digit at most: Fone 2."""


def find_header(records: Records) -> Record:
    """Returns the line of the header with its cells; ``NO_HEADER`` where the first row is data.

    The line with the most known titles is the header; one with the code's title goes before all
    others. Where no title is known, it is the first line as wide as most, unless that looks like
    data. Raises ``InputError`` when there is no text at all.
    """
    head = list(islice((record for record in records if not is_blank(record[1])), HEAD_LINES))
    if not head:
        raise InputError("O arquivo não tem texto nenhum. Envie uma lista com os códigos.")
    best = max(head, key=lambda record: known_titles(record[1]))
    if any(known_titles(best[1])):
        return best
    first = _first_of_usual_width(head)
    return NO_HEADER if looks_like_data(first[1]) else first


def header_at(records: Records, linha: int) -> Record:
    """Returns the header at the line that a person has chosen, from 1 on; 0: there is none.

    Raises ``InputError`` for a line that is blank or not there.
    """
    if linha == 0:
        return NO_HEADER
    for record in records:
        if record[0] >= linha:
            if record[0] == linha and not is_blank(record[1]):
                return record
            break
    raise InputError(
        f"A linha {number(linha)} não pode ser o cabeçalho: está em branco ou não existe. "
        "Escolha a linha em que estão os títulos das colunas.",
        line=linha,
    )


def known_titles(cells: Sequence[str]) -> tuple[bool, int]:
    """Whether the code's title is among the cells, and how many known titles there are.

    The title of another key (a contract's, say) counts as one more: such a row is a header, too.
    A row with a number in it has none but the code's, for there the words are values:
    ``1002;CONTATO;85988887772``.
    """
    found = roles(cells)
    if Papel.CODIGO not in found and _has_number(cells):
        return False, 0
    has_key = any(map(is_other_key, cells)) and not looks_like_data(cells)
    return Papel.CODIGO in found, len(found) + has_key


def _first_of_usual_width(head: list[Record]) -> Record:
    """Returns the first line of the most frequent width: words above the header are narrower."""
    widths = [filled(cells) for _, cells in head]
    return head[widths.index(Counter(widths).most_common(1)[0][0])]


def _has_number(cells: Sequence[str]) -> bool:
    """Whether one of several cells is like a code or a phone: a number, or letters and digits."""
    texts = [cell for cell in cells if cell.strip()]
    kinds = (_NUMBER_LIKE, _CODE_LIKE)
    return len(texts) > 1 and any(kind.fullmatch(text) for text in texts for kind in kinds)


def looks_like_data(cells: Sequence[str]) -> bool:
    """Whether a row is data and no titles.

    It is where one of several cells is like a number, the only cell has a digit, or any cell is an
    error of the spreadsheet.
    """
    texts = [cell for cell in cells if cell.strip()]
    if any(is_error(text) for text in texts):
        return True
    if len(texts) == 1:
        return any(char.isdecimal() for char in texts[0])
    return _has_number(texts)
