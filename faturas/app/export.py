"""Writes all files of a job, or of one customer, into a folder: contacts, report, workbooks."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from pathlib import Path

from faturas.app.actor import Actor
from faturas.app.context import AppContext
from faturas.app.files import Kind, write_contact_file, write_report_file
from faturas.app.values import (
    CsvForm,
    Damage,
    Filter,
    Summary,
    Tarefa,
    Written,
    path_as_text,
)
from faturas.campaign.contact import goes_out
from faturas.campaign.files import report
from faturas.campaign.files.csv_file import write_contacts
from faturas.campaign.files.delivery import check_writable, whole_files
from faturas.campaign.files.place import check_place, check_replaced
from faturas.campaign.profiles import PADRAO
from faturas.domain.choices import Choices
from faturas.domain.names import NamesCompared
from faturas.domain.notices import Aviso
from faturas.domain.outcome import Row
from faturas.errors import OutputError

RowSource = Callable[[], Iterator[Row]]
"""Reads the same rows anew at every call."""


@dataclass(frozen=True, slots=True)
class Target:
    """Holds where the files go and what was chosen for them."""

    saida: Path
    choices: Choices
    xlsx: bool = False

    def parcial(self) -> "Target":
        """Return the target beside this one, named as a list that was not asked for to its end."""
        return replace(self, saida=self.saida.with_stem(f"{self.saida.stem}_parcial"))

    @property
    def relatorio(self) -> Path:
        """The path of the report, as CSV."""
        return self.saida.with_name(f"{self.saida.stem}.relatorio.csv")

    @property
    def planilha(self) -> Path:
        """The path of the contacts, as a workbook."""
        return self.saida.with_name(f"{self.saida.stem}.xlsx")

    @property
    def headers(self) -> dict[Path, tuple[str, ...]]:
        """Every file that is written, with its first line."""
        written = {self.saida: PADRAO.header, self.relatorio: report.HEADER}
        if self.xlsx:
            written[self.planilha] = PADRAO.header
            written[self.relatorio.with_suffix(".xlsx")] = report.HEADER
        return written


@dataclass(frozen=True, slots=True)
class Exported:
    """Tells what was written of a job, and where.

    ``unproved`` of the contacts could not be asked for again, and went out as they were before.
    ``oldest_answer``: when the stalest of them was asked for.
    """

    target: Target
    written: Written
    summary: Summary
    unproved: int
    oldest_answer: datetime | None


class Export:
    """Writes the files of one job; those of a partial list beside the place asked for.

    Reasons not to send them (``names``, ``damage``) are known before they are written.
    """

    def __init__(self, actor: Actor, app: AppContext, job: Tarefa, target: Target) -> None:
        self.actor = actor
        self._rows = app.rows(job.id)
        self._target = target.parcial() if job.parcial else target

    @cached_property
    def names(self) -> NamesCompared:
        """How the list's names compare with the billing system's."""
        return self._rows.names_compared()

    @cached_property
    def damage(self) -> Damage:
        """The damage of the job: what of it is not as written, and goes to no contact file."""
        return self._rows.check()

    def write(self) -> Exported:
        """Write every file and read it back; all take their places, or none. ``OutputError``."""
        filtro = Filter(choices=self._target.choices)
        written = write_all(self._target, lambda: self._rows.contacts(filtro), self._rows.all)
        unproved = replace(filtro, avisos=Aviso.NAO_RECONFERIDA)
        return Exported(
            target=self._target,
            written=written,
            summary=self._rows.summary(filtro, sound=bool(self.damage)),
            unproved=self._rows.summary(unproved).contatos,
            oldest_answer=self._rows.oldest_answer(filtro),
        )


def check(actor: Actor, target: Target, lista: Path | None = None) -> None:
    """Raise ``OutputError`` when nothing could be written there, or something would be lost.

    That is ``lista``, and whatever this program has not written itself. It holds for the files of
    a list that is asked for to its end, and for those of a part.
    """
    check_place(target.saida)
    if target.saida.suffix.lower() == ".xlsx":
        raise OutputError("--saida é o arquivo CSV; para a planilha ao lado dele, use --xlsx.")
    for path, header in (target.headers | target.parcial().headers).items():
        if lista is not None and _is_same(path, lista):
            raise OutputError(
                f"{path_as_text(path)} é a própria lista de clientes, que seria apagada; escolha "
                "outro --saida."
            )
        check_writable(path)
        check_replaced(path, header)


def write_customer(actor: Actor, target: Target, row: Row) -> Written:
    """Write the files of one customer, as those of a list of one; raises ``OutputError``."""
    conferida = row.outcome.conferida
    sent = conferida is not None and goes_out(conferida, target.choices)
    contacts = [row] if sent else []
    return write_all(target, lambda: iter(contacts), lambda: iter([row]))


def write_all(target: Target, contacts: RowSource, every_row: RowSource) -> Written:
    """Write every file and read it back; all of them take their places, or none.

    Raises ``OutputError``.
    """
    form = CsvForm()
    with whole_files() as new:
        write_report_file(Kind.CSV, new(target.relatorio), every_row())
        if target.xlsx:
            planilha = new(target.planilha)
            write_contact_file(Kind.XLSX, planilha, contacts(), target.choices, form)
            path = target.relatorio.with_suffix(".xlsx")
            write_report_file(Kind.XLSX, new(path), every_row())
        return write_contacts(new(target.saida), contacts(), target.choices, form)


def _is_same(path: Path, lista: Path) -> bool:
    try:
        return path.samefile(lista)
    except OSError:
        return False
