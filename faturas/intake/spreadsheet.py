"""Reads any customer list as a table of text (``read_table``).

How the file was read (encoding, delimiter, sheet, header) is kept with the table
(``Understood``), and a person can set each of these beforehand (``ReadOptions``).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from faturas.domain.ptbr import number, plural
from faturas.domain.safe_text import drop_invisible
from faturas.errors import InputError
from faturas.intake.columns import Papel, candidates
from faturas.intake.file_kind import Formato, find_format
from faturas.intake.header import find_header, header_at
from faturas.intake.measure import Measured, Shape, measure
from faturas.intake.records import (
    Record,
    Records,
    RowShape,
    check_line_breaks,
    check_line_lengths,
    filled,
    is_blank,
)
from faturas.intake.text_file import read_text, split_text
from faturas.intake.text_kind import refuse_containers, refuse_other_kinds
from faturas.intake.web_page import has_html_table, is_web_page, open_page
from faturas.intake.workbook import NO_ROWS, RowRanges, Sheet, ShownZeros, open_workbook

MAX_FILE_BYTES = 50 * 1024 * 1024
"""Bytes of the largest file that is read; the README names it."""
MAX_ROWS = 1_500_000
"""Rows of the longest list, about what 50 MB of code, phone and name hold; more could not be read
in 10 s and 1 GB."""
MAX_COLUMNS = 1_000
"""Columns of the widest list; what is wider is no list of customers."""
MOST_REPEATED_ROWS = 50_000
"""Rows from which on a workbook must have a byte a row, or is refused: rows with different codes
take three bytes and more, so the rows of a smaller one are all alike."""


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """Holds how a person wants the file to be read; what is ``None`` is found out.

    ``codificacao`` is a name of ``decode.ENCODINGS``, ``delimitador`` one character, or ``""`` for
    a list of one column, ``planilha`` the name of a sheet. ``linha_cabecalho`` is a line of the
    file (row of the sheet) from 1 on; 0 means that there is no header. With ``com_ocultas`` the
    hidden rows of a sheet are rows like all others.
    """

    codificacao: str | None = None
    delimitador: str | None = None
    planilha: str | None = None
    linha_cabecalho: int | None = None
    com_ocultas: bool = False


FIND_OUT = ReadOptions()
"""All of it is found out."""


@dataclass(frozen=True, slots=True)
class Understood:
    """Tells how the file was read.

    Text files have ``codificacao`` (a key of ``decode.ENCODINGS``) and ``delimitador`` (``""``:
    one column), workbooks ``planilha`` and ``planilhas``; of the other kind these are empty.
    ``linha_cabecalho`` is 0 without a header. ``linhas_acima`` counts the rows above the header and
    ``linhas_em_branco`` the blank ones below it, which are left out. ``linhas_ocultas`` counts the
    hidden rows of a sheet that hold anything, whether they are left out or not. ``avisos`` are
    sentences for people.
    """

    formato: Formato
    codificacao: str = ""
    delimitador: str = ""
    planilha: str = ""
    planilhas: tuple[str, ...] = ()
    linha_cabecalho: int = 0
    linhas_acima: int = 0
    linhas_em_branco: int = 0
    linhas_ocultas: int = 0
    avisos: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """Holds a table of text with at least one row.

    ``colunas`` are the columns' names for people, each of them once: a blank title becomes
    ``Coluna 3``, a repeated one ``Nome (2)``. ``titulos`` are the titles as they stand in the
    file, ``""`` where there is none. ``ocultas`` are the hidden rows of a sheet that are not asked
    for.
    """

    colunas: tuple[str, ...]
    titulos: tuple[str, ...]
    total_linhas: int
    entendido: Understood
    registros: Records = field(repr=False)
    ocultas: RowRanges = NO_ROWS

    def linhas(self) -> Iterator[Record]:
        """Yields the rows that are not blank, each with its line in the file; reads them anew.

        A short row is filled up with ``""``. A row with text beyond the last column keeps all its
        cells: a delimiter within a cell has moved some, and any of them may be wrong.
        """
        width = len(self.colunas)
        for linha, cells in self.registros:
            if linha <= self.entendido.linha_cabecalho or is_blank(cells):
                continue
            if len(cells) < width:
                cells.extend([""] * (width - len(cells)))
            elif len(cells) > width and is_blank(cells[width:]):
                del cells[width:]
            yield linha, cells


def read_file(caminho: Path, *, planilha: str | None = None, com_ocultas: bool = False) -> Table:
    """Reads a file on disk as ``read_table`` does; one that is too large is not even opened.

    Raises ``InputError``, also for a file that cannot be read.
    """
    try:
        _check_size(caminho.stat().st_size, caminho.name)
        data = caminho.read_bytes()
    except OSError as error:
        raise InputError(
            f"O arquivo “{caminho}” não pôde ser lido. Confira o caminho e as permissões."
        ) from error
    return read_table(data, caminho.name, ReadOptions(planilha=planilha, com_ocultas=com_ocultas))


def read_table(data: bytes, nome_arquivo: str, opcoes: ReadOptions = FIND_OUT) -> Table:
    """Reads the table in ``data``; ``nome_arquivo`` is for messages and proves nothing.

    Raises ``InputError`` (and nothing else) when there is no table with at least one row.
    """
    _check_size(len(data), nome_arquivo)
    formato = find_format(data)
    if formato is not Formato.CSV:
        sheet = open_workbook(data, formato, opcoes.planilha)
        table = _of_sheet(sheet, Understood(formato), opcoes)
        _check_unfolded(len(data), table.total_linhas)
        return table
    check_line_breaks(data)
    read = read_text(data, opcoes.codificacao)
    head = read.head
    refuse_containers(head)
    is_page = is_web_page(head)
    if not is_page:
        refuse_other_kinds(head)
    if is_page or has_html_table(head):
        return _of_sheet(open_page(read), Understood(Formato.HTML, read.codificacao), opcoes)
    records = split_text(read, opcoes.delimitador)
    check_line_lengths(records.data)
    entendido = Understood(formato, read.codificacao, records.delimitador, avisos=read.avisos)
    return _headed(records, entendido, opcoes)


def _of_sheet(sheet: Sheet, entendido: Understood, opcoes: ReadOptions) -> Table:
    entendido = replace(
        entendido, planilha=sheet.planilha, planilhas=sheet.planilhas, avisos=sheet.avisos
    )
    table = _headed(sheet.registros, entendido, opcoes)
    return _with_hidden_and_zeros(table, sheet, com_ocultas=opcoes.com_ocultas)


def _headed(records: Records, entendido: Understood, opcoes: ReadOptions) -> Table:
    if opcoes.linha_cabecalho is None:
        linha, header = find_header(records)
    else:
        linha, header = header_at(records, opcoes.linha_cabecalho)
    return _table(records, replace(entendido, linha_cabecalho=linha), header)


def _with_hidden_and_zeros(table: Table, sheet: Sheet, *, com_ocultas: bool) -> Table:
    """Returns the table of a sheet with its hidden rows, and avisos about shown zeros."""
    hidden = sum(linha in sheet.ocultas for linha, _ in table.linhas()) if sheet.ocultas else 0
    zeros = tuple(_zeros_aviso(table, first) for first in sheet.zeros)
    entendido = replace(
        table.entendido, linhas_ocultas=hidden, avisos=(*table.entendido.avisos, *zeros)
    )
    ocultas = NO_ROWS if com_ocultas else sheet.ocultas
    return replace(table, entendido=entendido, ocultas=ocultas)


def _zeros_aviso(table: Table, first: ShownZeros) -> str:
    name = table.colunas[first.coluna] if first.coluna < len(table.colunas) else "sem título"
    return (
        f"A coluna “{name}” mostra zeros à esquerda (ou outros algarismos) que o arquivo não "
        f"guarda: na linha {number(first.linha)} aparece {first.mostrado}, e o que foi lido é "
        f"{first.guardado}. Se os zeros fazem parte do código, guarde a coluna como texto."
    )


def _check_size(size_bytes: int, nome_arquivo: str) -> None:
    if not size_bytes:
        raise InputError(f"O arquivo “{nome_arquivo}” está vazio (0 bytes).")
    if size_bytes > MAX_FILE_BYTES:
        raise InputError(
            f"O arquivo “{nome_arquivo}” tem {number(-(-size_bytes >> 20))} MB; o limite é de "
            f"{MAX_FILE_BYTES >> 20} MB. Divida a lista ou deixe só as colunas necessárias."
        )


def _table(records: Records, entendido: Understood, header: list[str]) -> Table:
    if records.may_break_rows:
        records = replace(records, forma=_row_shape(records, header))
        if header:  # a stray quote in it may have taken in the first row
            _, header = header_at(records, entendido.linha_cabecalho)
    measured = measure(records, entendido.linha_cabecalho)
    width = measured.width(header)
    _check_rows(measured.total)
    if width > MAX_COLUMNS:
        raise InputError(
            f"A tabela tem {number(width)} colunas; o limite é de {number(MAX_COLUMNS)}. "
            "Deixe só as colunas necessárias."
        )
    titulos = _titles(header, width)
    entendido = replace(
        entendido,
        linhas_acima=measured.acima,
        linhas_em_branco=measured.em_branco,
        avisos=(*entendido.avisos, *_avisos(measured, filled(header), width)),
    )
    return Table(_unique_names(titulos), titulos, measured.total, entendido, records)


def _row_shape(records: Records, header: list[str]) -> RowShape:
    width = filled(header) or measure(records, 0).width(header)
    found = candidates(_titles(header, width), Papel.CODIGO)
    return RowShape(width, found[0] if len(found) == 1 else None)


def _titles(header: list[str], width: int) -> tuple[str, ...]:
    titulos = [" ".join(drop_invisible(titulo).split()) for titulo in header[:width]]
    return (*titulos, *[""] * (width - len(titulos)))


def _check_rows(total: int) -> None:
    if not total:
        raise InputError(
            "O arquivo só tem o cabeçalho, sem nenhum cliente abaixo dele. "
            "Confira se a lista foi salva inteira."
        )
    if total > MAX_ROWS:
        raise InputError(
            f"A lista tem {number(total)} linhas; o limite é de {number(MAX_ROWS)}. "
            "Divida-a em arquivos menores."
        )


def _check_unfolded(size_bytes: int, total: int) -> None:
    """Raises ``InputError`` for a small workbook that has very many rows, all of them alike."""
    if total > MOST_REPEATED_ROWS and size_bytes < total:
        raise InputError(
            f"A planilha repete as mesmas linhas: são {number(total)} num arquivo de "
            f"{number(-(-size_bytes >> 10))} KB, e o limite assim é de "
            f"{number(MOST_REPEATED_ROWS)}. Apague as linhas repetidas e envie de novo."
        )


def _avisos(measured: Measured, titled: int, width: int) -> Iterator[str]:
    if measured.acima:
        yield f"Acima do cabeçalho: {plural(measured.acima, 'linha', 'linhas')} fora da lista."
    # A blank line is no row. One with delimiters, or a sheet's row with cells, was meant to be one.
    if empty := [f for f in measured.formas if not f.preenchidas and f.celulas > 1]:
        yield f"{_rows(empty)} todas as células vazias, fora da lista."
    short = [forma for forma in measured.formas if forma.preenchidas and forma.celulas < titled]
    if short:
        yield f"{_rows(short)} menos células que o cabeçalho; as que faltam valem como vazias."
    if long := [forma for forma in measured.formas if forma.preenchidas > width]:
        yield f"{_rows(long)} células além da última coluna; confira o delimitador e as aspas."


def _rows(formas: list[Shape]) -> str:
    amount = plural(sum(forma.linhas for forma in formas), "linha", "linhas")
    return f"{amount} (a partir da linha {number(min(f.primeira for f in formas))}) com"


def _unique_names(titulos: Sequence[str]) -> tuple[str, ...]:
    names: list[str] = []
    for position, titulo in enumerate(titulos, 1):
        name = base = titulo or f"Coluna {position}"
        repeat = 2
        while name in names:
            name = f"{base} ({repeat})"
            repeat += 1
        names.append(name)
    return tuple(names)
