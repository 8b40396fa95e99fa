"""What the command line prints about a job while it runs."""

import io
import sys
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import click
import pytest

from faturas.cli.printing import print_jobs
from faturas.cli.progress import Watched, watch
from faturas.domain.estado import Estado
from faturas.search.strategy import ChosenStrategy, Estrategia
from faturas.search.sweep.leitura import Leitura
from faturas.store.ledger import Ledger
from faturas.store.tarefa import Tarefa
from tests.factories.customers import customers
from tests.factories.jobs import new_tarefa

BEGUN = datetime(2026, 11, 23, 12, tzinfo=UTC)
READING = "Lendo as faturas de toda a empresa"
SWEEP = ChosenStrategy(Estrategia.VARREDURA, "varredura: ler tudo de uma vez custa menos.")


@pytest.fixture
def job(tmp_path: Path) -> Tarefa:
    """One that nobody runs."""
    ledger = Ledger(tmp_path)
    made = ledger.create(new_tarefa(customers(range(1001, 2001))))
    ledger.database.close()
    return made


def reading(job: Tarefa, second: int, lidas: int) -> Tarefa:
    """A sweep that has read so many of 120 pages."""
    return replace(
        job,
        estado=Estado.EXECUTANDO,
        strategy=SWEEP,
        leitura=Leitura(lidas, 120, lidas * 500),
        rodada_em=BEGUN,
        rodada_pendentes=job.pendentes,
        batimento=BEGUN + timedelta(seconds=second),
    )


def show(looks: Iterable[Tarefa]) -> None:
    """Watch a job that looks so, one look after the other, each with its line."""
    left = list(looks)
    watch(
        Watched(
            read=lambda: left.pop(0) if len(left) > 1 else left[0],
            before=lambda: 2,
            wait=lambda _: len(left) == 1,
        ),
        line_every_s=0.0,
    )


def test_a_job_in_line_says_its_place(job: Tarefa, capsys: pytest.CaptureFixture[str]) -> None:
    show([replace(job, estado=Estado.NA_FILA)])
    assert "Na fila, com 2 tarefas do mesmo sistema na frente." in capsys.readouterr().err


def test_a_sweep_says_its_pages_and_what_is_left(
    job: Tarefa, capsys: pytest.CaptureFixture[str]
) -> None:
    swept = reading(job, 8, 120)
    asking = replace(swept, pendentes=400, batimento=BEGUN + timedelta(seconds=9))
    show([reading(job, 0, 0), reading(job, 2, 30), swept, asking])
    strategy, *lines = capsys.readouterr().err.splitlines()
    assert strategy.startswith("Consulta: varredura")
    assert lines == [
        f"{READING} (0 %) · 0 de 120 páginas · 0 faturas vistas",
        f"{READING} (23 %) · 30 de 120 páginas · 15.000 faturas vistas · faltam 6 s",
        f"{READING} (93 %) · 120 de 120 páginas · 60.000 faturas vistas",
        "Leitura feita · 600/1.000 (97 %) · 600,0 clientes/s · faltam 1 s",
    ]


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_terminal_of_eighty_columns_has_room_for_it(
    job: Tarefa, monkeypatch: pytest.MonkeyPatch
) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setenv("COLUMNS", "80")
    show([reading(job, 0, 0), reading(job, 2, 30), reading(job, 4, 60)])
    drawn = click.unstyle(terminal.getvalue()).split("\r")
    assert max(len(line.rstrip()) for line in drawn) <= 80
    assert drawn[-1].startswith("Lendo  [")
    assert drawn[-1].endswith("60 de 120 páginas · 30.000 faturas vistas · faltam 4 s\n")


def test_the_list_of_jobs_says_it_too(job: Tarefa, capsys: pytest.CaptureFixture[str]) -> None:
    print_jobs([reading(job, 2, 30)], lambda _: 0)
    said = capsys.readouterr().out
    assert "0/1.000 (23 %)" in said
    assert f"{READING}: 30 de 120 páginas · 15.000 faturas vistas" in said
