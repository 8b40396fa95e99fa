"""The words with which an answer says that it has failed, although it calls itself a success.

Whoever finds nothing says so in other words; where it cannot be told, it has failed: an empty list
of a failure would write debtors off.
"""

import re

from faturas.billing.spelling import plain

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
    r"falhou|falharam|falhado|fail(?:ed|s|ing)?",
    r"time ?outs?|timed out|tempo (?:limite|esgotado|excedido|de (?:espera|resposta))",
    r"sem (?:permissao|acesso|autorizacao|conexao|resposta|privilegios?|comunicacao)",
    r"nao (?:foi|e|esta) (?:possivel|permitid[ao]|autorizad[ao]|disponivel)",
    r"nao (?:autorizad[ao]|permitid[ao]|autenticad[ao]|possui permissao|tem permissao)",
    r"nao (?:pode|pude|pudemos|podemos|conseguiu|consegui|conseguimos|respondeu|responde)",
    r"(?:acesso|permissao|consulta|requisicao|operacao|conexao|login|autenticacao)"
    r" (?:foi )?(?:negad|recusad|rejeitad|cancelad|abortad|interrompid|expirad|bloquead|perdid)[ao]",
    r"impossivel|indisponivel|fora do ar|em manutencao|instabilidade|sobrecarregad[ao]",
    r"(?:token|sessao|credencial|credenciais|senha|usuario|parametros?|requisicao|licenca)"
    r" (?:de \w+ )?(?:invalid[ao]s?|expirad[ao]s?|incorret[ao]s?|ausentes?|revogad[ao]s?)",
    r"(?:parametro|campo) (?:\w+ ){1,3}(?:invalido|obrigatorio|ausente|nao informado)|e obrigatorio",
    r"tente (?:de novo|novamente|outra vez|mais tarde)|try again|limite (?:\w+ )*excedido",
    r"unauthori[sz]ed|unauthenticated|forbidden|denied|unavailable|unreachable|rejected|aborted",
    r"not (?:allowed|authori[sz]ed|permitted|available|possible)|could ?n.?t|can ?not|unable to",
    r"could not|refused|(?:token|session) (?:has )?expired|invalid|exceeded|too many requests|sqlstate|deadlock|crash(?:ed)?|panic",
    r"internal server|bad (?:gateway|request)|service error|stack ?trace|undefined \w+",
)
_FAILURE = re.compile(
    rf"\b(?:{_DENIED}{_FAULTS}|(?:{'|'.join(_FAILED)})\b)|\w(?:exception|error)\b"
)
_WORDS = re.compile(r"[a-z0-9]+")


def says_it_failed(text: str) -> bool:
    """Whether a sentence of an answer tells of a failure."""
    return bool(_FAILURE.search(" ".join(_WORDS.findall(plain(text)))))
