"""HTTP as every billing system needs it: live sessions, hard limits, one table of answers.

What was learned the hard way about ``requests`` under threads decides the shape: a session per
thread over one shared adapter, no retries below us, no cookies, no ``.netrc``, redirects in our
own hands, and one ``SSLContext`` for every connection (loading the CA bundle costs 15 ms a time).
"""

import functools
import os
import re
import ssl
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http.cookiejar import DefaultCookiePolicy
from typing import Any, NoReturn
from urllib.parse import urlencode, urljoin, urlsplit

import certifi
import requests
from requests.adapters import HTTPAdapter
from urllib3.exceptions import HTTPError, NewConnectionError
from urllib3.exceptions import TimeoutError as PoolTimeoutError

from faturas.billing.transport.body import read_object
from faturas.billing.transport.deadline import enforce, set_deadline
from faturas.billing.transport.protection import guard_that_told, refuse_protection_page
from faturas.billing.transport.refusals import refusal
from faturas.errors import ApiUnavailable, FatalApiError, FaultKind, RetryableApiError

MAX_BODY_BYTES = 20 * 1024 * 1024
"""A page of 500 detailed invoices is under 5 MB; a body beyond this is not an answer."""
MAX_REDIRECTS = 3
LONGEST_TOLD_WAIT_S = 7 * 24 * 3600.0
"""A Retry-After beyond a week is read as a week; some are too large for any clock."""
LONGEST_OBEYED_WAIT_S = 300.0
"""A server that asks for more than five minutes has closed its counter: the job pauses instead."""
_CHUNK_BYTES = 64 * 1024
_HOST = re.compile(r"[A-Za-z0-9.:-]{1,253}")


@dataclass(frozen=True, slots=True)
class Reply:
    """A complete HTTP answer: status, whole body, wait asked for, headers of any case."""

    status: int
    body: bytes
    retry_after_s: float | None
    headers: Mapping[str, str] = field(default_factory=dict)


class HttpClient:
    """Requests to one base address from many threads.

    ``timeout_s`` bounds each request, from connect to the last byte of the body.
    """

    def __init__(self, base_url: str, *, pool_size: int, timeout_s: float) -> None:
        self._bare_get = _prepared("GET", base_url)
        self._base_url = str(self._bare_get.url).rstrip("/")
        self._origin = _origin(self._base_url)
        self._timeout_s = timeout_s
        self._proxies = requests.utils.get_environ_proxies(self._base_url)
        self._adapter = _SharedContextAdapter(pool_size)
        self._local = threading.local()

    def get(
        self,
        path: str,
        *,
        params: Mapping[str, str],
        token: str,
        before_hop: Callable[[], None] = lambda: None,
    ) -> Reply:
        """Calls ``before_hop`` before each further request that a redirect costs."""
        # Preparing a request anew takes requests as long as sending it.
        request = self._bare_get.copy()
        request.url = f"{self._base_url}{path}?{urlencode(params)}"
        request.headers["Authorization"] = f"Bearer {token}"
        return self._call(request, before_hop)

    def post(self, path: str, *, payload: Mapping[str, str]) -> Reply:
        return self._call(_prepared("POST", self._base_url + path, json=payload))

    def close(self) -> None:
        self._adapter.close()

    def _session(self) -> requests.Session:
        session: requests.Session | None = getattr(self._local, "session", None)
        if session is None:
            session = requests.Session()
            session.trust_env = False
            session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
            session.mount("https://", self._adapter)
            session.mount("http://", self._adapter)
            self._local.session = session
        return session

    def _call(
        self, request: requests.PreparedRequest, before_hop: Callable[[], None] = lambda: None
    ) -> Reply:
        for hop in range(MAX_REDIRECTS + 1):
            if hop:
                before_hop()
            set_deadline(time.monotonic() + self._timeout_s)
            reply, location = self._exchange(request)
            if location is None:
                refuse_protection_page(reply.status, reply.headers, reply.body)
                return reply
            url = _target(str(request.url), location)
            if request.method != "GET" or _origin(url) != self._origin:
                raise _sent_elsewhere(_host(url))
            request.prepare_url(url, None)
        raise FatalApiError(
            f"A API redirecionou a consulta mais de {MAX_REDIRECTS} vezes.", api_answered=False
        )

    def _exchange(self, request: requests.PreparedRequest) -> tuple[Reply, str | None]:
        """One request and its whole answer, and where it redirects to, if it does."""
        try:
            with self._session().send(
                request,
                timeout=self._timeout_s,
                proxies=self._proxies,
                allow_redirects=False,
                stream=True,
            ) as response:
                reply = Reply(
                    status=response.status_code,
                    body=_read_body(response),
                    retry_after_s=parse_retry_after(
                        response.headers.get("Retry-After"),
                        response.headers.get("Date"),
                        datetime.now(UTC),
                    ),
                    headers=response.headers,
                )
                return reply, response.headers["Location"] if response.is_redirect else None
        except (requests.RequestException, HTTPError, OSError) as error:
            raise network_error(error) from error
        except ValueError as error:  # requests looks at where a redirect leads: nowhere
            raise _sent_elsewhere("desconhecido") from error


