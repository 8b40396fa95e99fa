"""A job's progress on standard error: a bar on a terminal, plain lines otherwise."""

import sys
import time
from collections.abc import Callable

import click

from faturas.fetch.plan import Plano
from faturas.jobs.tarefa import Estado, Tarefa
from faturas.wording import decimal, number, percent, span

_BAR_EVERY_S = 0.2
_LINE_EVERY_S = 5.0


def watch(read: Callable[[], Tarefa], wait: Callable[[float], bool]) -> None:
    """Show a job until ``wait`` (seconds to wait at most) says that it has ended.

    How its customers are asked for, and why, is said once when it is decided, and if it changes.
    """
    read = _Announcing(read)
    if sys.stderr.isatty():
        _bar(read, wait)
    else:
        _lines(read, wait)


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


def _bar(read: Callable[[], Tarefa], wait: Callable[[float], bool]) -> None:
    job = read()
    with click.progressbar(
        range(job.total),
        label="Consultando",
        file=sys.stderr,
        show_eta=False,
        item_show_func=lambda _: _speed(job),
    ) as bar:
        ended = False
        while not ended:
            ended = wait(_BAR_EVERY_S)
            job = read()
            bar.update(job.feitos - bar.pos, job.feitos)


def _lines(read: Callable[[], Tarefa], wait: Callable[[float], bool]) -> None:
    said_s = float("-inf")
    while not wait(_BAR_EVERY_S):
        job = read()
        if time.monotonic() - said_s >= _LINE_EVERY_S:
            said_s = time.monotonic()
            click.echo(_line(job), err=True)
    click.echo(_line(read()), err=True)


def _line(job: Tarefa) -> str:
    done = f"{number(job.feitos)}/{number(job.total)} ({percent(job.feitos, job.total)})"
    return " · ".join(filter(None, (done, _speed(job))))


def _speed(job: Tarefa) -> str:
    if job.estado is Estado.NA_FILA:
        return "na fila, esperando outra tarefa da mesma API"
    if not job.pendentes or job.por_segundo is None or job.restam_s is None:
        return ""
    return f"{decimal(job.por_segundo)} clientes/s · faltam {span(job.restam_s)}"
