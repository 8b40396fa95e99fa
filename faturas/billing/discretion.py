"""Errors without the secrets of a company, which an API may echo in its words."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

from faturas.billing.words import mask_digits
from faturas.errors import ApiError, FatalApiError

_LEAST_CHARS = 4
"""Of a secret; a shorter one is a part of many words, and its loss would tell what it is."""
_HIDDEN = "•••"


def hide_secrets(error: ApiError, secrets: Iterable[str]) -> None:
    """Take the secrets out of what an error says, be their digits masked already or not."""
    known = {form for secret in secrets for form in (secret, mask_digits(secret))}
    forms = sorted((form for form in known if len(form) >= _LEAST_CHARS), key=len, reverse=True)
    error.args = (_without(str(error), forms),)
    if isinstance(error, FatalApiError):
        error.of_all = _without(error.of_all, forms)


@contextmanager
def hiding(secrets: Callable[[], Iterable[str]]) -> Iterator[None]:
    """No error that leaves the block repeats one of the secrets, as they are known then."""
    try:
        yield
    except ApiError as error:
        hide_secrets(error, secrets())
        raise


def _without(text: str, forms: Iterable[str]) -> str:
    for form in forms:
        text = text.replace(form, _HIDDEN)
    return text
