"""One sheet of a workbook as records, read by a child process (see ``sheet_to_csv``)."""

import io
import json
import re
import subprocess
import sys
import zipfile
from dataclasses import dataclass

from faturas.errors import InputError
from faturas.intake import sheet_to_csv
from faturas.intake.file_kind import DAMAGED, LOCKED, TOO_MUCH, Formato, read_part
from faturas.intake.records import Records

_TIMEOUT_S = 60
# Number formats such as 00000 or 000\.000 show zeros that the stored number does not have.
_LEADING_ZEROS = re.compile(rb'formatCode="00')


@dataclass(frozen=True, slots=True)
class Sheet:
    """The sheet that was read, and what else is to know of its workbook."""

    planilha: str
    planilhas: tuple[str, ...]
    registros: Records
    avisos: tuple[str, ...]


def open_workbook(data: bytes, formato: Formato, planilha: str | None) -> Sheet:
    """The sheet called ``planilha``, or the first visible one that is not empty.

    Raises ``InputError`` when there is no such sheet and when the workbook cannot be read.
    """
    head, _, rows = _in_child_process(data, planilha).partition(b"\n")
    try:
        answer = json.loads(head)
    except ValueError as error:
        raise InputError(DAMAGED) from error
    planilhas: tuple[str, ...] = tuple(answer.get("planilhas", ()))
    if erro := answer.get("erro"):
        raise _refusal(erro, planilha, planilhas)
    if b"\0" in rows:
        raise InputError(DAMAGED)
    avisos = []
    if planilha is None and len(planilhas) > 1:
        avisos.append(f"O arquivo tem {len(planilhas)} planilhas; foi lida “{answer['planilha']}”.")
    if formato is Formato.XLSX and _shows_leading_zeros(data):
        avisos.append(
            "O arquivo tem um formato de número que mostra zeros à esquerda sem guardá-los: um 123 "
            "que aparece como 00123 foi lido como 123."
        )
    records = Records(rows, "utf-8", ",", numera_registros=True)
    return Sheet(answer["planilha"], planilhas, records, tuple(avisos))


def _in_child_process(data: bytes, planilha: str | None) -> bytes:
    command = [sys.executable, "-P", sheet_to_csv.__file__, json.dumps(planilha)]
    try:
        child = subprocess.run(  # noqa: S603 - our own script; the sheet's name is one argument
            command, input=data, capture_output=True, timeout=_TIMEOUT_S, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise InputError(TOO_MUCH) from error
    if child.returncode == 0:
        return child.stdout
    # A negative status is a signal: how the child ends when it asks for too much memory.
    too_much = child.returncode == sheet_to_csv.TOO_LARGE or child.returncode < 0
    raise InputError(TOO_MUCH if too_much else DAMAGED)


def _refusal(erro: str, planilha: str | None, planilhas: tuple[str, ...]) -> InputError:
    match erro:
        case "planilha":
            names = ", ".join(f"“{name}”" for name in planilhas)
            return InputError(
                f"O arquivo não tem uma planilha chamada “{planilha}”. As que ele tem: {names}."
            )
        case "vazia":
            return InputError("A planilha está vazia. Envie uma lista com os códigos dos clientes.")
        case "senha":
            return InputError(LOCKED)
        case _:
            return InputError(DAMAGED)


def _shows_leading_zeros(data: bytes) -> bool:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return bool(_LEADING_ZEROS.search(read_part(archive, "xl/styles.xml")))
