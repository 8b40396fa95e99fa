"""Defines the commands about jobs in the ledger: list, resume, pause, cancel, repeat, refresh."""

from pathlib import Path
from typing import Any

import click

from faturas import clock
from faturas.app import changes, jobs, start
from faturas.app.actor import COMMAND_LINE
from faturas.app.context import AppContext
from faturas.app.values import Filter
from faturas.cli import options as opt
from faturas.cli.carry_out import carry_out, hand_out
from faturas.cli.exits import Exit
from faturas.cli.printing import print_jobs
from faturas.cli.same_list import make_anyway
from faturas.cli.streams import tell
from faturas.cli.translation import Command
from faturas.domain.estado import Estado
from faturas.errors import ConfigError, InputError, LedgerError


@click.command(cls=Command)
@click.pass_obj
def tarefas(app: AppContext) -> Exit:
    """Lista as tarefas guardadas, da mais nova para a mais antiga."""
    print_jobs(
        jobs.every(COMMAND_LINE, app),
        lambda job_id: jobs.place_in_queue(COMMAND_LINE, app, job_id),
    )
    damaged = jobs.damaged(COMMAND_LINE, app)
    for job in damaged:
        tell(str(job))
    return Exit.SOME_FAILED if damaged else Exit.OK


@click.command(cls=Command)
@opt.job_id
@click.option("--falhas", is_flag=True, help="Consulta de novo também as linhas com erro.")
@opt.output
@opt.common
@opt.configured
def retomar(
    app: AppContext, tarefa_id: str, saida: Path | None, *, falhas: bool, **options: Any
) -> Exit:
    """Continua uma tarefa: pergunta só o que falta e grava os arquivos."""
    job = jobs.one(COMMAND_LINE, app, tarefa_id)
    if options["api"] not in (None, job.api):
        raise ConfigError(f"A tarefa {job.id} é da API {job.api}; retome-a sem --api.")
    if options["data_referencia"] not in (None, job.referencia):
        raise InputError(
            f"A tarefa {job.id} começou com a data {job.referencia:%Y-%m-%d}, que vale até o fim; "
            "retome-a sem --data-referencia."
        )
    target = opt.target_of(saida, options, job.api)
    begin = changes.retry_failures if falhas else start.run_pending
    return carry_out(app, job.id, target, lambda: begin(COMMAND_LINE, app, job.id))


@click.command(cls=Command)
@opt.job_id
@click.pass_obj
def pausar(app: AppContext, tarefa_id: str) -> Exit:
    """Pede a quem executa a tarefa, em qualquer processo, que a pause."""
    changes.pause(COMMAND_LINE, app, tarefa_id)
    estado = jobs.one(COMMAND_LINE, app, tarefa_id).estado
    if estado.viva:
        click.echo(f"Pedido feito: a tarefa {tarefa_id} para em instantes, com tudo gravado.")
    elif estado is Estado.PAUSADA:
        click.echo(f"A tarefa {tarefa_id} está pausada, e não recomeça sozinha.")
    else:
        raise LedgerError(
            f"A tarefa {tarefa_id} não está em andamento ({estado.rotulo.lower()}): não há o que "
            "pausar."
        )
    return Exit.OK


@click.command(cls=Command)
@opt.job_id
@opt.output
@opt.configured
def cancelar(app: AppContext, tarefa_id: str, saida: Path | None, **options: Any) -> Exit:
    """Desiste do que falta; o consultado fica e, com --saida, vai para arquivos "_parcial"."""
    before = jobs.one(COMMAND_LINE, app, tarefa_id)
    target = opt.target_of(saida, options, before.api) if saida else None
    ended = before.estado is Estado.CONCLUIDA
    job = changes.cancel_and_wait(COMMAND_LINE, app, tarefa_id)
    state = "já estava concluída; não há o que cancelar" if ended else job.estado.rotulo.lower()
    click.echo(f"Tarefa {tarefa_id}: {state}.")
    return hand_out(app, job, target) if target else Exit.OK


@click.command(cls=Command)
@opt.job_id
@opt.output
@opt.reference
@opt.configured
def repetir(app: AppContext, tarefa_id: str, saida: Path | None, **options: Any) -> Exit:
    """Faz uma tarefa nova com a mesma lista e a mesma API."""
    target = opt.target_of(saida, options, jobs.one(COMMAND_LINE, app, tarefa_id).api)
    hoje = options["data_referencia"] or clock.today()
    new = make_anyway(lambda known: changes.repeat(COMMAND_LINE, app, tarefa_id, hoje, known))
    tell(f"Tarefa {new.id}: repete a {tarefa_id}.")
    return carry_out(app, new.id, target, lambda: start.run_pending(COMMAND_LINE, app, new.id))


@click.command(cls=Command)
@opt.job_id
@opt.output
@opt.configured
def conferir(app: AppContext, tarefa_id: str, saida: Path | None, **options: Any) -> Exit:
    """Consulta de novo os contatos antes do envio: tira quem pagou e grava os arquivos."""
    target = opt.target_of(saida, options, jobs.one(COMMAND_LINE, app, tarefa_id).api)
    shown = Filter(choices=target.choices)
    return carry_out(
        app, tarefa_id, target, lambda: changes.refresh(COMMAND_LINE, app, tarefa_id, shown)
    )
