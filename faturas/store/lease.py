"""Tells who runs a job now (``Lease``), and whether that owner is alive."""

import secrets
from dataclasses import dataclass

from sqlalchemy import Connection

from faturas.store.engine import Beat, database_of

_given_up: set[str] = set()


@dataclass(frozen=True, slots=True)
class Lease:
    """Holds who runs a job: the owner's id, its process, and its last heartbeat.

    ``owner`` is ``""`` where no run has the job. ``process`` is how the engine finds it, if it can.
    """

    owner: str
    process: str
    last: Beat | None


def beat(connection: Connection) -> Beat:
    """Return this moment, as the ledger's database has it."""
    return database_of(connection).beat(connection)


def silent_s(connection: Connection, lease: Lease, now: Beat) -> float | None:
    """Return the seconds since the last heartbeat of an owner alive; None where none is.

    An owner is alive as long as its last heartbeat is not older than a lease (``Timing.lease_s``),
    and its process is not known to have ended: a killed one frees its job at once where the engine
    can tell. A heartbeat from the future that no clock explains is none.
    """
    if not lease.owner or lease.last is None or lease.owner in _given_up:
        return None
    database = database_of(connection)
    silent = database.silent_s(lease.process, lease.last, now)
    alive = 0 <= silent <= database.timing.lease_s and database.may_run(lease.process)
    return silent if alive else None


def new_owner() -> str:
    """Make an id for one run of one job, unlike any other; nothing can be read from it."""
    return secrets.token_hex(8)


def give_up(owner: str) -> bool:
    """Note, in this process, that a run has ended which cannot write so any more.

    Returns False when that is known already.
    """
    known = owner in _given_up
    _given_up.add(owner)
    return not known
