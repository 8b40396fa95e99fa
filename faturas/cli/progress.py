"""Shows a job's progress on standard error (``watch``): a bar on a terminal, else plain lines."""

import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, replace

import click

from faturas.app.andamento import Andamento
from faturas.app.values import ChosenStrategy, Tarefa
from faturas.domain.estado import Estado
from faturas.domain.ptbr import decimal, number, percent, queue_sentence, span

_BAR_EVERY_S = 0.2
"""Seconds between two looks at the job; the bar is drawn as often."""
_LINE_EVERY_S = 5.0
"""Seconds between two lines where there is no terminal."""
_BAR_STEPS = 1000
"""Steps of the whole bar: a job of many rows moves it by thousandths."""


@dataclass(frozen=True, slots=True)
class Watched:
    """Holds a job that is shown, by three functions.

    ``read`` returns it as it is now, ``before`` how many jobs go before it in the queue. ``wait``
    waits for its end, at most so many seconds, and returns whether it has come.
    """

    read: Callable[[], Tarefa]
    before: Callable[[], int]
    wait: Callable[[float], bool]


def watch(job: Watched, *, line_every_s: float = _LINE_EVERY_S) -> None:
    """Shows a job until it has ended: on a terminal as a bar, else a line every ``line_every_s``.

    How its customers are asked for, and why, is said once when it is decided, and if it changes.
    """
    job = replace(job, read=_Announcing(job.read))
    if sys.stderr.isatty():
        _bar(job)
    else:
        _lines(job, line_every_s)


class _Announcing:
    """Reads a job, and says its strategy whenever that is another one."""

    def __init__(self, read: Callable[[], Tarefa]) -> None:
        self._read = read
        self._said: ChosenStrategy | None = None

    def __call__(self) -> Tarefa:
        job = self._read()
        chosen = job.strategy
        if chosen is not None and chosen != self._said and job.estado is not Estado.NA_FILA:
            self._said = chosen
            click.echo(f"Consulta: {chosen.porque}", err=True)
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
    """Returns the end of a line: what is left, a sweep's counts or the speed one by one."""
    if job.estado is Estado.NA_FILA:
        return queue_sentence(before())
    left = f"faltam {span(seen.restam_s)}" if seen.restam_s is not None else ""
    if job.lendo:
        return " · ".join(filter(None, (job.leitura.counts, left)))
    return f"{decimal(seen.por_segundo)} clientes/s · {left}" if seen.por_segundo and left else ""
