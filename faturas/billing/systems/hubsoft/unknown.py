"""Knows the sentences by which an API says that a customer does not exist, and nothing else.

Failures are told in endless ways, some of them nearly these words: "tabela cliente não encontrada",
"cliente não encontrado: banco fora do ar". Taken for an unknown customer, each of them would write
debtors off. So every sentence of the answer has to be one of ``_SENTENCES`` from its first word to
its last; a bare "erro" may stand before it, and behind it the advice to check what was asked for.
"""

import re
from collections.abc import Mapping
from typing import Any

from faturas.billing.transport.spelling import is_nothing, plain, yes_or_no
from faturas.billing.transport.words import parts

# The pieces of sentences, in small letters without accents.
_NOT, _CODE_WORD, _POSSIBLE = (
    word.replace(".", r"(?:[aoi]|\?{1,2})?") for word in ("n.o", "c.digo", "poss.vel")
)
"""``nao``, ``codigo``, ``possivel``, and what is left of them where an answer in another encoding
has lost its accents."""
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
_ARTICLE = r"(?: (?:[oa]s?|es[st]es?|nenhum|um))?"
_SENTENCES = (
    rf"{_WHO}{_CODE} {_ABSENT}{_REST}",
    rf"{_PEOPLE} (?:registro|cadastro|{_CODE_WORD}) {_ABSENT}",
    rf"nenhum {_PEOPLE} (?:foi )?{_FOUND}{_REST}",
    rf"nenhum {_PEOPLE}{_BY}",
    (
        rf"{_NOT} (?:(?:foi |foram )?{_FOUND}|existem?|ha|(?:encontra|localiza)mos)"
        rf"{_ARTICLE} {_PEOPLE}{_ASKED}(?: {_FOUND})?{_REST}"
    ),
    rf"{_NOT} foi {_POSSIBLE} (?:encontra|localiza|identifica)r{_ARTICLE} {_PEOPLE}{_ASKED}{_REST}",
    (
        r"(?:the )?(?:client|customer)(?: (?:with )?(?:the )?(?:code |id )?\d+)?"
        r" (?:(?:was |could )?not (?:be )?found|does not exist)(?: in (?:the|our) system)?"
    ),
    r"no (?:client|customer)s?(?: was| were)? found(?: with (?:the )?(?:code|id)(?: \d+)?)?",
    r"unknown (?:client|customer)",
)
_BARE_ERROR = (
    r"(?:(?:ocorreu|houve) um )?(?:erros?|errors?|falha|failed|failure|ops|oops|atencao|aviso)"
)
"""Words that say that there is an error, and not which."""
_ADVICE = (
    r"(?:por favor )?(?:verifique|confira|revise)(?: se)? (?:[oa]s? )?"
    rf"(?:dados?|informac(?:ao|oes)|filtros?|termo|{_CODE_NAME}){_ASKED}"
    r"(?: e tente (?:novamente|de novo|outra vez))?"
)
"""What a person is told to check."""
_SENTENCE = re.compile(rf"(?:{_BARE_ERROR} )?(?:{'|'.join(_SENTENCES)})(?: {_ADVICE})?")
_NO_REASON = re.compile(
    r"(?:http |status )?(?:4(?:00|04|10|22) ?)?(?:not found|bad request|gone|unprocessable \w+)?"
    rf"|{_BARE_ERROR}\W*"
)
"""A text that gives no reason: the status of HTTP and its phrase (RFC 9110, 15.5), or "erro"."""
_PLURAL = re.compile(r"\([aeo]?s?\)")
"""The plural in brackets: ``cliente(s)``."""
_PUNCTUATION = re.compile(r"[^\w\s?]|_|\?(?=\s|$)")


def says_unknown_customer(content: Mapping[str, Any]) -> bool:
    """Whether an error says that the customer does not exist, and says nothing else.

    That has to be confirmed: the API may be wrong. An error that finds no *invoice* does not say
    it: it may have looked for something else.
    """
    said = [text for text in parts(content) if not _gives_no_reason(text)]
    return bool(said) and all(map(_says_unknown, said))


def _gives_no_reason(text: str) -> bool:
    """Whether a text says at most that there is an error, and not which."""
    return (
        is_nothing(text) or yes_or_no(text) is not None or bool(_NO_REASON.fullmatch(plain(text)))
    )


def _says_unknown(text: str) -> bool:
    """Whether a text is one of ``_SENTENCES`` as a whole."""
    words = _PUNCTUATION.sub(" ", unmarked(text))
    return bool(_SENTENCE.fullmatch(" ".join(words.split())))


def unmarked(text: str) -> str:
    """A text in small letters, without accents (garbled ones, too) and without ``(s)``."""
    return _PLURAL.sub("", plain(_ungarbled(text)))


def _ungarbled(text: str) -> str:
    """The text as it was before its UTF-8 was read as Windows-1252: ``nÃ£o`` becomes ``não``."""
    try:
        return text.encode("cp1252").decode("utf-8")
    except UnicodeError:
        return text
