"""Makes an API's words fit for a report and a terminal: clean, on one line, and short."""

import re
from collections.abc import Callable, Iterator, Mapping
from html import unescape
from html.entities import html5
from itertools import islice
from typing import Any

from faturas.billing.transport.discretion import without_personal_data, without_secrets
from faturas.billing.transport.spelling import plain_name
from faturas.domain.safe_text import drop_invisible

LONGEST_WORDS = 200
"""Characters of an API's words that are shown: what matters comes first, and a cell is small."""
_MOST_PARTS = 10
LONGEST_NAME = 40
"""Characters looked at of a field's name."""
_LONGEST_PART = 1_000
"""Characters looked at of each part: whole pages of a stack trace have come as a message."""
ERRORS = frozenset(
    (
        *("error", "erro", "errors", "erros", "exception", "excecao", "fault", "falha", "falhas"),
        *(
            "errordescription",
            "errormessage",
            "errormsg",
            "mensagemerro",
            "mensagemdeerro",
            "msgerro",
        ),
    )
)
"""Plain names of fields that say something only where something went wrong."""
_FIELDS = (
    frozenset(
        (
            "msg",
            "message",
            "mensagem",
            "detail",
            "details",
            "detalhe",
            "detalhes",
            "aviso",
            "warning",
        )
    )
    | ERRORS
)
# ECMA-48: a control sequence (CSI), a string up to its end (OSC and its kin), any other escape.
_ESCAPES = re.compile(
    r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]?"
    r"|(?:\x1b[\]PX^_]|[\x90\x98\x9d-\x9f])[^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c)"
    r"|\x1b[ -/]*[0-~]?"
)
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|([A-Za-z][A-Za-z0-9]{1,31}));")


def decode_entities(text: str) -> str:
    """The text with its HTML entities decoded, once: ``&amp;amp;`` becomes ``&amp;``.

    Only what ends in a semicolon is an entity: ``?a=1&copy=2`` is the query of a link.
    """
    if "&" not in text:
        return text
    return _ENTITY.sub(_decoded, text)


def _decoded(match: re.Match[str]) -> str:
    name = match[1]
    return html5.get(f"{name};", match[0]) if name else unescape(match[0])


def texts(value: object, depth: int = 3) -> Iterator[str]:
    """The texts in a field: itself, or those of its lists and objects, as Laravel's errors are."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | dict) and depth:
        each_of = value.values() if isinstance(value, dict) else value
        for each in islice(each_of, _MOST_PARTS):
            yield from texts(each, depth - 1)


def parts(content: Mapping[str, Any], hide: Callable[[str], str] = str) -> list[str]:
    """The sentences of an answer's message and errors, each on one line and readable.

    Without escape sequences, control and other invisible characters, which a terminal or a
    spreadsheet would obey. ``hide`` takes out what is not to be told, before and after that.
    """
    fields = (content[name] for name in content if plain_name(name[:LONGEST_NAME]) in _FIELDS)
    found = (text for field in fields for text in texts(field))
    cleaned = (hide(_clean(hide(text))) for text in islice(found, _MOST_PARTS))
    return list(dict.fromkeys(text for text in cleaned if text))


def reason_of(content: Mapping[str, Any]) -> str:
    """The API's own reason, shortened; it may echo a secret, a document number or an address."""
    text = "; ".join(part.rstrip(".") for part in parts(content, without_secrets))
    return without_personal_data(text)[:LONGEST_WORDS]


def _clean(text: str) -> str:
    decoded = decode_entities(text[:_LONGEST_PART])
    return " ".join(drop_invisible(_ESCAPES.sub("", decoded)).split())
