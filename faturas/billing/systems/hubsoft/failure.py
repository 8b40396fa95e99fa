"""The words with which an answer says that it has failed, although it calls itself a success.

Whoever finds nothing says so in other words; where it cannot be told, it has failed: an empty list
of a failure would write debtors off.
"""

import re

from faturas.billing.transport.spelling import plain

_DENIED = (
    r"(?<!sem )(?<!sem nenhum )(?<!nenhum )(?<!nenhuma )(?<!zero )(?<!\b0 )(?<!nao ha )"
    r"(?<!nao houve )(?<!no )(?<!without )(?<!without any )"
)
"""Before a word for a fault: then there was none."""
_FAULTS = (
    r"(?:erros?|errors?|falhas?|failures?|excecao|excecoes|exceptions?|faults?|problemas?)\b"
    r"(?! (?:0|zero|nenhum[ao]?|none)\b)"
)
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
_FAILURE = re.compile(
    rf"\b(?:{_DENIED}{_FAULTS}|(?:{'|'.join(_FAILED)})\b)"
    r"|\w(?:exception|error)\b"  # PDOException
)
_WORDS = re.compile(r"[a-z0-9]+")


def says_it_failed(text: str) -> bool:
    """Whether a sentence of an answer tells of a failure."""
    return bool(_FAILURE.search(" ".join(_WORDS.findall(plain(text)))))
