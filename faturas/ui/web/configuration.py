"""Reads the dashboard's configuration, again whenever one of its files has changed."""

import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import streamlit as st
from streamlit.errors import StreamlitSecretNotFoundError

from faturas.app.configuration import (
    Settings,
    config_path,
    is_config_named,
    load_settings,
    means_login,
    names_login,
    parse_settings,
    read_toml,
)
from faturas.errors import ConfigError

_Stamp = tuple[int, int, int]
_NO_SECRETS = "no-secrets-found"
"""The ``error_id`` with which Streamlit says that there is no secrets file at all."""


@dataclass(frozen=True, slots=True)
class Configuration:
    """Holds the settings in use: none of a wrong configuration; ``problem`` says what is wrong."""

    settings: Settings
    problem: str = ""


@dataclass(frozen=True, slots=True)
class SecretFile:
    """Holds a file that may have settings; ``content`` is ``None`` when it cannot be used.

    ``names_login``: it asks for a login, in whatever letters, or, as it cannot be used, it may.
    """

    path: Path
    content: Mapping[str, Any] | None
    names_login: bool

    @property
    def reason(self) -> str:
        """Return why the file cannot be used, as a sentence."""
        if _stamp(self.path) is None:
            return (
                f"O arquivo {self.path}, de FATURAS_CONFIG, não existe ou não pôde ser lido, e sem "
                "ele não dá para saber quem pode entrar. Corrija o caminho e reinicie o painel."
            )
        return f"O arquivo {self.path} não pôde ser lido."


def configuration() -> Configuration:
    """Return the settings of the configuration file or, without one, of Streamlit's secrets.

    Those are the box "Secrets" of the Community Cloud, or a file in the home folder. They are not
    used where ``FATURAS_CONFIG`` names a file that is not there.
    """
    stamp = _stamp(config_path())
    if stamp is None and not is_config_named():
        content = streamlit_secrets()
        if content is None:
            return Configuration(Settings(), unusable_files_sentence())
        if content:
            return _checked(lambda: parse_settings(content))
    return _of_file(config_path(), stamp)


@functools.lru_cache(maxsize=1)
def _of_file(path: Path, stamp: _Stamp | None) -> Configuration:  # noqa: ARG001 - the key
    return _checked(load_settings)


def _checked(load: Callable[[], Settings]) -> Configuration:
    try:
        return Configuration(load())
    except ConfigError as error:
        return Configuration(Settings(), str(error))


def streamlit_secrets() -> Mapping[str, Any] | None:
    """Return Streamlit's ``st.secrets``; ``None`` where it cannot read one of its files."""
    try:
        return st.secrets.to_dict()
    except StreamlitSecretNotFoundError as error:
        return {} if error.error_id == _NO_SECRETS else None
    except (OSError, UnicodeDecodeError):
        return None


def secret_files() -> list[SecretFile]:
    """Return every file that is there and may hold settings: ours, and all of Streamlit's."""
    paths = dict.fromkeys((config_path(), *map(Path, st.get_option("secrets.files"))))
    found = (_secret_file(path, _stamp(path)) for path in paths)
    return [file for file in found if file is not None]


def unusable_files_sentence() -> str:
    """Return which of the files that Streamlit reads cannot be used, as a sentence."""
    names = [str(file.path) for file in secret_files() if file.content is None]
    which = f" ({', '.join(names)})" if names else ""
    return f"Um arquivo de segredos não pôde ser lido{which}."


@functools.lru_cache(maxsize=8)
def _secret_file(path: Path, stamp: _Stamp | None) -> SecretFile | None:  # noqa: ARG001 - the key
    if path.suffix != ".toml" and path.is_dir():
        # One folder a table, one file a key; only Streamlit reads what is in them.
        return SecretFile(path, {}, _folder_names_login(path))
    try:
        content = read_toml(path)
    except FileNotFoundError:
        if path == config_path() and is_config_named():
            return SecretFile(path, None, names_login=True)  # it may have asked for one
        return None
    except ConfigError:
        return SecretFile(path, None, _mentions_login(path))
    return SecretFile(path, content, names_login(content))


def _folder_names_login(path: Path) -> bool:
    try:
        return any(means_login(found.name) for found in path.iterdir())
    except OSError:
        return True


def _mentions_login(path: Path) -> bool:
    try:
        return b"auth" in path.read_bytes().replace(b"\0", b"").lower()
    except OSError:
        return True


def _stamp(path: Path) -> _Stamp | None:
    """Return what changes when the file does: a password is put right while a job waits."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_ctime_ns, found.st_size
