"""Reads the settings, one TOML file (``load_settings``); names what is wrong by its key alone."""

import os
import re
import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError, field_validator

from faturas.billing.registry import SYSTEMS
from faturas.billing.settings import ApiSettings
from faturas.domain.ptbr import decimal, number
from faturas.errors import ConfigError
from faturas.search.settings import BuscaSettings

_ROOT = Path(__file__).resolve().parent.parent
_INSTALLED = not (_ROOT / "streamlit_app.py").exists()
PROJECT_DIR = Path.cwd() if _INSTALLED else _ROOT
"""Where the data and the configuration are: the folder of ``streamlit_app.py`` and ``main.py``.

The installed command ``faturas`` has no such folder: for it, the one in which it was started.
"""
_DATA = "faturas_dados" if _INSTALLED else "dados"
"""The data folder's name. Other users cannot read the folder, and each start removes temporary
files from it, so the installed command does not take a ``dados/`` that the user may have."""
DEMONSTRACAO = "demonstracao"
"""The API that always exists: the made-up company of ``faturas.sandbox``."""
LOGIN = "auth"
"""The table of Streamlit's login; Streamlit knows it in small letters alone."""
_OF_STREAMLIT = (LOGIN, "connections")
_OF_LOGIN = (LOGIN, "cookie_secret", "redirect_uri")
"""Keys that only a login has: a file with one of them asks for a login."""
_FREE_NAMES = ("apis", "connections")
"""Tables whose keys the owner chooses: one called ``auth`` there is no login."""
LOGIN_TABLE = "A tabela do login deve se chamar [auth], em letras minúsculas."
_HOST_NAME = re.compile(
    r"(\*\.)?([a-z0-9_]([a-z0-9_-]*[a-z0-9_])?\.)*[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?"
)
Model = TypeVar("Model", bound=BaseModel)


class AcessoSettings(BaseModel):
    """Holds how the dashboard is reached from outside, ``[acesso]`` in the configuration.

    ``aberto``: by the owner's word, something else decides who may come in. ``enderecos`` are the
    host names under which the dashboard may be opened, in lower case; ``*.name`` stands for all
    names below one.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, hide_input_in_errors=True)

    aberto: bool = False
    enderecos: list[str] = []

    @field_validator("enderecos")
    @classmethod
    def _only_names(cls, enderecos: list[str]) -> list[str]:
        return [_host_name(endereco) for endereco in enderecos]


def _host_name(text: str) -> str:
    """Check a host name as browsers send it; raise ``ValueError`` for any other text."""
    name = text.strip().lower().removesuffix(".")
    try:
        name = name.encode("idna").decode("ascii")
    except UnicodeError:
        name = ""
    if not _HOST_NAME.fullmatch(name):
        raise ValueError(
            "escreva só nomes, como painel.empresa.com.br, sem https://, porta nem barra"
        )
    return name


@dataclass(frozen=True, slots=True)
class Settings:
    """Holds all settings; ``apis`` maps each ``[apis.NAME]`` to its own, in the file's order."""

    apis: Mapping[str, ApiSettings] = field(default_factory=dict)
    busca: BuscaSettings = field(default_factory=BuscaSettings)
    acesso: AcessoSettings = field(default_factory=AcessoSettings)


def data_dir() -> Path:
    """Return the folder of the ledger: ``FATURAS_DADOS``, or the one in ``PROJECT_DIR``."""
    return Path(os.environ.get("FATURAS_DADOS") or PROJECT_DIR / _DATA)


def config_path() -> Path:
    """Return the configuration file: ``FATURAS_CONFIG``, or Streamlit's ``secrets.toml``."""
    return Path(os.environ.get("FATURAS_CONFIG") or PROJECT_DIR / ".streamlit" / "secrets.toml")


def is_config_named() -> bool:
    """Whether ``FATURAS_CONFIG`` says which file it is: then that one counts, and no other."""
    return bool(os.environ.get("FATURAS_CONFIG"))


def load_settings() -> Settings:
    """Read the configuration file; without one, the defaults and no API but Demonstração.

    Raises ``ConfigError``; also when ``FATURAS_CONFIG`` names a file that is not there.
    """
    path = config_path()
    try:
        content = read_toml(path)
    except FileNotFoundError as error:
        if is_config_named():
            raise ConfigError(f"O arquivo de configuração {path} não existe.") from error
        return Settings()
    return parse_settings(content)


def read_toml(path: Path) -> Mapping[str, Any]:
    """Return the content of one configuration file.

    Raises ``ConfigError`` for a file that cannot be used, ``FileNotFoundError`` where there is
    none.
    """
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(
            f"O arquivo de configuração {path} não é um TOML válido{_place(error)}."
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"O arquivo de configuração {path} não pôde ser lido.") from error