def _prepared(
    method: str, url: str, json: Mapping[str, str] | None = None
) -> requests.PreparedRequest:
    headers = {**requests.utils.default_headers(), "Accept": "application/json"}
    return requests.Request(method, url, headers=headers, json=json).prepare()


class _SharedContextAdapter(HTTPAdapter):
    """One connection pool and one verified TLS context for all threads."""

    def __init__(self, pool_size: int) -> None:
        super().__init__(pool_connections=2, pool_maxsize=pool_size, max_retries=0)
        enforce(self.poolmanager)

    @functools.cached_property
    def _context(self) -> ssl.SSLContext:
        """Made for the first https address: reading the authorities takes some 20 ms."""
        bundle = os.environ.get("REQUESTS_CA_BUNDLE") or certifi.where()
        return ssl.create_default_context(cafile=bundle)

    def build_connection_pool_key_attributes(
        self, request: requests.PreparedRequest, verify: Any, cert: Any = None
    ) -> Any:
        host, _ = super().build_connection_pool_key_attributes(request, verify, cert)
        if host["scheme"] != "https":
            return host, {}
        return host, {"ssl_context": self._context, "cert_reqs": "CERT_REQUIRED"}

    def cert_verify(self, conn: Any, url: Any, verify: Any, cert: Any) -> None:
        """Leave the pool alone: the shared context already verifies chain and host name."""


def _sent_elsewhere(host: str) -> FatalApiError:
    return FatalApiError(
        f"A API mandou a consulta para outro endereço ({host}), que não foi seguido. "
        "Confira a chave url da configuração.",
        api_answered=False,
    )


def _target(url: str, location: str) -> str:
    """Where a redirect leads; ``""`` when it leads nowhere."""
    try:
        target = urljoin(url, location)
        _origin(target)
    except ValueError:  # a port or an IPv6 address that is none
        return ""
    return target


def _host(url: str) -> str:
    """The host of an address, fit to be shown."""
    host = urlsplit(url).hostname or ""
    return host if _HOST.fullmatch(host) else "desconhecido"


def _origin(url: str) -> tuple[str, str | None, int | None]:
    parts = urlsplit(url)
    return parts.scheme, parts.hostname, parts.port


def _read_body(response: requests.Response) -> bytes:
    chunks: list[bytes] = []
    size_bytes = 0
    while chunk := response.raw.read1(_CHUNK_BYTES, decode_content=True):
        size_bytes += len(chunk)
        if size_bytes > MAX_BODY_BYTES:
            raise RetryableApiError(
                f"A resposta da API passou de {MAX_BODY_BYTES // 2**20} MB e foi descartada.",
                kind=FaultKind.CORPO,
            )
        chunks.append(chunk)
    return b"".join(chunks)


