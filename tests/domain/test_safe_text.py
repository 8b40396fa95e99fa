"""Text that leaves the house: no formula, no broken variable, no link but https."""

import csv
import io
import json
import sys
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from faturas.domain.safe_text import (
    TRIGGERS,
    clean_name,
    clean_variable,
    drop_invisible,
    hides_trigger,
    link_host,
    runs_as_formula,
    safe_link,
    starts_with_trigger,
)

PAYLOADS: list[str] = [
    vector["payload"]
    for vector in json.loads(
        (Path(__file__).parents[1] / "data" / "formula.json").read_text(encoding="utf-8")
    )
]
HARMLESS_AT_THE_START = ("'", "a", "|")
DANGEROUS = st.text(alphabet="=+-@＝＋－＠\t\r\n\0 ;,|\"'\u200b\u00a0\u2028abÉ1", max_size=30)


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_payload_is_recognised_and_a_cleaned_one_is_safe(payload: str) -> None:
    assert starts_with_trigger(payload) != payload.startswith(HARMLESS_AT_THE_START)

    cleaned = clean_name(payload)
    assert cleaned
    assert not starts_with_trigger(cleaned)
    assert not hides_trigger(cleaned)


@pytest.mark.parametrize("payload", PAYLOADS)
@pytest.mark.parametrize("opened_with", [",", ";", "\t", "|"])
def test_no_cell_runs_whatever_delimiter_the_file_is_opened_with(
    payload: str, opened_with: str
) -> None:
    file = io.StringIO()
    csv.writer(file).writerow(["5585988887777", clean_name(payload), "fim"])
    for row in csv.reader(io.StringIO(file.getvalue()), delimiter=opened_with):
        assert not any(map(starts_with_trigger, row))


def test_every_character_that_unicode_folds_into_a_trigger_is_one() -> None:
    folded = {
        char
        for char in map(chr, range(sys.maxunicode + 1))
        if unicodedata.normalize("NFKC", char)[0] in "=+-@"
    }
    assert folded <= TRIGGERS


@pytest.mark.parametrize(
    "texto",
    ["\t", "\r", "\n", "\0", "\u200b=1", "\u00a0+1", " \u2060\ufeff@x", "\x01-1", "−1", "＝1"],
)
def test_blanks_and_invisible_characters_do_not_hide_a_trigger(texto: str) -> None:
    assert starts_with_trigger(texto)


@pytest.mark.parametrize("texto", ["", " ", "Ana", "R$ 1,00", "a=1", "5585988887777", "https://x"])
def test_ordinary_cells_are_no_triggers(texto: str) -> None:
    assert not starts_with_trigger(texto)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("José da Silva", "José da Silva"),
        ("Ana-Maria D'Ávila", "Ana-Maria D'Ávila"),
        ("Bar & Cia. - Filial 2", "Bar & Cia. - Filial 2"),
        ("  Maria \t de\r\nSouza\u00a0 ", "Maria de Souza"),
        ("Ma\u200bria\0\x07\ufeff", "Maria"),
        ("=José", "José"),
        ("'=+-@ José", "José"),
        ("a;=1+1", "a;1+1"),
        ('a","=1+1', 'a","1+1'),
        ("a\n=1+1", "a 1+1"),
        ("\ud800José", "José"),
        ("---", ""),
        ('"ANA" LIMA', "ANA LIMA"),
        ('ANA "NINA" LIMA', 'ANA "NINA" LIMA'),
        ("", ""),
    ],
)
def test_names_keep_what_is_a_name(name: str, expected: str) -> None:
    assert clean_name(name) == expected


@settings(max_examples=300)
@given(st.lists(st.one_of(st.text(max_size=8), DANGEROUS), max_size=4))
def test_many_cells_are_judged_as_each_of_them_would_be(cells: list[str]) -> None:
    each = any(starts_with_trigger(cell) or hides_trigger(cell) for cell in cells)
    assert runs_as_formula(cells) == each


