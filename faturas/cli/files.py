"""The files that a finished job leaves: contacts, their twin workbook, and the report."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from faturas.campaign.files import report
from faturas.campaign.files.csv_file import Written, contact_cells, write_contacts
from faturas.campaign.files.delivery import check_writable, file_stem, whole_files
from faturas.campaign.files.place import check_place, check_replaced, told
from faturas.campaign.files.report import write_report, write_report_xlsx
from faturas.campaign.files.xlsx_file import write_xlsx
from faturas.campaign.profiles import PADRAO, CsvForm, FormaTelefone
from faturas.config import DEMONSTRACAO
from faturas.domain.choices import Choices
from faturas.domain.outcome import Row
from faturas.errors import OutputError

RowSource = Callable[[], Iterator[Row]]


@dataclass(frozen=True, slots=True)
class Target:
    """Where the files go and what the clerk chose for them."""

    saida: Path
    choices: Choices
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

    def check(self, lista: Path | None = None) -> None:
        """Raise ``OutputError`` when nothing could be written there, or something would be lost.

        That is ``lista``, and whatever this program has not written itself. It holds for the files
        of a list that is asked for to its end, and for those of a part.
        """
        check_place(self.saida)
        if self.saida.suffix.lower() == ".xlsx":
            raise OutputError("--saida é o arquivo CSV; para a planilha ao lado dele, use --xlsx.")
        for path, header in (self.headers | self.parcial().headers).items():
            if lista is not None and _is_same(path, lista):
                raise OutputError(
                    f"{told(path)} é a própria lista de clientes, que seria apagada; escolha outro "
                    "--saida."
                )
            check_writable(path)
            check_replaced(path, header)

    @property
    def headers(self) -> dict[Path, tuple[str, ...]]:
        """Every file that ``write_all`` writes, with its first line."""
        written = {self.saida: PADRAO.header, self.relatorio: report.HEADER}
        if self.xlsx:
            written[self.planilha] = PADRAO.header
            written[self.relatorio.with_suffix(".xlsx")] = report.HEADER
        return written


def default_saida(moment: datetime, api: str) -> Path:
    """``faturas_vencidas_AAAAMMDD_HHMMSS.csv`` in the current folder; invented data say so."""
    return Path(f"{file_stem(moment, demonstracao=api == DEMONSTRACAO)}.csv")


def write_all(target: Target, contacts: RowSource, every_row: RowSource) -> Written:
    """Write every file and read it back; all of them take their places, or none.

    Raises ``OutputError``.
    """
    with whole_files() as new:
        write_report(new(target.relatorio), every_row())
        if target.xlsx:
            cells = contact_cells(contacts(), target.choices, target.forma)
            write_xlsx(new(target.planilha), "Contatos", PADRAO.header, cells)
            path = target.relatorio.with_suffix(".xlsx")
            write_report_xlsx(new(path), every_row())
        form = CsvForm(telefone=target.forma)
        return write_contacts(new(target.saida), contacts(), target.choices, form)


def _is_same(path: Path, lista: Path) -> bool:
    try:
        return path.samefile(lista)
    except OSError:
        return False
