"""faturas.sandbox.example: the example list has every case and every kind of row."""

import csv
import io
from collections import Counter

import pytest

from faturas.domain.phone import SituacaoTelefone, check_phone
from faturas.sandbox.cases import CASES, UNKNOWN_CODE
from faturas.sandbox.company import Company
from faturas.sandbox.example import HEADER, example_csv, example_rows


def test_the_list_has_every_case_and_every_kind_of_row(company: Company) -> None:
    rows = example_rows(company)
    codes = Counter(codigo for codigo, _, _ in rows)
    assert 110 <= len(rows) <= 130
    assert {str(codigo) for codigo in CASES.values()} <= set(codes)
    assert [codigo for codigo, times in codes.items() if times > 1] == ["1001"]
    assert codes[""] == 1
    assert codes[str(UNKNOWN_CODE)] == 1
    unusable = [codigo for codigo in codes if codigo and not codigo.isdigit()]
    assert unusable == ["1,23E+05"]


def test_some_rows_have_a_phone_and_most_of_these_are_good(company: Company) -> None:
    phones = [telefone for _, telefone, _ in example_rows(company)]
    judged = Counter(check_phone(each).situacao for each in phones if each)
    assert 0.25 < phones.count("") / len(phones) < 0.45
    assert judged[SituacaoTelefone.OK] > 50
    assert judged[SituacaoTelefone.CORRIGIDO]
    assert judged[SituacaoTelefone.RECUSADO]


def test_the_file_is_the_rows(company: Company) -> None:
    lines = list(csv.reader(io.StringIO(example_csv(company).decode("utf-8"), newline="")))
    assert tuple(lines[0]) == HEADER
    assert [tuple(line) for line in lines[1:]] == example_rows(company)


def test_the_file_repeats_and_needs_no_care_in_a_spreadsheet(company: Company) -> None:
    assert example_csv(company) == example_csv(company)
    cells = [cell for row in example_rows(company) for cell in row]
    assert not [cell for cell in cells if cell.startswith(("=", "@", "-", "\t", "\r"))]


@pytest.mark.parametrize("customers", [1, 10, 70])
def test_a_small_company_has_a_shorter_list(company: Company, customers: int) -> None:
    small = Company(company.seed, customers, company.hoje)
    assert len(example_rows(small)) == customers + 4
