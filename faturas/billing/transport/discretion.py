"""Takes out of an API's words what nobody may read: a company's secrets, its customers' data."""

import re
from base64 import b64encode
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from urllib.parse import quote_plus

from faturas.errors import ApiError

_LEAST_CHARS = 4
"""Characters that a secret must have to be hidden: a shorter one is a part of many words, and where
it is missing one could read what it is."""
_HIDDEN = "•••"
_IN_NO_ADDRESS = r"\s@<>()\[\],;:\"'"
_EMAIL = re.compile(rf"(?<![^{_IN_NO_ADDRESS}])[^{_IN_NO_ADDRESS}]+@[^{_IN_NO_ADDRESS}]+")
_secrets: ContextVar[Callable[[], Iterable[str]]] = ContextVar("secrets", default=tuple)
"""The secrets of the ``hiding`` block that this thread is in; asked for anew each time."""


@contextmanager
def hiding(secrets: Callable[[], Iterable[str]]) -> Iterator[None]:
    """Hides secrets: no sentence made in the block, and no error that leaves it, has one of them.

    They are hidden before an API's words are cut and cleaned: later, half a secret could be left,
    or one in another form.
    """
    known = _secrets.set(secrets)
    try:
        yield
    except ApiError as error:
        _hide_in(error)
        raise
    finally:
        _secrets.reset(known)


def _hide_in(error: BaseException | None) -> None:
    """Hide the secrets in an error and in those that led to it, which a trace may show.

    They are reworded, not replaced: a new error would have the first one, and its words, as its
    context.
    """
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        if isinstance(error, ApiError):
            error.reword(without_secrets)
        error = error.__cause__ or error.__context__


def without_secrets(text: str) -> str:
    """The text without the secrets, also where their digits are masked already."""
    known = {form for secret in _secrets.get()() for form in _forms_of(secret)}
    for form in sorted(known, key=len, reverse=True):
        if len(form) >= _LEAST_CHARS:
            text = text.replace(form, _HIDDEN)
    return text


def _forms_of(secret: str) -> Iterator[str]:
    """A secret as it is, as it stands in an address and in a header of Basic authentication."""
    for form in (secret, quote_plus(secret), b64encode(secret.encode()).decode("ascii")):
        yield form
        yield mask_digits(form)


def without_personal_data(text: str) -> str:
    """The text without e-mail addresses, and with a bullet for each digit of its numbers."""
    return mask_digits(_EMAIL.sub(_HIDDEN, text))


def mask_digits(text: str) -> str:
    """The text with a bullet for each digit."""
    return "".join("•" if char.isnumeric() else char for char in text)
