"""``docs/novo-sistema.md`` is true: its code is the made-up system's, and its names exist."""

import re

import pytest

from faturas.billing import contract
from faturas.billing.registry import System
from faturas.config import PROJECT_DIR

PAGE = (PROJECT_DIR / "docs" / "novo-sistema.md").read_text(encoding="utf-8")
FOLDER = PROJECT_DIR / "tests" / "billing" / "ficticio"
SOURCE = "".join(path.read_text(encoding="utf-8") for path in sorted(FOLDER.glob("*.py")))
SNIPPETS = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)


@pytest.mark.parametrize("snippet", SNIPPETS, ids=range(len(SNIPPETS)))
def test_a_piece_of_code_is_the_made_up_systems(snippet: str) -> None:
    assert snippet in SOURCE


def test_files_that_are_named_exist() -> None:
    for name in re.findall(r"`((?:faturas|tests)/[\w./]+)`", PAGE):
        assert (PROJECT_DIR / name).exists(), name


def test_every_capability_with_its_values_and_every_field_of_the_line_is_named() -> None:
    capabilities = [
        name for name, each in vars(contract).items()
        if getattr(each, "_is_protocol", False) and name not in ("Protocol", "BillingSystem")
    ]  # fmt: skip
    assert len(capabilities) >= 5
    declared = {
        value
        for name in capabilities
        for value, each in vars(getattr(contract, name)).items()
        if isinstance(each, property)
    }
    assert len(declared) >= 5
    for name in (*capabilities, *declared, *list(System.__dataclass_fields__)[3:]):
        assert f"`{name}`" in PAGE, name
