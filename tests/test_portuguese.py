"""The English that our assets replace or rely on is in the Streamlit that is installed.

A new minor version of Streamlit may say it in other words. What fails here then is to be put right
in ``faturas/ui/assets/``, and only then the bounds in ``requirements.txt``.
"""

import re
from pathlib import Path

import pytest
import streamlit
from packaging.requirements import Requirement
from packaging.version import Version

from faturas.config import PROJECT_DIR

ASSETS = PROJECT_DIR / "faturas" / "ui" / "assets"
SCRIPT = (ASSETS / "portuguese.js").read_text(encoding="utf-8")
WORDS, _, REST = SCRIPT.partition("const PATTERNS")
MADE_BY = {
    r"^([\d.]+) ?MB per file$": r"\} per file`",
    r"^\d+(\.\d)? ?[KM]?B$": r"Megabyte=`mb`,\w+\.Kilobyte=`kb`,\w+\.Byte=`b`",
    r"^(\d+) results?$": r"\} result\$\{\w",
    r"^(\d+) of (\d+)$": r"selectedIndex\+1\} of \$\{",
    r"^.*files are not allowed\.$": r"`\$\{\w+\.type\} files are not allowed\.`",
    r"^File must be ([\d.]+) ?MB or smaller\.$": r"`File must be \$\{[^}]+\} or smaller\.`",
    r"^The page that you have requested does not .*$": r"`The page that you have requested does ",
    r"^You have requested page (\S+), but .*$": r"`You have requested page /\$\{\w+\}, but ",
    r"^([^:]+)(?=: )": r"`\$\{\w+\}: \$\{\w+\}`\}function \w+\(\{label:",
    r"^Remove (.+)$": r"`Remove \$\{\w+\.name\}`",
    r"^Delete (.+)$": r"`Delete row\(s\)`",
    r"^Page (\d+)$": r"`Page \$\{\w+\.page\}`",
    r"^Help for (.+)$": r"`Help for \$\{",
    r"^\w+ icon$": r"`\$\{\w+\} icon`",
}
"""Of each pattern in ``portuguese.js``, the code with which Streamlit makes its text."""


@pytest.fixture(scope="module")
def frontend() -> bytes:
    """All scripts that Streamlit sends to a browser."""
    scripts = (Path(streamlit.__file__).parent / "static").rglob("*.js")
    return b"\n".join(path.read_bytes() for path in scripts)


def says(frontend: bytes, text: str) -> bool:
    """Whether the scripts have exactly this text between quotes."""
    return any(f"{quote}{text}{quote}".encode() in frontend for quote in "`\"'")


def test_every_replaced_word_is_streamlits(frontend: bytes) -> None:
    words = re.findall(r'^ +"([^"]+)":', WORDS, re.MULTILINE)
    assert len(words) == WORDS.count('":')
    assert [word for word in words if not says(frontend, word)] == []


@pytest.mark.parametrize("code", MADE_BY.values(), ids=MADE_BY)
def test_every_replaced_pattern_is_of_streamlits_making(frontend: bytes, code: str) -> None:
    assert re.search(code.encode(), frontend)


def test_no_pattern_is_left_out() -> None:
    assert re.findall(r"^ +\[/(.+?)/, [\"(]", REST, re.MULTILINE) == list(MADE_BY)


def test_every_part_of_a_page_that_the_assets_name_is_streamlits(frontend: bytes) -> None:
    named = set()
    for path in ASSETS.iterdir():
        named |= set(re.findall(r'data-testid="(\w+)"|\.(st[A-Z]\w+)', path.read_text("utf-8")))
    assert named
    names = {test_id or css_class for test_id, css_class in named}
    assert {name for name in names if not says(frontend, name)} == set()


def test_streamlit_is_held_to_the_minor_version_that_was_looked_at() -> None:
    lines = (PROJECT_DIR / "requirements.txt").read_text(encoding="utf-8").splitlines()
    [specifier] = [
        Requirement(line).specifier for line in lines if line.startswith("streamlit[auth]")
    ]
    installed = Version(streamlit.__version__)
    major, minor = installed.major, installed.minor
    assert f"{major}.{minor}.99" in specifier
    assert f"{major}.{minor + 1}.0" not in specifier
    assert f"{major}.{minor - 1}.99" not in specifier
