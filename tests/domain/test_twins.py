"""The twins of a list: whose they may be, which serves best, and which asks beside a new one."""

from dataclasses import dataclass

import pytest

from faturas.domain.estado import Estado
from faturas.domain.twins import asks_beside, twins_among


@dataclass(frozen=True)
class Twin:
    id: str
    estado: Estado
    empresa: str = ""


def test_the_one_that_serves_best_comes_first() -> None:
    twins = [Twin(estado.value, estado) for estado in Estado]
    assert [twin.estado for twin in twins_among(twins, "")] == [
        Estado.EXECUTANDO, Estado.NA_FILA, Estado.CONCLUIDA, Estado.PAUSADA, Estado.INTERROMPIDA,
        Estado.CANCELADA,
    ]  # fmt: skip


def test_of_those_that_serve_alike_the_first_stays_first() -> None:
    twins = [Twin("nova", Estado.PAUSADA), Twin("velha", Estado.PAUSADA)]
    assert twins_among(twins, "") == twins


def test_a_job_that_is_known_to_be_of_another_company_is_no_twin() -> None:
    ours, others, nobodys = (Twin(name, Estado.PAUSADA, name) for name in ("nós", "outra", ""))
    assert twins_among([ours, others, nobodys], "nós") == [ours, nobodys]
    assert twins_among([ours, others, nobodys], "") == [ours, others, nobodys]


@pytest.mark.parametrize("estado", Estado)
def test_what_runs_or_may_go_on_asks_beside_a_new_one(estado: Estado) -> None:
    asks = estado not in (Estado.CONCLUIDA, Estado.CANCELADA)
    assert asks_beside(Twin("gêmea", estado), "repetida") is asks


@pytest.mark.parametrize("estado", Estado)
def test_the_one_repeated_does_so_only_while_it_runs(estado: Estado) -> None:
    runs = estado in (Estado.NA_FILA, Estado.EXECUTANDO)
    assert asks_beside(Twin("repetida", estado), "repetida") is runs
