"""What the configuration of every billing system has in common."""

import hashlib
import json
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr, field_validator

_LOOPBACK = ("localhost", "127.0.0.1", "::1")
_PORTS = {"http": 80, "https": 443}


def _filled(secret: SecretStr) -> SecretStr:
    if not secret.get_secret_value():
        raise ValueError("não pode ficar em branco")
    return secret


Text = Annotated[str, Field(min_length=1)]
Secret = Annotated[SecretStr, AfterValidator(_filled)]
"""A text that shows in no repr and in no error, and is not empty."""


class ApiSettings(BaseModel):
    """One ``[apis.*]`` table; each billing system adds its own keys."""

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

    @property
    def account(self) -> tuple[str, ...]:
        """Who logs in there, by public names; no secret, which may change at any time."""
        raise NotImplementedError

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
        if parts.scheme == "http" and host not in _LOOPBACK:
            raise ValueError("use https:// (http:// só é aceito para este próprio computador)")
        return url.rstrip("/")
