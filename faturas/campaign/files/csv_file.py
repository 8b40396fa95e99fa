"""Writes the contact file as CSV (``write_contacts``), and proves that it holds what was meant."""

import csv
import hashlib
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

from faturas.campaign.contact import contact, goes_out
from faturas.campaign.profiles import (
    BOM,
    MAY_LACK,
    PADRAO,
    Aspas,
    CsvForm,
    Fonte,
    FormaTelefone,
    Perfil,
)
from faturas.domain.choices import Choices
from faturas.domain.decision import impediments_of
from faturas.domain.fatura_conferida import FaturaConferida
from faturas.domain.outcome import Row
from faturas.domain.payment.boleto import dvs_hold
from faturas.domain.payment.pix import crc_holds
from faturas.domain.ptbr import number
from faturas.domain.safe_text import runs_as_formula
from faturas.errors import OutputError

_CHUNK_BYTES = 1024 * 1024
"""How much of the file is read at a time for its hash."""
_PHONE_WITH_PLUS = re.compile(r"\+55[0-9]{10,11}")
"""The one cell that may begin with a trigger, where a platform wants its phones so."""


@dataclass(frozen=True, slots=True)
class Written:
    """What was handed out: contacts in it, size, and SHA-256 in hexadecimal.

    ``incompletos`` contacts have an empty cell in a column that must have one; ``vazias`` says how
    many lack what.
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
        if conferida is None or not _may_go_out(conferida, choices):
            raise OutputError(
                f"A linha {row.linha} da lista não pode sair no arquivo, que por isso não foi "
                "feito. Tente de novo e, se persistir, avise o suporte."
            )
        yield contact(conferida, choices).cells(forma, perfil)


def _may_go_out(conferida: FaturaConferida, choices: Choices) -> bool:
    """Whether a contact goes out, by what is kept with it and by its values as they are now."""
    return goes_out(conferida, choices) and choices.let_out(impediments_of(conferida))


def write_contacts(
    file: BinaryIO,
    rows: Iterable[Row],
    choices: Choices,
    form: CsvForm,
    perfil: Perfil = PADRAO,
) -> Written:
    """Write the contacts to an empty, readable ``file``, read them back and check them.

    Raises ``OutputError`` for a row that may not go out or that the profile has no room for, and
    when what stands there is not what was meant.
    """
    text = io.TextIOWrapper(file, encoding=form.codificacao, newline="", write_through=False)
    count = 0
    try:
        if form.bom:
            text.write(BOM)
        writer = csv.writer(
            text,
            delimiter=form.delimitador,
            lineterminator="\r\n",
            quoting=csv.QUOTE_ALL if form.aspas is Aspas.TODAS else csv.QUOTE_MINIMAL,
        )
        writer.writerow(perfil.header)
        for cells in contact_cells(rows, choices, form.telefone, perfil):
            writer.writerow(cells)
            count += 1
    except UnicodeEncodeError as error:
        raise OutputError(
            f"A linha {count + 2} do arquivo de contatos tem um caractere que a codificação "
            f"{form.codificacao} não escreve; o arquivo não foi feito. Use utf-8."
        ) from error
    finally:
        text.detach()
    return check_contacts(file, form, count, perfil)


def check_contacts(
    file: BinaryIO, form: CsvForm, contatos: int, perfil: Perfil = PADRAO
) -> Written:
    """Read a written contact file back from its start.

    Checks header, row and cell counts, the profile's limits, that no cell would run as a formula,
    and that every payment code is still valid. Raises ``OutputError`` naming the first line that
    is wrong.
    """
    file.seek(0)
    digest = hashlib.sha256()
    while chunk := file.read(_CHUNK_BYTES):
        digest.update(chunk)
    size_bytes = file.tell()
    file.seek(0)
    encoding = "utf-8-sig" if form.bom else form.codificacao
    text = io.TextIOWrapper(file, encoding=encoding, newline="")
    found = _Check(perfil, form)
    try:
        found.read(csv.reader(text, delimiter=form.delimitador, strict=True))
    finally:
        text.detach()
    if found.contatos != contatos:
        raise _wrong("o número de contatos")
    _check_limit("contatos", contatos, perfil.max_contatos)
    _check_limit("bytes", size_bytes, perfil.max_bytes)
    vazias = tuple((each.nome, found.empty[each.nome]) for each in MAY_LACK.values())
    return Written(
        contatos,
        size_bytes,
        digest.hexdigest(),
        found.incompletos,
        tuple((nome, count) for nome, count in vazias if count),
    )


class _Check:
    """Checks every row of a file that is read back, and counts what its contacts lack."""

    def __init__(self, perfil: Perfil, form: CsvForm) -> None:
        self.contatos = 0
        self.incompletos = 0
        self.empty: Counter[str] = Counter()
        self._header = perfil.header
        places = perfil.places
        self._linha, self._pix = places.get(Fonte.LINHA), places.get(Fonte.PIX)
        self._phone = places[Fonte.TELEFONE]
        self._may_have_plus = form.telefone is FormaTelefone.COM_MAIS
        self._required = [at for at, each in enumerate(perfil.colunas) if each.must_have]
        self._longest = [
            (at, each) for at, each in enumerate(perfil.colunas) if each.max_caracteres
        ]
        self._may_lack = [
            (at, MAY_LACK[fonte].nome)
            for fonte, at in places.items()
            if fonte in MAY_LACK and at in self._required
        ]

    def read(self, reader: Iterator[list[str]]) -> None:
        if tuple(next(reader, ())) != self._header:
            raise _wrong("o cabeçalho")
        for line, cells in enumerate(reader, start=2):
            self.contatos += 1
            if len(cells) != len(self._header):
                raise _wrong(f"o número de colunas da linha {line}")
            self._check_cells(cells, line)
            if not all(cells):
                self._count_empty(cells)

    def _check_cells(self, cells: list[str], line: int) -> None:
        if runs_as_formula(self._without_phone(cells) if self._may_have_plus else cells):
            raise _wrong(f"uma célula que viraria fórmula, na linha {line},")
        if self._linha is not None and (linha := cells[self._linha]) and not dvs_hold(linha):
            raise _wrong(f"a linha digitável da linha {line}")
        if self._pix is not None and (pix := cells[self._pix]) and not crc_holds(pix):
            raise _wrong(f"o PIX da linha {line}")
        for at, coluna in self._longest:
            if len(cells[at]) > coluna.max_caracteres:
                raise OutputError(
                    f"A coluna {coluna.titulo} da linha {line} do arquivo de contatos tem "
                    f"{number(len(cells[at]))} caracteres e a plataforma aceita "
                    f"{number(coluna.max_caracteres)}; o arquivo não foi entregue."
                )

    def _without_phone(self, cells: list[str]) -> list[str]:
        """The cells but for the phone, if that is one with the ``+`` that the form asks for."""
        if _PHONE_WITH_PLUS.fullmatch(cells[self._phone]):
            return [*cells[: self._phone], *cells[self._phone + 1 :]]
        return cells

    def _count_empty(self, cells: list[str]) -> None:
        self.incompletos += not all(cells[at] for at in self._required)
        self.empty.update(nome for at, nome in self._may_lack if not cells[at])


def _check_limit(what: str, found: int, most: int) -> None:
    if most and found > most:
        raise OutputError(
            f"O arquivo de contatos tem {number(found)} {what} e a plataforma aceita "
            f"{number(most)}; ele não foi entregue. Filtre os contatos e grave-os em partes."
        )


def _wrong(what: str) -> OutputError:
    return OutputError(
        f"O arquivo de contatos foi relido e {what} não confere; ele não foi entregue. "
        "Tente de novo e, se persistir, avise o suporte."
    )
