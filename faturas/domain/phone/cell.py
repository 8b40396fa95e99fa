"""The cell of a phone, taken apart into the texts of its numbers, as people and spreadsheets write.

The order matters: NFKC and invisible characters; links and ids of WhatsApp; CPF and CNPJ; the
numbers of a cell that holds several; numbers that a spreadsheet wrote out; letters. A digit is
never dropped.
"""

import re
import unicodedata
from typing import NamedTuple

from faturas.domain.documents import without_written_documents
from faturas.domain.findings import Cause, Finding, Repair
from faturas.domain.phone.telefone import DOCUMENT, MIN_DIGITS, only_digits
from faturas.domain.safe_text import drop_invisible

_MAX_CELL_CHARACTERS = 200
"""Longer cells are refused. Our choice: some ten phones with their labels."""
_MAX_DIGITS = 15
"""Digits of the longest number (ITU-T E.164); more are several numbers side by side."""

_LETTER = r"[^\W0-9_]"  # of any script, and digits that are not ASCII
_HAS_LETTER = re.compile(_LETTER)
_LETTER_AT_DIGIT = re.compile(rf"[0-9]{_LETTER}|{_LETTER}[0-9]")
_WORDS = re.compile(rf"[^0-9+(]*{_LETTER}[^0-9+(]*")
_LABELS = re.compile(
    r"\A\W*(?:(?:what'?s\s?app|what'?s|wpp?|zap(?:zap)?|celular|cel|telefone|tel|fone|fixo"
    rf"|m[oó]vel|contato|n[uú]mero)(?!{_LETTER})[\W_]*?)+(?=[0-9+(]|\Z)",
    re.IGNORECASE,
)
_LINK = re.compile(
    r"(?:https?://)?(?:www\.)?wa\.me/(?:%2b)?|(?:https?|whatsapp)://\S*?[?&]phone=(?:%2b)?",
    re.IGNORECASE,
)
_LINK_TAIL = re.compile(r"[?&#].*", re.DOTALL)
_WHATSAPP_ID = re.compile(r"([0-9]+)(?:[.:][0-9]+)*@(?:s\.whatsapp\.net|c\.us)", re.IGNORECASE)
_CARRIER_MASK = re.compile(r"(?<![0-9])0[\s-]*xx[\s-]*", re.IGNORECASE)
_SEPARATORS = re.compile(r"[/;|\n\r]+")
_COMPLETE = re.compile(r"(?<![0-9])(?:55 ?)?0?[0-9]{2} ?9? ?[0-9]{4} ?[0-9]{4}(?![0-9])")
_THOUSANDS = re.compile(r"\s*[0-9]{1,3}(?:,[0-9]{3})+\s*")
_DECIMAL = re.compile(r"\s*([0-9]{8,})[.,]([0-9]{1,3})\s*")
_SCIENTIFIC = re.compile(r"\s*([0-9]+)(?:[.,]([0-9]+))?e\+?([0-9]{1,2})\s*", re.IGNORECASE)
# What stands for a character that was lost; it may have been a digit.
_LOST_AT_DIGIT = re.compile(r"[0-9][\0\ufffd]|[\0\ufffd][0-9]")


class NoPhoneError(Exception):
    """The cell cannot be a phone; ``why`` says what it is."""

    def __init__(self, why: Finding) -> None:
        super().__init__(why.code)
        self.why = why


class Cell(NamedTuple):
    """What a cell holds: the texts of its numbers, free of letters, one at least, and repairs."""

    numbers: list[str]
    repairs: list[Finding]


