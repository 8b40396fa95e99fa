"""Says who asks for something (``Actor``); nothing is decided by it yet."""

from dataclasses import dataclass
from enum import StrEnum


class ActorKind(StrEnum):
    """Names the kinds of actors."""

    PERSON = "person"
    """Somebody in front of a page."""
    COMMAND_LINE = "command_line"
    SCHEDULE = "schedule"


@dataclass(frozen=True, slots=True)
class Actor:
    """Identifies who asks for something.

    ``id`` tells actors of one kind apart, such as the name of a schedule or the id of a browser's
    session. It is no personal data: neither a name nor an e-mail address.
    """

    kind: ActorKind
    id: str = ""


COMMAND_LINE = Actor(ActorKind.COMMAND_LINE)
"""The person who types a command, or the script that does."""
