"""What the program imports is declared, what is declared is bounded and used."""

import ast
import functools
import re
import sys
from collections.abc import Iterator
from importlib.metadata import packages_distributions, version
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from faturas.config import PROJECT_DIR

OWN = {"faturas", "tests", "benchmarks"}
PROGRAM = ("faturas", "pages", "main.py", "streamlit_app.py")
DEVELOPMENT = ("tests", "benchmarks")
UNIMPORTED = {"tzdata"}
"""Read by ``zoneinfo`` where the system has no time zones, as on Windows."""


def declared(name: str) -> dict[str, Requirement]:
    """The requirements of a file and of those that it includes, by their canonical names."""
    found: dict[str, Requirement] = {}
    for line in (PROJECT_DIR / name).read_text(encoding="utf-8").splitlines():
        if included := re.fullmatch(r"-r (\S+)", line):
            found |= declared(included[1])
        elif line and not line.startswith("#"):
            requirement = Requirement(line)
            found[canonicalize_name(requirement.name)] = requirement
    return found


def modules(places: tuple[str, ...]) -> Iterator[Path]:
    for place in places:
        path = PROJECT_DIR / place
        yield from path.rglob("*.py") if path.is_dir() else [path]


@functools.cache
def imported(places: tuple[str, ...]) -> dict[str, str]:
    """The distributions imported anywhere in ``places``, each with a module that imports it."""
    distributions = packages_distributions()
    found: dict[str, str] = {}
    for path in modules(places):
        for node in ast.walk(ast.parse(path.read_bytes())):
            names: list[str] = []
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                names = [node.module]
            for top in {name.partition(".")[0] for name in names}:
                if top not in sys.stdlib_module_names | OWN:
                    [distribution] = set(distributions.get(top, [top]))
                    found[canonicalize_name(distribution)] = str(path)
    return found


@pytest.mark.parametrize(
    ("places", "file"),
    [(PROGRAM, "requirements.txt"), (DEVELOPMENT, "requirements-dev.txt")],
)
def test_every_imported_library_is_declared(places: tuple[str, ...], file: str) -> None:
    missing = {name: path for name, path in imported(places).items() if name not in declared(file)}
    assert not missing, file


def test_every_library_of_the_program_is_imported() -> None:
    assert set(declared("requirements.txt")) - set(imported(PROGRAM)) == UNIMPORTED


@pytest.mark.parametrize("requirement", declared("requirements-dev.txt").values(), ids=str)
def test_every_library_is_bounded_on_both_sides_and_installed_within(
    requirement: Requirement,
) -> None:
    assert {bound.operator for bound in requirement.specifier} == {">=", "<"}
    assert version(requirement.name) in requirement.specifier
