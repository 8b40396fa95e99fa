"""Findings of every code, with anything that may have been seen."""

from string import Formatter

from hypothesis import strategies as st

from faturas.domain.findings import CODES, Code, Finding
from faturas.domain.sentences import PIX_FIELDS, SENTENCES

_SEEN: dict[str, st.SearchStrategy[object]] = {
    "": st.text(),
    "reais": st.decimals(0, 10**9, places=2),
    "dia": st.dates(),
    "milhar": st.integers(0, 10**6),
    "campo": st.sampled_from(sorted(PIX_FIELDS)),
    "dentro": st.just("") | st.from_regex(r"[0-9]{2}", fullmatch=True),
}
"""By the way in which a sentence writes it."""


def ways(code: Code) -> list[str]:
    """How the sentence of a code writes each thing that was seen, in their order."""
    parsed = Formatter().parse(SENTENCES[code])
    asked = [(name, way or "") for _, name, way, _ in parsed if name is not None]
    found: dict[int, str] = {}
    for at, (name, way) in enumerate(asked):
        place = int(name) if name else at
        found[place] = "campo" if way == "regra" else way or found.get(place, "")
    return [found[place] for place in sorted(found)]


def findings(code: Code) -> st.SearchStrategy[Finding]:
    """Findings of one code."""
    return st.tuples(*map(_SEEN.__getitem__, ways(code))).map(lambda seen: Finding.of(code, *seen))


any_finding: st.SearchStrategy[Finding] = st.sampled_from(sorted(CODES)).flatmap(
    lambda value: findings(CODES[value])
)
