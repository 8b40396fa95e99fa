"""Reads the login of ``[auth]``: where it is named, what keeps it from working, its providers.

Streamlit carries it out (``st.login``); its own messages about a wrong ``[auth]`` are English.
"""

import importlib.util
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from streamlit.auth_util import is_authlib_installed

from faturas.app.configuration import LOGIN, LOGIN_TABLE, config_path, names_login
from faturas.ui.web.configuration import secret_files, streamlit_secrets, unusable_files_sentence

DEFAULT = "default"
"""Streamlit's name for a provider whose keys stand in ``[auth]`` itself."""
_OF_PROVIDER = ("client_id", "client_secret", "server_metadata_url")
_SHARED = ("redirect_uri", "cookie_secret")
_NO_PROVIDER = ("client_kwargs",)
"""The tables below ``[auth]`` that are no provider."""


@dataclass(frozen=True, slots=True)
class Login:
    """Holds what the configuration says of a login.

    ``named``: some file asks for one, so nobody comes in without. ``problem`` says why nobody can
    log in all the same, ``""`` when all is well. ``providers`` are the names for ``st.login``.
    """

    named: bool
    problem: str = ""
    providers: tuple[str, ...] = ()


def login() -> Login:
    """Return the login as all files together and Streamlit's own secrets have it."""
    known = streamlit_secrets()
    if known is None:
        named = any(file.names_login for file in secret_files())
        return Login(named, unusable_files_sentence() if named else "")
    if LOGIN not in known:
        return _unknown_to_streamlit(known)
    auth = known[LOGIN] or _written_login()
    if problem := next(login_problems(auth), ""):
        return Login(named=True, problem=problem)
    return Login(named=True, providers=tuple(_providers(known[LOGIN])))


def _unknown_to_streamlit(known: Mapping[str, Any]) -> Login:
    """Return a login that is named, if at all, where or how Streamlit does not see it."""
    files = [file for file in secret_files() if file.names_login]
    if not files and not names_login(known):
        return Login(named=False)
    if (auth := _written_login()) is not None:
        problem = next(login_problems(auth), "Reinicie o painel para o login valer.")
        return Login(named=True, problem=problem)
    if unusable := [file for file in files if file.content is None]:
        return Login(named=True, problem=unusable[0].reason)
    where = f" (em {', '.join(str(file.path) for file in files)})" if files else ""
    return Login(named=True, problem=f"{LOGIN_TABLE} Corrija o nome{where} e reinicie o painel.")


def _written_login() -> object:
    """Return the ``auth`` of the first file that has it; ``None`` where none has."""
    contents = [file.content for file in secret_files() if file.content is not None]
    return next((content[LOGIN] for content in contents if LOGIN in content), None)


def login_for_streamlit() -> Mapping[str, Any] | None:
    """Return our file's ``[auth]`` where Streamlit does not have it by itself.

    An empty one in place of what would keep Streamlit from answering at all: then the page can say
    what is wrong.
    """
    given = _login_of_ours()
    found = given or streamlit_secrets() or {}
    return {LOGIN: {}} if LOGIN in found and not _is_bearable(found[LOGIN]) else given


def _is_bearable(auth: object) -> bool:
    return isinstance(auth, Mapping) and isinstance(auth.get("cookie_secret", ""), str)


def _login_of_ours() -> Mapping[str, Any] | None:
    for file in secret_files():
        if file.path == config_path() and file.content is not None:
            auth = file.content.get(LOGIN)
            known = streamlit_secrets() or {}
            if auth != known.get(LOGIN) and _fits_streamlit(auth):
                return {LOGIN: auth}
    return None


def _fits_streamlit(auth: object) -> bool:
    """Whether it holds only what Streamlit takes as a secret: no dates."""
    try:
        json.dumps(auth)
    except TypeError:
        return False
    return isinstance(auth, dict)


def login_problems(auth: object) -> Iterator[str]:
    """Return what is wrong with an ``[auth]``, worst first, as sentences that name the key."""
    if not isinstance(auth, Mapping):
        yield "auth deve ser uma tabela, [auth]."
        return
    if not is_authlib_installed() or importlib.util.find_spec("httpx") is None:
        yield (
            "Falta uma biblioteca do login (Authlib ou httpx). Instale com "
            "pip install -r requirements.txt e reinicie o painel."
        )
    for key in _SHARED:
        yield from _missing(auth, key, "auth")
    if not _is_return_address(auth["redirect_uri"]):
        yield (
            "auth.redirect_uri deve ser o endereço do painel seguido de /oauth2callback, como "
            "https://painel.empresa.com.br/oauth2callback."
        )
    for name, provider in _providers(auth).items():
        where = "auth" if name == DEFAULT else f"auth.{name}"
        if "_" in name:
            yield f"{where}: o nome do provedor não pode ter _ (sublinhado)."
        for key in _OF_PROVIDER:
            yield from _missing(provider, key, where)


def _missing(table: Mapping[str, Any], key: str, where: str) -> Iterator[str]:
    value = table.get(key)
    if not isinstance(value, str):
        yield f"{where}.{key}: {'falta preencher' if value is None else 'deve ser um texto'}."
    elif not value.strip():
        yield f"{where}.{key}: não pode ficar em branco."


def _providers(auth: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    named = {
        name: table
        for name, table in auth.items()
        if isinstance(table, Mapping) and name not in _NO_PROVIDER
    }
    own_keys = any(key in auth for key in _OF_PROVIDER)
    return {DEFAULT: auth, **named} if own_keys or not named else named


def _is_return_address(uri: str) -> bool:
    try:
        parts = urlsplit(uri.replace("{port}", "1"))
        host, _ = parts.hostname, parts.port
    except ValueError:
        return False
    return bool(
        host and parts.scheme in ("http", "https") and parts.path.endswith("/oauth2callback")
    )
