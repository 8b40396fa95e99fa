"""Finds the list in a web page (``open_page``): which of its tables it is, as records of a sheet.

Systems write their exports as a page and call it ``.xls``; beside the list there are tables of
layout, of totals, and one for each printed page.
"""

import re
from collections.abc import Iterator, Sequence

from faturas.domain.ptbr import plural
from faturas.errors import InputError
from faturas.intake.codes import is_spoilt_code, is_surely_code
from faturas.intake.columns import Papel, candidates
from faturas.intake.decode import Decoded
from faturas.intake.header import known_titles, looks_like_data
from faturas.intake.html_table import HtmlPage, HtmlTable, read_page
from faturas.intake.records import Records
from faturas.intake.text_file import is_row_of_titles
from faturas.intake.workbook import RowRanges, Sheet

_TAGS = (
    r"!doctype\s+html|html|head|body|meta|style|table|thead|tbody|tr|td|th|div|span|p|br|b|i|u"
    r"|strong|em|center|font|form|h[1-6]|link|script|title|base|caption|main|section|header|article"
    r"|nav|pre|ul|ol|img|a|hr|input|frameset|iframe|noscript"
)
_PAGE = re.compile(
    rf"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*|<!(?!doctype)[^>]*>\s*)*<(?:{_TAGS})(?=[\s/>])",
    re.IGNORECASE | re.DOTALL,
)
_TABLE = re.compile(r"<table[\s>].*?<t[rdh][\s>]", re.IGNORECASE | re.DOTALL)
# A delimiter with a cell behind it; in a sentence a blank follows the comma.
_DELIMITED = re.compile(r"[;,\t|](?! )")

_LOGIN = (
    "O arquivo é a página de entrada (login) do sistema, não a lista: a sessão tinha acabado. "
    "Entre no sistema, exporte a lista de novo e envie o arquivo novo."
)
_NO_TABLE = (
    "O arquivo é uma página HTML sem nenhuma tabela de clientes. Abra-a no navegador para ver o "
    "que ela diz, exporte a lista de novo como CSV ou XLSX e envie."
)


def is_web_page(head: str) -> bool:
    """Whether a text begins with a tag of HTML."""
    return bool(_PAGE.match(head))


def has_html_table(head: str) -> bool:
    """Whether a text is a web page although something else, such as a program's warnings, precedes.

    It has a table of HTML then. A list may have one, too, in a cell: below titles, or behind a
    delimiter in the same line.
    """
    if not _TABLE.search(head):
        return False
    *above, begun = head[: head.index("<")].split("\n")
    return not _DELIMITED.search(begun) and not any(map(is_row_of_titles, above))


def open_page(read: Decoded) -> Sheet:
    """Reads the list in a page: the table with the code's title, else the one most like a list.

    Tables with the same titles (one for each printed page) are one list; those without titles
    that continue it belong to it, too. Raises ``InputError`` when there is no list, and for a page
    that asks for a password instead.
    """
    page = read_page(read.data.decode(read.bytes_em))
    list_tables = _list_of(page)
    avisos = [*read.avisos, *_notice_of_others(page, list_tables)]
    titles = _titles(list_tables[0])
    hidden: list[int] = []
    rows = 0
    for table in list_tables:
        if rows and titles and (repeated := _titles(table)) == titles:
            table.leave_out(repeated)
        hidden += [rows + row for row in table.ocultas]
        rows += table.linhas
    records = Records(
        "".join(table.csv for table in list_tables).encode(),
        read.codificacao,
        ",",
        numera_registros=True,
        bytes_em="utf-8",
        avisos=tuple(avisos),
    )
    return Sheet("", (), records, tuple(avisos), RowRanges(tuple(hidden), tuple(hidden)))


