"""Judges the digits of one number (``judge_number``): a mobile, a landline, doubtful, or refused.

The library ``phonenumbers`` decides, but only about digits that ``cell`` has cleaned: in raw text
it takes letters for keypad digits and ``0055…`` for a foreign number. Trunk and country prefixes
are taken off first, then the ninth digit is added where it is missing.
"""

import re
from dataclasses import replace
from typing import NamedTuple

from phonenumbers import PhoneNumber, PhoneNumberType, number_type

from faturas.domain.documents import is_document
from faturas.domain.findings import Cause, Finding, Repair
from faturas.domain.phone.telefone import (
    DOCUMENT,
    MAYBE_DOCUMENT,
    MIN_DIGITS,
    MIN_DIGITS_WITH_DDD,
    SituacaoTelefone,
    Telefone,
    TipoTelefone,
    only_digits,
    refused,
)

_COUNTRY = "55"
_DIGITS_WITH_ZERO = 12
"""Digits of a CPF of 11 that has got a zero in front, as a phone has."""
_TIPOS = {
    PhoneNumberType.MOBILE: TipoTelefone.MOVEL,
    PhoneNumberType.FIXED_LINE: TipoTelefone.FIXO,
}
_SERVICES = frozenset(
    {PhoneNumberType.TOLL_FREE, PhoneNumberType.SHARED_COST, PhoneNumberType.PREMIUM_RATE}
)
# A number for the whole country, which ``phonenumbers`` takes for a landline behind a DDD.
_NATIONAL_ONLY = re.compile(r"[0-9]{2}400[34][0-9]{4}")
# Radio (Nextel) numbers began with 7 and never got a ninth digit; in the state of São Paulo,
# 71 to 74 were mobile phones.
_RADIO = re.compile(r"(?!1[1-9]7[1-4])[0-9]{2}7[0-9]{7}")
# The carriers' codes (CSP) that the metadata of ``phonenumbers`` lists.
_CARRIER = re.compile(r"1[245]|2[1-35]|31|4[13]|65|99")
_FILLER = re.compile(r"([0-9])\1{6}|12345678")
_FILLER_FIXO = re.compile(r"([0-9])\1{7}")  # 3000-0000 is a usual switchboard
# The sequences 9 8765-4321 and 9 1234-5678 without their last digit.
_CUT_SEQUENCES = ("98765432", "91234567")
_DDD_55_IN_PARENTHESES = re.compile(r"\(\s*0?\s*55\s*\)")
_DDD_APART = re.compile(r"[0-9]{2}[^0-9]+[0-9]{4}[^0-9]?[0-9]{4}[^0-9]*\Z")
# A DDD that stands apart, and behind it what is written as no document is.
_GROUPED_AS_PHONE = re.compile(
    r"[^0-9]*(?:55[^0-9]+)?0?[0-9]{2}[^0-9]+(?:9[^0-9]*)?[0-9]{4}[^0-9]*[0-9]{4}[^0-9]*"
)
# 98888 or 9 8888 as a group: the ninth digit is there, so another one must be missing.
_HAS_NINTH_DIGIT = re.compile(r"(?<![0-9])9[^0-9]?[0-9]{4}(?![0-9])")


class _National(NamedTuple):
    """Digits without prefixes, and which prefixes there were."""

    number: str
    countries: int  # how many times 55 was taken off
    trunk: bool  # a 0, with or without a carrier
    abroad: bool  # 00 without 55 after it


def judge_number(entrada: str, text: str, shared_ddd: str = "") -> Telefone:
    """Judge one number. ``shared_ddd`` is that of an earlier number in the same cell.

    Digits that are not grouped as a phone may be a CPF or CNPJ as well: with right check digits
    they are one, and where they fit a mobile too, nobody can tell. A CPF of 10 digits has lost its
    first zero in a spreadsheet, one of 12 has got a zero as a phone has.
    """
    phone = _judge_as_phone(entrada, text, shared_ddd)
    digits = only_digits(text)
    is_short = len(digits) == MIN_DIGITS_WITH_DDD
    zeros = "0" if is_short else ""
    if len(digits) == _DIGITS_WITH_ZERO and digits[0] == "0":
        digits = digits[1:]
    if not is_document(zeros + digits) or _GROUPED_AS_PHONE.fullmatch(text):
        return phone
    if phone.tipo is TipoTelefone.MOVEL or (phone.tipo and is_short):
        return replace(phone, situacao=SituacaoTelefone.REVISAR, findings=(MAYBE_DOCUMENT,))
    return refused(entrada, DOCUMENT)


