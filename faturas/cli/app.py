"""The commands, and how each of them ends."""

import os
import signal
import sys
import threading
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import click

from faturas import clock
from faturas.campaign.contact import goes_out
from faturas.campaign.files import scratch
from faturas.campaign.files.place import printable, told
from faturas.cli import options as opt
from faturas.cli.command_name import COMMAND
from faturas.cli.exits import Exit
from faturas.cli.files import write_all
from faturas.cli.office import Office, open_ledger, tell
from faturas.cli.printing import incomplete, print_customer, print_jobs
from faturas.cli.streams import make_streams_unfailing, output_was_lost
from faturas.cli.translation import Group, usage_problem
from faturas.cli.trouble import keep_machinery_quiet, stop_unheard, tell_unexpected, tell_unprinted
from faturas.cli.validar import KINDS, judge
from faturas.config import DEMONSTRACAO, load_settings
from faturas.domain.outcome import Outcome, Row, Situacao
from faturas.domain.ptbr import moment, plural
from faturas.errors import ApiUnavailable, ConfigError, FaturasError, InputError, LedgerError
from faturas.intake.customers import SituacaoEntrada, read_customers, resolve_columns, single
from faturas.intake.spreadsheet import read_file
from faturas.intake.told import hidden_rows, nothing_to_ask, understood
from faturas.search.batches import Fetcher
from faturas.search.look_up import Criteria
from faturas.store.job_changes import JobChanges
from faturas.store.ledger import NewTarefa
from faturas.store.rows import Filter
from faturas.store.tarefa import Estado, Tarefa
from faturas.store.twins import SameList
from faturas.work.connections import Apis

_Made = TypeVar("_Made")
_ENDINGS = (signal.SIGINT, signal.SIGTERM)
_INTERRUPTED = "Interrompido."
_TO_CONTINUE = f"Para continuá-la: {COMMAND} retomar {{id}}."
_INSTEAD = {
    Estado.NA_FILA: f"Para ver o andamento dela: {COMMAND} tarefas.",
    Estado.EXECUTANDO: f"Para ver o andamento dela: {COMMAND} tarefas.",
    Estado.PAUSADA: _TO_CONTINUE,
    Estado.INTERROMPIDA: _TO_CONTINUE,
    Estado.CONCLUIDA: "Para gravar os arquivos dela com dados de agora: "
    f"{COMMAND} conferir {{id}}.",
    Estado.CANCELADA: f"Para gravar o que ela já tem: {COMMAND} cancelar {{id}} --saida ARQUIVO.",
}
"""What to do with a job instead of starting the same list again."""


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
@opt.output
@opt.common
def cliente(codigo: str, telefone: str, saida: Path | None, **options: Any) -> Exit:
    """Consulta um cliente e mostra a fatura vencida mais antiga."""
    office = Office()
    api = office.apis.resolve(options["api"])
    hoje = options["data_referencia"] or clock.today()
    customer = single(codigo, telefone)
    if customer.situacao is not SituacaoEntrada.PRONTO:
        raise InputError(f"O código {customer.codigo!r} não serve: {customer.motivo}.")
    target = opt.target_of(saida, options, api) if saida else None
    untried = Row(0, customer.linha, customer.codigo, telefone, "", Outcome(Situacao.NAO_TENTADO))
    busca = office.settings.busca.model_copy(update={"threads": 1})
    criteria = Criteria(hoje, busca.vencimento, busca.buscar_telefone, office.apis.sites(api))
    with office.apis.open(api, hoje, busca) as billing:
        fetcher = Fetcher(billing, criteria, busca, threading.Event())
        [outcome] = [outcome for lote in fetcher.run(iter([untried])) for _, outcome in lote]
    row = Row(0, customer.linha, customer.codigo, telefone, "", outcome)
    choices = opt.choices_of(options)
    print_customer(row, hoje, choices)
    if target is not None:
        conferida = outcome.conferida
        contacts = [row] if conferida is not None and goes_out(conferida, choices) else []
        written = write_all(target, lambda: iter(contacts), lambda: iter([row]))
        click.echo(
            f"Contatos:  {printable(str(target.saida))} "
            f"({plural(written.contatos, 'contato', 'contatos')})\n"
            f"Relatório: {printable(str(target.relatorio))}"
        )
        if written.incompletos:
            click.echo(incomplete(written))
    return Exit.SOME_FAILED if outcome.situacao is Situacao.ERRO else Exit.OK


@main.command()
@click.argument("arquivo", metavar="CLIENTES.csv", type=click.Path(path_type=Path))
@opt.columns
@opt.strategy
@opt.output
@opt.common
def arquivo(arquivo: Path, saida: Path | None, **options: Any) -> Exit:
    """Consulta todos os clientes de um arquivo e grava os contatos e o relatório."""
    office = Office()
    api = office.apis.resolve(options["api"])
    target = opt.target_of(saida, options, api, lista=arquivo)
    return office.carry_out(_new_job(office, arquivo, api, options), target)


