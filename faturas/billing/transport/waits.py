"""Reads how long an API wants nobody to ask it, from its headers or from its words."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from faturas.errors import ApiUnavailable

LONGEST_NAMED_WAIT_S = 7 * 24 * 3600.0
"""Seconds: a wait beyond a week is read as a week; some are too large for any clock."""
LONGEST_OBEYED_WAIT_S = 300.0
"""Seconds of the longest wait that is waited for; where a server asks for more, the job pauses."""
_SECONDS = re.compile(r"\b([0-9]{1,9})\s*(?:s|seg|segs|segundos?|seconds?)\b", re.IGNORECASE)
_NUMBER = re.compile(r"[0-9]{1,400}")


def wait_of(headers: Mapping[str, str], now: datetime) -> float | None:
    """The seconds that ``Retry-After`` asks for; None when absent or unreadable."""
    return parse_retry_after(headers.get("Retry-After"), headers.get("Date"), now)


def parse_retry_after(text: str | None, date: str | None, now: datetime) -> float | None:
    """Read a Retry-After header, in seconds or as an HTTP date (RFC 9110 §10.2.3).

    ``date`` is the answer's own Date header: the server's clock decides, and ``now`` (aware) only
    where it does not tell. Returns seconds, never negative; None when absent or unreadable.
    """
    if not text:
        return None
    if (seconds := whole(text)) is not None:
        return seconds
    moment = _http_date(text)
    if moment is None:
        return None
    return max(0.0, (moment - (_http_date(date) or now)).total_seconds())


def whole(text: str | None) -> float | None:
    """The whole number of a header, such as ``RateLimit-Reset``, at most a week of seconds."""
    text = (text or "").strip()
    return min(float(text), LONGEST_NAMED_WAIT_S) if _NUMBER.fullmatch(text) else None


def seconds_in(words: str) -> float | None:
    """The seconds that a sentence names, as in "Aguarde 35 segundos"; None where it names none."""
    found = _SECONDS.search(words)
    return min(float(found[1]), LONGEST_NAMED_WAIT_S) if found else None


def check_wait(wait_s: float) -> None:
    """Raise ``ApiUnavailable`` when the API wants to be left alone for too long to wait there."""
    if wait_s > LONGEST_OBEYED_WAIT_S:
        raise ApiUnavailable(
            "A API atingiu o limite de consultas e pediu uma espera de "
            f"{round(wait_s / 60)} minutos.",
            passing=True,
            retry_after_s=wait_s,
        )


def _http_date(text: str | None) -> datetime | None:
    try:
        moment = parsedate_to_datetime(text or "")
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
