"""The question to a billing system (``Question``): one HTTP request, before it is sent."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal
from urllib.parse import urlencode

_NOTHING: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True, repr=False)
class Question:
    """One request: where to, and what it says.

    ``server`` is the address of another server than the company's own, as a login may have.
    ``route`` names what is asked for where the path alone does not: limits are counted by route.
    What is asked for, and the secrets that go with it, show in no repr.
    """

    path: str
    params: Mapping[str, str] = field(default_factory=dict)
    verb: Literal["GET", "POST"] = "GET"
    json: Mapping[str, Any] | None = None
    form: Mapping[str, str] | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    server: str = ""
    route: str = ""

    def __post_init__(self) -> None:
        """Refuse a GET with a body, which some servers answer as an attack, and two bodies."""
        if self.verb == "GET" and (self.json is not None or self.form is not None):
            raise ValueError("a GET has no body")
        if self.json is not None and self.form is not None:
            raise ValueError("a body is JSON or a form")

    def __repr__(self) -> str:
        return f"Question({self.verb} {self.path})"

    @property
    def target(self) -> str:
        """Path and query, as they stand behind the server's address."""
        return f"{self.path}?{urlencode(self.params)}" if self.params else self.path

    def adding(
        self,
        *,
        params: Mapping[str, str] = _NOTHING,
        json: Mapping[str, Any] | None = None,
        form: Mapping[str, str] | None = None,
        headers: Mapping[str, str] = _NOTHING,
    ) -> "Question":
        """The same question with this besides: a credential, wherever the system wants it."""
        return replace(
            self,
            params={**self.params, **params},
            json=self.json if json is None else {**(self.json or {}), **json},
            form=self.form if form is None else {**(self.form or {}), **form},
            headers={**self.headers, **headers},
        )