def _new_job(office: Office, arquivo: Path, api: str, options: dict[str, Any]) -> Tarefa:
    """Read a list into a job; nothing of a long list stays in memory after that."""
    hoje = options["data_referencia"] or clock.today()
    table = read_file(arquivo, planilha=options["planilha"], com_ocultas=options["com_ocultas"])
    if hidden := hidden_rows(table):
        tell(hidden if options["com_ocultas"] else f"{hidden} Para incluí-las: --com-ocultas.")
    columns = resolve_columns(
        table,
        codigo=options["coluna_codigo"],
        telefone=options["coluna_telefone"],
        nome=options["coluna_nome"],
    )
    customers = read_customers(table, columns)
    tell(understood(table, columns))
    for aviso in table.entendido.avisos:
        tell(aviso)
    if nothing := nothing_to_ask(customers):
        raise InputError(f"{nothing} Corrija a lista e tente de novo.")
    busca = opt.busca_of(office.settings.busca, options)
    # On Linux a name may be any bytes, such as those of an old zip file.
    name = os.fsencode(arquivo.name).decode(errors="replace")
    new = NewTarefa(name, api, hoje, busca, customers, office.apis.empresa(api))
    job = _all_the_same(lambda known: office.ledger.create(new, known))
    tell(f"Tarefa {job.id}: {plural(job.total, 'linha', 'linhas')} de {told(name)}.")
    return job


def _all_the_same(make: Callable[[frozenset[str]], _Made]) -> _Made:
    """Make a job; one over a list that is there already begins all the same, and that is said.

    ``make`` takes the ids of the jobs over the same list that have been told.
    """
    known: frozenset[str] = frozenset()
    while True:
        try:
            return make(known)
        except SameList as same:
            twin, known = same.twin, same.known
            tell(
                f"Esta mesma lista já está na tarefa {twin.id} ({twin.estado.rotulo.lower()}, de "
                f"{moment(twin.criada_em)}, {plural(twin.feitos, 'linha feita', 'linhas feitas')})."
                f" {_INSTEAD[twin.estado].format(id=twin.id)} Uma tarefa nova começa agora: enviar "
                "as duas pode cobrar as mesmas pessoas duas vezes."
            )


@main.command()
def tarefas() -> Exit:
    """Lista as tarefas guardadas, da mais nova para a mais antiga."""
    ledger = open_ledger()
    print_jobs(ledger.tarefas(), ledger.place_in_line)
    damaged = ledger.damaged()
    for job in damaged:
        tell(str(job))
    return Exit.SOME_FAILED if damaged else Exit.OK


@main.command()
@opt.job_id
@click.option("--falhas", is_flag=True, help="Consulta de novo também as linhas com erro.")
@opt.output
@opt.common
def retomar(tarefa_id: str, saida: Path | None, *, falhas: bool, **options: Any) -> Exit:
    """Continua uma tarefa: pergunta só o que falta e grava os arquivos."""
    office = Office()
    job = office.ledger.tarefa(tarefa_id)
    if options["api"] not in (None, job.api):
        raise ConfigError(f"A tarefa {job.id} é da API {job.api}; retome-a sem --api.")
    if options["data_referencia"] not in (None, job.referencia):
        raise InputError(
            f"A tarefa {job.id} começou com a data {job.referencia:%Y-%m-%d}, que vale até o fim; "
            "retome-a sem --data-referencia."
        )
    target = opt.target_of(saida, options, job.api)
    if falhas:
        office.job_changes.retry_failures(job.id)
        job = office.ledger.tarefa(job.id)
    return office.carry_out(job, target)


@main.command()
@opt.job_id
def pausar(tarefa_id: str) -> Exit:
    """Pede a quem executa a tarefa, em qualquer processo, que a pause."""
    ledger = open_ledger()
    JobChanges(ledger.database).pause(tarefa_id)
    estado = ledger.tarefa(tarefa_id).estado
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


@main.command()
@opt.job_id
@opt.output
def cancelar(tarefa_id: str, saida: Path | None, **options: Any) -> Exit:
    """Desiste do que falta; o consultado fica e, com --saida, vai para arquivos "_parcial"."""
    office = Office()
    before = office.ledger.tarefa(tarefa_id)
    target = opt.target_of(saida, options, before.api) if saida else None
    ended = before.estado is Estado.CONCLUIDA
    job = office.cancel(tarefa_id)
    state = "já estava concluída; não há o que cancelar" if ended else job.estado.rotulo.lower()
    click.echo(f"Tarefa {tarefa_id}: {state}.")
    return office.hand_out(job, target) if target else Exit.OK


