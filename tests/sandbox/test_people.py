"""faturas.sandbox.people: names of every kind, and phones that belong to nobody."""

import re
from random import Random

import pytest
from phonenumbers import carrier, is_valid_number, parse

from faturas.sandbox.people import (
    REPEATED_PHONE,
    NameKind,
    PhoneKind,
    make_mobile,
    make_name,
    make_phones,
)

_HAS_NUMBER = set(PhoneKind) - {PhoneKind.LIXO, PhoneKind.NENHUM}
_GARBAGE = {"11111111111"}


def _numbers(kind: PhoneKind, rng: Random) -> list[str]:
    """Every number in the fields, as digits without the ways of writing the country."""
    fields = " / ".join(filter(None, make_phones(kind, rng)))
    digits = [re.sub(r"\D", "", number) for number in fields.split("/")]
    bare = [re.sub(r"^(0055|55(?=\d{11}$)|0)", "", number) for number in digits]
    return [number for number in bare if number not in _GARBAGE]


@pytest.mark.parametrize("kind", sorted(_HAS_NUMBER))
def test_phones_have_a_valid_shape_and_belong_to_no_carrier(kind: PhoneKind) -> None:
    rng = Random(kind)
    for _ in range(50):
        numbers = _numbers(kind, rng)
        assert numbers
        for number in numbers:
            complete = f"{number[:2]}9{number[2:]}" if number.startswith("6860") else number
            parsed = parse(f"+55{complete}")
            assert is_valid_number(parsed)
            assert carrier.name_for_number(parsed, "pt") == ""
            assert re.fullmatch(r"\d\d900\d{6}|68960\d{6}|6850\d{6}", complete)


def test_the_carriers_are_looked_up_where_they_are_known() -> None:
    assert carrier.name_for_number(parse("+5568984011234"), "pt") != ""


def test_mobiles_do_not_look_like_fillers() -> None:
    rng = Random(1)
    mobiles = [make_mobile(rng) for _ in range(5000)]
    assert max(mobile.count(digit) for mobile in mobiles for digit in mobile) < 7


def test_kinds_that_are_about_the_way_of_writing() -> None:
    rng = Random(2)
    assert make_phones(PhoneKind.REPETIDO, rng) == (REPEATED_PHONE, None, None)
    assert make_phones(PhoneKind.NENHUM, rng) == (None, None, None)
    assert re.fullmatch(r"0055\d{11}", make_phones(PhoneKind.ZERO_ZERO_55, rng)[0] or "")
    assert re.fullmatch(r"\+55 \(\d\d\) \d{5}-\d{4}", make_phones(PhoneKind.MAIS_55, rng)[0] or "")
    assert len(make_phones(PhoneKind.SEM_NONO_DIGITO, rng)[0] or "") == 10
    assert len(_numbers(PhoneKind.DOIS_NUMEROS, rng)) == 2


@pytest.mark.parametrize(
    ("kind", "pattern"),
    [
        (NameKind.FORMULA, r'=HYPERLINK\("http://.*"\)'),
        (NameKind.ARROBA, r"@.+"),
        (NameKind.QUEBRA_DE_LINHA, r"\S+\r\n.+"),
        (NameKind.TABULACAO, r"\S+\t.+"),
        (NameKind.BRANCOS, r"  \S+ {5,}.+"),
        (NameKind.LONGO, r".{200,}"),
        (NameKind.ASPAS, r'.*".*",.*;.*'),
        (NameKind.MINUSCULO, r"[^A-Z]+"),
        (NameKind.MAIUSCULO, r"[^a-z]+"),
        (NameKind.VAZIO, r""),
    ],
)
def test_names_are_what_their_kind_says(kind: NameKind, pattern: str) -> None:
    for seed in range(20):
        assert re.fullmatch(pattern, make_name(kind, Random(seed)), re.DOTALL)
