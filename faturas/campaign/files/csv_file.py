"""The contact file as CSV, and the proof that it holds what was meant."""

import csv
import hashlib
import io
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

from faturas.campaign.contact import contact, goes_out
from faturas.campaign.profiles import MAY_LACK, PADRAO, CsvForm, Fonte, FormaTelefone, Perfil
from faturas.domain.choices import Choices
from faturas.domain.outcome import Row
from faturas.domain.payment.boleto import dvs_hold
from faturas.domain.payment.pix import crc_holds
from faturas.domain.safe_text import runs_as_formula
from faturas.errors import OutputError

BOM = "\ufeff"
_CHUNK_BYTES = 1024 * 1024
_ANY = ""
"""Stands for any of the cells, where empty ones are counted."""


@dataclass(frozen=True, slots=True)
class Written:
    """What was handed out: contacts in it, size, and SHA-256 in hexadecimal.

    ``incompletos`` contacts have an empty cell; ``vazias`` says how many lack what.
    """

    contatos: int
    size_bytes: int
    sha256: str
    incompletos: int = 0
    vazias: tuple[tuple[str, int], ...] = ()


def contact_cells(
    rows: Iterable[Row], choices: Choices, forma: FormaTelefone, perfil: Perfil = PADRAO
) -> Iterator[tuple[str, ...]]:
    """The cells of every contact, header not included.

    Raises ``OutputError`` for a row that may not go out: nobody is written to by mistake.
    """
    for row in rows:
        conferida = row.outcome.conferida
        if conferida is None or not goes_out(conferida, choices):
            raise OutputError(
                f"A linha {row.linha} da lista não pode sair no arquivo, que por isso não foi "
                "feito. Tente de novo e, se persistir, avise o suporte."
            )
        yield contact(conferida, choices).cells(forma, perfil)


def write_contacts(
    file: BinaryIO,
    rows: Iterable[Row],
    choices: Choices,
    form: CsvForm,
    perfil: Perfil = PADRAO,
) -> Written:
    """Write the contacts to an empty, readable ``file``, read them back and check them.

    Raises ``OutputError`` for a row that may not go out, and when what stands there is not what
    was meant.
    """
    text = io.TextIOWrapper(file, encoding="utf-8", newline="", write_through=False)
    try:
        if form.bom:
            text.write(BOM)
        writer = csv.writer(text, delimiter=form.delimitador, lineterminator="\r\n")
        writer.writerow(perfil.header)
        number = 0
        for cells in contact_cells(rows, choices, form.telefone, perfil):
            writer.writerow(cells)
            number += 1
    finally:
        text.detach()
    return check_contacts(file, form, number, perfil)


def check_contacts(
    file: BinaryIO, form: CsvForm, contatos: int, perfil: Perfil = PADRAO
) -> Written:
    """Read a written contact file back from its start.

    Checks header, row and cell counts, that no cell would run as a formula, and that every
    payment code is still valid. Raises ``OutputError`` naming the first line that is wrong.
    """
    file.seek(0)
    digest = hashlib.sha256()
    while chunk := file.read(_CHUNK_BYTES):
        digest.update(chunk)
    size_bytes = file.tell()
    file.seek(0)
    text = io.TextIOWrapper(file, encoding="utf-8-sig" if form.bom else "utf-8", newline="")
    try:
        reader = csv.reader(text, delimiter=form.delimitador, strict=True)
        number, empty = _check_rows(reader, perfil)
    finally:
        text.detach()
    if number != contatos:
        raise _wrong("o número de contatos")
    incomplete = empty.pop(_ANY, 0)
    vazias = tuple((name, empty[name]) for name in MAY_LACK.values() if empty[name])
    return Written(number, size_bytes, digest.hexdigest(), incomplete, vazias)


def _check_rows(reader: Iterator[list[str]], perfil: Perfil) -> tuple[int, Counter[str]]:
    """Check every row; returns how many stand below the header, and how many lack which cell."""
    if tuple(next(reader, ())) != perfil.header:
        raise _wrong("o cabeçalho")
    places = {fonte: perfil.place_of(fonte) for fonte in MAY_LACK}
    number = 0
    empty: Counter[str] = Counter()
    for cells in reader:
        number += 1
        if len(cells) != len(perfil.header):
            raise _wrong(f"o número de colunas da linha {number + 1}")
        _check_cells(cells, number + 1, perfil)
        if not all(cells):
            empty[_ANY] += 1
            empty.update(
                name
                for fonte, name in MAY_LACK.items()
                if (at := places[fonte]) is not None and not cells[at]
            )
    return number, empty


def _check_cells(cells: list[str], line: int, perfil: Perfil) -> None:
    if runs_as_formula(cells):
        raise _wrong(f"uma célula que viraria fórmula, na linha {line},")
    linha_digitavel, pix = (
        "" if (at := perfil.place_of(fonte)) is None else cells[at]
        for fonte in (Fonte.LINHA, Fonte.PIX)
    )
    if linha_digitavel and not dvs_hold(linha_digitavel):
        raise _wrong(f"a linha digitável da linha {line}")
    if pix and not crc_holds(pix):
        raise _wrong(f"o PIX da linha {line}")


def _wrong(what: str) -> OutputError:
    return OutputError(
        f"O arquivo de contatos foi relido e {what} não confere; ele não foi entregue. "
        "Tente de novo e, se persistir, avise o suporte."
    )
