"""Defines the commands that ask for customers: ``cliente`` for one, ``arquivo`` for a list."""

import os
from pathlib import Path
from typing import Any

import click

from faturas import clock
from faturas.app import apis, customer, export, lists, start
from faturas.app.actor import COMMAND_LINE
from faturas.app.context import AppContext
from faturas.app.start import Wanted
from faturas.app.values import Tarefa, hidden_rows, nothing_to_ask, path_as_text, understood
from faturas.cli import options as opt
from faturas.cli.carry_out import carry_out
from faturas.cli.exits import Exit
from faturas.cli.printing import print_customer, print_customer_files
from faturas.cli.same_list import make_anyway
from faturas.cli.streams import tell
from faturas.cli.translation import Command
from faturas.domain.outcome import Situacao
from faturas.domain.ptbr import plural
from faturas.errors import InputError


@click.command(cls=Command)
@click.argument("codigo")
@click.option("--telefone", default="", metavar="T", help="Telefone do cliente.")
@opt.output
@opt.common
@opt.configured
def cliente(
    app: AppContext, codigo: str, telefone: str, saida: Path | None, **options: Any
) -> Exit:
    """Consulta um cliente e mostra a fatura vencida mais antiga."""
    api = apis.resolve(COMMAND_LINE, app, options["api"])
    hoje = options["data_referencia"] or clock.today()
    named = customer.named(COMMAND_LINE, codigo, telefone)
    target = opt.target_of(saida, options, api) if saida else None
    row = customer.ask(COMMAND_LINE, app, named, api, hoje)
    print_customer(row, hoje, opt.choices_of(options))
    if target is not None:
        print_customer_files(target, export.write_customer(COMMAND_LINE, target, row))
    return Exit.SOME_FAILED if row.outcome.situacao is Situacao.ERRO else Exit.OK


@click.command(cls=Command)
@click.argument("arquivo", metavar="CLIENTES.csv", type=click.Path(path_type=Path))
@opt.columns
@opt.strategy
@opt.output
@opt.common
@opt.configured
def arquivo(app: AppContext, arquivo: Path, saida: Path | None, **options: Any) -> Exit:
    """Consulta todos os clientes de um arquivo e grava os contatos e o relatório."""
    api = apis.resolve(COMMAND_LINE, app, options["api"])
    target = opt.target_of(saida, options, api, lista=arquivo)
    job = _new_job(app, arquivo, api, options)
    return carry_out(app, job.id, target, lambda: start.run_pending(COMMAND_LINE, app, job.id))


def _new_job(app: AppContext, arquivo: Path, api: str, options: dict[str, Any]) -> Tarefa:
    """Reads a list into a new job, and says how it was read.

    A function of its own, so that a long list does not stay in memory while the job runs.
    """
    hoje = options["data_referencia"] or clock.today()
    table = lists.read_file(
        COMMAND_LINE, arquivo, planilha=options["planilha"], com_ocultas=options["com_ocultas"]
    )
    if hidden := hidden_rows(table):
        tell(hidden if options["com_ocultas"] else f"{hidden} Para incluí-las: --com-ocultas.")
    columns = lists.name_columns(
        COMMAND_LINE,
        table,
        codigo=options["coluna_codigo"],
        telefone=options["coluna_telefone"],
        nome=options["coluna_nome"],
    )
    checked = lists.check(COMMAND_LINE, table, columns)
    customers = checked.customers
    tell(understood(table, columns))
    for aviso in table.entendido.avisos:
        tell(aviso)
    if nothing := nothing_to_ask(customers):
        raise InputError(f"{nothing} Corrija a lista e tente de novo.")
    if cost := start.quota_cost(COMMAND_LINE, app, api, checked.ready):
        tell(cost)
    busca = opt.busca_of(app.settings.busca, options)
    # On Linux the name of a file may be any bytes, such as those that an old zip file had.
    name = os.fsencode(arquivo.name).decode(errors="replace")
    wanted = Wanted(name, api, hoje, busca, customers)
    job = make_anyway(lambda known: start.create(COMMAND_LINE, app, wanted, known))
    tell(f"Tarefa {job.id}: {plural(job.total, 'linha', 'linhas')} de {path_as_text(name)}.")
    return job
