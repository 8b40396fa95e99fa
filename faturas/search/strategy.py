"""Chooses how customers are asked for (``choose``), one by one or by a sweep: the cheaper way."""

from dataclasses import dataclass
from enum import StrEnum

from faturas.domain.ptbr import number, plural

PAGE_WEIGHT = 3
"""Single answers that cost the server and us as much as one page: 500 KB instead of 5."""
WORTH_ASKING = 50
"""Customers below which a sweep cannot pay: its windows alone are a dozen."""
SAMPLE_SHARE, LEAST_SAMPLE, MOST_SAMPLE = 1 / 400, 12, 60
"""Customers asked for alone after a sweep, to see whether it told the truth: one in 400.

A fault that befalls one customer in five escapes 12 of them in 7 % of all sweeps, and one that
befalls one in twenty escapes 60 of them in 5 %. Who is asked is no blind chance either: see
``SweepStore.sample``.
"""
SAMPLED_PHONES = 2
"""Of these, whose registration is asked for too."""


class Estrategia(StrEnum):
    """Names the ways to ask for the customers of a list; ``AUTO`` is a wish only."""

    AUTO = "auto"
    UM_A_UM = "um_a_um"
    VARREDURA = "varredura"


@dataclass(frozen=True, slots=True)
class ChosenStrategy:
    """Holds the way taken, one by one or a sweep, and why, in a sentence."""

    estrategia: Estrategia
    porque: str


@dataclass(frozen=True, slots=True)
class Forecast:
    """Holds what a sweep must read: ``rows`` in pages of ``page_size``, in ``windows`` or more.

    ``rows`` is None where the server does not count them. All of it is read ``readings`` times.
    ``registrations`` are the requests for what the list does not tell of its customers.
    """

    rows: int | None
    page_size: int
    windows: int = 1
    readings: int = 1
    registrations: int = 0


def sample_size(customers: int) -> int:
    """Return how many of so many customers are asked for alone after a sweep."""
    return min(MOST_SAMPLE, max(LEAST_SAMPLE, round(customers * SAMPLE_SHARE)))


def sweep_requests(customers: int, forecast: Forecast, each: float = 1) -> int:
    """Return about how many requests a sweep costs; ``each`` is what one customer costs alone.

    Where the server does not count the rows: as many as it may cost and still be worth it.
    """
    if forecast.rows is None:
        return round(customers * each) // PAGE_WEIGHT
    # Half as many pages again: of paid invoices, for the customers who owe nothing at all, or of
    # a list that is read again.
    pages = forecast.rows * (2 * forecast.readings + 1) // 2 // forecast.page_size
    return forecast.windows + pages + forecast.registrations + sample_size(customers)


def choose(wish: Estrategia, customers: int, forecast: Forecast, each: float = 1) -> ChosenStrategy:
    """Choose the cheaper way, unless ``wish`` names one.

    ``customers`` are on the list, each of which costs ``each`` requests alone, at least. A sweep
    of which nobody knows the cost is tried: it is given up once it costs too much.
    """
    requests = sweep_requests(customers, forecast, each)
    sweep = f"ler tudo de uma vez custa cerca de {plural(requests, 'consulta', 'consultas')}"
    alone = f"perguntar um a um, {number(round(customers * each))} ou mais"
    if forecast.rows is None:
        return ChosenStrategy(
            Estrategia.VARREDURA,
            f"varredura: a API não diz quantas faturas há; se ler tudo custar demais, volta-se a "
            f"{alone}.",
        )
    if wish is Estrategia.VARREDURA:
        return ChosenStrategy(wish, f"varredura, como pedido: {sweep}; {alone}.")
    if requests * PAGE_WEIGHT < customers * each:
        return ChosenStrategy(Estrategia.VARREDURA, f"varredura: {sweep}; {alone}.")
    return ChosenStrategy(
        Estrategia.UM_A_UM,
        f"um a um: {plural(customers, 'cliente', 'clientes')}; ler tudo da empresa custaria "
        f"cerca de {plural(requests, 'consulta', 'consultas')} de até {forecast.page_size} "
        f"faturas, e cada uma pesa como {PAGE_WEIGHT}.",
    )
