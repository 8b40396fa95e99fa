"""Recognises CPF and CNPJ, as written in a text and by their digits alone (``is_document``).

The rule is Receita Federal's: two check digits, modulo 11.
"""

import re

_DASH = r"\-‐-―−"  # a hyphen and its Unicode kin
# The name goes with the number that follows it at once: not behind a separator, a bracket, a line.
_NAME = r"(?<![^\W_])(?:cpf|cnpj)(?![^\W\d_])"
_LABEL = rf"{_NAME}(?: ?/ ?{_NAME})*[ \t.:=º°#{_DASH}]*"
_BETWEEN = r"(?:_|[^\w;/|,+()\n\r]){1,4}"
_CPF = (
    rf"[0-9]{{3}}{_BETWEEN}[0-9]{{3}}{_BETWEEN}[0-9]{{3}}(?:{_BETWEEN}| ?/ ?)[0-9]{{2}}"
    rf"|[0-9]{{9}} ?[{_DASH}] ?[0-9]{{2}}"
)
_CNPJ = (
    rf"[0-9]{{2}}[. ]?[0-9]{{3}}[. ]?[0-9]{{3}} ?/ ?[0-9]{{4}} ?[{_DASH}. ]? ?[0-9]{{2}}"
    rf"|[0-9]{{2}}[. ][0-9]{{3}}[. ][0-9]{{3}}[ .{_DASH}][0-9]{{4}}[ .{_DASH}][0-9]{{2}}"
)
_WRITTEN = re.compile(
    rf"{_LABEL}(?:(?:{_CNPJ}|{_CPF}|(?P<bare>[0-9]{{14}}|[0-9]{{11}}))(?![0-9]))?"
    rf"|(?<![0-9])(?:{_CNPJ}|{_CPF})(?![0-9])",
    re.IGNORECASE,
)
DOCUMENT_DIGITS = _CPF_DIGITS, _CNPJ_DIGITS = 11, 14
_MASK = re.compile(rf"[\s./{_DASH}]")
_SAME_DIGIT = re.compile(r"([0-9])\1*")


def without_written_documents(texto: str) -> str:
    """Return the text with a ``;`` for every CPF and CNPJ written with its mask or its name.

    With its mask it is taken out whatever its check digits, for no other number is written so.
    Bare digits behind the word CPF or CNPJ stay where their check digits are wrong.
    """
    return _WRITTEN.sub(lambda found: f";{found['bare']}" if _is_misnamed(found) else ";", texto)


def names_another_number(texto: str) -> bool:
    """Whether bare digits behind the word CPF or CNPJ have wrong check digits, and so are none."""
    return any(map(_is_misnamed, _WRITTEN.finditer(texto)))


def _is_misnamed(found: re.Match[str]) -> bool:
    return bool(found["bare"]) and not is_document(found["bare"])


def is_document(texto: str) -> bool:
    """Whether the text is the bare digits of a CPF (11) or a CNPJ (14), check digits right."""
    if len(texto) not in DOCUMENT_DIGITS or not (texto.isascii() and texto.isdigit()):
        return False
    if _SAME_DIGIT.fullmatch(texto):
        return False
    return all(_check_digit(texto[:end]) == texto[end] for end in (-2, -1))


def with_lost_zeros(digits: str) -> str:
    """The digits filled up to a CPF's, or to a CNPJ's where they are more; longer ones stay."""
    return digits.zfill(next((n for n in DOCUMENT_DIGITS if n >= len(digits)), 0))


def document_digits(texto: str) -> str:
    """The one form of a CPF or CNPJ that is written with its mask or without its first zeros.

    Zeros are filled up only where that gives right check digits; what is none stays as it is
    without the mask's signs.
    """
    bare = _MASK.sub("", texto)
    filled = with_lost_zeros(bare)
    return filled if is_document(filled) else bare


def _check_digit(body: str) -> str:
    """Return the next digit: weights 2, 3, 4 … from the right; for a CNPJ anew at 9."""
    highest = 9 if len(body) >= _CNPJ_DIGITS - 2 else _CPF_DIGITS
    weights = (2 + position % (highest - 1) for position in range(len(body)))
    rest = sum(int(digit) * weight for digit, weight in zip(reversed(body), weights, strict=False))
    return str((11 - rest % 11) % 11 % 10)