def read_cell(texto: str) -> Cell:
    """Take a cell apart; raises ``NoPhoneError`` when it can be no phone."""
    if len(texto) > _MAX_CELL_CHARACTERS:
        raise NoPhoneError(Finding.of(Cause.TELEFONE_TEXTO_LONGO))
    repairs: list[Finding] = []
    if _LOST_AT_DIGIT.search(texto):
        raise NoPhoneError(Finding.of(Cause.TELEFONE_CARACTERE_PERDIDO))
    text = drop_invisible(unicodedata.normalize("NFKC", texto)).strip(" \t\r\n=\"'")
    if link := _LINK.match(text):
        text = _LINK_TAIL.sub("", text[link.end() :])
    elif "@" in text[1:]:
        text = _from_whatsapp_id(text)
        repairs.append(Finding.of(Repair.TELEFONE_DO_WHATSAPP))
    rest = without_written_documents(text)
    if rest != text:
        if not _count_digits(rest):
            raise NoPhoneError(DOCUMENT)
        text = rest
        repairs.append(Finding.of(Repair.TELEFONE_SEM_DOCUMENTO))

    pieces = []
    for piece in _pieces(_CARRIER_MASK.sub("0 ", text)):
        written_out = _written_out(piece)
        pieces.append(written_out or _LABELS.sub("", piece))
        if written_out:
            repairs.append(Finding.of(Repair.TELEFONE_REESCRITO))
    if any(map(_HAS_LETTER.search, pieces)):
        repairs.append(Finding.of(Repair.TELEFONE_SEM_TEXTO))
    numbers = [number for piece in pieces for number in _without_words(piece)]
    if not numbers:
        is_blank = not texto.strip()
        raise NoPhoneError(
            Finding.of(Cause.TELEFONE_SEM if is_blank else Cause.TELEFONE_SEM_NUMERO)
        )
    return Cell([number for text in numbers for number in _unglued(text)], repairs)


def _from_whatsapp_id(text: str) -> str:
    match = _WHATSAPP_ID.fullmatch(text)
    if match is None:
        raise NoPhoneError(Finding.of(Cause.TELEFONE_EMAIL))
    return match[1]


def _written_out(text: str) -> str | None:
    """The digits of a number in float or scientific form, if that is what the text is.

    Raises ``NoPhoneError`` when digits are missing: what the spreadsheet cut off is lost.
    """
    if match := _DECIMAL.fullmatch(text):
        if match[2].strip("0"):
            raise NoPhoneError(Finding.of(Cause.TELEFONE_DECIMAL))
        return match[1]
    if match := _SCIENTIFIC.fullmatch(text):
        whole, fraction, exponent = match[1], match[2] or "", int(match[3])
        digits, length = whole + fraction, len(whole) + exponent
        if len(digits) < length or digits[length:].strip("0"):
            raise NoPhoneError(Finding.of(Cause.TELEFONE_CIENTIFICO))
        return digits[:length]
    return None


def _pieces(text: str) -> list[str]:
    """The cell cut at its separators; a DDD cut from its number is joined to it again."""
    pieces = [
        piece
        for chunk in _SEPARATORS.split(text)
        for piece in ([chunk] if _has_comma_inside(chunk) else chunk.split(","))
    ]
    if len(pieces) > 1 and 1 <= _count_digits(pieces[0]) <= 4:
        pieces[:2] = [f"{pieces[0]} {pieces[1]}"]
    return pieces


def _has_comma_inside(text: str) -> bool:
    """Whether a comma in ``text`` belongs to a number as spreadsheets write it."""
    return any(form.fullmatch(text) for form in (_THOUSANDS, _DECIMAL, _SCIENTIFIC))


def _without_words(piece: str) -> list[str]:
    """The parts of ``piece`` between words; raises ``NoPhoneError`` when words cut a number."""
    if _LETTER_AT_DIGIT.search(piece):
        raise NoPhoneError(Finding.of(Cause.TELEFONE_LETRAS))
    parts = [part for part in _WORDS.split(piece) if _count_digits(part)]
    if len(parts) > 1 and min(map(_count_digits, parts)) < MIN_DIGITS:
        raise NoPhoneError(Finding.of(Cause.TELEFONE_LETRAS))
    return parts


def _unglued(text: str) -> list[str]:
    """Complete numbers that stand side by side with nothing but blanks or a dash between."""
    if _count_digits(text) <= _MAX_DIGITS:
        return [text]
    spaced = only_digits(text, " ").strip()
    numbers = _COMPLETE.findall(spaced)
    return numbers if sum(map(_count_digits, numbers)) == _count_digits(spaced) else [text]


def _count_digits(text: str) -> int:
    return len(only_digits(text))
