"""The commands, and how each of them ends."""

import signal
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

import click

from faturas import clock
from faturas.apis import Apis
from faturas.cli.exits import Exit
from faturas.cli.files import Target, default_saida, write_all
from faturas.cli.printing import print_customer, print_jobs, print_summary
from faturas.cli.progress import watch
from faturas.cli.ptbr import Group, usage_problem
from faturas.cli.validar import KINDS, judge
from faturas.config import DEMONSTRACAO, data_dir, load_settings
from faturas.errors import ApiUnavailable, ConfigError, FaturasError, InputError, OutputError
from faturas.escolhas import Escolhas, QualValor
from faturas.fetch.consulta import Criterio
from faturas.fetch.fetcher import Fetcher
from faturas.intake.customers import SituacaoEntrada, read_customers, resolve_columns, single
from faturas.intake.spreadsheet import read_file
from faturas.jobs.ledger import Ledger, NewTarefa
from faturas.jobs.queries import Filtro, Rows
from faturas.jobs.runner import Runner
from faturas.jobs.tarefa import Estado, Tarefa
from faturas.outcome import Outcome, Row, Situacao

LEAVE_WITHIN_S = 1.6
"""An orderly end takes two seconds at most; the interpreter needs a little of them."""


class _DateOption(click.ParamType[date]):
    name = "data"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        if isinstance(value, date):
            return value
        with suppress(ValueError):
            if len(value) == len("AAAA-MM-DD"):
                return date.fromisoformat(value)
        message = f"a data {value} não existe ou não está na forma AAAA-MM-DD."
        raise click.BadParameter(message, ctx, param)


def _options(*options: Callable[..., Any]) -> Callable[..., Any]:
    def decorate(command: Callable[..., Any]) -> Callable[..., Any]:
        for option in reversed(options):
            command = option(command)
        return command

    return decorate


_reference = click.option(
    "--data-referencia",
    type=_DateOption(),
    metavar="AAAA-MM-DD",
    help="O que vale como hoje (sem ela, hoje em São Paulo).",
)
_common = _options(
    click.option(
        "--api", metavar="NOME", help="A API; dispensável quando só uma está configurada."
    ),
    _reference,
)
_saida = click.option(
    "--saida",
    type=click.Path(path_type=Path),
    metavar="CONTATOS.csv",
    help="Onde gravar os contatos; o relatório vai ao lado.",
)
_choices = _options(
    click.option(
        "--valor",
        type=click.Choice([choice.value for choice in QualValor]),
        default=QualValor.CODIGO.value,
        help="Na coluna 2: o valor que o código cobra (padrão) ou o da fatura.",
    ),
    click.option("--aceitar-fixo", is_flag=True, help="Usa telefone fixo onde não há celular."),
    click.option("--so-completas", is_flag=True, help="Só contatos sem nenhuma coluna vazia."),
    click.option("--xlsx", is_flag=True, help="Grava também a planilha .xlsx."),
)


@click.group(cls=Group, invoke_without_command=True, subcommand_metavar="[COMANDO]")
@click.pass_context
def main(ctx: click.Context) -> None:
    """Encontra a fatura vencida mais antiga de cada cliente e prepara a campanha.

    Sem comando, pergunta o que fazer.
    """
    if ctx.invoked_subcommand is None:
        _ask(ctx)


