"""Names a spreadsheet's errors, and our own for cells whose value must not be used.

Such a name stands in the place of the cell's value, so that it is refused as a code with a reason.
"""

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
"""What an error is read as that has no number in ``ERRORS``."""

NOT_CALCULATED = "#FÓRMULA SEM VALOR"
"""What a formula without a result is read as."""

TOTAL = "#FÓRMULA DE TOTAL"
"""What a formula that sums up or counts rows is read as, whatever its result."""

TABLE_TOTALS = "#LINHA DE TOTAIS"
"""What the cells of a row that the workbook declares as a table's totals are read as."""

CUT_OFF = "#LINHA CORTADA"
"""What the cells of the last row are read as where the file ends in the middle of it."""

ENGLISH = {
    "#NULL!": "#NULO!",
    "#VALUE!": "#VALOR!",
    "#NAME?": "#NOME?",
    "#NUM!": "#NÚM!",
    "#N/A": "#N/D",
    "#GETTING_DATA": "#OBTENDO_DADOS",
}
"""The English names, which xlsx and ods keep, and Excel's in Brazil where they differ."""

# Older and newer errors in both languages, those of Google Sheets and LibreOffice, the row of #
# that a number becomes when it is exported from a column too narrow for it, and our own names.
_ERROR = re.compile(
    r"#(NULO|NULL|DIV/0|VALOR|VALUE|REF|NOME|NAME|N[ÚU]M|DESPEJAR|SPILL|C[ÁA]LC|CAMPO|FIELD"
    r"|BLOQUEADO|BLOCKED|CONECTAR|CONNECT|DESCONHECIDO|UNKNOWN|OCUPADO|BUSY|PYTHON|EXTERNAL"
    r"|ERRO|ERROR)[!?]"
    r"|#N/[AD]|#OBTENDO_DADOS|#GETTING_DATA|#{3,}|Err:\d{3}|"
    + "|".join(map(re.escape, (NOT_CALCULATED, TOTAL, TABLE_TOTALS, CUT_OFF))),
    re.IGNORECASE,
)


def is_error(text: str) -> bool:
    """Whether a cell's text is an error of the spreadsheet, or one of our names for no value."""
    return bool(_ERROR.fullmatch(text.strip()))
