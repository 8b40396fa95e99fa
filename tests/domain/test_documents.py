"""faturas.documents: CPF and CNPJ, by their check digits and by how they are written."""

import pytest

from faturas.domain.documents import (
    document_digits,
    is_document,
    names_another_number,
    without_written_documents,
)


@pytest.mark.parametrize("digits", ["52998224725", "11144477735", "11222333000181"])
def test_right_check_digits(digits: str) -> None:
    assert is_document(digits)
    wrong = str((int(digits[-1]) + 1) % 10)
    assert not is_document(digits[:-1] + wrong)


@pytest.mark.parametrize(
    "text", ["", "5299822472", "00000000000", "529.982.247-25", "５２９９８２２４７２５"]
)
def test_what_is_not_the_bare_digits_of_one(text: str) -> None:
    assert not is_document(text)


@pytest.mark.parametrize(
    "text", ["529.982.247-25", "529 982 247 25", "11.222.333/0001-81", "CPF: 52998224725", "CNPJ"]
)
def test_a_mask_or_the_name_tells_a_document(text: str) -> None:
    assert without_written_documents(text) == ";"


@pytest.mark.parametrize("text", ["CPF 85988887777", "cpf/cnpj: 52998224724"])
def test_bare_digits_behind_the_name_are_a_document_only_by_their_check_digits(text: str) -> None:
    assert without_written_documents(text) == ";" + text.split()[1]
    assert names_another_number(text)
    assert not names_another_number("CPF: 52998224725")


@pytest.mark.parametrize(
    "text",
    ["(85) 98888-7777", "85 9 8888 7777", "+55 85 98888.7777", "85/3212-3456", "52998224725"],
)
def test_phones_and_bare_digits_stay(text: str) -> None:
    assert without_written_documents(text) == text


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("052.998.224-21", "05299822421"),
        ("5299822421", "05299822421"),
        ("52998224725", "52998224725"),
        ("11.222.333/0001-81", "11222333000181"),
        ("191", "00000000191"),
        ("5299822422", "5299822422"),
        ("00000000000", "00000000000"),
        ("1234567890123456", "1234567890123456"),
        ("C-17", "C17"),
        ("", ""),
    ],
    ids=["mask", "lost zero", "bare", "cnpj", "many lost zeros", "wrong digits", "same digit",
         "too long", "no document", "nothing"],
)  # fmt: skip
def test_a_document_has_one_form_however_it_is_written(text: str, digits: str) -> None:
    assert document_digits(text) == digits
    assert document_digits(digits) == digits
