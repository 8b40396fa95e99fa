"""A job's progress on standard error: a bar on a terminal, plain lines otherwise."""

import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, replace

import click

from faturas.fetch.plan import Plano
from faturas.jobs.tarefa import Estado, Tarefa
from faturas.wording import decimal, number, percent, place_in_line, span

_BAR_EVERY_S = 0.2
_LINE_EVERY_S = 5.0


@dataclass(frozen=True, slots=True)
class Watched:
    """A job to show: as it is, how many of its API go before it, and the wait for its end.

    ``wait`` takes the seconds to wait at most and says whether it has ended.
    """

    read: Callable[[], Tarefa]
    before: Callable[[], int]
    wait: Callable[[float], bool]


def watch(job: Watched) -> None:
    """Show a job until it has ended.

    How its customers are asked for, and why, is said once when it is decided, and if it changes.
    """
    job = replace(job, read=_Announcing(job.read))
    if sys.stderr.isatty():
        _bar(job)
    else:
        _lines(job)


class _Announcing:
    """Reads a job, and says its plan whenever that is another one."""

    def __init__(self, read: Callable[[], Tarefa]) -> None:
        self._read = read
        self._said: Plano | None = None

    def __call__(self) -> Tarefa:
        job = self._read()
        if job.plano is not None and job.plano != self._said and job.estado is not Estado.NA_FILA:
            self._said = job.plano
            click.echo(f"Consulta: {job.plano.porque}", err=True)
        return job


def _bar(watched: Watched) -> None:
    job = watched.read()
    with click.progressbar(
        range(job.total),
        label="Consultando",
        file=sys.stderr,
        show_eta=False,
        item_show_func=lambda _: _speed(job, watched.before),
    ) as bar:
        ended = False
        while not ended:
            ended = watched.wait(_BAR_EVERY_S)
            job = watched.read()
            bar.update(job.feitos - bar.pos, job.feitos)


def _lines(watched: Watched) -> None:
    said_s = float("-inf")
    while not watched.wait(_BAR_EVERY_S):
        job = watched.read()
        if time.monotonic() - said_s >= _LINE_EVERY_S:
            said_s = time.monotonic()
            click.echo(_line(job, watched.before), err=True)
    click.echo(_line(watched.read(), watched.before), err=True)


def _line(job: Tarefa, before: Callable[[], int]) -> str:
    done = f"{number(job.feitos)}/{number(job.total)} ({percent(job.feitos, job.total)})"
    return " · ".join(filter(None, (done, _speed(job, before))))


def _speed(job: Tarefa, before: Callable[[], int]) -> str:
    if job.estado is Estado.NA_FILA:
        return place_in_line(before())
    if not job.pendentes or job.por_segundo is None or job.restam_s is None:
        return ""
    return f"{decimal(job.por_segundo)} clientes/s · faltam {span(job.restam_s)}"
