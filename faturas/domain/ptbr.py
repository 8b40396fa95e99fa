"""Writes numbers, plurals, spans and moments as Brazilians read them (``number``, ``plural``)."""

import unicodedata
from datetime import datetime

from faturas.zone import BRASIL


def number(value: int) -> str:
    """``12345`` → ``12.345``."""
    return f"{value:,}".replace(",", ".")


def decimal(value: float, places: int = 1) -> str:
    """``1234.5`` → ``1.234,5``."""
    return f"{value:,.{places}f}".translate(str.maketrans(",.", ".,"))


def plural(value: int, one: str, many: str) -> str:
    """``1 cliente``, ``2 clientes``."""
    return f"{number(value)} {one if value == 1 else many}"


def queue_sentence(before: int) -> str:
    """Return a job's place in its queue, as a sentence: ``before`` jobs go first."""
    if not before:
        return "É a próxima da fila."
    return f"Na fila, com {plural(before, 'tarefa', 'tarefas')} do mesmo sistema na frente."


def span(seconds: float) -> str:
    """Return a length of time, to the two largest units: ``45 s``, ``3 min 20 s``, ``2 h 5 min``.

    What takes any time at all takes ``1 s``.
    """
    total_s = round(seconds) if seconds >= 1 else int(seconds > 0)
    if total_s < 60:
        return f"{total_s} s"
    minutes, rest_s = divmod(total_s, 60)
    if minutes < 60:
        return f"{minutes} min {rest_s} s" if rest_s else f"{minutes} min"
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes} min" if minutes else f"{hours} h"


def moment(value: datetime) -> str:
    """Day and time in America/Sao_Paulo: ``22/11/2026 08:15``."""
    return f"{value.astimezone(BRASIL):%d/%m/%Y %H:%M}"


def percent(part: float, whole: float = 1) -> str:
    """Return whole percents, rounded down: 100 % only when nothing is left."""
    return f"{int(part * 100 / whole + _NOISE) if whole else 100} %"


_NOISE = 1e-9
"""Percent, added before rounding down: as a binary float, 0.29 * 100 is a little less than 29."""


def fold(text: str) -> str:
    """Return text as it is compared: without accents, in small letters."""
    if text.isascii():
        return text.casefold()
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(char for char in decomposed if not unicodedata.combining(char)).casefold()
