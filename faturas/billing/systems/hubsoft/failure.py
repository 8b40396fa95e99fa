"""Knows the words by which an answer says that it has failed (``says_it_failed``).

Some answers call themselves a success and say in their message that they failed. Where the words
may mean either, they mean a failure: this customer is looked up by hand, while the empty list of a
failure, taken for "nothing is owed", would write a debtor off.
"""

import re

from faturas.billing.transport.spelling import plain

_NOT_DENIED = (
    r"(?<!sem )(?<!sem nenhum )(?<!nenhum )(?<!nenhuma )(?<!zero )(?<!\b0 )(?<!nao ha )"
    r"(?<!nao houve )(?<!no )(?<!without )(?<!without any )"
)
"""Stands before a word for a fault: the words here would deny it ("sem erros")."""
_FAULTS = (
    r"(?:erros?|errors?|falhas?|failures?|excecao|excecoes|exceptions?|faults?|problemas?)\b"
    r"(?! (?:0|zero|nenhum[ao]?|none)\b)"
)
"""Words for a fault, unless a count of none follows ("erros: 0")."""
_FAILED = (
    "falhou|falharam|fail(?:ed|s|ing)?|impossivel|indisponivel|fora do ar|em manutencao",
    "instabilidade|sobrecarregad[ao]|sqlstate|deadlock|crash(?:ed)?|panic|stack ?trace",
    r"time ?outs?|timed out|tempo (?:limite|esgotado|excedido)|limite (?:\w+ )*excedido|exceeded",
    "sem (?:permissao|acesso|autorizacao|conexao|resposta|privilegios?|comunicacao)",
    "nao (?:foi|e|esta) (?:possivel|permitid[ao]|autorizad[ao]|disponivel)",
    "nao (?:(?:autorizad|permitid|autenticad)[ao]|(?:possui|tem) permissao)",
    "nao (?:pode|pude|pudemos|podemos|conseguiu|consegui|conseguimos|respondeu|responde)",
    (
        "(?:acesso|permissao|consulta|requisicao|operacao|conexao|login|autenticacao) (?:foi )?"
        "(?:negad|recusad|rejeitad|cancelad|abortad|interrompid|expirad|bloquead|perdid)[ao]"
    ),
    (
        "(?:token|sessao|credencial|credenciais|senha|usuario|parametros?|requisicao|licenca) "
        r"(?:de \w+ )?(?:invalid[ao]s?|expirad[ao]s?|incorret[ao]s?|ausentes?|revogad[ao]s?)"
    ),
    r"(?:parametro|campo) (?:\w+ ){1,3}(?:invalido|obrigatorio|ausente|nao informado)",
    "tente (?:de novo|novamente|outra vez|mais tarde)|try again|too many requests",
    "unauthori[sz]ed|unauthenticated|forbidden|denied|unavailable|unreachable|rejected|aborted",
    "not (?:allowed|authori[sz]ed|permitted|available|possible)|unable to|could not|couldn ?t",
    "can ?not|refused|(?:token|session) (?:has )?expired|invalid|internal server",
    r"bad (?:gateway|request)|undefined \w+",
)
"""Words that mean a failure whatever stands before them."""
_FAILURE = re.compile(
    rf"\b(?:{_NOT_DENIED}{_FAULTS}|(?:{'|'.join(_FAILED)})\b)"
    r"|\w(?:exception|error)\b"  # PDOException
)
_WORDS = re.compile(r"[a-z0-9]+")


def says_it_failed(text: str) -> bool:
    """Whether a sentence of an answer says that something failed."""
    return bool(_FAILURE.search(" ".join(_WORDS.findall(plain(text)))))
