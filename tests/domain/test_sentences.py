"""A code has one sentence, which says all that is kept of what was seen."""

import ast
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faturas.domain.findings import CODES, Cause, Finding, Repair
from faturas.domain.notices import Aviso
from faturas.domain.sentences import SENTENCES, detail, sentence
from tests.factories.findings import any_finding, findings, ways

DOMAIN = Path(__file__).parents[2] / "faturas" / "domain"


def test_no_code_is_without_a_sentence_and_no_sentence_without_a_code() -> None:
    assert set(SENTENCES) == {*Cause, *Repair}
    assert len(set(SENTENCES.values())) == len(SENTENCES)


def test_no_two_codes_are_stored_alike() -> None:
    assert len(CODES) == len(Cause) + len(Repair)


def test_every_code_is_found_somewhere_with_as_much_as_its_sentence_says() -> None:
    given_with = [found for path in DOMAIN.rglob("*.py") for found in _found_in(path)]
    assert {code for code, _ in given_with} == {*Cause, *Repair}
    assert [(code, seen) for code, seen in given_with if seen != len(ways(code))] == []


def _found_in(path: Path) -> Iterator[tuple[Cause | Repair, int]]:
    """The codes that a module names in ``Finding.of(code, *seen)``, and how much it has seen."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        match node:
            case ast.Call(ast.Attribute(ast.Name("Finding"), "of"), [code, *seen]):
                for named in ast.walk(code):
                    match named:
                        case ast.Attribute(ast.Name("Cause"), name):
                            yield Cause[name], len(seen)
                        case ast.Attribute(ast.Name("Repair"), name):
                            yield Repair[name], len(seen)


@pytest.mark.parametrize(
    ("finding", "text"),
    [
        (Finding.of(Cause.PIX_CRC), SENTENCES[Cause.PIX_CRC]),
        (Finding.of(Cause.BOLETO_TAMANHO, 1234), "o código tem 1234 dígitos: "),
        (
            Finding.of(Cause.VALOR_DO_CODIGO, Decimal("1234.5"), Decimal("1E+3")),
            "a fatura é de R$ 1.234,50 e o código cobra R$ 1.000,00",
        ),
        (
            Finding.of(Cause.VENCIMENTOS, date(2026, 1, 2), date(2026, 12, 31)),
            "a fatura vence em 02/01/2026 e o boleto em 31/12/2026",
        ),
        (Finding.of(Cause.LINK_TAMANHO, 2001, 2000), "tem 2.001 caracteres e cabem 2.000"),
        (Finding.of(Cause.LINK_SITE, "x.example{0}"), "x.example{0}"),
        (Finding.of(Cause.PIX_CAMPO_FALTA, "58"), "falta o campo 58 (país)"),
        (
            Finding.of(Cause.PIX_CAMPO_INVALIDO, "58"),
            "o campo 58 (país) deve ser BR, em maiúsculas",
        ),
        (
            Finding.of(Cause.PIX_CAMPO_REPETIDO, "26", "01"),
            "o campo 01 aparece mais de uma vez dentro do campo 26",
        ),
        (Finding.of(Cause.PIX_CAMPO_REPETIDO, "", "54"), "o campo 54 aparece mais de uma vez"),
    ],
)
def test_a_sentence_says_what_was_seen_as_brazilians_write_it(finding: Finding, text: str) -> None:
    assert sentence(finding).startswith(text)


@given(data=st.data(), one=any_finding)
def test_nothing_is_kept_that_the_sentence_does_not_say(data: st.DataObject, one: Finding) -> None:
    other = data.draw(findings(one.code))
    for place, seen in enumerate(other.seen):
        changed = Finding(one.code, (*one.seen[:place], seen, *one.seen[place + 1 :]))
        assert (sentence(changed) == sentence(one)) == (changed == one)


def test_of_one_notice_the_findings_stand_in_the_order_in_which_they_were_found() -> None:
    findings = (Finding.of(Cause.BOLETO_DV_CAMPO, 1), Finding.of(Cause.BOLETO_DV_GERAL))
    why = "o dígito verificador do 1º campo não confere; o dígito verificador geral não confere"
    assert detail(Aviso.LINHA_INVALIDA, findings) == why
    assert detail(Aviso.LINHA_DAS_BARRAS, findings) == f"a que veio não serve: {why}"
    assert detail(Aviso.SEM_LINHA, ()) == ""
