"""HTTP as every billing system needs it: live sessions, hard limits, whole answers.

What was learned the hard way about ``requests`` under threads decides the shape: a session per
thread over one shared pool, no retries below us, no cookies, no ``.netrc``, redirects in our own
hands, and no address in any log: customers' codes and, with some systems, secrets stand in it.
"""

import functools
import logging
import re
import threading
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from http.cookiejar import DefaultCookiePolicy
from urllib.parse import urljoin, urlsplit

import requests
from urllib3.exceptions import HTTPError

from faturas.billing.transport.deadline import set_deadline
from faturas.billing.transport.meaning import MAX_BODY_MB, Fault, Reply, error_of, fault_of
from faturas.billing.transport.pool import SharedPool
from faturas.billing.transport.protection import refuse_protection_page
from faturas.billing.transport.question import Question
from faturas.billing.transport.waits import wait_of
from faturas.errors import FatalApiError

MAX_BODY_BYTES = MAX_BODY_MB * 2**20
MAX_REDIRECTS = 3
_CHUNK_BYTES = 64 * 1024
_HOST = re.compile(r"[A-Za-z0-9.:-]{1,253}")

WaitOf = Callable[[Mapping[str, str], datetime], float | None]
"""Reads from the headers of an answer for how many seconds it asks to be left alone."""

# Its debug lines and warnings hold the whole address.
logging.getLogger("urllib3").setLevel(logging.ERROR)


class HttpClient:
    """Requests to a company's servers from many threads.

    ``timeout_s`` bounds each request, from connect to the last byte of the body. ``wait_of`` is
    for an API that tells its waits in other headers than ``Retry-After``.
    """

    def __init__(
        self, base_url: str, *, pool_size: int, timeout_s: float, wait_of: WaitOf = wait_of
    ) -> None:
        self._base_url = base_url
        self._timeout_s = timeout_s
        self._wait_of = wait_of
        self._pool = SharedPool(pool_size)
        self._local = threading.local()
        self._bare = functools.cache(_bare)
        self._proxies = functools.cache(requests.utils.get_environ_proxies)

    def send(self, question: Question, before_hop: Callable[[], None] = lambda: None) -> Reply:
        """The answer to a question, be it a success or not; raises ``ApiError`` without one.

        Calls ``before_hop`` before each further request that a redirect costs. A GET follows
        redirects within the server asked; a POST, which may hold secrets, follows none.
        """
        server = question.server or self._base_url
        request = self._prepared(question, server)
        origin = _origin(str(request.url))
        for hop in range(MAX_REDIRECTS + 1):
            if hop:
                before_hop()
            set_deadline(time.monotonic() + self._timeout_s)
            reply, location = self._exchange(request, self._proxies(server))
            if location is None:
                refuse_protection_page(reply.status, reply.headers, reply.body)
                return reply
            url = _target(str(request.url), location)
            if question.verb != "GET" or _origin(url) != origin:
                raise _sent_elsewhere(_host(url))
            request.prepare_url(url, None)
        raise FatalApiError(
            f"A API redirecionou a consulta mais de {MAX_REDIRECTS} vezes.", api_answered=False
        )

    def close(self) -> None:
        """Give the connections back."""
        self._pool.close()

    def _prepared(self, question: Question, server: str) -> requests.PreparedRequest:
        # Preparing a request anew takes requests as long as sending it.
        request = self._bare(question.verb, server).copy()
        request.url = f"{str(request.url).rstrip('/')}{question.target}"
        request.headers.update(question.headers)
        if question.json is not None or question.form is not None:
            request.prepare_body(data=question.form, files=None, json=question.json)
        return request

    def _session(self) -> requests.Session:
        session: requests.Session | None = getattr(self._local, "session", None)
        if session is None:
            session = requests.Session()
            session.trust_env = False
            session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
            session.mount("https://", self._pool)
            session.mount("http://", self._pool)
            self._local.session = session
        return session

    def _exchange(
        self, request: requests.PreparedRequest, proxies: dict[str, str]
    ) -> tuple[Reply, str | None]:
        """One request and its whole answer, and where it redirects to, if it does."""
        try:
            with self._session().send(
                request,
                timeout=self._timeout_s,
                proxies=proxies,
                allow_redirects=False,
                stream=True,
            ) as response:
                reply = Reply(
                    status=response.status_code,
                    body=_read_body(response),
                    retry_after_s=self._wait_of(response.headers, datetime.now(UTC)),
                    headers=response.headers,
                )
                return reply, response.headers["Location"] if response.is_redirect else None
        except (requests.RequestException, HTTPError, OSError) as error:
            # Not "from error": that one holds the address.
            raise error_of(fault_of(error)) from None
        except ValueError:  # requests looks at where a redirect leads: nowhere
            raise _sent_elsewhere("desconhecido") from None


def _bare(verb: str, url: str) -> requests.PreparedRequest:
    headers = {**requests.utils.default_headers(), "Accept": "application/json"}
    return requests.Request(verb, url, headers=headers).prepare()


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
            raise error_of(Fault.TOO_LARGE)
        chunks.append(chunk)
    return b"".join(chunks)
