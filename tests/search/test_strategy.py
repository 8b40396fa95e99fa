"""Which way is taken, and that it is said."""

import pytest

from faturas.search.strategy import Estrategia, Forecast, choose, sample_size, sweep_requests


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
    plan = choose(Estrategia.AUTO, customers, Forecast(rows, 500, windows=12))
    assert plan.estrategia is taken
    assert f"{customers:,}".replace(",", ".") in plan.porque


def test_a_wish_is_a_wish() -> None:
    plan = choose(Estrategia.VARREDURA, 10, Forecast(30_000, 500, windows=12))
    assert plan.estrategia is Estrategia.VARREDURA
    assert "como pedido" in plan.porque


def test_smaller_pages_and_registrations_cost_more_requests() -> None:
    """30,000 rows, half as many again: 90 pages of 500, 450 of 100; and twelve for the sample."""
    assert sweep_requests(100, Forecast(30_000, 500, windows=12)) == 12 + 90 + 12
    assert sweep_requests(100, Forecast(30_000, 100)) == 1 + 450 + 12
    assert sweep_requests(100, Forecast(30_000, 100, registrations=7)) == 1 + 450 + 7 + 12


@pytest.mark.parametrize(("each", "taken"), [(1, Estrategia.UM_A_UM), (3, Estrategia.VARREDURA)])
def test_a_customer_who_costs_three_requests_alone_is_worth_three(
    each: float, taken: Estrategia
) -> None:
    """About 1,000 customers against some 450 pages, of which each weighs three."""
    plan = choose(Estrategia.AUTO, 1_000, Forecast(30_000, 100), each)
    assert plan.estrategia is taken
    if taken is Estrategia.VARREDURA:
        assert "um a um, 3.000 ou mais" in plan.porque


def test_a_list_that_nobody_counts_is_tried_and_may_cost_what_it_is_worth() -> None:
    plan = choose(Estrategia.AUTO, 900, Forecast(None, 500), 2)
    assert plan.estrategia is Estrategia.VARREDURA
    assert "não diz quantas faturas há" in plan.porque
    assert "um a um, 1.800 ou mais" in plan.porque
    assert sweep_requests(900, Forecast(None, 500), 2) == 600


@pytest.mark.parametrize(
    ("customers", "sampled"), [(60, 12), (5_000, 12), (12_000, 30), (500_000, 60)]
)
def test_the_sample_is_a_small_share_and_never_a_handful(customers: int, sampled: int) -> None:
    assert sample_size(customers) == sampled
