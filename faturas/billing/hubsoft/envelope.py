"""The envelope of HubSoft's answers: whether a question was answered at all, and the rows in it.

Only a success that is known as one is a success: what a server says when it has failed is of many
spellings, and an empty list of a failure would write debtors off.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from faturas.billing.http import Reply, decode, read_object
from faturas.billing.words import parts, told
from faturas.errors import FatalApiError, FaultKind, RetryableApiError, UnknownCustomerError
from faturas.wording import fold

_SUCCESS = ("success", "suscess")
"""The documented ones, the second of which is really spelled so."""
_FAILURE = ("error", "erro", "fail", "failure", "failed", "falha", "false")
_REFUSED = (400, 404, 410, 422)
"""Statuses with which a server may say, too, that there is no such customer."""
_LONGEST_KEY = 9
"""Digits of a numbered key; no list is longer."""

# That the customer, or the code of it, is what was not found: not the e-mail of the customer, nor
# invoices for the customer. The words between are those that name a customer: "cliente com o
# código 42 não encontrado".
_CUSTOMER = r"(?:cliente|assinante)(?:s|\(s\))?"
_WHO = (
    rf"(?:(?:codigo|cadastro|registro) d[eo] {_CUSTOMER}|codigo_cliente"
    rf"|(?<!\bdo )(?<!\bde )(?<!\bdeste )(?<!\bdesse )(?<!\bao )(?<!\bpara o )\b{_CUSTOMER})"
)
_NAMED = (
    r"(?: (?:informad|solicitad|pesquisad|consultad|com|de|d?o|este|esse|n[o.]|id|codigo|numero"
    r"|termo)[a-z.]*| [\"'(#]?\d[\w./-]*[\"')]?|:| -)*"
)
_ABSENT = (
    r" (?:nao (?:foi |foram )?(?:encontrad|localizad|identificad|cadastrad|exist|consta)"
    r"|inexistente|desconhecid)"
)
_LOOKED_FOR = (
    r"nao (?:foi |foram |foi possivel )?(?:encontr|localiz|identific|exist|ha\b)[a-z]*"
    rf"(?: (?:nenhum|um|o|os|algum))? {_CUSTOMER}\b"
)
_NONE_FOUND = rf"nenhum {_CUSTOMER} (?:foi )?(?:encontrad|localizad|cadastrad|identificad|com\b)"
_UNKNOWN = re.compile(
    rf"\b(?:{_WHO}{_NAMED}{_ABSENT}|{_LOOKED_FOR}|{_NONE_FOUND})"
    r"|\bcustomer (?:was )?(?:not found|does not exist)"
)
_ABOUT_SOMETHING_ELSE = re.compile(
    r"\b(?:fatura|boleto|cobranca|titulo|plano|servico|contrato|pix|carne|nota|endereco|filial)"
)
_ABOUT_ACCESS = re.compile(
    r"token|credenci|permiss|autoriz|autentic|unauth|forbidden|oauth|client_id|usuario|login"
    r"|\brota\b|\broute|endpoint|\burl\b|integracao|sql|timeout|conexao"
)


def content_of(reply: Reply) -> dict[str, Any]:
    """The JSON object of an answer; raises what ``decode`` raises, and ``UnknownCustomerError``."""
    if reply.status in _REFUSED and says_unknown_customer(read_object(reply.body) or {}):
        raise _unknown()
    return decode(reply)


def check_success(content: Mapping[str, Any]) -> None:
    """Raise ``FatalApiError`` unless the answer says in a known way that it is one.

    An error whose words say that there is no such customer is an ``UnknownCustomerError``.
    """
    status = content.get("status")
    word = fold(status).strip() if isinstance(status, str) else ""
    if word in _SUCCESS:
        return
    if word not in _FAILURE and status is not False:
        raise FatalApiError(
            "A API respondeu sem dizer, de um jeito conhecido, que a consulta deu certo: "
            f"{_told(content)}."
        )
    if says_unknown_customer(content):
        raise _unknown()
    raise FatalApiError(f"A API recusou a consulta: {_told(content)}.")


def says_unknown_customer(content: Mapping[str, Any]) -> bool:
    """Whether the words of an error say that the customer does not exist, and nothing else.

    An error that finds no invoice does not: it may have looked for the wrong thing.
    """
    said = [fold(part) for part in parts(content)]
    if any(_ABOUT_ACCESS.search(part) for part in said):
        return False
    return any(_UNKNOWN.search(part) and not _ABOUT_SOMETHING_ELSE.search(part) for part in said)


def rows_of(content: Mapping[str, Any], key: str) -> Sequence[Mapping[str, Any]]:
    """The rows of a list in an answer that is a success; raises what ``check_success`` raises.

    Rows that come without any word about success speak for themselves, for whose they are is
    checked; an empty list does not. PHP writes a list with a gap as an object with numbered keys.
    Without the list, raises ``RetryableApiError``.
    """
    silent = content.get("status") is None
    if not silent:
        check_success(content)
    rows = content.get(key)
    if isinstance(rows, dict) and rows and all(map(_is_number, rows)):
        rows = [rows[number] for number in sorted(rows, key=int)]
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise RetryableApiError(f"A API respondeu sem a lista {key}.", kind=FaultKind.CORPO)
    if silent and not rows:
        check_success(content)
    return rows


def _is_number(key: str) -> bool:
    return key.isascii() and key.isdecimal() and len(key) <= _LONGEST_KEY


def _told(content: Mapping[str, Any]) -> str:
    return told(content) or "sem explicação"


def _unknown() -> UnknownCustomerError:
    return UnknownCustomerError("A API diz que este cliente não existe.")
