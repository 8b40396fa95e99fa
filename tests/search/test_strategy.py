"""Which way is taken, and that it is said."""

import pytest

from faturas.search.strategy import Estrategia, choose, sample_size


@pytest.mark.parametrize(
    ("customers", "rows", "taken"),
    [
        (5_000, 30_000, Estrategia.VARREDURA),
        (500_000, 750_000, Estrategia.VARREDURA),
        (200, 30_000, Estrategia.UM_A_UM),
        (5_000, 3_000_000, Estrategia.UM_A_UM),
    ],
)
def test_the_cheaper_way_is_taken(customers: int, rows: int, taken: Estrategia) -> None:
    plan = choose(Estrategia.AUTO, customers, rows, windows=12)
    assert plan.estrategia is taken
    assert f"{customers:,}".replace(",", ".") in plan.porque


def test_a_wish_is_a_wish() -> None:
    plan = choose(Estrategia.VARREDURA, 10, 30_000, windows=12)
    assert plan.estrategia is Estrategia.VARREDURA
    assert "como pedido" in plan.porque


@pytest.mark.parametrize(
    ("customers", "sampled"), [(60, 12), (5_000, 12), (12_000, 30), (500_000, 60)]
)
def test_the_sample_is_a_small_share_and_never_a_handful(customers: int, sampled: int) -> None:
    assert sample_size(customers) == sampled
