"""Says what goes wrong at the made-up provider, and how often (``Faults``).

Slowness, limits of requests, outages, broken answers. Chance follows from a seed, so that a run can
be repeated.
"""

import math
from collections import Counter
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from enum import StrEnum
from hashlib import blake2b

from faturas.sandbox.contracts.hubsoft import CLIENTE, CLIENTE_FINANCEIRO, FINANCEIRO_FATURA, LOGIN

_API_ROUTES = frozenset({CLIENTE_FINANCEIRO, FINANCEIRO_FATURA, CLIENTE})
_ALL_ROUTES = _API_ROUTES | {LOGIN}


class Mishap(StrEnum):
    """Names what may go wrong with an answer; the value is its share's name in ``Faults``."""

    ERROR_500 = "error_500"
    RESET = "reset"
    HTML = "html"
    BROKEN_JSON = "broken_json"
    CUT_BODY = "cut_body"
    WRONG_TYPE = "wrong_type"
    STATUS_ERROR = "status_error"
    OTHER_CUSTOMER = "other_customer"
    MISSING_FIELDS = "missing_fields"
    NULL_FIELDS = "null_fields"
    DRIP = "drip"
    HUGE = "huge"
    REDIRECT_HOST = "redirect_host"
    REDIRECT_PATH = "redirect_path"
    NOT_FOUND = "not_found"
    CHALLENGE = "challenge"
    ODD_ENVELOPE = "odd_envelope"
    NO_CUSTOMER = "no_customer"
    CONTROL_WORDS = "control_words"
    NUMBERED_LISTS = "numbered_lists"
    ODD_PAYMENTS = "odd_payments"
    UNTOLD_PAYMENTS = "untold_payments"
    FLOAT_NOISE = "float_noise"
    ENTITIES = "entities"


class LimitKind(StrEnum):
    """Names how requests are counted for a limit: a token bucket, or fixed windows of time."""

    BUCKET = "bucket"
    WINDOW = "window"


class RetryAfter(StrEnum):
    """Names how a 429 says when to come back: not at all, in seconds, or as a date."""

    NONE = "none"
    SECONDS = "seconds"
    DATE = "date"


