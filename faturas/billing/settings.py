"""The settings that all billing systems have (``ApiSettings``)."""

import hashlib
import json
import re
from abc import ABC, abstractmethod
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr, field_validator

from faturas.billing.sites import LOOPBACK, PAYMENT_SITES, is_open_to_all, own_site

_PORTS = {"http": 80, "https": 443}
_SITE = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)*[a-z0-9](?:[a-z0-9-]*[a-z0-9])?")


def _filled(secret: SecretStr) -> SecretStr:
    if not secret.get_secret_value():
        raise ValueError("não pode ficar em branco")
    return secret


def _site(text: str) -> str:
    site = text.strip().lower()
    if not _SITE.fullmatch(site):
        raise ValueError("escreva só o nome do site, como boletos.empresa.com.br")
    if is_open_to_all(site):
        raise ValueError("é amplo demais: qualquer um pode ter um site debaixo dele")
    return site


Text = Annotated[str, Field(min_length=1)]
Secret = Annotated[SecretStr, AfterValidator(_filled)]
"""A text that shows in no repr and in no error, and is not empty."""


class ApiSettings(BaseModel, ABC):
    """The settings of one ``[apis.*]`` table; each billing system adds its own keys.

    ``links`` are sites, besides the API's own and those of payment, to which links may lead.
    ``chave`` says what the codes of the company's lists are in that system; each system lists its
    own, the default first: ``chave: Literal["cliente", "cpf_cnpj"] = "cliente"``.
    """

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        coerce_numbers_to_str=True,
        str_strip_whitespace=True,
        hide_input_in_errors=True,
    )

    sistema: str
    nome: str = ""
    url: str
    links: tuple[Annotated[str, AfterValidator(_site)], ...] = ()
    chave: str

    @property
    def secrets(self) -> tuple[str, ...]:
        """What no message may repeat: every ``Secret`` of the table."""
        values = (getattr(self, name) for name in type(self).model_fields)
        return tuple(each.get_secret_value() for each in values if isinstance(each, SecretStr))

    @property
    def sites(self) -> frozenset[str]:
        """Every domain to which the company's links may lead; also what is below one."""
        return PAYMENT_SITES | {own_site(urlsplit(self.url).hostname or ""), *self.links}

    @property
    @abstractmethod
    def account(self) -> tuple[str, ...]:
        """Who logs in there, by public names; no secret, which may change at any time."""

    @property
    def empresa(self) -> str:
        """Identifies the company, and shows nothing of it: the same server and the same account
        have the same, however the address is written."""
        parts = urlsplit(self.url)
        scheme, host = parts.scheme.lower(), (parts.hostname or "").rstrip(".")
        port = parts.port or _PORTS[scheme]
        known = (self.sistema, scheme, host, port, parts.path.rstrip("/"), *self.account)
        return hashlib.sha256(json.dumps(known).encode()).hexdigest()

    @field_validator("url")
    @classmethod
    def _encrypted_unless_loopback(cls, url: str) -> str:
        try:
            parts = urlsplit(url)
            host, _ = parts.hostname, parts.port
        except ValueError:
            host = None
        if not host or parts.scheme not in ("http", "https"):
            raise ValueError("escreva o endereço completo, como https://api.empresa.com.br")
        if any(char.isspace() for char in url):
            raise ValueError("tem um espaço no meio; apague-o")
        if parts.username or parts.password or parts.query or parts.fragment:
            raise ValueError("escreva só o endereço, sem usuário, senha, ? nem #")
        if parts.scheme == "http" and host not in LOOPBACK:
            raise ValueError("use https:// (http:// só é aceito para este próprio computador)")
        return url.rstrip("/")
