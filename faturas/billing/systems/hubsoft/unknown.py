"""The few sentences with which an API says that there is no such customer, and nothing else.

What a failure is told in is of endless spellings ("tabela cliente não encontrada", "cliente não
encontrado: banco fora do ar"); taken for one of these, it would write debtors off. So a sentence
is one of these from its first word to its last, and every sentence of an answer is. Before it may
stand a bare "erro", behind it the advice to look at what was asked for.
"""

import re
from collections.abc import Mapping
from typing import Any

from faturas.billing.transport.spelling import is_nothing, plain, yes_or_no
from faturas.billing.transport.words import parts

_NOT, _CODE_WORD, _POSSIBLE = (
    word.replace(".", r"(?:[aoi]|\?{1,2})?") for word in ("n.o", "c.digo", "poss.vel")
)
"""With what is left of the accents where an answer was written in another encoding."""
_PEOPLE = r"(?:cliente|consumidor|assinante)(?:e?s)?"
_CODE_NAME = rf"(?:{_CODE_WORD}|id|numero)(?: (?:de|do) cliente)?"
_NUMBER = r"(?: [a-z]{0,3}\d[\da-z]*)?"
_CODE = rf"(?: (?:(?:com|de|do|para) (?:o |este |esse )?)?{_CODE_NAME}(?: informado)?)?{_NUMBER}"
"""Whose code it is: ``com o código 42``, ``de código 42``, ``42``."""
_ASKED = r"(?: (?:informad|fornecid|solicitad|pesquisad|consultad|digitad)[oa]s?)?"
_WHO = (
    rf"(?:[oae] |este |esse )?(?:(?:{_CODE_WORD}|cadastro|registro) (?:d[eo] )?)?{_PEOPLE}{_ASKED}"
)
_FOUND = r"(?:encontrad|localizad|cadastrad|identificad)[oa]s?"
_IS_NOT = rf"{_NOT} (?:(?:foi |foram |esta )?{_FOUND}|existem?|consta)"
_ABSENT = rf"(?:{_IS_NOT}|inexistentes?|desconhecid[oa]s?)"
_BY = (
    r" (?:com|de|para|pelos?) (?:[oa]s? |este |esse )?"
    rf"(?:dados?|{_CODE_NAME}|filtros?|termo)(?: de busca)?{_ASKED}{_NUMBER}{_ASKED}"
)
_WHERE = (
    r" (?:n[oa]|em) (?:noss[oa] )?"
    r"(?:sistema|cadastro|base(?: de (?:dados|clientes))?|banco de dados)"
)
_REST = rf"(?:{_WHERE})?(?:{_BY})?(?:{_WHERE})?"
_ANY = r"(?: (?:[oa]s?|es[st]es?|nenhum|um))?"
_SENTENCES = (
    rf"{_WHO}{_CODE} {_ABSENT}{_REST}",
    rf"{_PEOPLE} (?:registro|cadastro|{_CODE_WORD}) {_ABSENT}",
    rf"nenhum {_PEOPLE} (?:foi )?{_FOUND}{_REST}",
    rf"nenhum {_PEOPLE}{_BY}",
    (
        rf"{_NOT} (?:(?:foi |foram )?{_FOUND}|existem?|ha|(?:encontra|localiza)mos)"
        rf"{_ANY} {_PEOPLE}{_ASKED}(?: {_FOUND})?{_REST}"
    ),
    rf"{_NOT} foi {_POSSIBLE} (?:encontra|localiza|identifica)r{_ANY} {_PEOPLE}{_ASKED}{_REST}",
    (
        r"(?:the )?(?:client|customer)(?: (?:with )?(?:the )?(?:code |id )?\d+)?"
        r" (?:(?:was |could )?not (?:be )?found|does not exist)(?: in (?:the|our) system)?"
    ),
    r"no (?:client|customer)s?(?: was| were)? found(?: with (?:the )?(?:code|id)(?: \d+)?)?",
    r"unknown (?:client|customer)",
)
_CRY = r"(?:(?:ocorreu|houve) um )?(?:erros?|errors?|falha|failed|failure|ops|oops|atencao|aviso)"
"""What says no more than that something is amiss."""
_ADVICE = (
    r"(?:por favor )?(?:verifique|confira|revise)(?: se)? (?:[oa]s? )?"
    rf"(?:dados?|informac(?:ao|oes)|filtros?|termo|{_CODE_NAME}){_ASKED}"
    r"(?: e tente (?:novamente|de novo|outra vez))?"
)
_SENTENCE = re.compile(rf"(?:{_CRY} )?(?:{'|'.join(_SENTENCES)})(?: {_ADVICE})?")
_NO_REASON = re.compile(
    r"(?:http |status )?(?:4(?:00|04|10|22) ?)?(?:not found|bad request|gone|unprocessable \w+)?"
    rf"|{_CRY}\W*"
)
"""The status of HTTP and its phrase (RFC 9110, 15.5), or a bare "erro": it failed, and no more."""
_ASIDE = re.compile(r"\([aeo]?s?\)")
"""The plural that may be meant: ``cliente(s)``."""
_PUNCTUATION = re.compile(r"[^\w\s?]|_|\?(?=\s|$)")


def says_unknown_customer(content: Mapping[str, Any]) -> bool:
    """Whether all that an error says is that the customer does not exist.

    It may be wrong in that, and has to be confirmed. An error that finds no invoice does not say
    it: it may have looked for the wrong thing.
    """
    said = [text for text in parts(content) if not _is_bare(text)]
    return bool(said) and all(map(_is_sentence, said))


def _is_bare(text: str) -> bool:
    """Whether a field of an error says at most that there is one, and not which."""
    return (
        is_nothing(text) or yes_or_no(text) is not None or bool(_NO_REASON.fullmatch(plain(text)))
    )


def _is_sentence(text: str) -> bool:
    words = _PUNCTUATION.sub(" ", unmarked(text))
    return bool(_SENTENCE.fullmatch(" ".join(words.split())))


def unmarked(text: str) -> str:
    """A text in plain letters, with its accents as they were meant, without ``(s)``."""
    return _ASIDE.sub("", plain(_mended(text)))


def _mended(text: str) -> str:
    """The text as it was meant, where UTF-8 was read as Windows-1252: ``nÃ£o``."""
    try:
        return text.encode("cp1252").decode("utf-8")
    except UnicodeError:
        return text
