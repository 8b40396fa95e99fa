"""The envelope of HubSoft's answers: whether a question was answered at all, and the rows in it.

Only a success that is known as one is a success: what a server says when it has failed is of many
spellings, and an empty list of a failure would write debtors off.
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
"""The documented ones, the second of which is really spelled so."""
_FAILURE = ("error", "erro", "fail", "failure", "failed", "falha")
_REFUSED = (400, 404, 410, 422)
"""Statuses with which a server may say, too, that there is no such customer."""
_LONGEST_KEY = 9
"""Digits of a numbered key; no list is longer."""
_SUCCEEDED = ("success", "sucesso", "succeeded", "ok")
_CODES = ("code", "statuscode", "httpcode", "httpstatus", "httpstatuscode", "codigohttp")
"""Plain names of fields that repeat the status of HTTP, or hold the one that was meant."""
_STATUS_OF_ERROR = re.compile(r"\s*[45][0-9]{2}\s*")


def content_of(reply: Reply) -> dict[str, Any]:
    """The JSON object of an answer; raises what ``decode`` raises, and ``UnknownCustomerError``."""
    if reply.status in _REFUSED and says_unknown_customer(read_object(reply.body) or {}):
        raise _unknown()
    return decode(reply)


def check_success(content: Mapping[str, Any]) -> None:
    """Raise ``FatalApiError`` unless the answer says in a known way that it is one.

    An answer that tells of an error beside its success is none. An error whose words say that
    there is no such customer is an ``UnknownCustomerError``, to be confirmed.
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
    """Raise ``FatalApiError`` where an answer tells of an error, whatever else it says."""
    if any(_tells_of_error(name, value) for name, value in content.items()) or any(
        map(says_it_failed, parts(content))
    ):
        raise FatalApiError(
            f"A API respondeu que deu certo e, ao mesmo tempo, que falhou: {_reason(content)}."
        )


def rows_of(content: Mapping[str, Any], key: str) -> Sequence[Mapping[str, Any]]:
    """The rows of a list in an answer that is a success; raises what ``check_success`` raises.

    PHP writes a list with a gap as an object with numbered keys. Without any list, raises
    ``RetryableApiError``. An empty one is believed only where nothing that is said beside it
    could mean a failure.
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
    """The rows of a list that has no pages; raises what ``rows_of`` raises.

    Raises ``FatalApiError``, too, where an empty one is said to have rows.
    """
    rows = rows_of(content, key)
    if not rows and announces_rows(content):
        raise FatalApiError(
            f"A API respondeu com a lista {key} vazia e, ao mesmo tempo, que ela tem registros. "
            "Confira este cliente no sistema de cobrança."
        )
    return rows


def _tells_of_error(name: str, value: object) -> bool:
    """Whether a field says that something went wrong; those that say nothing do not."""
    field = plain_name(name[:LONGEST_NAME])
    if field in ERRORS:
        return _says_something(value)
    if field in _SUCCEEDED:
        return yes_or_no(value) is False
    return field in _CODES and bool(_STATUS_OF_ERROR.fullmatch(str(value)))


def _says_something(value: object) -> bool:
    """Whether a field of an error has any; ``[]``, ``""`` and "no" are none."""
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
