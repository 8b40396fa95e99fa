"""A list in a web page: which of its tables it is, as the records of a sheet."""

import re
from collections.abc import Sequence

from faturas.errors import InputError
from faturas.intake.columns import Papel, is_other_key, roles
from faturas.intake.decode import Decoded
from faturas.intake.html_table import HtmlPage, HtmlTable, read_page
from faturas.intake.records import Records, filled
from faturas.intake.workbook import RowRanges, Sheet
from faturas.wording import plural

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
    """Whether a table of HTML comes after something else, such as the warnings of a program."""
    return bool(_TABLE.search(head))


def open_page(read: Decoded) -> Sheet:
    """The list in a page: the table with the code's title, otherwise the one most like a list.

    Tables with the same titles (one for each printed page) are one list, and so are titles and rows
    that stand in two tables, one below the other. Raises ``InputError`` when there is no list.
    """
    page = read_page(read.data.decode(read.bytes_em))
    list_tables = _list_of(page)
    avisos = list(read.avisos)
    if others := [table for table in page.tabelas if _is_other_list(table, list_tables)]:
        avisos.append(
            f"A página tem mais {plural(len(others), 'tabela', 'tabelas')} com uma coluna de "
            "código, fora da lista. Se há clientes nelas, envie-as em outro arquivo."
        )
    hidden: list[int] = []
    rows = 0
    for table in list_tables:
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
    if len(found) == 1 and found[0].com_texto == 1:
        after = tables[tables.index(found[0]) + 1 :]
        if after and after[0].largura == found[0].largura and not _titles(after[0]):
            return [found[0], after[0]]
    return found


def _likeness(tables: Sequence[HtmlTable]) -> tuple[bool, int, int]:
    """The code's title counts most, then all known titles, then how much there is."""
    if not tables:
        return False, 0, 0
    has_code, known = max(map(_known_titles, tables[0].inicio))
    return has_code, known, sum(table.com_texto * min(table.largura, 2) for table in tables)


def _known_titles(cells: Sequence[str]) -> tuple[bool, int]:
    found = roles(cells)
    return Papel.CODIGO in found, len(found) + any(map(is_other_key, cells))


def _titles(table: HtmlTable) -> list[str]:
    """The row of titles; empty where no title is known."""
    best = max(table.inicio, key=_known_titles)
    return best[: filled(best)] if any(_known_titles(best)) else []


def _is_column_of_codes(table: HtmlTable) -> bool:
    return table.com_texto > 1 and table.com_algarismo * 2 > table.com_texto


def _is_other_list(table: HtmlTable, list_tables: Sequence[HtmlTable]) -> bool:
    return (
        table not in list_tables
        and not table.oculta
        and table.com_texto > 1
        and table.largura > 1
        and _likeness([table])[0]
    )
