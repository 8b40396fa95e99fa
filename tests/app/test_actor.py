"""Who asks stands in every use case, and faces reach nothing but use cases."""

import inspect
import re
from collections.abc import Callable, Iterator
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType
from typing import Any

import pytest

import faturas.app
from faturas.app.actor import COMMAND_LINE, Actor, ActorKind
from faturas.app.context import AppContext
from faturas.config import PROJECT_DIR

_ASK_NOBODY = {"actor", "context", "configuration", "values", "temporary"}
_PURE = {"andamento", "estimate", "sight"}
"""What is figured out of values that the actor has been given already."""
_WRITE_ROWS_GIVEN = {"write_all", "write_contact_file", "write_report_file"}
_FACES = ("cli", "ui")
_PARTS = [name for name, _ in inspect.getmembers(AppContext) if not name.startswith("_")]
_FOR_FACES = {"close", "open", "set_aside", "settings", "use"}


def use_cases() -> Iterator[tuple[str, Callable[..., Any]]]:
    for found in iter_modules(faturas.app.__path__):
        if found.name in _ASK_NOBODY | _PURE:
            continue
        module = import_module(f"faturas.app.{found.name}")
        for name, function in inspect.getmembers(module, inspect.isfunction):
            if _is_own(module, name, function) and name not in _WRITE_ROWS_GIVEN:
                yield f"{found.name}.{name}", function


def _is_own(module: ModuleType, name: str, function: Callable[..., Any]) -> bool:
    return function.__module__ == module.__name__ and not name.startswith("_")


@pytest.mark.parametrize(("name", "function"), list(use_cases()))
def test_the_actor_is_the_first_and_the_context_the_second(
    name: str, function: Callable[..., Any]
) -> None:
    parameters = list(inspect.signature(function).parameters.values())
    assert (parameters[0].name, parameters[0].annotation) == ("actor", Actor)
    positions = [at for at, each in enumerate(parameters) if each.annotation is AppContext]
    assert positions in ([], [1])
    assert function.__doc__


def test_an_actor_says_of_itself_only_what_tells_it_from_others() -> None:
    assert Actor(ActorKind.COMMAND_LINE) == COMMAND_LINE
    assert COMMAND_LINE.id == ""
    with pytest.raises(AttributeError):
        COMMAND_LINE.id = "outro"  # type: ignore[misc]


@pytest.mark.parametrize("face", _FACES)
def test_a_face_reaches_no_part_of_the_context_that_use_cases_work_with(face: str) -> None:
    parts = "|".join(sorted(set(_PARTS) - _FOR_FACES))
    reached = re.compile(rf"(?<!faturas\.)\bapp\.({parts})\b")
    for path in (PROJECT_DIR / "faturas" / face).rglob("*.py"):
        assert not reached.search(path.read_text(encoding="utf-8")), path
