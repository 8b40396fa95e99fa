"""The files that a finished job leaves: contacts, their twin workbook, and the report."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from faturas.contacts.contact import HEADER, FormaTelefone
from faturas.contacts.csv_file import CsvForm, Written, contact_cells, write_contacts
from faturas.contacts.delivery import check_writable, file_stem, whole_file
from faturas.contacts.report import write_report
from faturas.contacts.xlsx_file import write_xlsx
from faturas.escolhas import Escolhas
from faturas.outcome import Row

RowSource = Callable[[], Iterator[Row]]


@dataclass(frozen=True, slots=True)
class Target:
    """Where the files go and what the clerk chose for them."""

    saida: Path
    escolhas: Escolhas
    xlsx: bool = False
    forma: FormaTelefone = FormaTelefone.COM_DDI

    def parcial(self) -> "Target":
        """The same beside it, its name saying that the list was not asked for to its end."""
        return replace(self, saida=self.saida.with_stem(f"{self.saida.stem}_parcial"))

    @property
    def relatorio(self) -> Path:
        return self.saida.with_name(f"{self.saida.stem}.relatorio.csv")

    @property
    def planilha(self) -> Path:
        return self.saida.with_name(f"{self.saida.stem}.xlsx")

    def check(self) -> None:
        """Raise ``OutputError`` when nothing could be written there."""
        check_writable(self.saida)


def default_saida(moment: datetime) -> Path:
    """``faturas_vencidas_AAAAMMDD_HHMMSS.csv`` in the current folder."""
    return Path(f"{file_stem(moment)}.csv")


def write_all(
    target: Target, contacts: RowSource, every_row: RowSource, referencia: date
) -> Written:
    """Write every file, each whole or not at all; raises ``OutputError``."""
    with whole_file(target.relatorio) as file:
        write_report(file, every_row(), referencia)
    if target.xlsx:
        with whole_file(target.planilha) as file:
            cells = contact_cells(contacts(), target.escolhas, target.forma)
            write_xlsx(file, "Contatos", HEADER, cells)
    with whole_file(target.saida) as file:
        return write_contacts(file, contacts(), target.escolhas, CsvForm(telefone=target.forma))
