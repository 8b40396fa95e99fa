"""Opens the envelope of HubSoft's answers (``rows_of``): was the question answered, and with what?

An answer counts as a success only where it says so in a known way and nothing in it contradicts
that: servers say in many ways that they have failed, and the empty list of a failure, taken for
"nothing is owed", would write debtors off. ``failure``, ``unknown`` and ``emptiness`` judge the
words.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from faturas.billing.systems.hubsoft.emptiness import announces_rows, tells_of_no_failure
from faturas.billing.systems.hubsoft.failure import says_it_failed
from faturas.billing.systems.hubsoft.unknown import says_unknown_customer
from faturas.billing.transport.body import read_object
from faturas.billing.transport.meaning import Reply, decode
from faturas.billing.transport.spelling import is_nothing, plain, plain_name, yes_or_no
from faturas.billing.transport.words import ERRORS, LONGEST_NAME, parts, reason_of
from faturas.errors import FatalApiError, FaultKind, RetryableApiError, UnknownCustomerError

_SUCCESS = ("success", "suscess")
"""Values of ``status`` that the documentation gives for a success; the second is its spelling."""
_FAILURE = ("error", "erro", "fail", "failure", "failed", "falha")
"""Values of ``status`` that are known to mean a failure."""
_REFUSED = (400, 404, 410, 422)
"""Statuses of HTTP with which a server may also say that there is no such customer."""
_LONGEST_KEY = 9
"""Digits of the largest key of a list written as an object; no list is longer."""
_SUCCEEDED = ("success", "sucesso", "succeeded", "ok")
"""Plain names of fields that say whether it succeeded."""
_CODES = ("code", "statuscode", "httpcode", "httpstatus", "httpstatuscode", "codigohttp")
"""Plain names of fields that repeat the status of HTTP, or give another one than was sent."""
_STATUS_OF_ERROR = re.compile(r"\s*[45][0-9]{2}\s*")


def content_of(reply: Reply) -> dict[str, Any]:
    """The JSON object of an answer.

    Raises ``UnknownCustomerError`` where it is refused because there is no such customer, and what
    ``meaning.decode`` raises for all other failures.
    """
    if reply.status in _REFUSED and says_unknown_customer(read_object(reply.body) or {}):
        raise _unknown()
    return decode(reply)


def check_success(content: Mapping[str, Any]) -> None:
    """Raises ``FatalApiError`` unless an answer says in a known way that it is a success.

    One that also says that something failed is none. Raises ``UnknownCustomerError``, which has to
    be confirmed, for an error that says no more than that there is no such customer.
    """
    status = content.get("status")
    word = plain(status) if isinstance(status, str) else ""
    if word in _SUCCESS:
        check_uncontradicted(content)
        return
    if word not in _FAILURE and yes_or_no(status) is not False:
        raise FatalApiError(
            "A API respondeu sem dizer, de um jeito conhecido, que a consulta deu certo: "
            f"{_reason(content)}."
        )
    if says_unknown_customer(content):
        raise _unknown()
    raise FatalApiError(f"A API recusou a consulta: {_reason(content)}.")


def check_uncontradicted(content: Mapping[str, Any]) -> None:
    """Raises ``FatalApiError`` where any field or word of an answer says that something failed."""
    if any(_tells_of_error(name, value) for name, value in content.items()) or any(
        map(says_it_failed, parts(content))
    ):
        raise FatalApiError(
            f"A API respondeu que deu certo e, ao mesmo tempo, que falhou: {_reason(content)}."
        )


def rows_of(content: Mapping[str, Any], key: str) -> Sequence[Mapping[str, Any]]:
    """The rows of the list ``key`` in an answer that is a success.

    A list may be an object with numbered keys, as PHP writes a list with gaps. Raises what
    ``check_success`` raises, ``RetryableApiError`` where there is no list, and ``FatalApiError``
    for an empty one beside words that may mean a failure.
    """
    check_success(content)
    rows = content.get(key)
    if isinstance(rows, dict) and rows and all(map(_is_number, rows)):
        rows = [rows[number] for number in sorted(rows, key=int)]
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise RetryableApiError(f"A API respondeu sem a lista {key}.", kind=FaultKind.CORPO)
    if not rows and not tells_of_no_failure(content):
        raise FatalApiError(
            f"A API respondeu com a lista {key} vazia e palavras que podem ser de uma falha: "
            f"{_reason(content)}. Confira no sistema de cobrança."
        )
    return rows


def all_rows_of(content: Mapping[str, Any], key: str) -> Sequence[Mapping[str, Any]]:
    """The rows of the list ``key`` on a route that has no pages.

    Raises what ``rows_of`` raises, and ``FatalApiError`` for an empty list of which the answer says
    that it has rows.
    """
    rows = rows_of(content, key)
    if not rows and announces_rows(content):
        raise FatalApiError(
            f"A API respondeu com a lista {key} vazia e, ao mesmo tempo, que ela tem registros. "
            "Confira este cliente no sistema de cobrança."
        )
    return rows


def _tells_of_error(name: str, value: object) -> bool:
    """Whether a field, by its name and its value, says that something failed."""
    field = plain_name(name[:LONGEST_NAME])
    if field in ERRORS:
        return _says_something(value)
    if field in _SUCCEEDED:
        return yes_or_no(value) is False
    return field in _CODES and bool(_STATUS_OF_ERROR.fullmatch(str(value)))


def _says_something(value: object) -> bool:
    """Whether a field that is named after errors holds one; ``[]``, ``""`` and "não" are none."""
    if isinstance(value, Mapping):
        return any(map(_says_something, value.values()))
    if isinstance(value, list):
        return any(map(_says_something, value))
    return not is_nothing(value) and yes_or_no(value) is not False


def _is_number(key: str) -> bool:
    return key.isascii() and key.isdecimal() and len(key) <= _LONGEST_KEY


def _reason(content: Mapping[str, Any]) -> str:
    return reason_of(content) or "sem explicação"


def _unknown() -> UnknownCustomerError:
    return UnknownCustomerError("A API diz que este cliente não existe.")