@main.command()
@click.argument("codigo")
@click.option("--telefone", default="", metavar="T", help="Telefone do cliente.")
@_saida
@_choices
@_common
def cliente(codigo: str, telefone: str, saida: Path | None, **options: Any) -> Exit:
    """Consulta um cliente e mostra a fatura vencida mais antiga."""
    office = _Office()
    api = office.apis.resolve(options["api"])
    hoje = options["data_referencia"] or clock.today()
    customer = single(codigo, telefone)
    if customer.situacao is not SituacaoEntrada.PRONTO:
        raise InputError(f"O código {customer.codigo!r} não serve: {customer.motivo}.")
    target = _target(saida, options) if saida else None
    row = Row(0, customer.linha, customer.codigo, telefone, "", Outcome(Situacao.NAO_TENTADO))
    busca = office.settings.busca
    criterio = Criterio(hoje, busca.vencimento, busca.buscar_telefone)
    with office.apis.open(api, hoje, busca) as billing:
        fetcher = Fetcher(
            billing,
            criterio,
            busca.model_copy(update={"threads": 1, "pausa_s": 0}),
            threading.Event(),
        )
        answers = [answer for lote in fetcher.run(iter([row])) for answer in lote]
    asked, outcome = answers[0]
    ended = Row(asked.ordem, asked.linha, asked.codigo, asked.telefone, asked.nome, outcome)
    print_customer(ended, hoje)
    if target is not None:
        written = write_all(target, lambda: iter([ended]), lambda: iter([ended]), hoje)
        click.echo(f"Contatos: {target.saida} ({written.contatos})")
        click.echo(f"Relatório: {target.relatorio}")
    return Exit.SOME_FAILED if outcome.situacao is Situacao.ERRO else Exit.OK


@main.command()
@click.argument("arquivo", metavar="CLIENTES.csv", type=click.Path(path_type=Path))
@_saida
@_choices
@click.option("--coluna-codigo", metavar="NOME", help="A coluna do código do cliente.")
@click.option("--coluna-telefone", metavar="NOME", help="A coluna do telefone.")
@click.option("--coluna-nome", metavar="NOME", help="A coluna do nome.")
@click.option("--planilha", metavar="NOME", help="A planilha, quando o arquivo tem várias.")
@_common
def arquivo(arquivo: Path, saida: Path | None, **options: Any) -> Exit:
    """Consulta todos os clientes de um arquivo e grava os contatos e o relatório."""
    office = _Office()
    api = office.apis.resolve(options["api"])
    hoje = options["data_referencia"] or clock.today()
    table = read_file(arquivo, planilha=options["planilha"])
    columns = resolve_columns(
        table,
        codigo=options["coluna_codigo"],
        telefone=options["coluna_telefone"],
        nome=options["coluna_nome"],
    )
    customers = read_customers(table, columns)
    target = _target(saida, options)
    job = office.ledger.create(NewTarefa(arquivo.name, api, hoje, office.settings.busca, customers))
    click.echo(f"Tarefa {job.id}: {len(customers)} linhas de {arquivo.name}.", err=True)
    return office.carry_out(job, target)


@main.command()
def tarefas() -> Exit:
    """Lista as tarefas guardadas, da mais nova para a mais antiga."""
    print_jobs(Ledger(data_dir()).tarefas())
    return Exit.OK


@main.command()
@click.argument("tarefa_id", metavar="ID")
@_saida
@_choices
@_common
def retomar(tarefa_id: str, saida: Path | None, **options: Any) -> Exit:
    """Continua uma tarefa: pergunta só o que falta e grava os arquivos."""
    office = _Office()
    job = office.ledger.tarefa(tarefa_id)
    if options["api"] not in (None, job.api):
        raise ConfigError(f"A tarefa {job.id} é da API {job.api}; retome-a sem --api.")
    if options["data_referencia"] not in (None, job.referencia):
        raise InputError(
            f"A tarefa {job.id} começou com a data {job.referencia:%Y-%m-%d}, que vale até o fim; "
            "retome-a sem --data-referencia."
        )
    return office.carry_out(job, _target(saida, options))


@main.command()
@click.argument("tipo", type=click.Choice(list(KINDS)), metavar="boleto|pix|telefone")
@click.argument("valores", nargs=-1, metavar="[VALOR…]")
@_reference
def validar(tipo: str, valores: tuple[str, ...], data_referencia: date | None) -> Exit:
    """Confere boletos, códigos PIX ou telefones: um objeto JSON por linha.

    Com "-" no lugar dos valores, lê um por linha da entrada padrão.
    """
    if not valores:
        raise InputError('Diga o que validar, ou "-" para ler da entrada padrão.')
    values = (line.rstrip("\r\n") for line in sys.stdin) if valores == ("-",) else iter(valores)
    all_valid = judge(tipo, values, data_referencia or clock.today())
    return Exit.OK if all_valid else Exit.SOME_FAILED


