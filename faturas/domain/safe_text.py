"""Makes text safe to hand out: no formula that a spreadsheet runs, no variable WhatsApp refuses.

Rules: OWASP ASVS 1.2.10 and CWE-1236 (formula injection); WhatsApp's limits on template variables.
What is sent gets no apostrophe against formulas, because the campaign platform would send it on;
only ``shield``, for reports, writes one.
"""

import re
from collections.abc import Sequence
from urllib.parse import urlsplit

from faturas.domain.findings import Cause, Finding

TRIGGERS = frozenset("=+-@\t\r\n\0＝＋－＠﹦﹢﹣﹫⁼⁺⁻₌₊₋⩵⩶﬩−")
"""What makes a spreadsheet run a cell as a formula: the characters and their Unicode twins."""

# Blank to the eye although Unicode calls it a letter, a mark or a symbol; the last one stands for a
# character that was lost.
_BLANK_LOOKING = frozenset(
    "\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u2800\u3164\uffa0\ufffd"
) | frozenset(map(chr, (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))))

# What ends a cell when a file is opened with another delimiter than it was written with.
_SEPARATORS = ";,|\"'\t\r\n\v\f"
_TRIGGER_CLASS = re.escape("".join(sorted(TRIGGERS)))
_JUNCTION = re.compile(rf"[\s{re.escape(_SEPARATORS)}{_TRIGGER_CLASS}]+")
_LEADING = "".join(TRIGGERS) + _SEPARATORS + " "
_VISIBLE_TRIGGERS = re.escape("".join(sorted(each for each in TRIGGERS if not each.isspace())))
_HIDDEN_TRIGGER = re.compile(rf"[{re.escape(_SEPARATORS)}]\s*[{_VISIBLE_TRIGGERS}]")

_CUT_ENDS = _SEPARATORS + " -–—.&/"
"""Characters that are taken off the end of a text where it was cut."""

_LINE_BREAKS = r"[\t\n\v\f\r\x1c-\x1f\x85\u2028\u2029]"
_VARIABLE_BLANKS = re.compile(rf"\s*{_LINE_BREAKS}\s*|\s{{5,}}")

_HOST = re.compile(r"[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?", re.IGNORECASE)
_NEVER_IN_LINKS = re.compile(r'[\s"<>\\`]')


def drop_invisible(texto: str) -> str:
    """Return the text without control, format and other invisible characters; blanks stay."""
    if texto.isascii() and texto.isprintable():
        return texto
    return "".join(char for char in texto if char.isspace() or not _is_invisible(char))


def _is_invisible(char: str) -> bool:
    return not char.isprintable() or char in _BLANK_LOOKING


def starts_with_trigger(texto: str) -> bool:
    """Whether a spreadsheet could run a cell: a trigger comes first, or after what is not seen."""
    for char in texto:
        if char in TRIGGERS:
            return True
        if not (char.isspace() or _is_invisible(char)):
            return False
    return False


def hides_trigger(texto: str) -> bool:
    """Whether a trigger follows a separator: ``a;=1`` is a formula once ``;`` splits the line."""
    return bool(_HIDDEN_TRIGGER.search(texto))


def runs_as_formula(cells: Sequence[str]) -> bool:
    """Whether a spreadsheet could run any of these cells, or a piece of one; quick for many."""
    # A line break is a separator: joined by it, a trigger that begins a cell is one behind it.
    if hides_trigger("\n".join(("", *cells))):
        return True
    together = "".join(cells)
    if together.isascii() and together.isprintable():
        return False  # nothing that is not seen stands before a trigger
    odd = [cell for cell in cells if not (cell.isascii() and cell.isprintable())]
    return any(map(starts_with_trigger, odd))


def clean_name(texto: str) -> str:
    """Return a name fit for a cell and a message: one line, single blanks, no trigger.

    Triggers go from the start of the text and from behind every separator; inside a name
    (``Ana-Maria``) they stay.
    """
    defused = _JUNCTION.sub(_defused, drop_invisible(texto))
    name = " ".join(defused.split()).lstrip(_LEADING)
    # A single quote, its partner lost with what was taken out or never there, would open a cell
    # that no quote closes.
    return " ".join(name.replace('"', " ").split()) if name.count('"') % 2 else name


def _defused(junction: re.Match[str]) -> str:
    """Return a run of blanks, separators, triggers, without triggers behind its first separator."""
    run = junction[0]
    first = next((index for index, char in enumerate(run) if char in _SEPARATORS), len(run))
    return run[: first + 1] + "".join(
        char for char in run[first + 1 :] if char not in TRIGGERS or char.isspace()
    )


def shortened(texto: str, most_chars: int) -> str:
    """Return the text, or as many whole words of it as fit; a first word too long is cut."""
    if len(texto) <= most_chars:
        return texto
    kept, blank, _ = texto[: most_chars + 1].rpartition(" ")
    return (kept if blank else texto[:most_chars]).rstrip(_CUT_ENDS)


def shield(texto: str) -> str:
    """Return a report's cell, with an apostrophe before what a spreadsheet might run."""
    if hides_trigger(texto):
        return clean_name(texto)
    return f"'{texto}" if starts_with_trigger(texto) else texto


def clean_variable(texto: str) -> str:
    """Return a WhatsApp template variable: no line break, no tab, no run of more than 4 blanks.

    Each of those becomes one blank; invisible characters and blanks at the ends are dropped.
    """
    return _VARIABLE_BLANKS.sub(" ", drop_invisible(texto)).strip()


def safe_link(texto: str) -> str | None:
    """Return the link, trimmed, if it may be sent; otherwise ``None``.

    Only ``https://`` with a host name, without user or password (which disguise the host), blanks,
    invisible characters, or anything that a spreadsheet could split into a formula. Scheme and
    host may be in any case (RFC 3986, 3.1 and 3.2.2) and come back in small letters, which every
    campaign platform takes for a link; the path, whose case counts, is left as it is.
    """
    link = texto.strip()
    if _NEVER_IN_LINKS.search(link) or drop_invisible(link) != link:
        return None
    try:
        parts = urlsplit(link)
        is_whole = bool(_HOST.fullmatch(parts.hostname or "")) and parts.port != 0
    except ValueError:  # a port or an IPv6 address that is none
        return None
    is_safe = parts.scheme == "https" and "@" not in parts.netloc and not hides_trigger(link)
    if not (is_whole and is_safe):
        return None
    return f"https://{parts.netloc.lower()}{link[len('https://') + len(parts.netloc) :]}"


def link_fault(texto: str) -> Finding:
    """Why ``safe_link`` refuses a link."""
    scheme, _, rest = texto.strip().partition("://")
    if scheme.lower() != "https":
        return Finding.of(Cause.LINK_SEM_HTTPS)
    if "@" in re.split(r"[/?#]", rest)[0]:
        return Finding.of(Cause.LINK_COM_USUARIO)
    return Finding.of(Cause.LINK_CARACTERE)


def link_host(link: str) -> str:
    """Return the host name of a link that ``safe_link`` gave, in small letters, without port."""
    return urlsplit(link).hostname or ""
