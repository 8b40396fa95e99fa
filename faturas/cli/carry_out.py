"""Runs a job from the command line (``carry_out``): starts it, shows it, writes its files."""

from collections.abc import Callable
from datetime import UTC, datetime

from faturas.app import jobs
from faturas.app.actor import COMMAND_LINE
from faturas.app.context import AppContext
from faturas.app.export import Export, Exported, Target
from faturas.app.values import Damage, Tarefa
from faturas.cli.exits import Exit
from faturas.cli.printing import print_summary
from faturas.cli.progress import Watched, watch
from faturas.cli.streams import tell
from faturas.command_name import COMMAND
from faturas.domain.estado import Estado
from faturas.domain.names import WRONG_COLUMN, NamesCompared
from faturas.domain.outcome import Situacao
from faturas.domain.ptbr import plural
from faturas.domain.refresh import age_warning
from faturas.errors import OutputError

LEAVE_WITHIN_S = 1.6
"""Seconds that the jobs of this process get to stop after Ctrl-C: the program promises to end
within two seconds, and the interpreter needs some of them."""


def carry_out(app: AppContext, job_id: str, target: Target, begin: Callable[[], bool]) -> Exit:
    """Runs what is pending of a job, writes its files, and says how it ended.

    ``begin`` starts the job in this process; it returns False where there is nothing to ask for.
    Returns the exit status: ``PAUSED`` where rows are still pending.
    """
    try:
        if begin():
            watch(_watched(app, job_id))
    except KeyboardInterrupt:
        app.close(LEAVE_WITHIN_S)
        tell(f"Interrompida. {_how_to_resume(job_id)}")
        return Exit.INTERRUPTED
    if failure := jobs.failure(COMMAND_LINE, app, job_id):
        tell(f"{failure} {_how_to_resume(job_id)}")
        return Exit.PAUSED
    job = jobs.one(COMMAND_LINE, app, job_id)
    if job.estado not in (Estado.CONCLUIDA, Estado.CANCELADA):
        tell(f"Tarefa pausada. {job.causa} {_how_to_resume(job_id)}")
        return Exit.PAUSED
    return hand_out(app, job, target)


def _watched(app: AppContext, job_id: str) -> Watched:
    return Watched(
        read=lambda: jobs.live(COMMAND_LINE, app, job_id),
        before=lambda: jobs.place_in_queue(COMMAND_LINE, app, job_id),
        wait=lambda wait_s: jobs.wait(COMMAND_LINE, app, job_id, wait_s),
    )


def hand_out(app: AppContext, job: Tarefa, target: Target) -> Exit:
    """Writes the files of a job and says what is in them; returns the exit status."""
    export = Export(COMMAND_LINE, app, job, target)
    _warn(export.names, export.damage)
    try:
        exported = export.write()
    except OutputError as error:
        tell(f"{error} {_how_to_resume(job.id)}")
        return Exit.PAUSED
    print_summary(job, exported, export.names)
    _say_how_old(job, exported)
    doubtful = export.damage or exported.unproved or export.names.column_is_doubtful
    return Exit.SOME_FAILED if doubtful or job.contagens[Situacao.ERRO] else Exit.OK


def _warn(names: NamesCompared, damage: Damage) -> None:
    """Says why the files should not be sent, where they should not."""
    if names.column_is_doubtful:
        tell(
            f"ATENÇÃO: {WRONG_COLUMN}. {names.sentence} Não envie estes contatos: escolha outra "
            "coluna com --coluna-codigo (ou corrija a lista) e processe de novo."
        )
    if damage:
        tell(f"Atenção: {damage.sentences}")


def _say_how_old(job: Tarefa, exported: Exported) -> None:
    """Says how many contacts could not be refreshed, and that all should be where they are old."""
    if exported.unproved:
        old = plural(
            exported.unproved,
            "contato não pôde ser conferido de novo e foi",
            "contatos não puderam ser conferidos de novo e foram",
        )
        tell(
            f"Atenção: {old} para o arquivo com os dados de antes; o relatório mostra onde. "
            f"Para tentar outra vez: {_command('conferir', job.id)}"
        )
    asked_at = exported.oldest_answer
    if asked_at is None or job.parcial:
        return
    if old := age_warning(asked_at, datetime.now(UTC), job.busca.validade_h):
        tell(f"{old} Para conferir antes de enviar: {_command('conferir', job.id)}")


def _how_to_resume(job_id: str) -> str:
    return f"O que já foi consultado está guardado; para continuar: {_command('retomar', job_id)}"


def _command(name: str, job_id: str) -> str:
    return f"{COMMAND} {name} {job_id}"