class _Office:
    """What most commands need: settings, APIs and, once somebody needs it, the ledger."""

    def __init__(self) -> None:
        self.settings = load_settings()
        self.apis = Apis(self.settings)

    @cached_property
    def ledger(self) -> Ledger:
        return Ledger(data_dir())

    def carry_out(self, job: Tarefa, target: Target) -> Exit:
        """Run what is pending of a job, write its files, and say how it ended."""
        if job.pendentes:
            runner = Runner(self.ledger, self.apis)
            runner.start(job.id)
            try:
                watch(
                    lambda: self.ledger.tarefa(job.id), lambda wait_s: runner.wait(job.id, wait_s)
                )
            except KeyboardInterrupt:
                runner.stop_all(LEAVE_WITHIN_S)
                _tell(f"Interrompida. {_how_to_resume(job)}")
                return Exit.INTERRUPTED
            job = self.ledger.tarefa(job.id)
        if job.estado is not Estado.CONCLUIDA:
            _tell(f"Tarefa pausada. {job.causa} {_how_to_resume(job)}")
            return Exit.PAUSED
        rows = Rows(self.ledger.database, job.id)
        filtro = Filtro(escolhas=target.escolhas)
        try:
            written = write_all(target, lambda: rows.contacts(filtro), rows.all, job.referencia)
        except OutputError as error:
            _tell(f"{error} {_how_to_resume(job)}")
            return Exit.PAUSED
        print_summary(job, target, written, rows.summary(filtro))
        return Exit.SOME_FAILED if job.contagens[Situacao.ERRO] else Exit.OK


def _target(saida: Path | None, options: dict[str, Any]) -> Target:
    target = Target(
        saida or default_saida(clock.now()),
        Escolhas(
            valor=QualValor(options["valor"]),
            telefone_fixo=options["aceitar_fixo"],
            so_completas=options["so_completas"],
        ),
        xlsx=options["xlsx"],
    )
    target.check()
    return target


def _how_to_resume(job: Tarefa) -> str:
    return f"O que já foi consultado está guardado; para continuar: python main.py retomar {job.id}"


def _ask(ctx: click.Context) -> None:
    """The dialogue of ``python main.py`` alone."""
    what = ""
    while what not in ("1", "2"):
        what = click.prompt(
            "Consultar (1) um cliente ou (2) um arquivo?", prompt_suffix=" "
        ).strip()
    names = Apis(load_settings()).names
    api = next(iter(names)) if len(names) <= 2 else ""
    if api == DEMONSTRACAO:
        click.echo(
            "Nenhuma API configurada: usando a empresa de demonstração, com dados inventados."
        )
    while api not in names:
        api = click.prompt(f"Qual API ({', '.join(names)})?", prompt_suffix=" ").strip()
    if what == "1":
        codigo = click.prompt("Código do cliente", prompt_suffix=": ").strip()
        ctx.exit(ctx.invoke(cliente, codigo=codigo, api=api))
    path = click.prompt("Caminho do arquivo", prompt_suffix=": ").strip().strip("\"'")
    ctx.exit(ctx.invoke(arquivo, arquivo=Path(path), api=api))


def _tell(message: str) -> None:
    click.echo(message, err=True)


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt


def run() -> None:
    """Run the command line of this process and leave with its exit status."""
    for ending in (signal.SIGINT, signal.SIGTERM):
        signal.signal(ending, _interrupt)
    try:
        status = main.main(standalone_mode=False, prog_name="python main.py")
    except click.UsageError as error:
        _tell(usage_problem(error))
        _tell("Para ver as opções: python main.py --help")
        status = Exit.USAGE
    except click.Abort:
        _tell("Nada foi perguntado à API.")
        status = Exit.USAGE
    except KeyboardInterrupt:
        _tell("Interrompido.")
        status = Exit.INTERRUPTED
    except ApiUnavailable as error:
        _tell(str(error))
        status = Exit.PAUSED
    except FaturasError as error:
        _tell(str(error))
        status = Exit.USAGE
    sys.exit(status or Exit.OK)
