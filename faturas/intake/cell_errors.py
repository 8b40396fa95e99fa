"""Cells that hold no value but an error, as the spreadsheet shows them."""

import re

ERRORS = {
    0x00: "#NULO!",
    0x07: "#DIV/0!",
    0x0F: "#VALOR!",
    0x17: "#REF!",
    0x1D: "#NOME?",
    0x24: "#NÚM!",
    0x2A: "#N/D",
    0x2B: "#OBTENDO_DADOS",
}
"""The errors by their numbers in xls and xlsb (MS-XLS 2.5.10), as Excel shows them in Brazil."""

OTHER_ERROR = "#ERRO!"
"""For an error that has no number of its own."""

NOT_CALCULATED = "#FÓRMULA SEM VALOR"
"""What a formula without a result is read as."""

TOTAL = "#FÓRMULA DE TOTAL"
"""What a formula that comes to a total of rows is read as, whatever its result."""

TABLE_TOTALS = "#LINHA DE TOTAIS"
"""What the cells of a row that the workbook declares as a table's totals are read as."""

CUT_OFF = "#LINHA CORTADA"
"""What the cells of a row in the middle of which the file ends are read as."""

ENGLISH = {
    "#NULL!": "#NULO!",
    "#VALUE!": "#VALOR!",
    "#NAME?": "#NOME?",
    "#NUM!": "#NÚM!",
    "#N/A": "#N/D",
    "#GETTING_DATA": "#OBTENDO_DADOS",
}
"""The names that xlsx and ods keep where Brazil has its own."""

# The newer ones in both languages, those of Google Sheets and LibreOffice, and the row of # that
# a number leaves behind when it is exported from a column too narrow for it.
_ERROR = re.compile(
    r"#(NULO|NULL|DIV/0|VALOR|VALUE|REF|NOME|NAME|N[ÚU]M|DESPEJAR|SPILL|C[ÁA]LC|CAMPO|FIELD"
    r"|BLOQUEADO|BLOCKED|CONECTAR|CONNECT|DESCONHECIDO|UNKNOWN|OCUPADO|BUSY|PYTHON|EXTERNAL"
    r"|ERRO|ERROR)[!?]"
    r"|#N/[AD]|#OBTENDO_DADOS|#GETTING_DATA|#{3,}|Err:\d{3}|"
    + "|".join(map(re.escape, (NOT_CALCULATED, TOTAL, TABLE_TOTALS, CUT_OFF))),
    re.IGNORECASE,
)


def is_error(text: str) -> bool:
    """Whether a cell's text is an error of the spreadsheet, or a formula of no use."""
    return bool(_ERROR.fullmatch(text.strip()))
