"""Carrying out a job from the command line: run it, watch it, hand out its files."""

import time
from dataclasses import replace
from datetime import UTC, datetime
from functools import cached_property

import click

from faturas.campaign.files.place import printable
from faturas.cli.command_name import COMMAND
from faturas.cli.exits import Exit
from faturas.cli.files import Target, write_all
from faturas.cli.printing import print_summary
from faturas.cli.progress import Watched, watch
from faturas.config import data_dir, load_settings
from faturas.domain.names import WRONG_COLUMN
from faturas.domain.notices import Aviso
from faturas.domain.outcome import Situacao
from faturas.domain.ptbr import plural
from faturas.domain.refresh import age_told
from faturas.errors import OutputError
from faturas.store.job_changes import JobChanges
from faturas.store.lease import HEARTBEAT_S
from faturas.store.ledger import Ledger
from faturas.store.rows import Filter, Rows
from faturas.store.tarefa import Estado, Tarefa
from faturas.work.connections import Apis
from faturas.work.runner import Runner

LEAVE_WITHIN_S = 1.6
"""An orderly end takes two seconds at most; the interpreter needs a little of them."""


def tell(message: str) -> None:
    """Say something on standard error, whatever a file's name or a server's words bring along."""
    click.echo("\n".join(map(printable, message.split("\n"))), err=True)


def open_ledger() -> Ledger:
    """The ledger in the data folder; says so when a damaged one had to make room for it."""
    ledger = Ledger(data_dir())
    if aside := ledger.database.set_aside:
        tell(
            f"O arquivo de dados estava danificado e foi guardado como {aside}. "
            "Um novo, vazio, começou no lugar dele."
        )
    return ledger


class Office:
    """What most commands need: settings, APIs and, once somebody needs it, the ledger."""

    def __init__(self) -> None:
        self.settings = load_settings()
        self.apis = Apis(self.settings)

    @cached_property
    def ledger(self) -> Ledger:
        """The ledger in the data folder."""
        return open_ledger()

    @cached_property
    def job_changes(self) -> JobChanges:
        """Decisions about the ledger's jobs."""
        return JobChanges(self.ledger.database, self.apis.empresa)

    def carry_out(self, job: Tarefa, target: Target) -> Exit:
        """Run what is pending of a job, write its files, and say how it ended."""
        if job.estado is not Estado.CONCLUIDA:
            runner = Runner(self.ledger, self.apis)
            try:
                runner.start(job.id)
                watch(
                    Watched(
                        read=lambda: runner.tarefa(job.id),
                        before=lambda: self.ledger.place_in_line(job.id),
                        wait=lambda wait_s: (
                            runner.wait(job.id, wait_s) or bool(runner.failure(job.id))
                        ),
                    )
                )
            except KeyboardInterrupt:
                runner.stop_all(LEAVE_WITHIN_S)
                tell(f"Interrompida. {_how_to_resume(job)}")
                return Exit.INTERRUPTED
            if failure := runner.failure(job.id):
                tell(f"{failure} {_how_to_resume(job)}")
                return Exit.PAUSED
            job = self.ledger.tarefa(job.id)
        if job.estado not in (Estado.CONCLUIDA, Estado.CANCELADA):
            tell(f"Tarefa pausada. {job.causa} {_how_to_resume(job)}")
            return Exit.PAUSED
        return self.hand_out(job, target)

    def hand_out(self, job: Tarefa, target: Target) -> Exit:
        """Write the files of a job and say what is in them."""
        if job.parcial:
            target = target.parcial()
        rows = Rows(self.ledger.database, job.id)
        names = rows.names_compared()
        if names.column_is_doubtful:
            tell(
                f"ATENÇÃO: {WRONG_COLUMN}. {names.told} Não envie estes contatos: escolha outra "
                "coluna com --coluna-codigo (ou corrija a lista) e processe de novo."
            )
        filtro = Filter(choices=target.choices)
        damage = rows.check()
        if damage:
            tell(f"Atenção: {damage.told}")
        try:
            written = write_all(target, lambda: rows.contacts(filtro), rows.all)
        except OutputError as error:
            tell(f"{error} {_how_to_resume(job)}")
            return Exit.PAUSED
        print_summary(job, target, written, rows.summary(filtro, sound=bool(damage)), names)
        unproved = rows.summary(replace(filtro, avisos=Aviso.NAO_RECONFERIDA)).contatos
        if unproved:
            old = plural(
                unproved,
                "contato não pôde ser conferido de novo e foi",
                "contatos não puderam ser conferidos de novo e foram",
            )
            tell(
                f"Atenção: {old} para o arquivo com os dados de antes; o relatório mostra onde. "
                f"Para tentar outra vez: {_command('conferir', job)}"
            )
        self._suggest_refresh(job, rows.oldest_answer(filtro))
        if damage or unproved or job.contagens[Situacao.ERRO] or names.column_is_doubtful:
            return Exit.SOME_FAILED
        return Exit.OK

    def _suggest_refresh(self, job: Tarefa, asked_at: datetime | None) -> None:
        """``asked_at``: when the stalest of the contacts written was asked for."""
        if asked_at is None or job.parcial:
            return
        if old := age_told(asked_at, datetime.now(UTC), job.busca.validade_h):
            tell(f"{old} Para conferir antes de enviar: {_command('conferir', job)}")

    def cancel(self, job_id: str) -> Tarefa:
        """Give a job up; returns it once whoever runs it has done so, or has died before."""
        self.job_changes.cancel(job_id)
        while (job := self.ledger.tarefa(job_id)).estado.viva:
            time.sleep(HEARTBEAT_S / 4)
        if job.estado is Estado.INTERROMPIDA:
            self.job_changes.cancel(job_id)
        return self.ledger.tarefa(job_id)


def _how_to_resume(job: Tarefa) -> str:
    return f"O que já foi consultado está guardado; para continuar: {_command('retomar', job)}"


def _command(name: str, job: Tarefa) -> str:
    return f"{COMMAND} {name} {job.id}"
