"""Decides whether an answer with an empty list may be believed (``tells_of_no_failure``).

Servers answer with an empty list also when they fail, and say so in their words only, in endless
ways: "consulta pendente", "banco de dados offline". Taken for "nothing is owed", each of them would
write debtors off. So an empty list is believed only where every sentence beside it is known, from
its first word to its last, as one that says that nothing was found (``_NOTHING``) or that all went
well (``_SUCCESS``).
"""

import functools
import re
import threading
from collections.abc import Iterator, Mapping
from typing import Any

from faturas.billing.systems.hubsoft.fields import amount
from faturas.billing.systems.hubsoft.unknown import unmarked
from faturas.billing.transport.spelling import is_nothing, plain_name
from faturas.billing.transport.words import ERRORS, LONGEST_NAME, parts


def _one_of(*words: str) -> str:
    return f"(?:{'|'.join(words)})"


# The pieces of sentences, in small letters without accents; each is one choice of a pattern.
_NOT = "n ?a? ?o"
"""``nao``, and what is left of it where an answer in another encoding has lost its accent."""
_CLIENT = "(?:clientes?|assinantes?|consumidor(?:es)?|clients?|customers?)"
_THING = _one_of(
    "faturas?|boletos?|debitos?|dividas?|titulos?|cobrancas?|mensalidades?|parcelas?|contas?",
    "pendencias?|registros?|resultados?|dados?|informac(?:ao|oes)|itens|item|lancamentos?",
    "invoices?|bills?|debts?|records?|results?|data|items?|rows?|charges?",
    "erros?|falhas?|problemas?|errors?|failures?",  # "nenhum erro"; others were denied before
    _CLIENT,
)
"""What a sentence says that there is none of."""
_OPEN = _one_of(
    "abert[oa]s?|pendentes?|vencid[oa]s?|vencer|pagar|financeir[oa]s?|atras[oa]|atrasad[oa]s?",
    "open|pending|overdue|outstanding|unpaid|due",
)
_FOUND = "(?:(?:encontrad|localizad|cadastrad)[oa]s?|existentes?|found)"
_AVAILABLE = "(?:disponive(?:l|is)|retornad[oa]s?|available|returned)"
"""Harmless only in the rest of a sentence, as in "nenhuma fatura disponível"; "dados não
disponíveis" is a failure."""
_ASKED = "(?:informad|solicitad|pesquisad|consultad|selecionad|fornecid|digitad)[oa]s?"
_ABOUT = _one_of(
    _CLIENT,
    "codigo|id|cpf|cnpj|periodo|intervalo|datas?|filtros?|criterios?|parametros?|termo|contrato",
    "sistema|cadastro|base(?: de dados)?|banco de dados|hoje|mes|ano|code|period|system",
    "busca|consulta|pesquisa|exibir|exibicao|mostrar|listar",
    "(?<!disponivel no )(?<!disponiveis no )momento",
)
"""The customer, period or place of which a sentence speaks."""
_JOINING = _one_of(
    "[oae]s?|ou|d[eoa]s?|em|n[oa]s?|para|pra|com|por|pel[oa]s?|ao|ate|entre|seus?|suas?",
    "(?:[dn]?es[st][ea])s?|the|for|in|of|this|with|to",
)
_TAIL = (
    rf"(?:(?> (?:{_ABOUT}(?: {_ASKED})?|{_JOINING}"
    rf"|(?:(?:foi|foram|was|were) )?(?:{_FOUND}|{_AVAILABLE})"
    rf"|{_THING}|{_OPEN}|\d\w*)\b))*"
)
"""The rest of a sentence, word by word. Each word is read in one way only (the atomic group
``(?>…)``); a long sentence could else be read in so many ways that matching never ended."""
_NONE = _one_of("nenhum[oa]?", "zero", "0+")
_THERE_IS = _one_of(
    "ha|existem?|houve|possui|possuem|tem|temos|constam?|encontramos|localizamos",
    f"(?:(?:foi|foram) )?{_FOUND}",
)
_WHO = rf"(?:(?:(?:[oe] |este |esse )?{_CLIENT}{_TAIL}|voce) )?"
_ACTION = _one_of(
    "consulta|busca|listagem|pesquisa|operacao|requisicao|solicitacao|query|search|request"
    "|operation"
)
_DONE = _one_of(
    "(?:realizad|efetuad|concluid|executad|finalizad|completad|processad|bem sucedid)[oa]",
    "completed|done|finished|executed|processed|successful|ok",
)
_FETCHED = _one_of(
    "(?:consultad|listad|retornad|obtid|carregad|recuperad)[oa]s?",
    "retrieved|fetched|listed|loaded|returned",
)
_WELL = _one_of(
    "com (?:sucesso|exito)|successfully",
    "sem (?:nenhum[oa]? )?(?:erros?|falhas?|problemas?)|without (?:any )?errors?",
)
_SUCCESS = (
    rf"(?:a |sua |the )?(?:{_ACTION}{_TAIL} )?(?:foi |was )?{_DONE}(?: {_WELL})?{_TAIL}",
    rf"(?:{_ACTION}|{_THING}){_TAIL} {_WELL}",
    rf"(?:[oa]s? )?{_THING}{_TAIL} (?:foram |were )?{_FETCHED}(?: {_WELL})?{_TAIL}",
    "(?:http )?(?:200 )?ok|200|tudo (?:certo|ok)",
    (
        rf"(?:sucesso|success|exito|{_WELL})"
        rf"(?: (?:na|ao) (?:{_ACTION}|consultar|listar|buscar){_TAIL})?"
    ),
)
"""Whole sentences that say that all went well."""
_NOTHING = (
    rf"{_NONE} {_THING}{_TAIL}",
    rf"{_WHO}{_NOT} {_THERE_IS}(?: nenhum[oa]?| mais| [oa]s?)? {_THING}{_TAIL}",
    rf"(?:[oa]s? )?{_THING}(?: {_OPEN}| {_JOINING}| {_CLIENT}| \d+)* {_NOT} {_THERE_IS}{_TAIL}",
    rf"{_NOT} (?:(?:foi|foram) )?{_FOUND}|not found",
    rf"{_WHO}(?:sem|without) (?:nenhum[oa]? |any )?{_THING}{_TAIL}",
    rf"(?:total|quantidade|{_THING}){_TAIL} {_NONE}",
    rf"nada (?:consta|{_FOUND}|(?:em |a )?{_OPEN}){_TAIL}",
    rf"nothing (?:{_FOUND}|{_OPEN})",
    "(?:lista |resultado |retorno )?vazi[oa]|empty(?: list| result)?|no content",
    rf"(?:there (?:are|is) )?no (?:{_OPEN} )?{_THING}{_TAIL}",
    rf"{_THING}(?: was| were)? not found{_TAIL}",
    rf"{_WHO}(?:esta )?(?:(?:em )?situacao )?(?:adimplente|em dia|regular){_TAIL}",
)
"""Whole sentences that say that there is nothing, or that nothing is owed."""
_BETWEEN = re.compile(
    r"[;!()\n]|[.,](?!\d)|:(?!\s*\d+\W*$)|(?<!\w)[-–—|](?!\w)"
    r"|\b(?:mas|porem|but|e(?= (?:nenhum|nao|sem)\b))\b|\b(?:atencao|aviso|ops|parabens)\b"
)
"""What parts two sentences, or opens one without saying anything: "aviso", "parabéns"."""
_WORDS = re.compile(r"[a-z0-9]+")

