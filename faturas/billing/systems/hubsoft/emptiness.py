"""Whether an empty list is one by the answer's own words: nothing was found, or all went well.

What a failure is told in is of endless spellings ("consulta pendente", "banco de dados offline");
beside an empty list any of them would write debtors off. So there every sentence has to be known,
from its first word to its last, as one that tells of no failure.
"""

import functools
import re
from collections.abc import Iterator, Mapping
from typing import Any

from faturas.billing.systems.hubsoft.fields import amount
from faturas.billing.systems.hubsoft.unknown import unmarked
from faturas.billing.transport.spelling import is_nothing, plain_name
from faturas.billing.transport.words import ERRORS, LONGEST_NAME, parts


def _any(*words: str) -> str:
    return f"(?:{'|'.join(words)})"


_NOT = "n ?a? ?o"
"""With what is left of the accent where an answer was written in another encoding."""
_CLIENT = "(?:clientes?|assinantes?|consumidor(?:es)?|clients?|customers?)"
_THING = _any(
    "faturas?|boletos?|debitos?|dividas?|titulos?|cobrancas?|mensalidades?|parcelas?|contas?",
    "pendencias?|registros?|resultados?|dados?|informac(?:ao|oes)|itens|item|lancamentos?",
    "invoices?|bills?|debts?|records?|results?|data|items?|rows?|charges?",
    "erros?|falhas?|problemas?|errors?|failures?",  # "nenhum erro"; others were denied before
    _CLIENT,
)
"""What there is none of."""
_OPEN = _any(
    "abert[oa]s?|pendentes?|vencid[oa]s?|vencer|pagar|financeir[oa]s?|atras[oa]|atrasad[oa]s?",
    "open|pending|overdue|outstanding|unpaid|due",
)
_FOUND = "(?:(?:encontrad|localizad|cadastrad)[oa]s?|existentes?|found)"
_AT_HAND = "(?:disponive(?:l|is)|retornad[oa]s?|available|returned)"
"""Behind "nenhuma fatura"; "dados não disponíveis" is a failure."""
_ASKED = "(?:informad|solicitad|pesquisad|consultad|selecionad|fornecid|digitad)[oa]s?"
_ABOUT = _any(
    _CLIENT,
    "codigo|id|cpf|cnpj|periodo|intervalo|datas?|filtros?|criterios?|parametros?|termo|contrato",
    "sistema|cadastro|base(?: de dados)?|banco de dados|hoje|mes|ano|code|period|system",
    "busca|consulta|pesquisa|exibir|exibicao|mostrar|listar",
    "(?<!disponivel no )(?<!disponiveis no )momento",
)
"""Of whom, of when or where there is none."""
_LINK = _any(
    "[oae]s?|ou|d[eoa]s?|em|n[oa]s?|para|pra|com|por|pel[oa]s?|ao|ate|entre|seus?|suas?",
    "(?:[dn]?es[st][ea])s?|the|for|in|of|this|with|to",
)
_TAIL = (
    rf"(?:(?> (?:{_ABOUT}(?: {_ASKED})?|{_LINK}|(?:(?:foi|foram|was|were) )?(?:{_FOUND}|{_AT_HAND})"
    rf"|{_THING}|{_OPEN}|\d\w*)\b))*"
)
"""The rest of a sentence. Each of its words is read in one way (``?>``), or the ways of a long one
would be tried without end."""
_NONE = _any("nenhum[oa]?", "zero", "0+")
_THERE_IS = _any(
    "ha|existem?|houve|possui|possuem|tem|temos|constam?|encontramos|localizamos",
    f"(?:(?:foi|foram) )?{_FOUND}",
)
_WHO = rf"(?:(?:(?:[oe] |este |esse )?{_CLIENT}{_TAIL}|voce) )?"
_ACT = _any(
    "consulta|busca|listagem|pesquisa|operacao|requisicao|solicitacao|query|search|request"
    "|operation"
)
_DONE = _any(
    "(?:realizad|efetuad|concluid|executad|finalizad|completad|processad|bem sucedid)[oa]",
    "completed|done|finished|executed|processed|successful|ok",
)
_FETCHED = _any(
    "(?:consultad|listad|retornad|obtid|carregad|recuperad)[oa]s?",
    "retrieved|fetched|listed|loaded|returned",
)
_WELL = _any(
    "com (?:sucesso|exito)|successfully",
    "sem (?:nenhum[oa]? )?(?:erros?|falhas?|problemas?)|without (?:any )?errors?",
)
_SUCCESS = (
    rf"(?:a |sua |the )?(?:{_ACT}{_TAIL} )?(?:foi |was )?{_DONE}(?: {_WELL})?{_TAIL}",
    rf"(?:{_ACT}|{_THING}){_TAIL} {_WELL}",
    rf"(?:[oa]s? )?{_THING}{_TAIL} (?:foram |were )?{_FETCHED}(?: {_WELL})?{_TAIL}",
    "(?:http )?(?:200 )?ok|200|tudo (?:certo|ok)",
    rf"(?:sucesso|success|exito|{_WELL})(?: (?:na|ao) (?:{_ACT}|consultar|listar|buscar){_TAIL})?",
)
_NOTHING = (
    rf"{_NONE} {_THING}{_TAIL}",
    rf"{_WHO}{_NOT} {_THERE_IS}(?: nenhum[oa]?| mais| [oa]s?)? {_THING}{_TAIL}",
    rf"(?:[oa]s? )?{_THING}(?: {_OPEN}| {_LINK}| {_CLIENT}| \d+)* {_NOT} {_THERE_IS}{_TAIL}",
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
_BETWEEN = re.compile(
    r"[;!()\n]|[.,](?!\d)|:(?!\s*\d+\W*$)|(?<!\w)[-–—|](?!\w)"
    r"|\b(?:mas|porem|but|e(?= (?:nenhum|nao|sem)\b))\b|\b(?:atencao|aviso|ops|parabens)\b"
)
"""What stands between two sentences, or opens one and says nothing."""
_WORDS = re.compile(r"[a-z0-9]+")

_COUNT = re.compile(
    r"(?=.)(?:total|count|quantidade|qtde?|num(?:ero)?)?(?:de)?"
    r"(?:registros|faturas|clientes|itens|items|resultados|records|results|rows|titulos|boletos)?"
    r"(?:total|count|filtered)?"
)
"""The plain name of a field that counts rows."""
_PAGES = re.compile("paginacao|pagination|paginator|meta|metadata|pageinfo|page|resumo|summary")
"""The plain name of an object that tells of pages."""
_DEPTH = 2
"""Objects within each other, as ``meta.pagination`` is."""


def tells_of_no_failure(content: Mapping[str, Any]) -> bool:
    """Whether all that an answer says in words, if anything, is known to be harmless.

    Fields of errors have been judged before, and say "no" and "none" in other ways.
    """
    said = {
        name: value
        for name, value in content.items()
        if plain_name(name[:LONGEST_NAME]) not in ERRORS
    }
    return all(is_nothing(text) or _is_harmless(text) for text in parts(said))


def announces_rows(content: Mapping[str, Any], depth: int = _DEPTH) -> bool:
    """Whether a count of rows, at the top or in what tells of pages, is more than none."""
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
    return bool(sentences) and all(map(_harmless().fullmatch, sentences))


@functools.cache
def _harmless() -> re.Pattern[str]:
    """Every harmless sentence; made when first needed: that takes 50 ms, a tenth of a start."""
    return re.compile("|".join((*_SUCCESS, *_NOTHING)))


def _sentences(text: str) -> Iterator[str]:
    for piece in _BETWEEN.split(unmarked(text)):
        if words := _WORDS.findall(piece):
            yield " ".join(words)
