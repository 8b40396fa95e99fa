"""Holds how long the program waits, tries and keeps silent (``Timing``), to be handed down."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Timing:
    """Holds durations in seconds; the defaults are the product's, tests give shorter ones.

    Where it is not said why a number is what it is, it is our choice. What a person sets, such as
    the time limit of a request, stands in ``[busca]`` instead.
    """

    # One look-up (``billing.transport.retry``) and the pace of all (``search.pace.controller``)

    first_wait_s: float = 1.0
    """The first back-off of a look-up, at most; each fault doubles it."""
    longest_wait_s: float = 30.0
    """Any back-off of a look-up, at most; what the server itself asks for comes on top."""
    longest_throttle_s: float = 300.0
    """An API that only asks everybody to wait for longer pauses the job. As long as the longest
    single wait that is obeyed (``waits.LONGEST_OBEYED_WAIT_S``)."""
    longest_lookup_s: float = 900.0
    """After so long since its first failure, a look-up uses up tries by being throttled, too: one
    that is only throttled must end. Three times ``longest_throttle_s``."""
    longest_backoff_s: float = 30.0
    """The gate that a refusal without ``Retry-After`` has closed opens again after so long, at
    most. As long as ``longest_wait_s``."""

    # The look-ups of one run (``search.batches``)

    tick_s: float = 0.25
    """The longest wait for an answer: a look at Stop hangs on it."""
    hold_s: float = 1.0
    """The longest time a run keeps to itself what it has, however the answers come: the heartbeat
    and what other processes ask of it hang on it, and a killed process loses no older answers."""
    commit_s: float = 0.05
    """Lotes that come faster than this are kept together, up to a round of all threads: a commit
    waits for the disk."""
    grace_s: float = 0.7
    """How long a stopped run waits for the answers that are already on their way."""
    patience_s: float = 60.0
    """After so long without a usable answer it is the API that fails, even if hardly anybody failed
    for good: after an outage has begun, the pace is so slow that ten customers with all their tries
    take half an hour."""

    # Who runs a job (``store.lease``, ``work``)

    heartbeat_s: float = 2.0
    """Between the heartbeats of a run that has nothing to commit."""
    lease_s: float = 20.0
    """Without a heartbeat for so long an owner counts as dead: ten heartbeats."""
    queue_poll_s: float = 0.5
    """How often a job looks whether it is its turn at its API."""
    probe_waits_s: tuple[float, ...] = (30.0, 60.0, 120.0, 300.0, 600.0, 600.0, 600.0, 600.0)
    """The waits before a job that an outage has paused is tried again: some fifty minutes in all.
    Only a process that goes on by itself tries again."""

    # The ledger's file (``store.engines.sqlite``)

    lock_wait_s: float = 15.0
    """How long a writer waits for the others, before it says that the file is busy."""
    damaged_file_wait_s: float = 2.0
    """How long to wait until others have closed a damaged file; then a person must act."""


USUAL = Timing()
"""The durations of the product."""
