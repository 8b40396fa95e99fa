"""Makes the gate of an API (``new_gate``), with the adaptive pace or the fixed one."""

from enum import StrEnum

from faturas.search.pace.controller import Pace
from faturas.search.pace.gate import Gate
from faturas.search.pace.values import HIGHEST_PER_S, Learned, Ticket
from faturas.timing import USUAL, Timing


class Ritmo(StrEnum):
    """Names who sets the pace: what the API bears, or lote, threads and pause as configured."""

    ADAPTATIVO = "adaptativo"
    FIXO = "fixo"


class FixedPace(Pace):
    """Lets requests leave as fast as threads and pause allow, but for a limit set by hand.

    A refusal still holds everybody back for as long as the API asks; the rate stays.
    """

    def __init__(self, *, longest_backoff_s: float = USUAL.longest_backoff_s) -> None:
        super().__init__(longest_backoff_s=longest_backoff_s)
        self._rate = HIGHEST_PER_S

    def on_slow(self, ticket: Ticket, now_s: float) -> None:
        super().on_slow(ticket, now_s)
        self._rate, self._ceiling = HIGHEST_PER_S, None

    def learned(self) -> Learned:
        """Return nothing learned, so that what is known of the API stays known."""
        return Learned()

    def _find_ceiling(self, refused: float, now_s: float) -> None:
        """Do nothing: a fixed pace has no ceiling to look for."""

    def _grow(self, now_s: float) -> None:
        """Do nothing: the rate is the highest already."""


def new_gate(ritmo: Ritmo, learned: Learned | None, timing: Timing = USUAL) -> Gate:
    """Make a gate for one API, which begins with what is known of it."""
    longest_s = timing.longest_backoff_s
    if ritmo is Ritmo.FIXO:
        return Gate(FixedPace(longest_backoff_s=longest_s))
    return Gate(Pace(learned=learned, longest_backoff_s=longest_s))
