"""Decides what an answer, or the lack of one, means: one table (``TABLE``), a row a case.

A new case is a new row. A protection's page and a refused credential are handled before; whether a
success is one by its own words is for each billing system to decide.
"""

import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum, StrEnum, auto
from typing import Any

import requests
from urllib3.exceptions import NewConnectionError
from urllib3.exceptions import TimeoutError as PoolTimeoutError

from faturas.billing.transport.body import read_object
from faturas.billing.transport.protection import protection_in_front
from faturas.billing.transport.waits import check_wait
from faturas.billing.transport.words import reason_of
from faturas.errors import ApiError, ApiUnavailable, FatalApiError, FaultKind, RetryableApiError

MAX_BODY_MB = 20
"""MB of the longest answer that is read; a page of 500 detailed invoices has less than 5."""
_LOOK_AT_CUSTOMER = "Confira o cadastro dele no sistema de cobrança."


@dataclass(frozen=True, slots=True)
class Reply:
    """A complete HTTP answer: status, whole body, wait asked for, headers of any case."""

    status: int
    body: bytes
    retry_after_s: float | None
    headers: Mapping[str, str] = field(default_factory=dict)


class Fault(StrEnum):
    """What can go wrong with an exchange, so that there is no answer."""

    BAD_CERTIFICATE = auto()
    NO_CONNECTION = auto()
    TOO_LATE = auto()
    CUT = auto()
    TOO_LARGE = auto()


class Body(StrEnum):
    """What an answer holds."""

    OBJECT = auto()
    HTML = auto()
    OTHER = auto()


