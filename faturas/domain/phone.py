"""Phones as people and spreadsheets write them, turned into numbers that WhatsApp can reach.

``phonenumbers`` is the judge, but only of digits that were cleaned here: given raw text it turns
letters into keypad digits and ``0055…`` into a foreign number. The order of the cleaning matters:
NFKC and invisible characters; the numbers of a cell that holds several; numbers that a spreadsheet
wrote out; letters; trunk and country prefixes; the ninth digit. A digit is never dropped.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import NamedTuple

from phonenumbers import PhoneNumber, PhoneNumberType, number_type

from faturas.domain.documents import is_document, names_another_number, without_written_documents
from faturas.domain.safe_text import drop_invisible


class SituacaoTelefone(StrEnum):
    """How far a phone can be trusted; only ``ok`` and ``corrigido`` are sent to."""

    OK = "ok"
    CORRIGIDO = "corrigido"
    REVISAR = "revisar"
    RECUSADO = "recusado"


class TipoTelefone(StrEnum):
    """Of the kinds that reach a person."""

    MOVEL = "movel"
    FIXO = "fixo"


@dataclass(frozen=True, slots=True)
class Telefone:
    """One cell, judged.

    ``e164`` is ``+55…``: the number found, in ``revisar`` the likely one if there is a likely one;
    a refused service number keeps it where it has one. ``motivo`` says what was repaired, what is
    doubtful or why it was refused, without the number; ``""`` when ok.
    """

    entrada: str
    situacao: SituacaoTelefone
    e164: str | None = None
    tipo: TipoTelefone | None = None
    motivo: str = ""

    @property
    def digitos(self) -> str:
        """Digits with the country code and no ``+``, as WhatsApp wants; ``""`` when refused."""
        return self.e164[1:] if self.e164 and self.situacao is not SituacaoTelefone.RECUSADO else ""

    @property
    def usavel(self) -> bool:
        """Whether it may be sent to without anybody looking at it."""
        return self.situacao in (SituacaoTelefone.OK, SituacaoTelefone.CORRIGIDO)


@dataclass(frozen=True, slots=True)
class Escolha:
    """The best of several phones; the landline stands apart, for only the clerk may allow it."""

    movel: Telefone | None
    fixo: Telefone | None


_DOCUMENT = "é um CPF/CNPJ, não um telefone"
_MAYBE_DOCUMENT = "pode ser um CPF/CNPJ ou um telefone; confirme o número"
_COUNTRY = "55"
_MAX_CELL_CHARACTERS = 200
_MIN_DIGITS, _MIN_DIGITS_WITH_DDD, _DIGITS_WITH_ZERO, _MAX_DIGITS = 8, 10, 12, 15
_TIPOS = {
    PhoneNumberType.MOBILE: TipoTelefone.MOVEL,
    PhoneNumberType.FIXED_LINE: TipoTelefone.FIXO,
}
_SERVICES = frozenset(
    {PhoneNumberType.TOLL_FREE, PhoneNumberType.SHARED_COST, PhoneNumberType.PREMIUM_RATE}
)
# With a DDD before it the judge takes it for a landline; it is one number for the whole country.
_NATIONAL_ONLY = re.compile(r"[0-9]{2}400[34][0-9]{4}")
# Radio (Nextel) numbers began with 7 and never got a ninth digit; in the state of São Paulo,
# 71 to 74 were mobile phones.
_RADIO = re.compile(r"(?!1[1-9]7[1-4])[0-9]{2}7[0-9]{7}")
# The CSPs that the judge's own metadata lists.
_CARRIER = re.compile(r"1[245]|2[1-35]|31|4[13]|65|99")
_FILLER = re.compile(r"([0-9])\1{6}|12345678")
_FILLER_FIXO = re.compile(r"([0-9])\1{7}")  # 3000-0000 is a usual switchboard
# The sequences 9 8765-4321 and 9 1234-5678 without their last digit.
_CUT_SEQUENCES = ("98765432", "91234567")

_LETTER = r"[^\W0-9_]"  # of any script, and digits that are not ASCII
_HAS_LETTER = re.compile(_LETTER)
_LETTER_AT_DIGIT = re.compile(rf"[0-9]{_LETTER}|{_LETTER}[0-9]")
_WORDS = re.compile(rf"[^0-9+(]*{_LETTER}[^0-9+(]*")
_NOT_DIGITS = re.compile(r"[^0-9]+")
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
_DDD_55_IN_PARENTHESES = re.compile(r"\(\s*0?\s*55\s*\)")
_DDD_APART = re.compile(r"[0-9]{2}[^0-9]+[0-9]{4}[^0-9]?[0-9]{4}[^0-9]*\Z")
# A DDD that stands apart, and behind it what is written as no document is.
_GROUPED_AS_PHONE = re.compile(
    r"[^0-9]*(?:55[^0-9]+)?0?[0-9]{2}[^0-9]+(?:9[^0-9]*)?[0-9]{4}[^0-9]*[0-9]{4}[^0-9]*"
)
# 98888 or 9 8888 as a group: the ninth digit is there, so another one must be missing.
_HAS_NINTH_DIGIT = re.compile(r"(?<![0-9])9[^0-9]?[0-9]{4}(?![0-9])")
_THOUSANDS = re.compile(r"\s*[0-9]{1,3}(?:,[0-9]{3})+\s*")
_DECIMAL = re.compile(r"\s*([0-9]{8,})[.,]([0-9]{1,3})\s*")
_SCIENTIFIC = re.compile(r"\s*([0-9]+)(?:[.,]([0-9]+))?e\+?([0-9]{1,2})\s*", re.IGNORECASE)
# What stands for a character that was lost; it may have been a digit.
_LOST_AT_DIGIT = re.compile(r"[0-9][\0\ufffd]|[\0\ufffd][0-9]")


class _RefusedError(Exception):
    """The cell cannot be a phone; the message is the motivo."""


class _National(NamedTuple):
    """Digits without prefixes, and which prefixes there were."""

    number: str
    countries: int  # how many times 55 was taken off
    trunk: bool  # a 0, with or without a carrier
    abroad: bool  # 00 without 55 after it


def check_phone(texto: str) -> Telefone:
    """Judge one cell. Never raises."""
    repairs: list[str] = []
    try:
        numbers = _numbers(texto, repairs)
    except _RefusedError as refusal:
        return _refused(texto, str(refusal))
    found = _judge_all(texto, numbers)
    if found.usavel and names_another_number(texto):
        return replace(found, situacao=SituacaoTelefone.REVISAR, motivo=_MAYBE_DOCUMENT)
    if found.usavel and repairs:
        motivos = dict.fromkeys([*repairs, found.motivo] if found.motivo else repairs)
        return replace(found, situacao=SituacaoTelefone.CORRIGIDO, motivo="; ".join(motivos))
    return found


def choose_phone(textos: Iterable[str]) -> Escolha:
    """The first usable mobile and the first usable landline, in the order given."""
    usable = [phone for phone in map(check_phone, textos) if phone.usavel]
    return Escolha(
        movel=next((phone for phone in usable if phone.tipo is TipoTelefone.MOVEL), None),
        fixo=next((phone for phone in usable if phone.tipo is TipoTelefone.FIXO), None),
    )


def _refused(entrada: str, motivo: str, e164: str | None = None) -> Telefone:
    return Telefone(entrada, SituacaoTelefone.RECUSADO, e164=e164, motivo=motivo)


# --- from a cell to the texts of its numbers ---------------------------------------------------


def _numbers(texto: str, repairs: list[str]) -> list[str]:
    """The texts, free of letters, of the numbers in a cell: one at least.

    What had to be mended is added to ``repairs``. Raises ``_RefusedError``.
    """
    if len(texto) > _MAX_CELL_CHARACTERS:
        raise _RefusedError("texto longo demais para um telefone")
    if _LOST_AT_DIGIT.search(texto):
        raise _RefusedError("há um caractere perdido junto do número; recupere o telefone")
    text = drop_invisible(unicodedata.normalize("NFKC", texto)).strip(" \t\r\n=\"'")
    if link := _LINK.match(text):
        text = _LINK_TAIL.sub("", text[link.end() :])
    elif "@" in text[1:]:
        text = _from_whatsapp_id(text)
        repairs.append("complemento do WhatsApp retirado")
    rest = without_written_documents(text)
    if rest != text:
        if not _count_digits(rest):
            raise _RefusedError(_DOCUMENT)
        text = rest
        repairs.append("CPF/CNPJ na mesma célula foi retirado")

    pieces = []
    for piece in _pieces(_CARRIER_MASK.sub("0 ", text)):
        written_out = _written_out(piece)
        pieces.append(written_out or _LABELS.sub("", piece))
        if written_out:
            repairs.append("número que a planilha tinha convertido foi reescrito por inteiro")
    if any(map(_HAS_LETTER.search, pieces)):
        repairs.append("texto em volta do número foi retirado")
    numbers = [number for piece in pieces for number in _without_words(piece)]
    if not numbers:
        raise _RefusedError("não há número de telefone" if texto.strip() else "sem telefone")
    return [number for text in numbers for number in _unglued(text)]


def _from_whatsapp_id(text: str) -> str:
    match = _WHATSAPP_ID.fullmatch(text)
    if match is None:
        raise _RefusedError("parece um e-mail ou um grupo, não um telefone")
    return match[1]


def _written_out(text: str) -> str | None:
    """The digits of a number in float or scientific form, if that is what the text is.

    Raises ``_RefusedError`` when digits are missing: what the spreadsheet cut off is lost.
    """
    if match := _DECIMAL.fullmatch(text):
        if match[2].strip("0"):
            raise _RefusedError("é um número com casas decimais, não um telefone")
        return match[1]
    if match := _SCIENTIFIC.fullmatch(text):
        whole, fraction, exponent = match[1], match[2] or "", int(match[3])
        digits, length = whole + fraction, len(whole) + exponent
        if len(digits) < length or digits[length:].strip("0"):
            raise _RefusedError(
                "a planilha guardou o número em notação científica e perdeu dígitos; "
                "recupere o telefone na lista original"
            )
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
    """The parts of ``piece`` between words; raises ``_RefusedError`` when words cut a number."""
    if _LETTER_AT_DIGIT.search(piece):
        raise _RefusedError("há letras no meio do número")
    parts = [part for part in _WORDS.split(piece) if _count_digits(part)]
    if len(parts) > 1 and min(map(_count_digits, parts)) < _MIN_DIGITS:
        raise _RefusedError("há letras no meio do número")
    return parts


def _unglued(text: str) -> list[str]:
    """Complete numbers that stand side by side with nothing but blanks or a dash between."""
    if _count_digits(text) <= _MAX_DIGITS:
        return [text]
    spaced = _NOT_DIGITS.sub(" ", text).strip()
    numbers = _COMPLETE.findall(spaced)
    return numbers if sum(map(_count_digits, numbers)) == _count_digits(spaced) else [text]


def _count_digits(text: str) -> int:
    return len(_NOT_DIGITS.sub("", text))


# --- from the texts to one phone ---------------------------------------------------------------


def _judge_all(entrada: str, numbers: Sequence[str]) -> Telefone:
    """The first mobile of the cell, otherwise its first landline; two of the kind are a doubt."""
    phones: list[Telefone] = []
    ddd = ""
    for text in numbers:
        phone = _judge(entrada, text, ddd)
        ddd = phone.e164[3:5] if phone.e164 and phone.tipo and not ddd else ddd
        phones.append(phone)
    if len(phones) == 1:
        return phones[0]
    found = sorted(
        (phone for phone in phones if phone.tipo),
        key=lambda phone: (not phone.usavel, phone.tipo is not TipoTelefone.MOVEL),
    )
    if not found:
        return phones[0]
    best = found[0]
    if len({phone.e164 for phone in found if phone.tipo is best.tipo}) > 1:
        return replace(
            best,
            situacao=SituacaoTelefone.REVISAR,
            motivo="há mais de um número na célula; deixe um só na lista",
        )
    if not best.usavel:
        return best
    kept = "o celular" if best.tipo is TipoTelefone.MOVEL else "o telefone fixo"
    motivo = f"havia mais de um número na célula; ficou {kept}"
    return replace(
        best,
        situacao=SituacaoTelefone.CORRIGIDO,
        motivo=f"{motivo}; {best.motivo}" if best.motivo else motivo,
    )


def _judge(entrada: str, text: str, shared_ddd: str = "") -> Telefone:
    """Judge one number. ``shared_ddd`` is that of an earlier number in the same cell.

    Digits that are not grouped as a phone may be a CPF or CNPJ as well: with right check digits
    they are one, and where they fit a mobile too, nobody can tell. A CPF of 10 digits has lost its
    first zero in a spreadsheet, one of 12 has got a zero as a phone has.
    """
    phone = _judge_as_phone(entrada, text, shared_ddd)
    digits = _NOT_DIGITS.sub("", text)
    is_short = len(digits) == _MIN_DIGITS_WITH_DDD
    zeros = "0" if is_short else ""
    if len(digits) == _DIGITS_WITH_ZERO and digits[0] == "0":
        digits = digits[1:]
    if not is_document(zeros + digits) or _GROUPED_AS_PHONE.fullmatch(text):
        return phone
    if phone.tipo is TipoTelefone.MOVEL or (phone.tipo and is_short):
        return replace(phone, situacao=SituacaoTelefone.REVISAR, motivo=_MAYBE_DOCUMENT)
    return _refused(entrada, _DOCUMENT)


def _judge_as_phone(entrada: str, text: str, shared_ddd: str) -> Telefone:
    digits = _NOT_DIGITS.sub("", text)
    plus = "+" in text[: text.index(digits[0])]
    if plus and not digits.lstrip("0").startswith(_COUNTRY):
        return _refused(entrada, "é um número de outro país: começa com + e não tem o 55")
    if shared_ddd and _MIN_DIGITS <= len(digits) < _MIN_DIGITS_WITH_DDD:
        digits = shared_ddd + digits
    national = _strip_prefixes(digits)
    number = national.number
    if _RADIO.fullmatch(number) and number[:2] in _DDDS:
        return Telefone(
            entrada,
            SituacaoTelefone.REVISAR,
            motivo="parece um antigo número de rádio (Nextel), serviço que acabou; peça outro",
        )
    is_short_mobile = len(number) == 10 and number[2] in "6789"
    if is_short_mobile:
        number = f"{number[:2]}9{number[2:]}"
    tipo = _TIPOS.get(_kind(number)) if len(number) in (10, 11) else None
    if tipo is None or _NATIONAL_ONLY.fullmatch(number):
        return _refused(entrada, *_why_refused(national))
    if national.countries > 1 and len(national.number) != 11:
        return _refused(entrada, "o código 55 está repetido e o resto não é um celular completo")
    e164 = f"+{_COUNTRY}{number}"
    if doubt := _doubt(national, tipo, number, text, plus=plus):
        return Telefone(entrada, SituacaoTelefone.REVISAR, e164, tipo, doubt)
    repairs = []
    if national.countries > 1:
        repairs.append("código 55 repetido foi retirado")
    if is_short_mobile:
        repairs.append("nono dígito incluído")
    situacao = SituacaoTelefone.CORRIGIDO if repairs else SituacaoTelefone.OK
    return Telefone(entrada, situacao, e164, tipo, "; ".join(repairs))


def _strip_prefixes(digits: str) -> _National:
    """Take off 00, 0, 0 + carrier and 55, in any sensible order, 55 at most twice."""
    countries = 0
    trunk = abroad = False
    while True:
        rest = digits.lstrip("0")
        zeros = len(digits) - len(rest)
        trunk, abroad = trunk or zeros == 1, abroad or zeros > 1
        if zeros == 1 and len(rest) in (12, 13) and _CARRIER.match(rest):
            rest = rest[2:]
        # 11 digits that start with 55 are of DDD 55
        if not rest.startswith(_COUNTRY) or len(rest) <= 11 or countries == 2:
            return _National(rest, countries, trunk, abroad and not countries)
        digits = rest[2:]
        countries += 1


def _kind(number: str) -> int:
    """What the judge says of a national number: a ``PhoneNumberType``."""
    return number_type(PhoneNumber(country_code=int(_COUNTRY), national_number=int(number)))


_DDDS = frozenset(
    str(ddd) for ddd in range(11, 100) if _kind(f"{ddd}912345678") == PhoneNumberType.MOBILE
)


def _doubt(national: _National, tipo: TipoTelefone, number: str, text: str, *, plus: bool) -> str:
    """Why a valid number may still not be the one that was meant; ``""`` without a doubt."""
    is_short_mobile = number != national.number
    filler = _FILLER_FIXO if tipo is TipoTelefone.FIXO else _FILLER
    if filler.search(number[2:]):
        return "parece um número de preenchimento (dígitos repetidos ou em sequência)"
    if national.abroad:
        return "começa com 00 sem o 55: pode ser de outro país"
    if (
        national.number.startswith(_COUNTRY)
        and not national.countries
        and (plus or is_short_mobile)
        and not _DDD_55_IN_PARENTHESES.search(text)
    ):
        return "o 55 pode ser o código do país, sem DDD, ou o DDD; confirme o número"
    if is_short_mobile and national.trunk and not _DDD_APART.search(text):
        return "tem um zero na frente e não tem o nono dígito; confirme o DDD e o número"
    if is_short_mobile and (national.number[2:] in _CUT_SEQUENCES or _HAS_NINTH_DIGIT.search(text)):
        return "parece faltar um dígito; confirme o DDD e o número"
    return ""


def _why_refused(national: _National) -> tuple[str, str | None]:
    """The motivo, and the E.164 form that a service number may have."""
    number = national.number
    size = len(number)
    if size == 0 or _FILLER.search(number):
        return "é um número de preenchimento (dígitos repetidos ou em sequência)", None
    if size <= 11 and (_kind(number) in _SERVICES or _NATIONAL_ONLY.fullmatch(number)):
        # 4004 exists only inside the country, and the 0 of 0800 is a part of the number.
        has_e164 = size == 9 and not national.trunk
        return (
            "é um número de atendimento (0800, 4004 e semelhantes), não de uma pessoa",
            f"+{_COUNTRY}{number}" if has_e164 else None,
        )
    faults = (
        (size < _MIN_DIGITS, "faltam dígitos: um telefone tem DDD e mais 8 ou 9 dígitos"),
        (
            size < _MIN_DIGITS_WITH_DDD,
            "falta o DDD: escreva o número com os dois dígitos do DDD na frente",
        ),
        (size > 11, "tem dígitos demais para um telefone brasileiro"),
        (number[:2] not in _DDDS, f"o DDD {number[:2]} não existe"),
        (size == 11, "tem 11 dígitos, mas um celular começa com 9 depois do DDD"),
        (True, "o número depois do DDD não começa com um dígito de telefone (2 a 9)"),
    )
    return next(motivo for applies, motivo in faults if applies), None
