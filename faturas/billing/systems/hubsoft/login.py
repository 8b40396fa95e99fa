"""Logs in to HubSoft (``login``): the question that is sent, and the token in its answer."""

from decimal import Decimal

from faturas.billing.systems.hubsoft.envelope import check_success, check_uncontradicted
from faturas.billing.systems.hubsoft.settings import HubSoftSettings
from faturas.billing.transport.credential import ASSUMED_LIFE_S, Granted, TokenLogin
from faturas.billing.transport.meaning import Reply, decode
from faturas.billing.transport.question import Question
from faturas.errors import FaultKind, RetryableApiError

LOGIN_PATH = "/oauth/token"
_LONGEST_S = 10**9
"""Seconds that a token is taken to last at most, some thirty years: an answer may name a number
that no float can hold."""


def login(settings: HubSoftSettings) -> TokenLogin:
    """The login of the integration's user; its token goes with every question as a Bearer."""
    body = {
        "grant_type": "password",
        "client_id": settings.client_id,
        "client_secret": settings.client_secret.get_secret_value(),
        "username": settings.username,
        "password": settings.password.get_secret_value(),
    }
    return TokenLogin(
        Question(LOGIN_PATH, verb="POST", json=body),
        read=_granted,
        sign=_signed,
        settings="url, client_id, client_secret, username e password",
        refused_again=(
            "A API recusou a credencial logo depois de um novo login. Confira o usuário de "
            "integração e suas permissões no HubSoft."
        ),
    )


def _signed(question: Question, token: str) -> Question:
    return question.adding(headers={"Authorization": f"Bearer {token}"})


def _granted(reply: Reply) -> Granted:
    content = decode(reply)
    if "status" in content:  # a granted login has none, a refused one may
        check_success(content)
    check_uncontradicted(content)
    text = content.get("access_token")
    if not isinstance(text, str) or not text:
        raise RetryableApiError("A API respondeu ao login sem o token.", kind=FaultKind.CORPO)
    lasts_s = content.get("expires_in")
    if not isinstance(lasts_s, int | Decimal) or lasts_s <= 0:
        lasts_s = ASSUMED_LIFE_S
    return Granted(text, float(min(lasts_s, _LONGEST_S)))
