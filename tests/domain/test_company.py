"""Whose customers a job may be asking for."""

import pytest

from faturas.domain.company import may_be_same


@pytest.mark.parametrize(
    ("kept", "asked", "may_be"),
    [("a", "a", True), ("a", "b", False), ("", "b", True), ("a", "", True), ("", "", True)],
)
def test_a_job_may_be_of_a_company_as_far_as_both_are_known(
    kept: str, asked: str, may_be: bool
) -> None:
    assert may_be_same(kept, asked) is may_be
