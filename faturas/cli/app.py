"""Runs the command line of this process (``run``): its commands, and the exit status of each."""

import signal
import sys
from pathlib import Path

import click

from faturas.app import apis, temporary
from faturas.app.actor import COMMAND_LINE
from faturas.app.configuration import DEMONSTRACAO
from faturas.app.context import MIGRATING, AppContext
from faturas.cli.exits import Exit
from faturas.cli.failures import (
    end_without_reader,
    keep_libraries_quiet,
    tell_unexpected,
    tell_unprinted,
)
from faturas.cli.kept_jobs import cancelar, conferir, pausar, repetir, retomar, tarefas
from faturas.cli.new_search import arquivo, cliente
from faturas.cli.streams import make_streams_unfailing, output_was_lost, tell
from faturas.cli.translation import Group, usage_problem
from faturas.cli.validar import validar
from faturas.command_name import COMMAND
from faturas.errors import ApiUnavailable, FaturasError
from faturas.timing import USUAL, Timing

_ENDINGS = (signal.SIGINT, signal.SIGTERM)
_INTERRUPTED = "Interrompido."


@click.group(cls=Group, invoke_without_command=True, subcommand_metavar="[COMANDO]")
@click.pass_context
def main(ctx: click.Context) -> None:
    """Encontra a fatura vencida mais antiga de cada cliente e prepara a campanha.

    Sem comando, pergunta o que fazer.
    """
    if ctx.invoked_subcommand is None:
        _ask(ctx)


for command in (
    cliente,
    arquivo,
    tarefas,
    retomar,
    pausar,
    cancelar,
    repetir,
    conferir,
    validar,
):
    main.add_command(command)


def _ask(ctx: click.Context) -> None:
    """Asks what to do and does it: the dialogue of ``python main.py`` without a command."""
    what = ""
    while what not in ("1", "2"):
        what = _answer("Consultar (1) um cliente ou (2) um arquivo?")
    names = apis.names(COMMAND_LINE, ctx.obj)
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
    """Ends the program in good order; further signals change nothing."""
    for ending in _ENDINGS:
        signal.signal(ending, signal.SIG_IGN)
    raise KeyboardInterrupt


def run(timing: Timing = USUAL) -> None:
    """Runs the command that was typed, and ends the process with its exit status."""
    for ending in _ENDINGS:
        signal.signal(ending, _interrupt)
    make_streams_unfailing()
    keep_libraries_quiet()
    try:
        status = _carry_out(timing)
        sys.stdout.flush()
        if output_was_lost():
            status = tell_unprinted(status)
    except (BrokenPipeError, SystemExit):
        # Click turns the first into the second, and nothing else into one.
        status = end_without_reader()
    except Exception as error:  # noqa: BLE001 - said by its code; the trace goes to the log
        status = tell_unexpected(error)
    sys.exit(status)


def _carry_out(timing: Timing) -> Exit:
    """Runs the command that was typed; returns its exit status.

    Says what was typed wrong, and every ``FaturasError``.
    """
    app = AppContext(
        on_set_aside=_tell_set_aside,
        announce_migration=lambda: tell(MIGRATING),
        timing=timing,
    )
    try:
        temporary.sweep()
        status = main.main(standalone_mode=False, prog_name=COMMAND, obj=app)
    except click.UsageError as error:
        tell(usage_problem(error))
        tell(f"Para ver as opções: {COMMAND} --help")
        status = Exit.USAGE
    except click.Abort as ended:
        # Click raises this for Ctrl-C and for the end of the input; what it was raised from says
        # which.
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
    finally:
        app.close(0)  # no seconds: a job of this process has ended, or has had its time to
    return Exit(status or Exit.OK)


def _tell_set_aside(path: Path) -> None:
    """Says that a damaged ledger was kept under another name, and that a new one has begun."""
    tell(
        f"O arquivo de dados estava danificado e foi guardado como {path}. "
        "Um novo, vazio, começou no lugar dele."
    )
