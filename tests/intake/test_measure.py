"""faturas.intake.measure: how many rows and columns there are, and which rows do not fit."""

import pytest

from faturas.intake.measure import measure
from faturas.intake.records import Records


def records(text: str) -> Records:
    return Records(text.encode(), "utf-8", ";")


def test_rows_are_counted_above_and_below_the_header() -> None:
    measured = measure(records("título\n\ncodigo;nome\n1;Ana\n\n;;\n2;Bia\n"), 3)
    assert measured.acima == 1
    assert measured.total == 2
    assert measured.em_branco == 2


@pytest.mark.parametrize(
    ("header", "rows", "width"),
    [
        (["codigo", "nome"], "1;Ana\n2;Bia\n", 2),
        (["codigo", "nome", ""], "1;Ana;\n2;Bia;\n", 2),
        (["codigo", "nome", ""], "1;Ana;obs\n2;Bia;\n", 3),
        (["codigo", "nome"], "1;Ana;sobra\n2;Bia\n", 2),
        (["codigo", "nome", "valor"], "1\n2\n", 3),
        ([], "1;Ana\n2;Bia\n3;Silva;Maria\n", 2),
        ([], "1;Ana;\n2;Bia;obs\n", 3),
    ],
)
def test_how_many_columns_a_table_has(header: list[str], rows: str, width: int) -> None:
    assert measure(records(rows), 0).width(header) == width
