"""What is kept of an answer, beside what was known before."""

from dataclasses import dataclass

from faturas.domain.outcome import Outcome, Row
from faturas.domain.refresh import Mudanca, merge
from faturas.store import mapping


@dataclass(frozen=True, slots=True)
class Settled:
    """What is kept of an answer."""

    row: Row
    outcome: Outcome
    consultada_em: str
    mudanca: Mudanca | None = None


def settle(row: Row, outcome: Outcome, now: str) -> Settled:
    """A first answer stands as it is; one about a known contact is merged with what was known."""
    if row.outcome.conferida is None:
        return Settled(row, outcome, mapping.stamp(outcome.lida_em) if outcome.lida_em else now)
    merged, mudanca = merge(row.outcome.conferida, outcome)
    if mudanca is Mudanca.FALHOU and row.consultada_em is not None:
        return Settled(row, merged, mapping.stamp(row.consultada_em), mudanca)
    return Settled(row, merged, now, mudanca)
