"""Prints on standard output what the commands have to show."""

from collections.abc import Callable, Iterable
from datetime import date

import click

from faturas.app import contacts
from faturas.app.actor import COMMAND_LINE
from faturas.app.export import Exported, Target
from faturas.app.values import Tarefa, Written, incomplete_sentence, path_as_text, printable
from faturas.domain import refresh
from faturas.domain.choices import Choices
from faturas.domain.estado import Estado
from faturas.domain.fatura_conferida import explain
from faturas.domain.money import format_brl
from faturas.domain.names import WRONG_COLUMN, NamesCompared
from faturas.domain.outcome import Row, Situacao
from faturas.domain.ptbr import moment, number, percent, plural, queue_sentence

_BELOW = " " * 10
"""Blanks before a line about the job of the line above, as wide as its id."""


def print_customer(row: Row, hoje: date, choices: Choices) -> None:
    """Prints one customer's outcome and, if there is one, the invoice."""
    click.echo(f"Cliente {row.codigo}: {row.outcome.situacao.rotulo.lower()}")
    conferida = row.outcome.conferida
    if conferida is None:
        click.echo(f"  {row.outcome.motivo}")
        return
    cells = contacts.sent(COMMAND_LINE, conferida, choices).cells
    late = plural((hoje - conferida.fatura.vencimento).days, "dia", "dias")
    for label, text in (
        ("Nome", cells.nome),
        ("Telefone", cells.telefone),
        ("Fatura", str(conferida.fatura.id_fatura)),
        ("Valor", cells.valor),
        ("Vencimento", f"{cells.vencimento} ({late} de atraso)"),
        ("Linha digitável", cells.linha_digitavel),
        ("PIX", cells.pix),
        ("Link", cells.link),
        ("Outras vencidas", conferida.outras.texto),
        ("Conferência", conferida.verdict.value),
    ):
        click.echo(f"  {label + ':':<17}{text or '—'}")
    for line in explain(conferida):
        click.echo(f"    {line}")


def print_jobs(jobs: Iterable[Tarefa], before: Callable[[str], int]) -> None:
    """Prints one line a job, in the order given, and below it what it waits for or why it paused.

    ``before`` takes the id of a job in the queue and returns how many go before it.
    """
    empty = True
    for job in jobs:
        empty = False
        click.echo(
            f"{job.id}  {moment(job.criada_em)}  {job.estado.rotulo:<12}  "
            f"{number(job.feitos)}/{number(job.total)} ({percent(job.progresso)})  "
            f"vencidas {number(job.contagens[Situacao.VENCIDA])}  "
            f"erros {number(job.contagens[Situacao.ERRO])}  {job.api}  {path_as_text(job.arquivo)}"
        )
        if job.estado is Estado.NA_FILA:
            click.echo(f"{_BELOW}{queue_sentence(before(job.id))}")
        elif job.estado is Estado.EXECUTANDO and job.lendo:
            click.echo(f"{_BELOW}{job.leitura.as_text}")
        elif job.estado.retomavel and job.causa:
            click.echo(f"{_BELOW}{job.causa}")
    if empty:
        click.echo("Nenhuma tarefa ainda.")


def incomplete(written: Written) -> str:
    """Says how many of the contacts written the campaign tool will refuse, and what they lack."""
    lacking = ", ".join(f"sem {name}: {number(count)}" for name, count in written.vazias)
    return f"{incomplete_sentence(written.incompletos)} ({lacking}); sem eles: --so-completas"


def print_customer_files(target: Target, written: Written) -> None:
    """Prints where the files of one customer are."""
    click.echo(
        f"Contatos:  {printable(str(target.saida))} "
        f"({plural(written.contatos, 'contato', 'contatos')})\n"
        f"Relatório: {printable(str(target.relatorio))}"
    )
    if written.incompletos:
        click.echo(incomplete(written))


def print_summary(job: Tarefa, exported: Exported, names: NamesCompared) -> None:
    """Prints how a job ended and where its files are; first of all, if they should not be sent."""
    target, written = exported.target, exported.written
    if names.column_is_doubtful:
        click.echo(f"ATENÇÃO: {WRONG_COLUMN}; não envie estes contatos.")
    rows = plural(job.total, "linha", "linhas")
    click.echo(f"Tarefa {job.id} {job.estado.rotulo.lower()}: {rows}.")
    for situacao, count in job.contagens.items():
        if count:
            click.echo(f"  {situacao.rotulo:<22}{number(count):>9}")
    if refreshed := refresh.refresh_sentence(job.refreshed_at, job.refresh_counts):
        click.echo(refreshed)
    click.echo(
        f"Contatos:  {printable(str(target.saida))} "
        f"({plural(written.contatos, 'contato', 'contatos')}, {format_brl(exported.summary.total)})"
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