def _list_of(page: HtmlPage) -> list[HtmlTable]:
    tables = [table for table in page.tabelas if table.com_texto and not table.oculta]
    alike: dict[object, list[HtmlTable]] = {}
    for table in tables:
        alike.setdefault(tuple(_titles(table)) or id(table), []).append(table)
    found = max(alike.values(), key=_likeness, default=[])
    has_code, known, _ = _likeness(found)
    if page.pede_senha and not has_code and known < 2:
        raise InputError(_LOGIN)
    if not known and not any(table.largura > 1 or _is_column_of_codes(table) for table in found):
        raise InputError(_NO_TABLE)
    return _with_followers(tables, found)


def _with_followers(tables: list[HtmlTable], found: list[HtmlTable]) -> list[HtmlTable]:
    """Returns the tables, and those without titles that continue the list on more pages."""
    first = found[0]
    column = _code_column(first)
    head = tables.index(first) if _titles(first) else -1
    is_head_alone = len(found) == 1 and first.com_texto == 1
    known = set(found)
    whole = []
    for place, table in enumerate(tables):
        goes_on = place > head and _is_alike(table, first) and _has_codes(table, column)
        goes_on |= is_head_alone and place == head + 1 and _is_alike(table, first)
        if table in known or goes_on:
            whole.append(table)
    return whole


def _is_alike(table: HtmlTable, first: HtmlTable) -> bool:
    """Whether a table is as wide as ``first``, in as many other tables, and without titles."""
    is_as_wide = table.largura == first.largura
    return is_as_wide and table.nivel == first.nivel and not _titles(table)


def _code_column(table: HtmlTable) -> int | None:
    columns = candidates(_titles(table), Papel.CODIGO)
    return columns[0] if len(columns) == 1 else None


def _has_codes(table: HtmlTable, column: int | None) -> bool:
    """Whether the first rows hold codes, or in the code's column what a spreadsheet leaves of one.

    ``column`` is the index of the code's column; None: any column may be it.
    """
    if column is None:
        return any(is_surely_code(cell) for row in table.inicio for cell in row)
    cells = [cell for row in table.inicio for cell in row[column : column + 1]]
    return any(is_surely_code(cell) or is_spoilt_code(cell) for cell in cells)


def _likeness(tables: Sequence[HtmlTable]) -> tuple[bool, int, int]:
    """Returns a measure of how much tables with the same titles are like a list.

    The code's title counts most, then how many titles are known, then how many cells there are.
    """
    if not tables:
        return False, 0, 0
    has_code, known = max(map(known_titles, tables[0].inicio))
    return has_code, known, sum(table.com_texto * min(table.largura, 2) for table in tables)


def _titles(table: HtmlTable) -> list[str]:
    """Returns the row of titles of a table; ``[]`` where no title is known."""
    rows = [row for row in table.inicio if not looks_like_data(row)]
    best = max(rows, key=known_titles, default=[])
    return best if any(known_titles(best)) else []


def _is_column_of_codes(table: HtmlTable) -> bool:
    return table.com_texto > 1 and table.com_algarismo * 2 > table.com_texto


def _notice_of_others(page: HtmlPage, list_tables: Sequence[HtmlTable]) -> Iterator[str]:
    """Yields a sentence about the other tables that may be lists."""
    first = list_tables[0]
    column = _code_column(first)
    known = set(list_tables)
    others = [
        table
        for table in page.tabelas
        if table not in known
        and table.com_texto
        and table.largura > 1
        and not table.oculta
        and _may_be_list(table, first, column)
    ]
    if others:
        rows = plural(sum(table.com_texto for table in others), "linha", "linhas")
        yield (
            f"A página tem mais {plural(len(others), 'tabela', 'tabelas')} com uma coluna de "
            f"código ou como a da lista ({rows} ao todo), fora da lista. Se há clientes aí, envie "
            "essas linhas em outro arquivo."
        )


def _may_be_list(table: HtmlTable, first: HtmlTable, column: int | None) -> bool:
    if _titles(table):
        has_code, known, _ = _likeness([table])
        return table.com_texto > 1 and (has_code or known > 1)
    return table.nivel == first.nivel and (
        table.largura == first.largura or _has_codes(table, column)
    )