def parse_retry_after(text: str | None, date: str | None, now: datetime) -> float | None:
    """Read a Retry-After header, in seconds or as an HTTP date (RFC 9110 §10.2.3).

    ``date`` is the answer's own Date header: the server's clock decides, and ``now`` (aware) only
    where it does not tell. Returns seconds, never negative; None when absent or unreadable.
    """
    if not text:
        return None
    if text.strip().isascii() and text.strip().isdigit():
        return min(float(text), LONGEST_TOLD_WAIT_S)
    moment = _http_date(text)
    if moment is None:
        return None
    return max(0.0, (moment - (_http_date(date) or now)).total_seconds())


def _http_date(text: str | None) -> datetime | None:
    try:
        moment = parsedate_to_datetime(text or "")
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def network_error(error: Exception) -> RetryableApiError | ApiUnavailable:
    """Say what a failed exchange means; the text never repeats the address asked for."""
    if isinstance(error, RetryableApiError):
        return error
    reason = getattr(error.args[0], "reason", None) if error.args else None
    if isinstance(error, requests.exceptions.SSLError) and _is_bad_certificate(error):
        return ApiUnavailable(
            "O certificado de segurança da API não é válido; nada foi enviado. "
            "Confira a chave url da configuração ou avise quem mantém o servidor."
        )
    if isinstance(error, requests.ConnectTimeout) or isinstance(reason, NewConnectionError):
        return RetryableApiError("Sem conexão com a API.", kind=FaultKind.SEM_CONEXAO)
    if isinstance(error, requests.Timeout | TimeoutError | PoolTimeoutError):
        return RetryableApiError(
            "A API não respondeu dentro do tempo limite.", kind=FaultKind.REDE, slow=True
        )
    return RetryableApiError("A conexão com a API caiu no meio da resposta.", kind=FaultKind.REDE)


def _is_bad_certificate(error: BaseException | None) -> bool:
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        if isinstance(error, ssl.SSLCertVerificationError):
            return True
        seen.add(id(error))
        error = error.__cause__ or error.__context__
    return False


def decode(reply: Reply) -> dict[str, Any]:
    """Turn an answer into its JSON object: the one table from status and body to meaning.

    ======================  =================================================
    answer                  meaning
    ======================  =================================================
    429, 503 + Retry-After  retry, ``FaultKind.LIMITE``
    408, 425, 5xx           retry, ``FaultKind.SERVIDOR``
    other non-2xx           this row fails, and every row may (not answered)
    2xx, not a JSON object  retry, ``FaultKind.CORPO``
    ======================  =================================================

    Numbers with a decimal point come back as ``Decimal``. A protection's page and 401 are dealt
    with before this, and what the object says of its own success is the billing system's to know.
    """
    status = reply.status
    if status == 429 or (status == 503 and reply.retry_after_s is not None):
        _raise_throttled(reply.retry_after_s)
    if status in (408, 425) or status >= 500:
        guard = guard_that_told(reply.headers, reply.body)
        through = f", numa página que veio pela proteção à frente dela ({guard})" if guard else ""
        raise RetryableApiError(
            f"A API respondeu com o erro {status}{through}.",
            kind=FaultKind.SERVIDOR,
            slow=status == 503,
        )
    content = read_object(reply.body)
    if not 200 <= status < 300:
        raise refusal(status, content)
    if content is None:
        what = (
            "uma página HTML"
            if reply.body.lstrip()[:1] == b"<"
            else "algo que não é JSON, ou que se contradiz,"
        )
        raise RetryableApiError(
            f"A API respondeu com {what} no lugar dos dados.", kind=FaultKind.CORPO
        )
    return content


def check_wait(wait_s: float) -> None:
    """Raise ``ApiUnavailable`` when the API wants to be left alone for too long to wait there."""
    if wait_s > LONGEST_OBEYED_WAIT_S:
        raise ApiUnavailable(
            "A API atingiu o limite de consultas e pediu uma espera de "
            f"{round(wait_s / 60)} minutos.",
            passing=True,
            retry_after_s=wait_s,
        )


def _raise_throttled(retry_after_s: float | None) -> NoReturn:
    if retry_after_s is not None:
        check_wait(retry_after_s)
    raise RetryableApiError(
        "A API pediu para diminuir o ritmo das consultas.",
        kind=FaultKind.LIMITE,
        retry_after_s=retry_after_s,
    )
