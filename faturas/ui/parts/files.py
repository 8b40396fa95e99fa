"""What a clerk can download of a job: each kind of file builds itself, checked on the way."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import BinaryIO

from faturas.campaign.files import report
from faturas.campaign.files.csv_file import Written, contact_cells, write_contacts
from faturas.campaign.files.delivery import file_stem
from faturas.campaign.files.xlsx_file import write_xlsx
from faturas.campaign.profiles import PADRAO, CsvForm
from faturas.config import DEMONSTRACAO
from faturas.domain.outcome import Row, Situacao
from faturas.domain.ptbr import plural
from faturas.errors import OutputError
from faturas.store.rows import Filter, Rows
from faturas.store.tarefa import Tarefa
from faturas.ui.layout.office import Office
from faturas.ui.parts.filters import held_back
from faturas.ui.parts.orders import Built, Watch


class Kind(StrEnum):
    """How a file is written; the value is the ending of its name."""

    CSV = "csv"
    XLSX = "xlsx"

    @property
    def media_type(self) -> str:
        return _MEDIA_TYPES[self]


_MEDIA_TYPES = {
    Kind.CSV: "text/csv; charset=utf-8",
    Kind.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def version_of(office: Office, job_id: str) -> object:
    """What changes whenever the job's rows do. Raises ``FaturasError`` for a job that is gone."""
    job = office.ledger.tarefa(job_id)
    return job.contagens, job.batimento


@dataclass(frozen=True, slots=True)
class ContactFile:
    """The contacts of a job that pass a filter, as they are when the file is built."""

    office: Office
    job_id: str
    filtro: Filter
    form: CsvForm
    kind: Kind
    asked_at: datetime

    def build(self, file: BinaryIO, watch: Watch) -> Built:
        """Write and check it; raises ``FaturasError`` when it is not what the page shows."""
        job = self.office.ledger.tarefa(self.job_id)
        self._refuse_held_back()
        number = self._write(file, watch.over(self._rows()))
        if not number:
            filtered = self.filtro != Filter()
            raise OutputError(
                f"{'Nenhum contato passa por estes filtros' if filtered else 'Não há contatos'}: "
                "nada foi baixado."
            )
        name = f"{_stem(job, self.asked_at)}.{self.kind}"
        told = _with_damage(plural(number, "contato", "contatos"), self.office.rows(self.job_id))
        return Built(name, self.kind.media_type, told)

    def check(self, file: BinaryIO) -> Written:
        """What the CSV holds that is written into ``file``."""
        return write_contacts(file, self._rows(), self.filtro.choices, self.form)

    def _rows(self) -> Iterator[Row]:
        return self.office.rows(self.job_id).contacts(self.filtro)

    def _write(self, file: BinaryIO, rows: Iterator[Row]) -> int:
        """Returns the number of contacts."""
        choices, form = self.filtro.choices, self.form
        match self.kind:
            case Kind.CSV:
                return write_contacts(file, rows, choices, form).contatos
            case Kind.XLSX:
                return write_xlsx(
                    file, "Contatos", PADRAO.header, contact_cells(rows, choices, form.telefone)
                )

    def _refuse_held_back(self) -> None:
        if blocked := held_back(self.filtro, self.office.rows(self.job_id).summary):
            raise OutputError(
                f"{plural(blocked, 'bloqueada aparece', 'bloqueadas aparecem')} só para ver, fora "
                "do arquivo. Tire “Bloqueada” da conferência, ou ligue “Incluir "
                "bloqueadas” em “O que vai no arquivo”, e baixe de novo."
            )


@dataclass(frozen=True, slots=True)
class ReportFile:
    """Rows of a job with their reasons: all of them, or those of some outcomes.

    ``name`` ends the file's stem.
    """

    office: Office
    job_id: str
    situacoes: tuple[Situacao, ...] | None
    name: str
    kind: Kind
    asked_at: datetime

    def build(self, file: BinaryIO, watch: Watch) -> Built:
        """Write it; raises ``FaturasError``."""
        job = self.office.ledger.tarefa(self.job_id)
        rows = self.office.rows(self.job_id)
        wanted = rows.all() if self.situacoes is None else rows.with_outcome(self.situacoes)
        counted = _Counted()
        found = counted.over(watch.over(wanted))
        match self.kind:
            case Kind.CSV:
                report.write_report(file, found)
            case Kind.XLSX:
                report.write_report_xlsx(file, found)
        name = f"{_stem(job, self.asked_at)}.{self.name}.{self.kind}"
        told = _with_damage(plural(counted.number, "linha", "linhas"), rows)
        return Built(name, self.kind.media_type, told)


def _with_damage(told: str, rows: Rows) -> str:
    """What is in a file, and what damage to the ledger has kept out of it."""
    damage = rows.check()
    return f"{told}. {damage.told}" if damage else told


class _Counted:
    """Counts rows as they pass."""

    def __init__(self) -> None:
        self.number = 0

    def over(self, rows: Iterator[Row]) -> Iterator[Row]:
        for row in rows:
            self.number += 1
            yield row


def _stem(job: Tarefa, asked_at: datetime) -> str:
    """The name of a job's files without ending; a partial list's say that they are."""
    stem = file_stem(asked_at, demonstracao=job.api == DEMONSTRACAO)
    return f"{stem}{'_parcial' if job.parcial else ''}"
