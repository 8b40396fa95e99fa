"""Refreshes a contact (``settle``): decides what an answer, asked for before sending, changes."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from faturas.domain.decision import decide
from faturas.domain.fatura import SEM_OUTRAS
from faturas.domain.fatura_conferida import FaturaConferida
from faturas.domain.notices import Aviso
from faturas.domain.outcome import Outcome, Row, Situacao
from faturas.domain.ptbr import moment, plural, span


class Mudanca(StrEnum):
    """Names what a refresh showed about a contact."""

    IGUAL = "igual"
    ATUALIZADA = "atualizada"
    PAGA = "paga"
    FALHOU = "falhou"


@dataclass(frozen=True, slots=True)
class Settled:
    """Holds what is kept of an answer: the row as it was, its outcome, and when it was asked for.

    ``mudanca`` is there for a contact that has been refreshed.
    """

    row: Row
    outcome: Outcome
    consultada_em: datetime
    mudanca: Mudanca | None = None


def settle(row: Row, outcome: Outcome, now: datetime) -> Settled:
    """Return what to keep of an answer that has come ``now``, beside what was known of the row.

    A first answer stands as it is, and is as old as the sweep that read it, if one did. One about
    a known contact is merged with it; where that look-up failed, the answer is the earlier one.
    """
    if row.outcome.conferida is None:
        return Settled(row, outcome, outcome.lida_em or now)
    merged, mudanca = merge(row.outcome.conferida, outcome)
    if mudanca is Mudanca.FALHOU and row.consultada_em is not None:
        return Settled(row, merged, row.consultada_em, mudanca)
    return Settled(row, merged, now, mudanca)


def merge(old: FaturaConferida, new: Outcome) -> tuple[Outcome, Mudanca]:
    """Return the outcome to keep after a refresh, and what changed.

    A failed look-up proves nothing: the contact stays as it was, with an aviso. A customer without
    an overdue invoice is no contact any more.
    """
    if new.situacao is Situacao.ERRO:
        kept = decide(replace(old, avisos=old.avisos | Aviso.NAO_RECONFERIDA))
        return replace(new, situacao=Situacao.VENCIDA, motivo="", conferida=kept), Mudanca.FALHOU
    if new.conferida is None:
        return replace(new, motivo=f"saiu ao conferir de novo: {new.motivo}"), Mudanca.PAGA
    unchanged = _of_the_invoice(old) == _of_the_invoice(new.conferida)
    return new, Mudanca.IGUAL if unchanged else Mudanca.ATUALIZADA


def _of_the_invoice(conferida: FaturaConferida) -> FaturaConferida:
    """Return the contact without what is noted after its look-up, and without mere information."""
    avisos = conferida.avisos & ~(Aviso.NAO_RECONFERIDA | Aviso.TELEFONE_REPETIDO)
    return replace(conferida, avisos=avisos, razoes=(), outras=SEM_OUTRAS)


def age_warning(asked_at: datetime, now: datetime, validade_h: float) -> str:
    """Return why to refresh before sending; ``""`` up to ``validade_h`` hours after the answer."""
    age_s = (now - asked_at).total_seconds()
    if age_s <= validade_h * 3600:
        return ""
    return f"Estes dados têm {span(age_s)}, e nesse tempo alguém pode ter pago."


def refresh_sentence(begun_at: datetime | None, counts: Mapping[Mudanca, int]) -> str:
    """Return what the last refresh showed, as a sentence; ``""`` when there was none.

    A refresh that was cancelled midway has counts, and no moment any more.
    """
    if begun_at is not None:
        return f"Conferida de novo em {moment(begun_at)}: {_in_words(counts)}."
    if done := sum(counts.values()):
        contacts = plural(done, "contato", "contatos")
        return f"A nova conferência foi cancelada depois de {contacts}: {_in_words(counts)}."
    return ""


def _in_words(counts: Mapping[Mudanca, int]) -> str:
    return ", ".join(
        (
            f"{plural(counts[Mudanca.PAGA], 'saiu', 'saíram')} (sem fatura vencida)",
            plural(counts[Mudanca.ATUALIZADA], "mudou", "mudaram"),
            plural(counts[Mudanca.IGUAL], "ficou igual", "ficaram iguais"),
            plural(counts[Mudanca.FALHOU], "falhou", "falharam"),
        )
    )