@dataclass(frozen=True, slots=True)
class RateLimit:
    """Limits the requests a second (``per_s``); those beyond it are answered 429.

    A bucket holds ``burst`` requests and fills at ``per_s``. A window lets ``per_s × window_s``
    requests through in each ``window_s`` seconds. ``retry_after_s`` is announced, if given, in the
    place of the seconds that are really left.
    """

    per_s: float
    burst: int = 10
    kind: LimitKind = LimitKind.BUCKET
    window_s: float = 1.0
    retry_after: RetryAfter = RetryAfter.SECONDS
    retry_after_s: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Faults:
    """Describes what goes wrong at the provider; by default nothing.

    The fields named like a ``Mishap`` are shares of answers from 0 to 1, and together at most 1.
    ``only_routes`` (such as ``/cliente/financeiro``) and ``only_codes`` limit the mishaps, the
    slowness, the rate limit and the outage to requests of these routes, for these customers.
    Without them mishaps do not touch the login, and everything else holds for every route.
    """

    latency_s: float = 0.0  # seconds before every answer
    jitter_s: float = 0.0  # seconds that the latency varies by, evenly, both ways
    limit: RateLimit | None = None

    error_500: float = 0.0
    reset: float = 0.0  # the TCP connection, with RST
    html: float = 0.0  # a maintenance page with status 200
    broken_json: float = 0.0  # half of the text, with the right Content-Length
    cut_body: float = 0.0  # half of what Content-Length announces, then the end
    wrong_type: float = 0.0  # the right JSON, called text/html
    status_error: float = 0.0  # HTTP 200 with status "error"
    other_customer: float = 0.0  # the answer for another customer
    missing_fields: float = 0.0  # every row lacks each field with an even chance
    null_fields: float = 0.0  # all fields of every row are null
    drip: float = 0.0  # one byte at a time
    huge: float = 0.0  # the right JSON and then blanks, without Content-Length
    redirect_host: float = 0.0  # to another server
    redirect_path: float = 0.0  # to another path of this server, which answers
    not_found: float = 0.0  # 404, as JSON
    challenge: float = 0.0  # 403 and the page of a protection
    odd_envelope: float = 0.0  # status "Erro" and an empty list
    no_customer: float = 0.0  # status "error", for there is no such customer
    control_words: float = 0.0  # status "error" with control characters for a terminal
    numbered_lists: float = 0.0  # lists as objects with numbered keys
    odd_payments: float = 0.0  # "0000-00-00", "Sim", 1: the right facts written otherwise
    untold_payments: float = 0.0  # no row says clearly whether it is paid
    float_noise: float = 0.0  # amounts such as 119.90000000000001
    entities: float = 0.0  # names and links escaped for HTML

    drip_interval_s: float = 1.0  # seconds between two bytes of ``drip``
    huge_bytes: int = 50 * 2**20  # length of an answer of ``huge``
    redirect_to: str = "http://outro-servidor.invalid"  # where ``redirect_host`` leads

    # Requests with a valid token after which all tokens are revoked, again and again, or once.
    revoke_every: int | None = None
    revoke_at: int | None = None
    refuse_logins: bool = False  # no login is granted
    refusal_status: int = 401  # 401 invalid_credentials or 400 invalid_grant
    outage: bool = False  # every answer is 503
    outage_retry_after_s: int | None = None  # seconds in its Retry-After, which None leaves out

    clip_windows: bool = False  # /financeiro/fatura cuts periods to 30 days
    promised_rows: int = 0  # it announces so many rows more than it has; their pages are empty
    growing_rows: int = 0  # it announces so many rows more with every request to it
    moving_rows: int = 0  # its pages but the first move by up to so many rows, either way
    ignore_dates: bool = False  # /cliente/financeiro ignores data_inicio and data_fim

    only_routes: AbstractSet[str] = frozenset()
    only_codes: AbstractSet[str] = frozenset()

    def __post_init__(self) -> None:
        """Raises ``ValueError`` for impossible shares and for routes that do not exist."""
        shares = [self.share(mishap) for mishap in Mishap]
        if min(shares) < 0 or sum(shares) > 1 + 1e-9:
            raise ValueError("shares are from 0 to 1, and together at most 1")
        if unknown := self.only_routes - _ALL_ROUTES:
            raise ValueError(f"unknown routes: {sorted(unknown)}")

    def share(self, mishap: Mishap) -> float:
        """Returns the share of answers, 0 to 1, that go wrong in this way."""
        share: float = getattr(self, mishap)
        return share

    def covers(self, route: str, codigo: str | None) -> bool:
        """Whether ``only_routes`` and ``only_codes`` let faults touch this request."""
        return (not self.only_routes or route in self.only_routes) and (
            not self.only_codes or codigo in self.only_codes
        )

    def covers_answer(self, route: str, codigo: str | None) -> bool:
        """Whether a mishap may happen to the answer of this request."""
        return self.covers(route, codigo) and route in (self.only_routes or _API_ROUTES)

    def mishap_at(self, chance: float) -> Mishap | None:
        """Returns the mishap for a random number from 0 to 1, which the shares divide in order."""
        for mishap in Mishap:
            chance -= self.share(mishap)
            if chance < 0:
                return mishap
        return None


class Limiter:
    """Counts requests against a ``RateLimit``; the time, in seconds, is an argument."""

    def __init__(self, limit: RateLimit, now_s: float) -> None:
        self._limit = limit
        self._tokens = float(limit.burst)
        self._last_s = now_s
        self._window = -1
        self._in_window = 0

    def wait_s(self, now_s: float) -> float | None:
        """Returns the seconds until a request would be let through; None: it is let through."""
        if self._limit.kind is LimitKind.WINDOW:
            return self._wait_for_window(now_s)
        gained = (now_s - self._last_s) * self._limit.per_s
        self._tokens = min(float(self._limit.burst), self._tokens + gained)
        self._last_s = now_s
        if self._tokens < 1:
            return (1 - self._tokens) / self._limit.per_s
        self._tokens -= 1
        return None

    def _wait_for_window(self, now_s: float) -> float | None:
        window_s = self._limit.window_s
        window = math.floor(now_s / window_s)
        if window != self._window:
            self._window, self._in_window = window, 0
        if self._in_window >= self._limit.per_s * window_s:
            return (window + 1) * window_s - now_s
        self._in_window += 1
        return None


@dataclass(frozen=True, slots=True)
class Draw:
    """Holds the random numbers for one request: two from 0 to 1, and a seed for the details."""

    mishap: float
    jitter: float
    seed: int


class Draws:
    """Draws random numbers that follow from the seed, the request, and how often it was made.

    So a run can be repeated: in which order the requests of many threads arrive changes nothing.
    """

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._seen: Counter[str] = Counter()

    def next(self, request: str) -> Draw:
        """Draws for the next request of this name."""
        self._seen[request] += 1
        text = f"{self._seed}/{request}/{self._seen[request]}"
        digest = blake2b(text.encode(), digest_size=24).digest()
        first, second, third = (int.from_bytes(digest[at : at + 8]) for at in (0, 8, 16))
        return Draw(first / 2**64, second / 2**64, third)
