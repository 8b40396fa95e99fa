"""Which line of a list holds the titles of its columns."""

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
"""A header is looked for in so many lines with text."""

NO_HEADER: Record = (0, [])

_NUMBER_LIKE = re.compile(r"[\d.,/+() -]*\d[\d.,/+() -]*")
_CODE_LIKE = re.compile(r"\s*[^\W\d_]{1,4}[-_./]?\d{2,}\s*")
"""A code that begins with letters: CLI-0042; titles end in one digit at most (Fone 2)."""


def find_header(records: Records) -> Record:
    """The line of the header with its cells, or ``NO_HEADER``.

    The line with the most known titles wins, that of the code before all others. Where no title is
    known, it is the first line as wide as the table, unless that looks like data: a number among
    several cells, a digit in the only one.
    Raises ``InputError`` when there is no text at all.
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
    """The header where the person says that it is; ``InputError`` for a line without text."""
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
    """Whether the code is among them, and how many there are, with one more for another key.

    Beside a code or a phone other titles are values: ``1002;CONTATO;85988887772``.
    """
    found = roles(cells)
    if Papel.CODIGO not in found and _has_number(cells):
        return False, 0
    has_key = any(map(is_other_key, cells)) and not looks_like_data(cells)
    return Papel.CODIGO in found, len(found) + has_key


def _first_of_usual_width(head: list[Record]) -> Record:
    """Titles of the whole list stand above the header and are narrower than the table."""
    widths = [filled(cells) for _, cells in head]
    return head[widths.index(Counter(widths).most_common(1)[0][0])]


def _has_number(cells: Sequence[str]) -> bool:
    """Whether there is a code or a phone, as a number or with letters, among several cells."""
    texts = [cell for cell in cells if cell.strip()]
    kinds = (_NUMBER_LIKE, _CODE_LIKE)
    return len(texts) > 1 and any(kind.fullmatch(text) for text in texts for kind in kinds)


def looks_like_data(cells: Sequence[str]) -> bool:
    """Whether there is a number among several cells, a digit in the only one, or an error."""
    texts = [cell for cell in cells if cell.strip()]
    if any(is_error(text) for text in texts):
        return True
    if len(texts) == 1:
        return any(char.isdecimal() for char in texts[0])
    return _has_number(texts)
