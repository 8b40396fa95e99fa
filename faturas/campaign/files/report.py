"""The report: one row for every input row, with its outcome and the reason."""

import csv
import io
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from faturas.campaign.files.xlsx_file import write_xlsx
from faturas.domain.fatura_conferida import explain
from faturas.domain.impediments import Verdict
from faturas.domain.outcome import Row
from faturas.domain.safe_text import shield

HEADER = ("linha", "codigo_cliente", "situacao", "motivo", "tentativas")


def report_cells(rows: Iterable[Row]) -> Iterator[tuple[str, ...]]:
    """The cells of the report, header not included; no cell would run as a formula."""
    for row in rows:
        outcome = row.outcome
        yield (
            str(row.linha),
            shield(row.codigo),
            outcome.situacao,
            shield(reason(row)),
            str(outcome.tentativas),
        )


def reason(row: Row) -> str:
    """The reason of a row's outcome; for a contact, its verdict, why, and what else is overdue."""
    conferida = row.outcome.conferida
    if conferida is None:
        return row.outcome.motivo
    others = f"; há {conferida.outras.texto}" if conferida.outras.texto else ""
    found = conferida.verdict
    if found is Verdict.OK:
        return f"conferência ok{others}"
    return f"{found}: {'; '.join(explain(conferida))}{others}"


def write_report_xlsx(file: BinaryIO, rows: Iterable[Row]) -> None:
    """Write the report as a workbook, every cell as text."""
    write_xlsx(file, "Relatório", HEADER, report_cells(rows))


def write_report(file: BinaryIO, rows: Iterable[Row]) -> None:
    """Write the report as CSV: RFC 4180, UTF-8 without BOM."""
    text = io.TextIOWrapper(file, encoding="utf-8", newline="")
    try:
        writer = csv.writer(text, lineterminator="\r\n")
        writer.writerow(HEADER)
        writer.writerows(report_cells(rows))
    finally:
        text.detach()
