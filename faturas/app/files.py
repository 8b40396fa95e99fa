"""Builds the contact file or the report of a job, for a download (``ContactFile``)."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import BinaryIO

from faturas.app.actor import Actor
from faturas.app.configuration import DEMONSTRACAO
from faturas.app.context import AppContext
from faturas.app.sight import held_back
from faturas.app.values import CsvForm, Filter, Tarefa, Written
from faturas.campaign.files import delivery, scratch
from faturas.campaign.files.csv_file import contact_cells, write_contacts
from faturas.campaign.files.report import write_report, write_report_xlsx
from faturas.campaign.files.xlsx_file import write_xlsx
from faturas.campaign.profiles import PADRAO
from faturas.domain.choices import Choices
from faturas.domain.outcome import Row, Situacao
from faturas.domain.ptbr import plural
from faturas.errors import OutputError

Passing = Callable[[Iterator[Row]], Iterator[Row]]
"""Looks at the rows of a file while they pass; may raise to end its building."""


class Kind(StrEnum):
    """Names the kinds of files; the value is the ending of the file's name."""

    CSV = "csv"
    XLSX = "xlsx"

    @property
    def media_type(self) -> str:
        """The media type by which a browser gets the file."""
        return _MEDIA_TYPES[self]


_MEDIA_TYPES = {
    Kind.CSV: "text/csv; charset=utf-8",
    Kind.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@dataclass(frozen=True, slots=True)
class Built:
    """Tells of a built file: its name, its media type, and in a few words what stands in it."""

    name: str
    media_type: str
    contents: str


def file_stem(actor: Actor, api: str, moment: datetime) -> str:
    """Return the usual name of a contact file, without its ending."""
    return delivery.file_stem(moment, demonstracao=api == DEMONSTRACAO)


def version_of(actor: Actor, app: AppContext, job_id: str) -> object:
    """Return what changes whenever the job's rows do; raise ``FaturasError`` once it is gone."""
    job = app.ledger.tarefa(job_id)
    return job.contagens, job.batimento


@dataclass(frozen=True, slots=True)
class ContactFile:
    """Builds the contacts of a job that pass a filter, as they are at that moment."""

    actor: Actor
    app: AppContext
    job_id: str
    filtro: Filter
    form: CsvForm
    kind: Kind
    asked_at: datetime

    def build(self, file: BinaryIO, passing: Passing = iter) -> Built:
        """Write and check it; raise ``FaturasError`` when it is not what was shown."""
        job = self.app.ledger.tarefa(self.job_id)
        self._refuse_held_back()
        number = write_contact_file(
            self.kind, file, passing(self._rows()), self.filtro.choices, self.form
        )
        if not number:
            filtered = self.filtro != Filter()
            raise OutputError(
                f"{'Nenhum contato passa por estes filtros' if filtered else 'Não há contatos'}: "
                "nada foi baixado."
            )
        name = f"{_stem(self.actor, job, self.asked_at)}.{self.kind}"
        contents = _with_damage(self.app, job, plural(number, "contato", "contatos"))
        return Built(name, self.kind.media_type, contents)

    def check(self) -> Written:
        """Return what the CSV would hold, read back from a scratch file; raise ``OutputError``."""
        with scratch.passing_file() as file:
            return write_contacts(file, self._rows(), self.filtro.choices, self.form)

    def _rows(self) -> Iterator[Row]:
        return self.app.rows(self.job_id).contacts(self.filtro)

    def _refuse_held_back(self) -> None:
        if blocked := held_back(self.filtro, self.app.rows(self.job_id).summary):
            raise OutputError(
                f"{plural(blocked, 'bloqueada aparece', 'bloqueadas aparecem')} só para ver, fora "
                "do arquivo. Tire “Bloqueada” da conferência, ou ligue “Incluir "
                "bloqueadas” em “O que vai no arquivo”, e baixe de novo."
            )


@dataclass(frozen=True, slots=True)
class ReportFile:
    """Builds the rows of a job with their reasons: all of them, or those of some outcomes.

    ``name`` ends the file's stem.
    """

    actor: Actor
    app: AppContext
    job_id: str
    situacoes: tuple[Situacao, ...] | None
    name: str
    kind: Kind
    asked_at: datetime

    def build(self, file: BinaryIO, passing: Passing = iter) -> Built:
        """Write it; raise ``FaturasError``."""
        job = self.app.ledger.tarefa(self.job_id)
        rows = self.app.rows(self.job_id)
        wanted = rows.all() if self.situacoes is None else rows.with_outcome(self.situacoes)
        counted = _Counted()
        write_report_file(self.kind, file, counted.over(passing(wanted)))
        name = f"{_stem(self.actor, job, self.asked_at)}.{self.name}.{self.kind}"
        contents = _with_damage(self.app, job, plural(counted.number, "linha", "linhas"))
        return Built(name, self.kind.media_type, contents)


def write_contact_file(
    kind: Kind, file: BinaryIO, rows: Iterator[Row], choices: Choices, form: CsvForm
) -> int:
    """Write contacts as CSV, which is read back, or as a workbook; return how many."""
    match kind:
        case Kind.CSV:
            return write_contacts(file, rows, choices, form).contatos
        case Kind.XLSX:
            cells = contact_cells(rows, choices, form.telefone)
            return write_xlsx(file, "Contatos", PADRAO.header, cells)


def write_report_file(kind: Kind, file: BinaryIO, rows: Iterator[Row]) -> None:
    """Write rows with their reasons as CSV or as a workbook."""
    match kind:
        case Kind.CSV:
            write_report(file, rows)
        case Kind.XLSX:
            write_report_xlsx(file, rows)


def _with_damage(app: AppContext, job: Tarefa, contents: str) -> str:
    """Return what is in a file, and what damage to the ledger has kept out of it."""
    damage = app.rows(job.id).check()
    return f"{contents}. {damage.sentences}" if damage else contents


class _Counted:
    """Counts rows as they pass."""

    def __init__(self) -> None:
        self.number = 0

    def over(self, rows: Iterator[Row]) -> Iterator[Row]:
        for row in rows:
            self.number += 1
            yield row


def _stem(actor: Actor, job: Tarefa, asked_at: datetime) -> str:
    """Return the name of a job's files without ending; a partial list's say that they are."""
    return f"{file_stem(actor, job.api, asked_at)}{'_parcial' if job.parcial else ''}"
