"""A job's progress on standard error: a bar on a terminal, plain lines otherwise."""

import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, replace

import click

from faturas.app.andamento import Andamento
from faturas.app.values import ChosenStrategy, Estado, Tarefa
from faturas.domain.ptbr import decimal, number, percent, place_in_line, span

_BAR_EVERY_S = 0.2
_LINE_EVERY_S = 5.0
_BAR_STEPS = 1000
"""A thousandth more is worth drawing."""


@dataclass(frozen=True, slots=True)
class Watched:
    """A job to show: as it is, how many of its API go before it, and the wait for its end.

    ``wait`` takes the seconds to wait at most and says whether it has ended.
    """

    read: Callable[[], Tarefa]
    before: Callable[[], int]
    wait: Callable[[float], bool]


def watch(job: Watched, *, line_every_s: float = _LINE_EVERY_S) -> None:
    """Show a job until it has ended: on a terminal as a bar, else a line every ``line_every_s``.

    How its customers are asked for, and why, is said once when it is decided, and if it changes.
    """
    job = replace(job, read=_Announcing(job.read))
    if sys.stderr.isatty():
        _bar(job)
    else:
        _lines(job, line_every_s)


class _Announcing:
    """Reads a job, and says its plan whenever that is another one."""

    def __init__(self, read: Callable[[], Tarefa]) -> None:
        self._read = read
        self._said: ChosenStrategy | None = None

    def __call__(self) -> Tarefa:
        job = self._read()
        if job.plano is not None and job.plano != self._said and job.estado is not Estado.NA_FILA:
            self._said = job.plano
            click.echo(f"Consulta: {job.plano.porque}", err=True)
        return job


def _bar(watched: Watched) -> None:
    seen = Andamento()
    job = watched.read()
    with click.progressbar(
        range(_BAR_STEPS),
        label=_label(job),
        file=sys.stderr,
        show_eta=False,
        item_show_func=lambda _: _left(job, seen, watched.before),
        width=0,  # whatever the words leave of the line
        update_min_steps=0,
    ) as bar:
        ended = False
        while not ended:
            ended = watched.wait(_BAR_EVERY_S)
            job = watched.read()
            seen.look(job)
            bar.label = _label(job)
            bar.update(int(seen.fracao * _BAR_STEPS) - bar.pos)


def _label(job: Tarefa) -> str:
    if not job.lendo:
        return "Consultando"
    return "Conferindo" if job.leitura.fase.checks else "Lendo"


def _lines(watched: Watched, every_s: float) -> None:
    seen = Andamento()
    said_s = float("-inf")
    while not watched.wait(_BAR_EVERY_S):
        job = watched.read()
        seen.look(job)
        if time.monotonic() - said_s >= every_s:
            said_s = time.monotonic()
            click.echo(_line(job, seen, watched.before), err=True)
    job = watched.read()
    seen.look(job)
    click.echo(_line(job, seen, watched.before), err=True)


def _line(job: Tarefa, seen: Andamento, before: Callable[[], int]) -> str:
    done = f"{number(job.feitos)}/{number(job.total)} ({percent(seen.fracao)})"
    if job.lendo:
        done = f"{job.leitura.fase} ({percent(seen.fracao)})"
    elif job.varrida:
        done = f"Leitura feita · {done}"
    return " · ".join(filter(None, (done, _left(job, seen, before))))


def _left(job: Tarefa, seen: Andamento, before: Callable[[], int]) -> str:
    """What a line has room for: of a reading its counts, of customers their speed."""
    if job.estado is Estado.NA_FILA:
        return place_in_line(before())
    left = f"faltam {span(seen.restam_s)}" if seen.restam_s is not None else ""
    if job.lendo:
        return " · ".join(filter(None, (job.leitura.counts, left)))
    return f"{decimal(seen.por_segundo)} clientes/s · {left}" if seen.por_segundo and left else ""
