"""Says in a sentence for people how a list was read, and what of it cannot be asked for."""

from collections import Counter
from collections.abc import Iterable

from faturas.domain.ptbr import number, plural
from faturas.intake.columns import Papel
from faturas.intake.customers import Columns, Customer, SituacaoEntrada
from faturas.intake.decode import ENCODINGS
from faturas.intake.file_kind import Formato
from faturas.intake.spreadsheet import Table

DELIMITER_NAMES = {  # how people call the delimiters of ``text_file``
    ";": "ponto e vírgula",
    ",": "vírgula",
    "\t": "tabulação",
    "|": "barra vertical",
    "": "nenhum: uma coluna só",
}


def hidden_rows(table: Table) -> str:
    """Says how many rows of the sheet are hidden and what becomes of them; ``""`` for none."""
    hidden = table.entendido.linhas_ocultas
    if not hidden:
        return ""
    one = hidden == 1
    if not table.ocultas:
        becomes = "será consultada como as outras" if one else "serão consultadas como as outras"
    elif one:
        becomes = "não será consultada, e vai para o relatório como inválida"
    else:
        becomes = "não serão consultadas, e vão para o relatório como inválidas"
    rows = plural(hidden, "linha oculta ou filtrada", "linhas ocultas ou filtradas")
    return f"A planilha tem {rows}, que {becomes}."


def nothing_to_ask(customers: Iterable[Customer]) -> str:
    """Says by the most frequent reason why no row of a list can be asked for; ``""`` if one can."""
    reasons: Counter[str] = Counter()
    first_lines: dict[str, int] = {}
    for customer in customers:
        if customer.situacao is SituacaoEntrada.PRONTO:
            return ""
        reasons[customer.motivo] += 1
        first_lines.setdefault(customer.motivo, customer.linha)
    [(motivo, count)] = reasons.most_common(1)
    rows = plural(count, "linha", "linhas")
    where = "a" if count == 1 else "a primeira é a"
    return (
        f"Nenhuma linha da lista pode ser consultada. O motivo mais frequente: {motivo} "
        f"({rows}, {where} {number(first_lines[motivo])})."
    )


def understood(table: Table, columns: Columns | None) -> str:
    """Says how the file was read and, where ``columns`` are known, which ones are used."""
    entendido = table.entendido
    encoding = ENCODINGS.get(entendido.codificacao, entendido.codificacao)
    if entendido.formato is Formato.HTML:
        read_as = f"tabela de uma página HTML em {encoding}"
    elif entendido.formato is not Formato.CSV:
        read_as = f"planilha {entendido.formato.upper()}, aba “{entendido.planilha}”"
    elif entendido.delimitador:
        named = DELIMITER_NAMES.get(entendido.delimitador, f"“{entendido.delimitador}”")
        read_as = f"texto em {encoding}, colunas separadas por {named}"
    else:
        read_as = f"texto em {encoding}, uma coluna só"
    header = (
        f"cabeçalho na linha {entendido.linha_cabecalho}"
        if entendido.linha_cabecalho
        else "sem cabeçalho"
    )
    sentence = f"Lido como {read_as}, {header}"
    if columns is None:
        return f"{sentence}."
    used = [
        f"{papel} em “{table.colunas[index]}”"
        for papel, index in (
            (Papel.CODIGO, columns.codigo),
            (Papel.TELEFONE, columns.telefone),
            (Papel.NOME, columns.nome),
        )
        if index is not None
    ]
    return f"{sentence}: {', '.join(used)}."
