"""One sheet of a workbook as records, read by a child process (see ``sheet_to_csv``)."""

import json
import os
import subprocess
import sys
from bisect import bisect_right
from dataclasses import dataclass
from pathlib import Path
from threading import BoundedSemaphore

from faturas.errors import InputError
from faturas.intake import sheet_to_csv
from faturas.intake.file_kind import DAMAGED, LOCKED, TOO_MUCH, Formato
from faturas.intake.records import Records

_TIMEOUT_S = 120.0
"""Of waiting for one child; a list of 28 MB takes 10 s where nothing else runs."""
_ROOT = Path(__file__).parents[2]
_AT_ONCE = BoundedSemaphore(2)
"""Children of one process at a time: each may take a processor and ``MEMORY_LIMIT_BYTES``."""


@dataclass(frozen=True, slots=True)
class RowRanges:
    """Rows of a sheet, however many, as ranges in order."""

    firsts: tuple[int, ...] = ()
    lasts: tuple[int, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.firsts)

    def __contains__(self, row: int) -> bool:
        place = bisect_right(self.firsts, row)
        return place > 0 and row <= self.lasts[place - 1]


NO_ROWS = RowRanges()


@dataclass(frozen=True, slots=True)
class ShownZeros:
    """The first cell of a column that shows leading zeros, and ``guardado``, what it holds.

    ``coluna`` is an index into the cells of the records.
    """

    coluna: int
    linha: int
    mostrado: str
    guardado: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """The sheet that was read, and what else is to know of it and its workbook."""

    planilha: str
    planilhas: tuple[str, ...]
    registros: Records
    avisos: tuple[str, ...]
    ocultas: RowRanges = NO_ROWS
    zeros: tuple[ShownZeros, ...] = ()


def open_workbook(
    data: bytes, formato: Formato, planilha: str | None, *, timeout_s: float = _TIMEOUT_S
) -> Sheet:
    """The sheet called ``planilha``, or the first visible one that is not empty.

    Raises ``InputError`` when there is no such sheet and when the workbook cannot be read, or not
    within ``timeout_s``.
    """
    head, _, rows = _in_child_process(data, formato, planilha, timeout_s).partition(b"\n")
    try:
        answer = json.loads(head)
    except ValueError as error:
        raise InputError(DAMAGED) from error
    planilhas: tuple[str, ...] = tuple(answer.get("planilhas", ()))
    if erro := answer.get("erro"):
        raise _refusal(erro, planilha, planilhas, answer.get("limite", ""))
    if b"\0" in rows:
        raise InputError(DAMAGED)
    avisos = []
    if planilha is None and len(planilhas) > 1:
        avisos.append(f"O arquivo tem {len(planilhas)} planilhas; foi lida “{answer['planilha']}”.")
    return Sheet(
        answer["planilha"],
        planilhas,
        Records(rows, "utf-8", ",", numera_registros=True),
        tuple(avisos),
        RowRanges(*zip(*answer["ocultas"], strict=True)) if answer["ocultas"] else NO_ROWS,
        tuple(ShownZeros(column - 1, *first) for column, *first in answer["zeros"]),
    )


def _in_child_process(
    data: bytes, formato: Formato, planilha: str | None, timeout_s: float
) -> bytes:
    # -P: the folder from which this program was started is no place for modules.
    command = [sys.executable, "-P", "-m", sheet_to_csv.__name__, formato, json.dumps(planilha)]
    path = os.pathsep.join(filter(None, (str(_ROOT), os.environ.get("PYTHONPATH"))))
    try:
        with _AT_ONCE:
            child = subprocess.run(  # noqa: S603 - our own module; the sheet's name is one argument
                command,
                input=data,
                capture_output=True,
                timeout=timeout_s,
                check=False,
                env=os.environ | {"PYTHONPATH": path},
            )
    except subprocess.TimeoutExpired as error:
        raise InputError(TOO_MUCH) from error
    if child.returncode == 0:
        return child.stdout
    # A negative status is a signal: how the child ends when it asks for too much memory.
    too_much = child.returncode == sheet_to_csv.TOO_LARGE or child.returncode < 0
    raise InputError(TOO_MUCH if too_much else DAMAGED)


def _refusal(
    erro: str, planilha: str | None, planilhas: tuple[str, ...], limite: str
) -> InputError:
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
        case "grande":
            return InputError(f"{TOO_MUCH} O que passou do limite: {limite}.")
        case _:
            return InputError(DAMAGED)
