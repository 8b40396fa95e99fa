"""Holds the values that go into the pace and come out of it, such as ``PaceSnapshot``."""

import json
from dataclasses import asdict, dataclass
from enum import StrEnum

FLOOR_PER_S = 1 / 30
"""Requests a second of the slowest pace, unless a limit set by hand is slower: one in 30 s."""
HIGHEST_PER_S = 1e6
"""Requests a second beyond which a number in the ledger is an error and no rate."""


class Phase(StrEnum):
    """Names what the pace is doing, in the words of the page."""

    STARTING = "começando devagar"
    FREE = "sem limite à vista"
    SEARCHING = "procurando o ritmo que o sistema aguenta"
    HOLDING = "mantendo o ritmo que o sistema aguenta"
    CAPPED = "no limite escolhido"
    WAITING = "esperando limite"


@dataclass(frozen=True, slots=True)
class Learned:
    """Holds what an API bore, kept between jobs; both in requests per second.

    ``ceiling_per_s`` is the limit found, ``borne_per_s`` the highest rate really sent.
    """

    ceiling_per_s: float | None = None
    borne_per_s: float | None = None

    def to_json(self) -> str:
        """Return the text for ``from_json``."""
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str | None) -> "Learned":
        """Read what ``to_json`` wrote; whatever cannot be used counts as nothing learned."""
        try:
            known = json.loads(text or "{}")
        except ValueError:
            return cls()
        if not isinstance(known, dict):
            return cls()
        return cls(_usable(known.get("ceiling_per_s")), _usable(known.get("borne_per_s")))


def _usable(value: object) -> float | None:
    """Return a rate that a pace can start from, or None."""
    if isinstance(value, int | float) and FLOOR_PER_S <= value <= HIGHEST_PER_S:
        return float(value)
    return None


@dataclass(frozen=True, slots=True)
class Ticket:
    """Allows one request; it is given back with what became of that.

    ``rate_per_s`` is what was allowed then, ``real_per_s`` what was really sent; ``episode`` counts
    the falls of the rate so far; ``waited`` tells that the caller had to wait.
    """

    sent_s: float
    rate_per_s: float
    real_per_s: float
    episode: int
    waited: bool


@dataclass(frozen=True, slots=True)
class PaceSnapshot:
    """Holds what the page shows of a pace.

    ``rate_per_s`` is what was really sent of late, ``allowed_per_s`` what the pace allows;
    ``waiting_until_s`` is set while the gate holds everybody back; ``throttled`` counts
    the refusals by a limit and ``failed`` the requests that came to nothing otherwise, in this run.
    """

    phase: Phase
    rate_per_s: float
    allowed_per_s: float
    waiting_until_s: float | None
    in_flight: int
    throttled: int
    failed: int
