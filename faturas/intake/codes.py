"""Reads the code of a customer in a cell (``read_code``), or says why the text cannot be one.

A wrong code is worse than none: it fetches another customer's invoice. So a code that a
spreadsheet has spoilt is mended only where nothing can have been lost, and refused otherwise.
"""

import re

from faturas.domain.documents import is_document, with_lost_zeros
from faturas.domain.safe_text import drop_invisible
from faturas.intake.cell_errors import CUT_OFF, NOT_CALCULATED, TABLE_TOTALS, TOTAL

MAX_CODE_CHARS = 50
"""Characters of the longest code that is asked for; a longer text is a mistake."""
ERROR_REASON = "a célula tem um erro de planilha no lugar do código"
NOT_CALCULATED_REASON = "a fórmula não foi calculada: abra a lista no Excel e salve de novo"
TOTAL_REASON = "a célula é um total calculado por fórmula, não um código"
_MISSING_REASON = "a célula tem uma marca de valor ausente no lugar do código"
DOCUMENT_REASON = "parece um CPF/CNPJ, não um código"
CUT_OFF_REASON = "a página acaba no meio desta linha: exporte a lista de novo"
TABLE_TOTALS_REASON = "linha de totais da tabela, não um cliente"

_LEAST_DOCUMENT_DIGITS = 9
"""Digits of the shortest number that is looked at as a CPF: a spreadsheet drops the zeros that it
begins with, and few CPFs begin with more than two."""

LOST = "\ufffd"
"""Stands for a character that was lost (U+FFFD); in a code it may have been a digit."""

# A code of digits alone. Excel keeps 15 significant digits of a number and writes zeros for the
# others, so that a longer one may have lost some.
_PLAIN_DIGITS = re.compile(r"[0-9]{1,15}")
# An integer that some program kept as a float: 123.0. Not 1.000, which may be a thousand.
_INTEGER_AS_FLOAT = re.compile(r"(0|[1-9][0-9]{0,14})\.(?:0{1,2}|0{4,})")
_FORMULA_TEXT = re.compile(r'="([^"]*)"')

_DAY = r"(0?[1-9]|[12]\d|3[01])"
_MONTH = r"(0?[1-9]|1[0-2])"
_MONTH_NAME = (
    "(jan(eiro)?|fev(ereiro)?|mar(co)?|abr(il)?|maio?|jun(ho)?|jul(ho)?|ago(sto)?|set(embro)?"
    "|out(ubro)?|nov(embro)?|dez(embro)?|feb|apr|may|aug|sep|oct|dec)"
)
_YEAR = r"(\d{4}|\d\d)"
_DATE = (
    rf"(({_DAY}[/-]{_MONTH}|{_MONTH}[/-]{_DAY})[/-]{_YEAR}|{_DAY}\.{_MONTH}\.\d{{4}}"
    rf"|\d{{4}}[/-]{_MONTH}[/-]{_DAY}"
    rf"|{_DAY}[/-]{_MONTH_NAME}([/-]{_YEAR})?|{_MONTH_NAME}[/-]{_YEAR})([ T]\d.*)?"
)

# What a spreadsheet leaves in the place of a code, and why that is none.
_SPOILT = (
    (r"", "o código está em branco"),
    (re.escape(NOT_CALCULATED), NOT_CALCULATED_REASON),
    (re.escape(TOTAL), TOTAL_REASON),
    (re.escape(TABLE_TOTALS), TABLE_TOTALS_REASON),
    (re.escape(CUT_OFF), CUT_OFF_REASON),
    (r"#.*|err:\d{3}", ERROR_REASON),
    (
        r"nan|inf|nat|nil|none|undefined|[<(]?(null|na)[>)]?|n/[ad]|nd|true|false|verdadeiro|falso",
        _MISSING_REASON,
    ),
    (r"(carregando|loading|aguarde)(\.*|…)", _MISSING_REASON),
    (_DATE, "a célula tem uma data no lugar do código"),
    (
        r"[+-]?\d+([.,]\d+e[+-]?|e[+-])\d+",
        "o número está em notação científica e pode ter perdido algarismos",
    ),
    (r"-[\d.,]+", "o número é negativo"),
    (
        r"\d{1,3}(\.\d{3})+(,\d*)?|\d{1,3}(,\d{3})+(\.\d*)?|\d*[.,]\d+",
        "o número tem ponto ou vírgula, e não se sabe se é de milhar ou decimal",
    ),
    (r"\d{15}0+", "o número tem mais de 15 algarismos e parece arredondado"),
)
_SPOILT_REASONS = frozenset(reason for _, reason in _SPOILT)

# Texts that are no code, and why; the first that fits the whole text is the reason.
_REFUSED = tuple(
    (re.compile(pattern, re.ASCII | re.DOTALL | re.IGNORECASE), reason)
    for pattern, reason in (
        (rf".{{{MAX_CODE_CHARS + 1},}}", f"o código tem mais de {MAX_CODE_CHARS} caracteres"),
        *_SPOILT,
        (r"\d{3}\.\d{3}\.\d{3}[-/]\d{2}|\d{2}\.\d{3}\.\d{3}/\d{4}-\d{2}", DOCUMENT_REASON),
        (r".*[\r\n].*", "o código tem uma quebra de linha"),
        (r".*(?u:\s).*", "o código tem um espaço no meio"),
        (r"(?![a-z0-9]).*", "o código não começa com letra sem acento nem algarismo"),
        (r".*[^a-z0-9._/-].*", "o código tem um caractere que não pode fazer parte dele"),
    )
)


def read_code(texto: str) -> tuple[str, str]:
    """Returns the code in a cell and ``""``; or ``""`` and why the cell holds none, in Portuguese.

    The code is the text without outer blanks and without Excel's marks for text, otherwise as it
    was written: letters (A to Z), digits and ``- _ . /``, up to ``MAX_CODE_CHARS``, a letter or
    digit first. Leading zeros stay; only ``123.0`` becomes ``123``.
    """
    if _PLAIN_DIGITS.fullmatch(texto):
        return texto, ""
    if LOST in texto:
        return "", "o código tem um caractere que se perdeu"
    visible = drop_invisible(texto).strip()
    if visible not in texto:
        return "", "o código tem um caractere invisível no meio"
    code = _without_text_marks(visible)
    if integer := _INTEGER_AS_FLOAT.fullmatch(code):
        return integer[1], ""
    for pattern, motivo in _REFUSED:
        if pattern.fullmatch(code):
            return "", motivo
    return code, ""


def is_bare_document(codigo: str) -> bool:
    """Whether a code is a CPF or CNPJ by its check digits, whether its first zeros are lost or not.

    One in a hundred other numbers passes by chance, so it proves something only where most codes
    of a column pass.
    """
    if len(codigo) < _LEAST_DOCUMENT_DIGITS:
        return False
    return is_document(with_lost_zeros(codigo))


def is_surely_code(texto: str) -> bool:
    """Whether a text can be a code and has a digit: a word can be a code, too, but may be text."""
    return any(char.isdecimal() for char in read_code(texto)[0])


def is_spoilt_code(texto: str) -> bool:
    """Whether a text is what a spreadsheet leaves of a code: nothing, an error, ``1.002``."""
    return read_code(texto)[1] in _SPOILT_REASONS


def _without_text_marks(text: str) -> str:
    """Returns the text without the marks by which people tell a spreadsheet to leave it alone.

    They write ``'00123`` or ``="00123"``, and exports keep that.
    """
    if formula := _FORMULA_TEXT.fullmatch(text):
        text = formula[1].strip()
    return text.removeprefix("'").strip()
