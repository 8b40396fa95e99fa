"""Says whether two keys may be those of one company (``may_be_same``).

A job must continue at the company where it began: elsewhere its codes are those of strangers.
"""


def may_be_same(kept: str, asked: str) -> bool:
    """Whether the company ``kept`` with a job may be the company ``asked``; ``""``: not known."""
    return not asked or kept in ("", asked)
