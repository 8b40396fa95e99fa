"""The files a clerk downloads: built at the click, read back and checked before they are given."""

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

import streamlit as st

from faturas import clock
from faturas.contacts import report
from faturas.contacts.contact import HEADER, FormaTelefone
from faturas.contacts.csv_file import CsvForm, Written, contact_cells, write_contacts
from faturas.contacts.delivery import file_stem
from faturas.contacts.report import report_cells, write_report
from faturas.contacts.xlsx_file import write_xlsx
from faturas.escolhas import Escolhas
from faturas.jobs.tarefa import Tarefa
from faturas.outcome import Row
from faturas.ui.kept import held, keep, key

_CSV = "text/csv"
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_DELIMITERS = {",": "Vírgula ( , )", ";": "Ponto e vírgula ( ; )", "\t": "Tabulação"}
_PHONES = {FormaTelefone.COM_DDI: "Com 55 na frente", FormaTelefone.SEM_DDI: "Só DDD e número"}
_FORM = ("separador", "forma-telefone", "bom")

RowSource = Callable[[], Iterator[Row]]


@dataclass(frozen=True, slots=True)
class ContactFile:
    """The contact file of some rows, made anew at every call; each way of writing it checks it.

    Raises ``OutputError`` when what was written is not what was meant.
    """

    rows: RowSource
    escolhas: Escolhas
    form: CsvForm = CsvForm()  # noqa: RUF009 - frozen, so that one for all is safe

    def csv(self) -> bytes:
        file = io.BytesIO()
        write_contacts(file, self.rows(), self.escolhas, self.form)
        return file.getvalue()

    def check(self) -> Written:
        """What the CSV holds."""
        return write_contacts(io.BytesIO(), self.rows(), self.escolhas, self.form)

    def xlsx(self) -> bytes:
        file = io.BytesIO()
        cells = contact_cells(self.rows(), self.escolhas, self.form.telefone)
        write_xlsx(file, "Contatos", HEADER, cells)
        return file.getvalue()


def _stem(job: Tarefa) -> str:
    """The name of a job's files without ending; a partial list's say that they are."""
    return f"{file_stem(clock.now())}{'_parcial' if job.parcial else ''}"


def choose_form(job_id: str) -> CsvForm:
    """Delimiter, BOM and phone form, in a small menu; the defaults suit campaign platforms."""
    with st.popover("Formato do arquivo", icon=":material/tune:"):
        delimiter = st.radio(
            "Separador das colunas",
            list(_DELIMITERS),
            format_func=_DELIMITERS.__getitem__,
            index=list(_DELIMITERS).index(held(job_id, "separador", unset=",")),
            key=key(job_id, "separador"),
        )
        phone = st.radio(
            "Telefone",
            list(_PHONES),
            format_func=_PHONES.__getitem__,
            index=list(_PHONES).index(held(job_id, "forma-telefone", unset=FormaTelefone.COM_DDI)),
            key=key(job_id, "forma-telefone"),
        )
        bom = st.toggle(
            "Marca UTF-8 (BOM)",
            held(job_id, "bom", unset=False),
            key=key(job_id, "bom"),
            help="Ligue se os acentos aparecerem errados ao abrir o CSV no Excel.",
        )
    keep(job_id, _FORM)
    return CsvForm(delimitador=delimiter, bom=bom, telefone=phone)


def contact_buttons(job: Tarefa, file: ContactFile, *, disabled: bool) -> None:
    """Buttons for the contacts as CSV and as a workbook."""
    stem = _stem(job)
    st.download_button(
        "Baixar CSV",
        file.csv,
        file_name=f"{stem}.csv",
        mime=_CSV,
        key=f"baixar-csv-{job.id}",
        type="primary",
        icon=":material/download:",
        on_click="ignore",
        disabled=disabled,
    )
    st.download_button(
        "Baixar XLSX",
        file.xlsx,
        file_name=f"{stem}.xlsx",
        mime=_XLSX,
        key=f"baixar-xlsx-{job.id}",
        icon=":material/table:",
        on_click="ignore",
        disabled=disabled,
    )


def report_buttons(job: Tarefa, rows: RowSource, name: str, what: str) -> None:
    """Buttons for rows with their reasons, as CSV and as a workbook.

    ``name`` ends the file's stem, ``what`` is how the buttons call it.
    """
    stem = f"{_stem(job)}.{name}"
    st.download_button(
        f"Baixar {what} (CSV)",
        partial(report_csv, rows),
        file_name=f"{stem}.csv",
        mime=_CSV,
        key=f"{name}-csv-{job.id}",
        icon=":material/download:",
        on_click="ignore",
    )
    st.download_button(
        f"Baixar {what} (XLSX)",
        partial(report_xlsx, rows),
        file_name=f"{stem}.xlsx",
        mime=_XLSX,
        key=f"{name}-xlsx-{job.id}",
        icon=":material/table:",
        on_click="ignore",
    )


def report_csv(rows: RowSource) -> bytes:
    file = io.BytesIO()
    write_report(file, rows())
    return file.getvalue()


def report_xlsx(rows: RowSource) -> bytes:
    file = io.BytesIO()
    write_xlsx(file, "Relatório", report.HEADER, report_cells(rows()))
    return file.getvalue()