@settings(max_examples=200)
@given(st.one_of(st.text(), DANGEROUS))
def test_a_cleaned_name_never_starts_with_or_hides_a_trigger(name: str) -> None:
    cleaned = clean_name(name)
    assert not starts_with_trigger(cleaned)
    assert not hides_trigger(cleaned)
    assert cleaned == " ".join(cleaned.split())
    assert cleaned == drop_invisible(cleaned)
    assert clean_name(cleaned) == cleaned
    cleaned.encode("utf-8")


@pytest.mark.parametrize(
    ("texto", "expected"),
    [
        ("R$ 1.234,56", "R$ 1.234,56"),
        ("a    b", "a    b"),
        ("a     b", "a b"),
        ("a\nb", "a b"),
        ("a \r\n\t b", "a b"),
        ("a\u2028b", "a b"),
        ("a\u00a0\u00a0\u00a0\u00a0\u00a0b", "a b"),
        ("a  \u200b  \u200b  b", "a b"),
        ("\n a \n", "a"),
        ("\t", ""),
    ],
)
def test_variables_are_mended(texto: str, expected: str) -> None:
    assert clean_variable(texto) == expected


@settings(max_examples=200)
@given(st.one_of(st.text(), DANGEROUS))
def test_every_variable_obeys_whatsapp(texto: str) -> None:
    mended = clean_variable(texto)
    assert not set(mended) & set("\n\r\t")
    assert "     " not in mended
    assert clean_variable(mended) == mended


@pytest.mark.parametrize(
    "link",
    [
        "https://exemplo.com.br/boleto/123",
        "https://api.exemplo.com.br:8443/pdf?id=1&t=a=b,c;d#p-1",
        "https://exemplo.com.br",
    ],
)
def test_https_links_pass_as_they_are(link: str) -> None:
    assert safe_link(f" {link}\n") == link


@pytest.mark.parametrize(
    ("link", "sent"),
    [
        ("HTTPS://exemplo.com.br/A?B=C#D", "https://exemplo.com.br/A?B=C#D"),
        ("Https://Exemplo.COM.BR:8443/Boleto", "https://exemplo.com.br:8443/Boleto"),
        ("hTTpS://EXEMPLO.com.br", "https://exemplo.com.br"),
        ("HTTPS://EXEMPLO.COM.BR?Id=1", "https://exemplo.com.br?Id=1"),
    ],
)
def test_scheme_and_host_may_be_in_any_case(link: str, sent: str) -> None:
    assert safe_link(link) == sent
    assert link_host(sent) == "exemplo.com.br"


@pytest.mark.parametrize(
    "link",
    [
        "",
        "http://exemplo.com.br/",
        "HTTP://exemplo.com.br/",
        "HTTPS:exemplo.com.br",
        "HTTPS:///boleto",
        "HTTPS://usuario@exemplo.com.br/",
        "javascript:alert(1)",
        "=HYPERLINK(1)",
        "exemplo.com.br",
        "https://",
        "https:///boleto",
        "https:exemplo.com.br",
        "https://exemplo.com.br@outro.com/",
        "https://usuario:senha@exemplo.com.br/",
        "https://exemplo.com.br/a b",
        "https://exemplo.com.br/a\nb",
        "https://exemplo.com.br/a\tb",
        "https://exemplo.com.br/\u200b",
        "https://exemplo.com.br\\@outro.com/",
        'https://exemplo.com.br/"onclick',
        "https://exemplo.com.br/;=1+1",
        "https://exemplo.com.br/,@SUM(1)",
        "https://exemplo.com.br:99999/",
        "https://exemplo.com.br:porta/",
        "https://[::1/",
        "https://ехemplo.com.br/",
    ],
)
def test_any_other_link_is_refused(link: str) -> None:
    assert safe_link(link) is None


@settings(max_examples=200)
@given(st.one_of(st.text(), DANGEROUS.map("https://exemplo.com.br/{}".format)))
def test_a_link_is_safe_or_refused(texto: str) -> None:
    link = safe_link(texto)
    if link is not None:
        assert link.startswith("https://")
        assert not any(char.isspace() for char in link)
        assert not hides_trigger(link)
