"""The few sentences with which an API says that there is no such customer, and nothing else.

What a failure is told in is of endless spellings ("tabela cliente não encontrada", "cliente não
encontrado: banco fora do ar"); taken for one of these, it would write debtors off. So a sentence
is one of these from its first word to its last, and every sentence of an answer is.
"""

import re
from collections.abc import Mapping
from typing import Any

from faturas.billing.words import parts
from faturas.wording import fold

_NOT, _CODE_WORD, _POSSIBLE = (
    word.replace(".", r"(?:[aoi]|\?{1,2})?") for word in ("n.o", "c.digo", "poss.vel")
)
"""With what is left of the accents where an answer was written in another encoding."""
_PEOPLE = r"(?:cliente|consumidor|assinante)(?:e?s)?"
_CODE = (
    rf"(?: (?:(?:com|de|do|para) (?:o |este |esse )?)?(?:{_CODE_WORD}|id|numero)"
    r"(?: (?:de|do) cliente)?(?: informado)?)?(?: [a-z]{0,3}\d[\da-z]*)?"
)
"""Whose code it is: ``com o código 42``, ``de código 42``, ``42``."""
_ASKED = r"(?: (?:informad|solicitad|pesquisad|consultad)[oa]s?)?"
_WHO = (
    rf"(?:[oae] |este |esse )?(?:(?:{_CODE_WORD}|cadastro|registro) (?:d[eo] )?)?{_PEOPLE}{_ASKED}"
)
_FOUND = r"(?:encontrad|localizad|cadastrad|identificad)[oa]s?"
_ABSENT = rf"(?:{_NOT} (?:(?:foi |foram )?{_FOUND}|existem?)|inexistentes?|desconhecid[oa]s?)"
_BY = (
    r"(?: (?:com|para|pelos?) (?:[oa]s? |este |esse )?"
    rf"(?:dados?|{_CODE_WORD}|filtros?|termo)(?: de busca)?"
    r"(?: (?:informad|fornecid|solicitad|pesquisad)[oa]s?)?(?: [a-z]{0,3}\d[\da-z]*)?)?"
)
_ANY = r"(?: (?:[oa]s?|nenhum|um))?"
_SENTENCES = (
    rf"{_WHO}{_CODE} {_ABSENT}{_BY}",
    rf"{_PEOPLE} (?:registro|cadastro|{_CODE_WORD}) {_ABSENT}",
    rf"nenhum {_PEOPLE} (?:foi )?{_FOUND}{_BY}",
    rf"{_NOT} (?:(?:foi |foram )?{_FOUND}|existem?|ha){_ANY} {_PEOPLE}{_ASKED}{_BY}",
    rf"{_NOT} foi {_POSSIBLE} (?:encontra|localiza|identifica)r{_ANY} {_PEOPLE}{_ASKED}{_BY}",
    r"(?:client|customer)(?: (?:with )?(?:code |id )?\d+)? (?:(?:was )?not found|does not exist)",
    r"no (?:client|customer)s? found|unknown (?:client|customer)",
)
_SENTENCE = re.compile("|".join(_SENTENCES))
_ASIDE = re.compile(r"\([aos]s?\)")
"""The plural that may be meant: ``cliente(s)``."""
_PUNCTUATION = re.compile(r"[^\w\s?]|_|\?(?=\s|$)")


def says_unknown_customer(content: Mapping[str, Any]) -> bool:
    """Whether all that an error says is that the customer does not exist.

    It may be wrong in that, and has to be confirmed. An error that finds no invoice does not say
    it: it may have looked for the wrong thing.
    """
    said = parts(content)
    return bool(said) and all(map(_is_sentence, said))


def _is_sentence(text: str) -> bool:
    plain = fold(_mended(text)).strip()
    words = _PUNCTUATION.sub(" ", _ASIDE.sub("", plain))
    return bool(_SENTENCE.fullmatch(" ".join(words.split())))


def _mended(text: str) -> str:
    """The text as it was meant, where UTF-8 was read as Windows-1252: ``nÃ£o``."""
    try:
        return text.encode("cp1252").decode("utf-8")
    except UnicodeError:
        return text
