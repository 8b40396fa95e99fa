"""Chooses the boleto to send (``chosen_boleto``), by an invoice's linha digitável and bar code."""

import re
from datetime import date

from rapidfuzz.distance import Levenshtein

from faturas.domain import reasons
from faturas.domain.fatura import Fatura
from faturas.domain.notices import Aviso
from faturas.domain.payment.boleto import MASK, Boleto, read_boleto
from faturas.domain.payment.line_fields import field_dvs, with_fifth_field
from faturas.domain.reasons import Razao

_BEFORE_GENERAL_DV = 32
"""Digits of a cobrança's line before its general DV, which is never 0."""
_LEAST_LINE_DIGITS = 36
"""Digits of the shortest line that is printed; fewer are too little to compare as a whole."""
_MOST_SLIPS = 5
"""Digits of a line that may be wrong in a bad copy of a boleto: our choice. The next boleto of the
same run often differs in no more (number, due date, and the DV of each), so that it also counts
where the digits differ."""
_MORE_SLIPS = 2
"""Digits of a bad copy that may be wrong besides those lost or added: our choice."""
_AROUND = re.compile(r"^[^0-9]+|[^0-9]+$")


def chosen_boleto(fatura: Fatura, referencia: date) -> tuple[Boleto | None, list[Razao]]:
    """The boleto to send, if one is proved, and what the clerk should know of it.

    A valid line goes out, for it is what people type. A valid bar code takes its place where there
    is no line, and where the line is wrong but the bar code proves what it should be. Where line
    and bar code are of different boletos, neither goes out.
    """
    line, bars = fatura.linha_digitavel, read_boleto(fatura.codigo_barras, referencia)
    if not line and not fatura.codigo_barras:
        return None, [Razao(Aviso.SEM_LINHA)]
    read = read_boleto(line, referencia) if line else bars
    if read.valido:
        if bars.valido and bars.codigo_barras != read.codigo_barras:
            return None, [Razao(Aviso.BARRAS_DIFERENTES), Razao(Aviso.SEM_LINHA)]
        return read, _of_valid(read, fatura)
    invalid = reasons.line_invalid(read.faults)
    if not bars.valido:
        return None, [invalid, Razao(Aviso.SEM_LINHA)]
    if not _proves(bars, fatura):
        return None, [invalid, Razao(Aviso.BARRAS_DIFERENTES), Razao(Aviso.SEM_LINHA)]
    return bars, [reasons.line_from_bars(read.faults), *_of_valid(bars, fatura)]


def _proves(bars: Boleto, fatura: Fatura) -> bool:
    """Whether a bar code proves what the wrong line of its invoice should be.

    It does where a single slip is all that is wrong with the line; and where no field of the line
    is that of another boleto, and the line is a bad copy of this one, or too short to be any. That
    the bar code charges what the invoice does is not enough: so do the boletos of all customers who
    pay the same price on the same day.
    """
    meant, codigo = bars.linha_digitavel or "", bars.codigo_barras or ""
    line = _what_is_left(fatura.linha_digitavel, meant)
    if _is_one_slip(line, meant) or _is_one_slip(line, codigo):
        return True
    if _shows_another(line, meant):
        return False
    if len(line) < _LEAST_LINE_DIGITS:
        return True
    return _is_bad_copy(line, meant, charges=_charges(bars, fatura))


def _charges(bars: Boleto, fatura: Fatura) -> bool:
    """Whether a bar code charges what the invoice does, due on the same day if it says any."""
    return bars.valor == fatura.valor and bars.vencimento in (None, fatura.vencimento)


def _what_is_left(texto: str, meant: str) -> str:
    """The digits of a wrong line; a letter in it is taken for the digit that ``meant`` has there.

    Zeros from the general DV on are left out: a spreadsheet writes them for digits that it lost.
    """
    line = MASK.sub("", texto)
    if len(line) == len(meant) and any("0" <= char <= "9" for char in line):
        pairs = zip(line, meant, strict=True)
        line = "".join(char if "0" <= char <= "9" else digit for char, digit in pairs)
    line = with_fifth_field(_AROUND.sub("", line))
    without = line.rstrip("0")
    return without if len(without) <= _BEFORE_GENERAL_DV else line


def _is_one_slip(line: str, meant: str) -> bool:
    """Whether one digit is wrong, lost, doubled or one too many, or two have changed places.

    No two boletos differ by so little: another digit in the number also changes the check digit of
    its field, and the general one.
    """
    match Levenshtein.distance(line, meant, score_cutoff=2):
        case 0 | 1:
            return True
        case 2:
            return sorted(line) == sorted(meant)
        case _:
            return False


def _shows_another(line: str, meant: str) -> bool:
    """Whether a field of a wrong line is right by its own check digit, and not that of ``meant``.

    In a line that has lost or gained digits, fields are compared up to the first wrong one: those
    behind it may not be where they belong.
    """
    for field, holds in field_dvs(line, arrecadacao=line.startswith("8")):
        if holds and line[field] != meant[field]:
            return True
        if not holds and len(line) != len(meant):
            return False
    return False


def _is_bad_copy(line: str, meant: str, *, charges: bool) -> bool:
    """Whether a wrong line that shows no other boleto differs from ``meant`` as a bad copy does.

    A whole line of cobrança must have the general DV, due date and amount of ``meant``, or
    everything before them. ``charges``: due date and amount of ``meant`` are the invoice's.
    """
    slips = Levenshtein.distance(line, meant)
    if len(line) != len(meant):
        return slips <= abs(len(line) - len(meant)) + _MORE_SLIPS
    if slips > _MOST_SLIPS:
        return False
    if meant.startswith("8"):
        return True
    before, behind = slice(_BEFORE_GENERAL_DV), slice(_BEFORE_GENERAL_DV, None)
    if charges:
        behind = slice(_BEFORE_GENERAL_DV, _BEFORE_GENERAL_DV + 1)
    return line[before] == meant[before] or line[behind] == meant[behind]


def _of_valid(boleto: Boleto, fatura: Fatura) -> list[Razao]:
    razoes = []
    if boleto.vencimento is not None and boleto.vencimento != fatura.vencimento:
        razoes.append(reasons.due_dates_differ(fatura.vencimento, boleto.vencimento))
    if boleto.valor is None:
        razoes.append(Razao(Aviso.BOLETO_SEM_VALOR))
    if segmento := boleto.segmento_desconhecido:
        razoes.append(reasons.segment_unknown(segmento))
    return razoes
