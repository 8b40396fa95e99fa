"""Reads the rows of a table as customers (``read_customers``), and finds the columns for it.

Every row of the list becomes one ``Customer``; one that cannot be asked for says why.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from faturas.domain.ptbr import number
from faturas.errors import InputError
from faturas.intake.cell_errors import is_error
from faturas.intake.codes import (
    DOCUMENT_REASON,
    ERROR_REASON,
    LOST,
    NOT_CALCULATED_REASON,
    is_bare_document,
    is_surely_code,
    read_code,
)
from faturas.intake.columns import CANONICAL, Papel, candidates, is_other_key, roles, same_title
from faturas.intake.footers import Footers
from faturas.intake.records import OpenQuote
from faturas.intake.row_words import Places, Proof, suspicion_of
from faturas.intake.spreadsheet import Table

HIDDEN = "linha oculta na planilha"
DOCUMENTS = f"{DOCUMENT_REASON}; a coluna do código é provavelmente outra"
ABOVE = "a linha está acima do cabeçalho; ponha-a abaixo dele"

_MOST_JUDGED_BY = 1_000
"""Codes, from the first on, by which it is judged whether a column holds CPFs; the check digits of
all codes would take seconds."""
_SHOWN_TITLES = 12
"""Columns that a message names; of the others it says how many there are."""
_SHOWN_TITLE_CHARS = 40
"""Characters of a title that a message shows."""
_SHOWN_CHARS = 200
"""Characters that are kept of a cell which is no code."""


@dataclass(frozen=True, slots=True)
class Columns:
    """Holds the columns of code, phone and name: indices into ``Table.colunas``, or None."""

    codigo: int
    telefone: int | None = None
    nome: int | None = None


@dataclass(frozen=True, slots=True)
class ColumnGuess:
    """Holds the columns whose titles fit each role, as indices into ``Table.colunas``.

    One is the column found; where there are none or several, a person must choose.
    """

    codigo: tuple[int, ...]
    telefone: tuple[int, ...]
    nome: tuple[int, ...]


class SituacaoEntrada(StrEnum):
    """Names whether a row will be asked for: it is ready, cannot be, or repeats another."""

    PRONTO = "pronto"
    INVALIDO = "invalido"
    DUPLICADO = "duplicado"


@dataclass(frozen=True, slots=True)
class Customer:
    """Holds one row of the list, usable or not.

    ``linha`` is its line in the file (row of the sheet) from 1 on. ``codigo`` of an ``INVALIDO`` is
    what the cell holds (its first 200 characters). ``motivo`` says in Portuguese why it is not
    asked for; ``""`` for ``PRONTO``.
    """

    linha: int
    codigo: str
    telefone: str
    nome: str
    situacao: SituacaoEntrada = SituacaoEntrada.PRONTO
    motivo: str = ""


def find_columns(table: Table) -> ColumnGuess:
    """Returns the columns of code, phone and name by their titles, never by their contents."""
    return ColumnGuess(
        *(candidates(table.titulos, papel) for papel in (Papel.CODIGO, Papel.TELEFONE, Papel.NOME))
    )


def why_not_the_code(table: Table) -> str:
    """Says which columns hold another key than the code, such as a contract's; ``""`` for none."""
    keys = [index for index, titulo in enumerate(table.titulos) if is_other_key(titulo)]
    if not keys:
        return ""
    verb = "costuma" if len(keys) == 1 else "costumam"
    return (
        f"{_names(table, keys)} {verb} ser outro número que o código do cliente; confira e escolha."
    )


def resolve_columns(
    table: Table,
    *,
    codigo: str | None = None,
    telefone: str | None = None,
    nome: str | None = None,
) -> Columns:
    """Returns the columns by the names given, in any accents and case, else by their titles.

    ``""`` as the name of the phone's or the name's column says that there is none.
    Raises ``InputError`` when a name fits no column or several, when the titles of several columns
    fit a role, and when none fits the code's. The message names the columns and the option by
    which one is chosen.
    """
    guess = find_columns(table)
    code = _resolve(table, Papel.CODIGO, codigo, guess.codigo)
    if code is None:
        raise _no_code_column(table)
    phone_guess = tuple(index for index in guess.telefone if index != code)
    name_guess = tuple(index for index in guess.nome if index != code)
    return Columns(
        code,
        _resolve(table, Papel.TELEFONE, telefone, phone_guess),
        _resolve(table, Papel.NOME, nome, name_guess),
    )