def _judge_as_phone(entrada: str, text: str, shared_ddd: str) -> Telefone:
    digits = only_digits(text)
    plus = "+" in text[: text.index(digits[0])]
    if plus and not digits.lstrip("0").startswith(_COUNTRY):
        return refused(entrada, Finding.of(Cause.TELEFONE_OUTRO_PAIS))
    if shared_ddd and MIN_DIGITS <= len(digits) < MIN_DIGITS_WITH_DDD:
        digits = shared_ddd + digits
    national = _strip_prefixes(digits)
    number = national.number
    if _RADIO.fullmatch(number) and number[:2] in _DDDS:
        return Telefone(
            entrada,
            SituacaoTelefone.REVISAR,
            findings=(Finding.of(Cause.TELEFONE_RADIO),),
        )
    is_short_mobile = len(number) == 10 and number[2] in "6789"
    if is_short_mobile:
        number = f"{number[:2]}9{number[2:]}"
    tipo = _TIPOS.get(_kind(number)) if len(number) in (10, 11) else None
    if tipo is None or _NATIONAL_ONLY.fullmatch(number):
        return refused(entrada, *_why_refused(national))
    if national.countries > 1 and len(national.number) != 11:
        return refused(entrada, Finding.of(Cause.TELEFONE_55_REPETIDO))
    e164 = f"+{_COUNTRY}{number}"
    if doubt := _doubt(national, tipo, number, text, plus=plus):
        return Telefone(entrada, SituacaoTelefone.REVISAR, e164, tipo, (doubt,))
    repairs = []
    if national.countries > 1:
        repairs.append(Finding.of(Repair.TELEFONE_SEM_55))
    if is_short_mobile:
        repairs.append(Finding.of(Repair.TELEFONE_COM_NONO))
    situacao = SituacaoTelefone.CORRIGIDO if repairs else SituacaoTelefone.OK
    return Telefone(entrada, situacao, e164, tipo, tuple(repairs))


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
    """What ``phonenumbers`` says of a national number: a ``PhoneNumberType``."""
    return number_type(PhoneNumber(country_code=int(_COUNTRY), national_number=int(number)))


_DDDS = frozenset(
    str(ddd) for ddd in range(11, 100) if _kind(f"{ddd}912345678") == PhoneNumberType.MOBILE
)


def _doubt(
    national: _National, tipo: TipoTelefone, number: str, text: str, *, plus: bool
) -> Finding | None:
    """Why a valid number may still not be the one that was meant; None without a doubt."""
    is_short_mobile = number != national.number
    filler = _FILLER_FIXO if tipo is TipoTelefone.FIXO else _FILLER
    if filler.search(number[2:]):
        return Finding.of(Cause.TELEFONE_TALVEZ_PREENCHIMENTO)
    if national.abroad:
        return Finding.of(Cause.TELEFONE_TALVEZ_OUTRO_PAIS)
    if (
        national.number.startswith(_COUNTRY)
        and not national.countries
        and (plus or is_short_mobile)
        and not _DDD_55_IN_PARENTHESES.search(text)
    ):
        return Finding.of(Cause.TELEFONE_55_OU_DDD)
    if is_short_mobile and national.trunk and not _DDD_APART.search(text):
        return Finding.of(Cause.TELEFONE_ZERO_SEM_NONO)
    if is_short_mobile and (national.number[2:] in _CUT_SEQUENCES or _HAS_NINTH_DIGIT.search(text)):
        return Finding.of(Cause.TELEFONE_TALVEZ_CURTO)
    return None


def _why_refused(national: _National) -> tuple[Finding, str | None]:
    """Why a number is refused, and the E.164 form that a service number may have."""
    number = national.number
    size = len(number)
    if size == 0 or _FILLER.search(number):
        return Finding.of(Cause.TELEFONE_PREENCHIMENTO), None
    if size <= 11 and (_kind(number) in _SERVICES or _NATIONAL_ONLY.fullmatch(number)):
        # 4004 exists only inside the country, and the 0 of 0800 is a part of the number.
        has_e164 = size == 9 and not national.trunk
        return (
            Finding.of(Cause.TELEFONE_ATENDIMENTO),
            f"+{_COUNTRY}{number}" if has_e164 else None,
        )
    faults = (
        (size < MIN_DIGITS, Finding.of(Cause.TELEFONE_CURTO)),
        (size < MIN_DIGITS_WITH_DDD, Finding.of(Cause.TELEFONE_SEM_DDD)),
        (size > 11, Finding.of(Cause.TELEFONE_COMPRIDO)),
        (number[:2] not in _DDDS, Finding.of(Cause.TELEFONE_DDD, number[:2])),
        (size == 11, Finding.of(Cause.TELEFONE_11_SEM_9)),
        (True, Finding.of(Cause.TELEFONE_COMECO)),
    )
    return next(fault for applies, fault in faults if applies), None
