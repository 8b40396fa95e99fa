"""Whose customers a job asks for: it goes on at the company it began at, and at no other."""


def may_be_same(kept: str, asked: str) -> bool:
    """Whether a job of the company ``kept`` may be one of ``asked``, as far as either is known."""
    return not asked or kept in ("", asked)