@main.command()
@opt.job_id
@opt.output
@opt.reference
def repetir(tarefa_id: str, saida: Path | None, **options: Any) -> Exit:
    """Faz uma tarefa nova com a mesma lista e a mesma API."""
    office = Office()
    target = opt.target_of(saida, options, office.ledger.tarefa(tarefa_id).api)
    hoje = options["data_referencia"] or clock.today()
    new_id = _all_the_same(lambda known: office.job_changes.repeat(tarefa_id, hoje, known))
    tell(f"Tarefa {new_id}: repete a {tarefa_id}.")
    return office.carry_out(office.ledger.tarefa(new_id), target)


@main.command()
@opt.job_id
@opt.output
def conferir(tarefa_id: str, saida: Path | None, **options: Any) -> Exit:
    """Consulta de novo os contatos antes do envio: tira quem pagou e grava os arquivos."""
    office = Office()
    target = opt.target_of(saida, options, office.ledger.tarefa(tarefa_id).api)
    office.job_changes.refresh(tarefa_id, Filter(choices=target.choices))
    return office.carry_out(office.ledger.tarefa(tarefa_id), target)


@main.command()
@click.argument("tipo", type=click.Choice(list(KINDS)), metavar="boleto|pix|telefone")
@click.argument("valores", nargs=-1, metavar="[VALOR…]")
@opt.reference
def validar(tipo: str, valores: tuple[str, ...], data_referencia: date | None) -> Exit:
    """Confere boletos, códigos PIX ou telefones: um objeto JSON por linha.

    Com "-" no lugar dos valores, lê um por linha da entrada padrão.
    """
    if not valores:
        raise InputError('Diga o que validar, ou "-" para ler da entrada padrão.')
    values = (line.rstrip("\r\n") for line in sys.stdin) if valores == ("-",) else iter(valores)
    all_valid = judge(tipo, values, data_referencia or clock.today())
    return Exit.OK if all_valid else Exit.SOME_FAILED


def _ask(ctx: click.Context) -> None:
    """The dialogue of ``python main.py`` alone."""
    what = ""
    while what not in ("1", "2"):
        what = _answer("Consultar (1) um cliente ou (2) um arquivo?")
    names = Apis(load_settings()).names
    api = next(iter(names)) if len(names) <= 2 else ""
    if api == DEMONSTRACAO:
        click.echo("Nenhuma API configurada: vale a empresa de demonstração, de dados inventados.")
    while api not in names:
        api = _answer(f"Qual API ({', '.join(names)})?")
    if what == "1":
        ctx.exit(ctx.invoke(cliente, codigo=_answer("Código do cliente:"), api=api))
    path = Path(_answer("Caminho do arquivo:").strip("\"'"))
    ctx.exit(ctx.invoke(arquivo, arquivo=path, api=api))


def _answer(question: str) -> str:
    text: str = click.prompt(question, prompt_suffix=" ")
    return text.strip()


def _interrupt(*_: object) -> None:
    """End in good order; asked for once more meanwhile, that changes nothing."""
    for ending in _ENDINGS:
        signal.signal(ending, signal.SIG_IGN)
    raise KeyboardInterrupt


def run() -> None:
    """Run the command line of this process and leave with its exit status."""
    for ending in _ENDINGS:
        signal.signal(ending, _interrupt)
    make_streams_unfailing()
    keep_machinery_quiet()
    try:
        status = _carry_out()
        sys.stdout.flush()
        if output_was_lost():
            status = tell_unprinted(status)
    except (BrokenPipeError, SystemExit):
        # Click makes the second of the first, and of nothing else.
        status = stop_unheard()
    except Exception as error:  # noqa: BLE001 - told by its code; the trace goes to the log
        status = tell_unexpected(error)
    sys.exit(status)


def _carry_out() -> Exit:
    """Run the command that was typed; what is wrong with it, or with its world, is told."""
    try:
        scratch.sweep()
        status = main.main(standalone_mode=False, prog_name=COMMAND)
    except click.UsageError as error:
        tell(usage_problem(error))
        tell(f"Para ver as opções: {COMMAND} --help")
        status = Exit.USAGE
    except click.Abort as ended:
        # Click makes the same of Ctrl-C and of an input that has come to its end.
        interrupted = isinstance(ended.__cause__ or ended.__context__, KeyboardInterrupt)
        tell(_INTERRUPTED if interrupted else "A entrada acabou antes da resposta.")
        status = Exit.INTERRUPTED if interrupted else Exit.USAGE
    except KeyboardInterrupt:
        tell(_INTERRUPTED)
        status = Exit.INTERRUPTED
    except ApiUnavailable as error:
        tell(str(error))
        status = Exit.PAUSED
    except FaturasError as error:
        tell(str(error))
        status = Exit.USAGE
    return Exit(status or Exit.OK)