def _place(error: tomllib.TOMLDecodeError) -> str:
    """Return the line of a TOML error; its own text could quote a secret."""
    line = getattr(error, "lineno", None)
    if line is None:
        _, _, tail = str(error).partition("(at line ")
        line = tail.split(",")[0] if tail else None
    return f" (linha {line})" if line else ""


def means_login(key: str) -> bool:
    """Whether a key is meant for a login, however it is written: ``AUTH``, ``"Auth.google"``."""
    first = unicodedata.normalize("NFKC", key).partition(".")[0]
    return first.strip().casefold() in _OF_LOGIN


def names_login(content: Mapping[str, Any]) -> bool:
    """Whether a configuration asks for a login, be it in a way that Streamlit does not know."""
    return any(
        means_login(key)
        or (
            isinstance(value, Mapping)
            and key.strip().casefold() not in _FREE_NAMES
            and names_login(value)
        )
        for key, value in content.items()
    )


def parse_settings(content: Mapping[str, Any]) -> Settings:
    """Type a parsed configuration; raises ``ConfigError`` naming key and expectation."""
    for key in content:
        if key != LOGIN and means_login(key):
            raise ConfigError(f"Configuração: a chave {key} não serve. {LOGIN_TABLE}")
        if key not in ("apis", "busca", "acesso", *_OF_STREAMLIT):
            raise ConfigError(
                f"Configuração: a chave {key} não é conhecida; use [apis.NOME], [busca] e [acesso]."
            )
    apis = _table(content, "apis")
    return Settings(
        apis={name: _api(name, _table(apis, name, "apis.")) for name in apis},
        busca=_validated(BuscaSettings, _table(content, "busca"), "busca"),
        acesso=_validated(AcessoSettings, _table(content, "acesso"), "acesso"),
    )


def _api(name: str, table: Mapping[str, Any]) -> ApiSettings:
    if name == DEMONSTRACAO:
        raise ConfigError(
            f"Configuração: apis.{DEMONSTRACAO} é o nome reservado da empresa de demonstração; "
            "escolha outro."
        )
    system = SYSTEMS.get(str(table.get("sistema")))
    if system is None:
        raise ConfigError(
            f"Configuração: apis.{name}.sistema deve ser um destes: {', '.join(SYSTEMS)}."
        )
    return _validated(system.settings, table, f"apis.{name}")


def _table(content: Mapping[str, Any], key: str, prefix: str = "") -> Mapping[str, Any]:
    table = content.get(key, {})
    if not isinstance(table, Mapping):
        raise ConfigError(f"Configuração: {prefix}{key} deve ser uma tabela, [{prefix}{key}].")
    return table


def _validated(model: type[Model], table: Mapping[str, Any], where: str) -> Model:
    try:
        return model.model_validate(dict(table))
    except ValidationError as error:
        problems = "; ".join(
            f"{where}.{'.'.join(map(str, item['loc']))}: {_expected(item)}"
            for item in error.errors(include_url=False, include_input=False)
        )
        raise ConfigError(f"Configuração: {problems}.") from None


_EXPECTATIONS = {
    "missing": "falta preencher",
    "extra_forbidden": "a chave não é conhecida",
    "string_too_short": "não pode ficar em branco",
    "too_short": "não pode ficar em branco",
    "string_type": "deve ser um texto entre aspas",
    "list_type": 'deve ser uma lista de textos entre aspas, como ["painel.empresa.com.br"]',
    "int_type": "deve ser um número inteiro",
    "int_parsing": "deve ser um número inteiro",
    "int_from_float": "deve ser um número inteiro",
    "float_type": "deve ser um número",
    "float_parsing": "deve ser um número",
    "finite_number": "deve ser um número",
    "tuple_type": 'deve ser uma lista, como ["boletos.empresa.com.br"]',
    "bool_type": "deve ser true ou false",
    "bool_parsing": "deve ser true ou false",
    "greater_than": "deve ser maior que {gt}",
    "greater_than_equal": "deve ser pelo menos {ge}",
    "less_than_equal": "deve ser no máximo {le}",
    "enum": "deve ser {expected}",
    "literal_error": "deve ser {expected}",
    "value_error": "{error}",
}


def _expected(item: Mapping[str, Any]) -> str:
    """Return what pydantic found, in Portuguese; its own messages are English."""
    text = _EXPECTATIONS.get(item["type"], "o valor não serve para esta chave")
    context = {name: _limit(value) for name, value in item.get("ctx", {}).items()}
    return text.format(**context).replace(" or ", " ou ")


def _limit(value: object) -> object:
    """Return a number as Brazilians read it."""
    if isinstance(value, float) and not value.is_integer():
        return decimal(value)
    return number(int(value)) if isinstance(value, int | float) else value
