"""What was understood of a list, in one sentence for people."""

from faturas.intake.columns import Papel
from faturas.intake.customers import Columns
from faturas.intake.file_kind import Formato
from faturas.intake.spreadsheet import Table
from faturas.intake.decode import ENCODINGS

DELIMITER_NAMES = {
    ";": "ponto e vírgula",
    ",": "vírgula",
    "\t": "tabulação",
    "|": "barra vertical",
    "": "nenhum: uma coluna só",
}


def understood(table: Table, columns: Columns | None) -> str:
    """How the file was read and, once they are known, which columns are used."""
    entendido = table.entendido
    if entendido.formato is Formato.CSV:
        encoding = ENCODINGS.get(entendido.codificacao, entendido.codificacao)
        if entendido.delimitador:
            named = DELIMITER_NAMES.get(entendido.delimitador, f"“{entendido.delimitador}”")
            read_as = f"texto em {encoding}, colunas separadas por {named}"
        else:
            read_as = f"texto em {encoding}, uma coluna só"
    else:
        read_as = f"planilha {entendido.formato.upper()}, aba “{entendido.planilha}”"
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