def _resolve(table: Table, papel: Papel, nome: str | None, guess: tuple[int, ...]) -> int | None:
    """Returns the one column for ``papel``; ``None`` when there is none."""
    if nome == "" and papel is not Papel.CODIGO:
        return None
    if nome is not None:
        return _by_name(table, papel, nome)
    if len(guess) > 1:
        none = "" if papel is Papel.CODIGO else f' ({_option(papel)} "" para não usar nenhuma)'
        raise InputError(
            f"Mais de uma coluna pode ser a de {papel}: {_names(table, guess)}. Escolha uma delas "
            f"na página ou com {_option(papel)}{none}.",
            column=table.colunas[guess[0]],
        )
    return guess[0] if guess else None


def _by_name(table: Table, papel: Papel, nome: str) -> int:
    if nome in table.colunas:
        return table.colunas.index(nome)
    fits = [index for index, coluna in enumerate(table.colunas) if same_title(coluna, nome)]
    if len(fits) == 1:
        return fits[0]
    problem = "Mais de uma coluna se chama" if fits else "O arquivo não tem uma coluna chamada"
    raise InputError(
        f"{problem} “{nome}”. As colunas são: {_names(table, range(len(table.colunas)))}. "
        f"Escolha a de {papel} na página ou com {_option(papel)}.",
        column=nome,
    )


def _no_code_column(table: Table) -> InputError:
    expected = CANONICAL[Papel.CODIGO]
    header = "" if table.entendido.linha_cabecalho else "O arquivo não tem uma linha de títulos. "
    why = why_not_the_code(table)
    return InputError(
        f"{header}Nenhuma coluna tem um título que indique o código do cliente (o esperado é "
        f"“{expected}”). {f'{why} ' if why else ''}As colunas são: "
        f"{_names(table, range(len(table.colunas)))}. Escolha a do código na página ou com "
        f"{_option(Papel.CODIGO)}.",
        column=expected,
    )


def _option(papel: Papel) -> str:
    return f"--coluna-{papel.name.lower()}"


def _names(table: Table, indices: Sequence[int]) -> str:
    shown = [f"“{table.colunas[index][:_SHOWN_TITLE_CHARS]}”" for index in indices[:_SHOWN_TITLES]]
    more = len(indices) - len(shown)
    return ", ".join(shown) + (f" e mais {number(more)}" if more else "")


def read_customers(table: Table, colunas: Columns) -> list[Customer]:
    """Returns all rows of the table as customers, in order, at least one.

    ``INVALIDO`` are the rows whose code may be wrong, totals and footers, hidden rows of a
    sheet (unless they are taken in), customers above the header, and CPFs and CNPJs where they are
    most of the column. ``DUPLICADO`` is every row but the first of one code, compared as text.
    Raises ``InputError`` when no code can be read because all are errors of the spreadsheet.
    """
    customers = []
    ocultas = table.ocultas or None
    places = Places(len(table.colunas), colunas.codigo, colunas.telefone, colunas.nome)
    footers = Footers(places)
    may_break_rows = table.registros.may_break_rows
    expected = 0
    for linha, cells in table.linhas():
        codigo, motivo = _code(table, cells, colunas.codigo)
        suspicion = suspicion_of(cells, places)
        if motivo and suspicion.motivo and suspicion.needs is Proof.NOTHING_MORE:
            motivo = suspicion.motivo
        if ocultas is not None and linha in ocultas:
            motivo = HIDDEN
        situacao = SituacaoEntrada.INVALIDO if motivo else SituacaoEntrada.PRONTO
        footers.see(cells, "" if motivo else codigo, suspicion, behind_blank=0 < expected < linha)
        expected = linha + 1 + (_line_breaks(cells) if may_break_rows else 0)
        telefone = _value(cells, colunas.telefone)
        nome = _value(cells, colunas.nome).replace(LOST, "")
        customers.append(Customer(linha, codigo, telefone, nome, situacao, motivo))
    for index, motivo in footers.found().items():
        customers[index] = replace(
            customers[index], situacao=SituacaoEntrada.INVALIDO, motivo=motivo
        )
    _mark_documents(customers)
    _mark_repeated(customers)
    _check_not_all_errors(customers)
    return [*_above_header(table, colunas), *customers]


