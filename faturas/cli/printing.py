"""What the commands print on standard output."""

from collections.abc import Callable, Iterable
from datetime import date

import click

from faturas import recheck
from faturas.cli.files import Target
from faturas.conferencia import explain, verdict
from faturas.contacts.contact import contact, told_incomplete
from faturas.contacts.csv_file import Written
from faturas.contacts.place import printable, told
from faturas.escolhas import Escolhas
from faturas.jobs.queries import Resumo
from faturas.jobs.tarefa import Estado, Tarefa
from faturas.money import format_brl
from faturas.names import WRONG_COLUMN, NamesCompared
from faturas.outcome import Row, Situacao
from faturas.wording import moment, number, percent, place_in_line, plural

_BELOW = " " * 10
"""Under the id of the line above."""


def print_customer(row: Row, hoje: date, escolhas: Escolhas) -> None:
    """One customer's outcome and, if there is one, the invoice."""
    click.echo(f"Cliente {row.codigo}: {row.outcome.situacao.rotulo.lower()}")
    achado = row.outcome.achado
    if achado is None:
        click.echo(f"  {row.outcome.motivo}")
        return
    cells = contact(achado, escolhas)
    late = plural((hoje - achado.fatura.vencimento).days, "dia", "dias")
    for label, text in (
        ("Nome", cells.nome),
        ("Telefone", cells.telefone),
        ("Fatura", str(achado.fatura.id_fatura)),
        ("Valor", cells.valor),
        ("Vencimento", f"{cells.vencimento} ({late} de atraso)"),
        ("Linha digitável", cells.linha_digitavel),
        ("PIX", cells.pix),
        ("Link", cells.link),
        ("Outras vencidas", achado.outras.texto),
        ("Conferência", verdict(achado.avisos).value),
    ):
        click.echo(f"  {label + ':':<17}{text or '—'}")
    for line in explain(achado):
        click.echo(f"    {line}")


def print_jobs(jobs: Iterable[Tarefa], before: Callable[[str], int]) -> None:
    """One line a job, the newest first, and below it why it stands still.

    ``before``: how many jobs of its API go before one in line.
    """
    empty = True
    for job in jobs:
        empty = False
        click.echo(
            f"{job.id}  {moment(job.criada_em)}  {job.estado.rotulo:<12}  "
            f"{number(job.feitos)}/{number(job.total)} ({percent(job.progresso)})  "
            f"vencidas {number(job.contagens[Situacao.VENCIDA])}  "
            f"erros {number(job.contagens[Situacao.ERRO])}  {job.api}  {told(job.arquivo)}"
        )
        if job.estado is Estado.NA_FILA:
            click.echo(f"{_BELOW}{place_in_line(before(job.id))}")
        elif job.estado is Estado.EXECUTANDO and job.lendo:
            click.echo(f"{_BELOW}{job.leitura.told()}")
        elif job.estado.retomavel and job.causa:
            click.echo(f"{_BELOW}{job.causa}")
    if empty:
        click.echo("Nenhuma tarefa ainda.")


def incomplete(written: Written) -> str:
    """How many of the contacts written the campaign tool will refuse, and what they lack."""
    lacking = ", ".join(f"sem {name}: {number(count)}" for name, count in written.vazias)
    return f"{told_incomplete(written.incompletos)} ({lacking}); sem eles: --so-completas"


def print_summary(
    job: Tarefa, target: Target, written: Written, shown: Resumo, names: NamesCompared
) -> None:
    """How a finished job ended and where its files are; first, what forbids to send them."""
    if names.column_is_doubtful:
        click.echo(f"ATENÇÃO: {WRONG_COLUMN}; não envie estes contatos.")
    rows = plural(job.total, "linha", "linhas")
    click.echo(f"Tarefa {job.id} {job.estado.rotulo.lower()}: {rows}.")
    for situacao, count in job.contagens.items():
        if count:
            click.echo(f"  {situacao.rotulo:<22}{number(count):>9}")
    if rechecked := recheck.told(job.conferida_em, job.conferencia):
        click.echo(rechecked)
    click.echo(
        f"Contatos:  {printable(str(target.saida))} "
        f"({plural(written.contatos, 'contato', 'contatos')}, {format_brl(shown.total)})"
    )
    if held_back := job.contagens[Situacao.VENCIDA] - written.contatos:
        stay = plural(held_back, "com fatura vencida fica", "com fatura vencida ficam")
        click.echo(f"           {stay} fora do arquivo; o relatório diz por quê")
    if written.incompletos:
        click.echo(f"           {incomplete(written)}")
    click.echo(f"           SHA-256 {written.sha256}")
    if target.xlsx:
        click.echo(f"Planilha:  {printable(str(target.planilha))}")
    as_workbook = " e .xlsx" if target.xlsx else ""
    click.echo(f"Relatório: {printable(str(target.relatorio))}{as_workbook}")
