"""An API's words: readable, on one line, short, without anything that a terminal obeys."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from faturas.billing.transport.discretion import hiding
from faturas.billing.transport.words import LONGEST_WORDS, decode_entities, reason_of
from faturas.errors import ApiUnavailable, FatalApiError


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ({"msg": "Falhou.", "errors": ["Cadastro bloqueado"]}, "Falhou; Cadastro bloqueado"),
        ({"message": "Dados", "errors": {"a": ["ruim"], "b": ["pior"]}}, "Dados; ruim; pior"),
        ({"errors": [{"message": "ruim"}]}, "ruim"),
        ({"msg": "Falhou", "error": "Falhou"}, "Falhou"),
        ({"msg": None, "errors": None}, ""),
        ({"msg": "CPF 123.456.789-00"}, "CPF •••.•••.•••-••"),
        ({"msg": "não\r\n\tfoi\u2028hoje\x85"}, "não foi hoje"),
        ({"msg": "\x1b[1;31mFalhou\x1b[0m\x1b]0;título\x07"}, "Falhou"),
        ({"msg": "\x9b31mFalhou\x9d8;;http://x\x9c"}, "Falhou"),
        ({"msg": "\x1b]8;;https://x\x1b\\aqui\x1b]8;;\x1b\\ \x1bc"}, "aqui"),
        ({"msg": "\u202eFal\u200bhou\u2066\ufeff\x00\x07\x7f"}, "Falhou"),
        ({"msg": "n&atilde;o&#8238;&#10;foi"}, "não foi"),
        ({"msg": 7}, ""),
        ({"msg": "Ana (ana.b+1@gmail.com), &lt;x&#64;y&gt;."}, "Ana (•••), <•••>"),
        ({"Mensagem": "Falhou", "errorMessage": "ruim"}, "Falhou; ruim"),
    ],
)
def test_words_come_clean(content: dict[str, Any], expected: str) -> None:
    assert reason_of(content) == expected


@pytest.mark.parametrize("before", range(LONGEST_WORDS - 20, LONGEST_WORDS))
def test_no_part_of_a_secret_is_left_where_words_are_cut(before: int) -> None:
    with hiding(lambda: ["segredo-do-cliente"]):
        text = reason_of({"msg": "x" * (before - 1) + " segredo-do-cliente"})
    assert text == f"{'x' * (before - 1)} •••"[:LONGEST_WORDS]


@pytest.mark.parametrize(
    ("secret", "words"),
    [
        ("senha.forte.", "é senha.forte."),
        ("a  b\tcd", "é a  b\tcd"),
        ("&amp;senha", "é &amp;senha"),
        ("<senha>", "é &lt;senha&gt;"),
        ("Z" * 50, "\x1b" * 980 + " é " + "Z" * 50),
    ],
    ids=["dot", "blanks", "entity", "as entity", "beyond what is looked at"],
)
def test_a_secret_is_hidden_before_words_are_made_fit(secret: str, words: str) -> None:
    with hiding(lambda: [secret]):
        assert reason_of({"msg": words}) == "é •••"
    assert reason_of({"msg": words}) != "é •••", "only there"


def test_an_error_that_leaves_repeats_no_secret() -> None:
    with pytest.raises(ApiUnavailable, match=r"^Bearer •••$"), hiding(lambda: ["abc9def"]):
        raise ApiUnavailable("Bearer abc9def")


def test_neither_what_it_says_of_everybody_nor_what_led_to_it_does() -> None:
    first = ApiUnavailable("um abc9def")
    with pytest.raises(FatalApiError) as caught, hiding(lambda: ["abc9def"]):
        raise FatalApiError("dois abc9def", of_all="todos abc9def") from first
    assert (str(caught.value), caught.value.of_all) == ("dois •••", "todos •••")
    assert str(first) == "um •••"


@settings(max_examples=50)
@given(st.text() | st.lists(st.text(), max_size=3) | st.dictionaries(st.text(), st.text()))
def test_whatever_is_said_is_printable_and_short(words: Any) -> None:
    text = reason_of({"msg": words, "errors": words})
    assert text.isprintable()
    assert len(text) <= LONGEST_WORDS
    assert not any(char.isdigit() for char in text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("JO&Atilde;O &amp; FILHOS", "JOÃO & FILHOS"),
        ("D&#39;AVILA", "D'AVILA"),
        ("D&#x27;AVILA", "D'AVILA"),
        ("&amp;amp;", "&amp;"),
        ("A&T;", "A&T;"),
        ("AT&T e P&D", "AT&T e P&D"),
        ("?a=1&copy=2&lt=3&notit;", "?a=1&copy=2&lt=3&notit;"),
        ("?a=1&amp;copy=2", "?a=1&copy=2"),
        ("&lt;b&gt;", "<b>"),
        ("&#xD800;&#0;", "\ufffd\ufffd"),
    ],
)
def test_entities_are_decoded_once(text: str, expected: str) -> None:
    assert decode_entities(text) == expected