def _above_header(table: Table, colunas: Columns) -> Iterator[Customer]:
    """Yields rows above the header that look like customers: half full, with a code."""
    titled = sum(map(bool, table.titulos))
    for linha, cells in table.registros:
        if linha >= table.entendido.linha_cabecalho:
            return
        cells.extend([""] * (len(table.colunas) - len(cells)))
        is_full = sum(bool(cell.strip()) for cell in cells) * 2 > titled
        if is_full and is_surely_code(cells[colunas.codigo]):
            codigo, telefone, nome = (
                _value(cells, column) for column in (colunas.codigo, colunas.telefone, colunas.nome)
            )
            yield Customer(
                linha, codigo[:_SHOWN_CHARS], telefone, nome, SituacaoEntrada.INVALIDO, ABOVE
            )


def _line_breaks(cells: list[str]) -> int:
    """Returns how many lines of the file the row takes beyond its first."""
    text = "".join(cells)
    return text.count("\n") + text.count("\r") - text.count("\r\n")


def _mark_documents(customers: list[Customer]) -> None:
    """Makes CPFs and CNPJs ``INVALIDO`` where they are most of the column."""
    ready = [i for i, each in enumerate(customers) if each.situacao is SituacaoEntrada.PRONTO]
    first = [is_bare_document(customers[index].codigo) for index in ready[:_MOST_JUDGED_BY]]
    if sum(first) * 2 <= len(first):
        return
    for index in ready:
        if not is_bare_document(customers[index].codigo):
            continue
        customers[index] = replace(
            customers[index], situacao=SituacaoEntrada.INVALIDO, motivo=DOCUMENTS
        )


def _mark_repeated(customers: list[Customer]) -> None:
    """Makes every row but the first of one code ``DUPLICADO``."""
    first_lines: dict[str, int] = {}
    for index, customer in enumerate(customers):
        if customer.situacao is not SituacaoEntrada.PRONTO:
            continue
        first = first_lines.setdefault(customer.codigo, customer.linha)
        if first != customer.linha:
            customers[index] = replace(
                customer,
                situacao=SituacaoEntrada.DUPLICADO,
                motivo=f"repete a linha {number(first)}",
            )


def _value(cells: list[str], column: int | None) -> str:
    """Returns what the cell holds; ``""`` for an error, and where ``column`` is None."""
    text = "" if column is None else cells[column].strip()
    if text.startswith(("#", "E", "e")) and is_error(text):
        return ""
    return text


def _check_not_all_errors(customers: Sequence[Customer]) -> None:
    reasons = {customer.motivo for customer in customers} - {HIDDEN}
    if reasons and reasons <= {ERROR_REASON, NOT_CALCULATED_REASON}:
        raise InputError(
            "Nenhum código da lista pode ser lido: as células têm erros de planilha (como #N/D) "
            "ou fórmulas que nunca foram calculadas. Abra a lista no Excel, confira a coluna do "
            "código, salve e envie de novo."
        )


def _code(table: Table, cells: list[str], column: int) -> tuple[str, str]:
    """Returns the code and ``""``, or what the cell holds and why it is no code."""
    cell = cells[column]
    codigo, motivo = read_code(cell)
    if isinstance(cells, OpenQuote):
        motivo = "a linha tem aspas que se abrem e não se fecham; apague-as ou feche-as"
    elif len(cells) > len(table.colunas):
        motivo = "a linha tem mais células que colunas; confira o delimitador e as aspas"
    elif _repeats_title(cell, table.titulos[column]):
        motivo = "a linha repete o título da coluna"
    return (cell[:_SHOWN_CHARS] if motivo else codigo), motivo


def _repeats_title(cell: str, titulo: str) -> bool:
    if not cell or cell == titulo or any(map(str.isdecimal, cell)):
        return cell == titulo != ""
    return same_title(cell, titulo) or Papel.CODIGO in roles([cell])


def single(codigo: str, telefone: str = "") -> Customer:
    """Returns one customer typed by hand; the code has to pass the rules for a row of a list."""
    asked, motivo = read_code(codigo)
    situacao = SituacaoEntrada.INVALIDO if motivo else SituacaoEntrada.PRONTO
    return Customer(1, codigo if motivo else asked, telefone.strip(), "", situacao, motivo)
