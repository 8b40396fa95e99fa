"""Who asks for something (``Actor``). Nothing is decided by it yet."""

from dataclasses import dataclass
from enum import StrEnum


class ActorKind(StrEnum):
    """What kind of actor it is."""

    PERSON = "person"
    """Somebody in front of a page."""
    COMMAND_LINE = "command_line"
    SCHEDULE = "schedule"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who asks for something.

    ``id`` tells actors of one kind apart, such as the name of a schedule or the id of a browser's
    session. It is no personal data: neither a name nor an e-mail address.
    """

    kind: ActorKind
    id: str = ""


COMMAND_LINE = Actor(ActorKind.COMMAND_LINE)
"""Whoever types a command, or the script that does."""
