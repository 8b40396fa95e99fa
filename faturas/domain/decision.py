"""Decides what keeps a contact back (``impediments_of``): every rule is one row of a table.

That is decided once, when all facts about a customer are known; ``Choices.mask`` says later which
rules count.
"""

from collections.abc import Callable
from dataclasses import replace

from faturas.domain.fatura_conferida import FaturaConferida
from faturas.domain.impediments import SEM_IMPEDIMENTO, Impedimento

RULES: tuple[tuple[Impedimento, Callable[[FaturaConferida], bool]], ...] = (
    (
        Impedimento.SEM_COBRANCA,
        lambda found: not (found.linha_digitavel or found.pix or found.link),
    ),
    (Impedimento.SEM_TELEFONE, lambda found: not (found.telefone or found.telefone_fixo)),
    (Impedimento.SO_TELEFONE_FIXO, lambda found: bool(not found.telefone and found.telefone_fixo)),
    (Impedimento.SEM_NOME, lambda found: not found.nome),
    (Impedimento.SEM_LINHA, lambda found: not found.linha_digitavel),
    (Impedimento.SEM_PIX, lambda found: not found.pix),
    (Impedimento.SEM_LINK, lambda found: not found.link),
)
"""Each impediment, and when a contact has it."""


def impediments_of(conferida: FaturaConferida) -> Impedimento:
    """Return every impediment of a contact, whatever a clerk may choose about it."""
    found = SEM_IMPEDIMENTO
    for impedimento, applies in RULES:
        if applies(conferida):
            found |= impedimento
    return found


def decide(conferida: FaturaConferida) -> FaturaConferida:
    """Return the contact with its impediments, by all that is known of it now."""
    return replace(conferida, impedimentos=impediments_of(conferida))