class Means(Enum):
    """What becomes of a question."""

    RETRY = auto()
    """It is asked again: ``RetryableApiError``."""
    REFUSED = auto()
    """It failed for good, and so may every other: ``FatalApiError``, not answered."""
    PAUSE = auto()
    """The whole job pauses: ``ApiUnavailable``."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """A row of the table: it holds for a fault, or for answers of these statuses and bodies.

    ``waits``: whether the answer has to ask for a wait; None: either way. ``says`` is the message;
    ``{status}``, ``{page}`` (of a protection in front) and ``{why}`` (the API's own words) may
    stand in it. ``of_all`` is the message when everybody meets it; ``kind`` and ``slow`` go with
    ``RETRY``.
    """

    means: Means
    says: str
    fault: Fault | None = None
    status: range = range(0)
    waits: bool | None = None
    body: Body | None = None
    kind: FaultKind = FaultKind.SERVIDOR
    slow: bool = False
    of_all: str = ""

    def holds_for(self, reply: Reply, body: Body) -> bool:
        """Whether the answer is such a one."""
        waits = reply.retry_after_s is not None
        return (
            reply.status in self.status
            and self.waits in (None, waits)
            and self.body in (None, body)
        )


def _only(status: int) -> range:
    return range(status, status + 1)


_SLOW_DOWN = "A API pediu para diminuir o ritmo das consultas."
_FAILED = "A API respondeu com o erro {status}{page}."
_WELL = range(200, 300)

TABLE = (
    # What befell the exchange.
    Meaning(
        Means.PAUSE,
        "O certificado de segurança da API não é válido; nada foi enviado. "
        "Confira a chave url da configuração ou avise quem mantém o servidor.",
        fault=Fault.BAD_CERTIFICATE,
    ),
    Meaning(
        Means.RETRY,
        "Sem conexão com a API.",
        fault=Fault.NO_CONNECTION,
        kind=FaultKind.SEM_CONEXAO,
    ),
    Meaning(
        Means.RETRY,
        "A API não respondeu dentro do tempo limite.",
        fault=Fault.TOO_LATE,
        kind=FaultKind.REDE,
        slow=True,
    ),
    Meaning(
        Means.RETRY,
        "A conexão com a API caiu no meio da resposta.",
        fault=Fault.CUT,
        kind=FaultKind.REDE,
    ),
    Meaning(
        Means.RETRY,
        f"A resposta da API passou de {MAX_BODY_MB} MB e foi descartada.",
        fault=Fault.TOO_LARGE,
        kind=FaultKind.CORPO,
    ),
    # What the API answered; the first row that holds decides.
    Meaning(Means.RETRY, _SLOW_DOWN, status=_only(429), kind=FaultKind.LIMITE),
    Meaning(Means.RETRY, _SLOW_DOWN, status=_only(503), waits=True, kind=FaultKind.LIMITE),
    Meaning(Means.RETRY, _FAILED, status=_only(503), slow=True),
    Meaning(Means.RETRY, _FAILED, status=_only(408)),
    Meaning(Means.RETRY, _FAILED, status=_only(425)),
    Meaning(Means.RETRY, _FAILED, status=range(500, 1000)),
    Meaning(
        Means.REFUSED,
        "A API negou a permissão para a consulta deste cliente (erro 403). " + _LOOK_AT_CUSTOMER,
        status=_only(403),
        of_all="A API negou a permissão para esta consulta (erro 403). "
        "Confira as permissões do usuário de integração.",
    ),
    Meaning(
        Means.REFUSED,
        "A API não encontrou a consulta deste cliente (erro 404). " + _LOOK_AT_CUSTOMER,
        status=_only(404),
        of_all="O endereço da consulta não existe na API (erro 404). "
        "Confira a chave url da configuração.",
    ),
    Meaning(
        Means.RETRY,
        "A API respondeu com uma página HTML no lugar dos dados.",
        status=_WELL,
        body=Body.HTML,
        kind=FaultKind.CORPO,
    ),
    Meaning(
        Means.RETRY,
        "A API respondeu com algo que não é JSON, ou que se contradiz, no lugar dos dados.",
        status=_WELL,
        body=Body.OTHER,
        kind=FaultKind.CORPO,
    ),
    *(
        Meaning(
            Means.REFUSED,
            "A API recusou a consulta deste cliente (erro {status}){why}.",
            status=others,
            of_all="A API recusou a consulta (erro {status}){why}.",
        )
        for others in (range(200), range(300, 500))
    ),
)


def decode(
    reply: Reply, read: Callable[[bytes], dict[str, Any] | None] = read_object
) -> dict[str, Any]:
    """The JSON object of an answer; raises what ``TABLE`` says of one that is no success.

    Numbers with a decimal point come back as ``Decimal``. ``read`` turns a body into its object,
    for a system whose text is not UTF-8.
    """
    content = read(reply.body)
    body = Body.OTHER if content is None else Body.OBJECT
    if content is None and reply.body.lstrip()[:1] == b"<":
        body = Body.HTML
    for case in TABLE:
        if case.holds_for(reply, body):
            raise _error(case, reply, content or {})
    return content or {}


def throttled(wait_s: float | None) -> RetryableApiError:
    """The error of an API that asks to slow down in words of its own, for so many seconds.

    Raises ``ApiUnavailable`` where that is too long to wait for.
    """
    if wait_s is not None:
        check_wait(wait_s)
    return RetryableApiError(_SLOW_DOWN, kind=FaultKind.LIMITE, retry_after_s=wait_s)


def fault_of(error: Exception) -> Fault:
    """What befell an exchange that ended so."""
    reason = getattr(error.args[0], "reason", None) if error.args else None
    if isinstance(error, requests.exceptions.SSLError) and _is_bad_certificate(error):
        return Fault.BAD_CERTIFICATE
    if isinstance(error, requests.ConnectTimeout) or isinstance(reason, NewConnectionError):
        return Fault.NO_CONNECTION
    if isinstance(error, requests.Timeout | TimeoutError | PoolTimeoutError):
        return Fault.TOO_LATE
    return Fault.CUT


def error_of(fault: Fault) -> ApiError:
    """The error of an exchange without an answer; it never repeats the address asked for."""
    nothing = Reply(0, b"", None)
    return next(_error(case, nothing, {}) for case in TABLE if case.fault is fault)


def _error(case: Meaning, reply: Reply, content: Mapping[str, Any]) -> ApiError:
    def say(text: str) -> str:
        if "{" not in text:
            return text
        name = protection_in_front(reply.headers, reply.body)
        page = f", numa página que veio pela proteção à frente dela ({name})" if name else ""
        words = reason_of(content)
        return text.format(status=reply.status, page=page, why=f": {words}" if words else "")

    match case.means:
        case Means.PAUSE:
            return ApiUnavailable(say(case.says))
        case Means.REFUSED:
            return FatalApiError(say(case.says), api_answered=False, of_all=say(case.of_all))
        case Means.RETRY if case.kind is FaultKind.LIMITE:
            return throttled(reply.retry_after_s)
        case Means.RETRY:
            return RetryableApiError(say(case.says), kind=case.kind, slow=case.slow)


def _is_bad_certificate(error: BaseException | None) -> bool:
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        if isinstance(error, ssl.SSLCertVerificationError):
            return True
        seen.add(id(error))
        error = error.__cause__ or error.__context__
    return False
