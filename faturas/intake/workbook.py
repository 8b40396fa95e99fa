"""Opens a workbook and reads one sheet as records (``open_workbook``).

A child process reads it (``sheet_to_csv`` says why); this module starts it and takes its answer.
"""

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
"""Seconds that one child may take; a list of 28 MB takes 10 s where nothing else runs."""
_ROOT = Path(__file__).parents[2]
_AT_ONCE = BoundedSemaphore(2)
"""Lets two children of this process run at a time: each may take one processor and
``MEMORY_LIMIT_BYTES``."""


@dataclass(frozen=True, slots=True)
class RowRanges:
    """Holds rows of a sheet as ranges in order: first and last row of each, from 1 on."""

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
    """Holds a column's first cell that shows leading zeros which its value does not have.

    ``coluna`` is an index into the cells of the records, ``linha`` the row from 1 on,
    ``mostrado`` what the cell shows, ``guardado`` the value that the file holds.
    """

    coluna: int
    linha: int
    mostrado: str
    guardado: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """Holds the sheet that was read, all names of sheets, its hidden rows and shown zeros.

    ``avisos`` are sentences for people.
    """

    planilha: str
    planilhas: tuple[str, ...]
    registros: Records
    avisos: tuple[str, ...]
    ocultas: RowRanges = NO_ROWS
    zeros: tuple[ShownZeros, ...] = ()


def open_workbook(
    data: bytes, formato: Formato, planilha: str | None, *, timeout_s: float = _TIMEOUT_S
) -> Sheet:
    """Reads the sheet called ``planilha``; for ``None`` the first visible one that is not empty.

    Raises ``InputError`` when there is no such sheet, for a workbook that is empty, damaged,
    locked, or too large for the limits of ``sheet_to_csv``, and when ``timeout_s`` is too short.
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
    # -P: without it, a module in the folder where this program was started could be imported.
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
    # A negative status is a signal; so native code ends that gets no more memory.
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