_COUNT = re.compile(
    r"(?=.)(?:total|count|quantidade|qtde?|num(?:ero)?)?(?:de)?"
    r"(?:registros|faturas|clientes|itens|items|resultados|records|results|rows|titulos|boletos)?"
    r"(?:total|count|filtered)?"
)
"""Plain names of fields that count rows."""
_PAGES = re.compile("paginacao|pagination|paginator|meta|metadata|pageinfo|page|resumo|summary")
"""Plain names of objects that describe pages or sum an answer up."""
_DEPTH = 2
"""Levels of such objects within each other that are looked into: ``meta.pagination`` has two."""


def tells_of_no_failure(content: Mapping[str, Any]) -> bool:
    """Whether everything that an answer says in words is known to be harmless; silence is.

    Fields that are named after errors are left out: ``envelope`` has judged them before, and they
    say "none" in other ways.
    """
    said = {
        name: value
        for name, value in content.items()
        if plain_name(name[:LONGEST_NAME]) not in ERRORS
    }
    return all(is_nothing(text) or _is_harmless(text) for text in parts(said))


def announces_rows(content: Mapping[str, Any], depth: int = _DEPTH) -> bool:
    """Whether a count of rows, among the fields or in an object that describes pages, is above 0.

    ``depth`` is the number of levels of such objects that are looked into.
    """
    for name, value in content.items():
        plain = plain_name(name[:LONGEST_NAME])
        if _COUNT.fullmatch(plain) and (amount(value) or 0) > 0:
            return True
        inside = isinstance(value, dict) and depth and _PAGES.fullmatch(plain)
        if inside and announces_rows(value, depth - 1):
            return True
    return False


def _is_harmless(text: str) -> bool:
    sentences = list(_sentences(text))
    with _one_compiles:
        harmless = _harmless()
    return bool(sentences) and all(map(harmless.fullmatch, sentences))


_one_compiles = threading.Lock()
"""Held while the pattern is fetched: the first answers come at once, and each thread would compile
it for itself."""


@functools.cache
def _harmless() -> re.Pattern[str]:
    """The pattern of all harmless sentences.

    It is compiled when first needed: that takes 50 ms, a tenth of the program's start.
    """
    return re.compile("|".join((*_SUCCESS, *_NOTHING)))


def _sentences(text: str) -> Iterator[str]:
    """The sentences of a text, as words in small letters with one blank between them."""
    for piece in _BETWEEN.split(unmarked(text)):
        if words := _WORDS.findall(piece):
            yield " ".join(words)
