"""Phones: what is sent to, what waits for a person, what is refused."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from faturas.domain.phone import Escolha, SituacaoTelefone, TipoTelefone, check_phone, choose_phone

VECTORS: list[dict[str, Any]] = json.loads(
    (Path(__file__).parents[2] / "data" / "phone.json").read_text(encoding="utf-8")
)
SITUACOES = {
    "ok": SituacaoTelefone.OK,
    "repaired": SituacaoTelefone.CORRIGIDO,
    "review": SituacaoTelefone.REVISAR,
    "reject": SituacaoTelefone.RECUSADO,
}
TIPOS = {"mobile": TipoTelefone.MOVEL, "landline": TipoTelefone.FIXO}
MOBILE = "+5585988887777"


@pytest.mark.parametrize("vector", VECTORS, ids=[vector["input"] for vector in VECTORS])
def test_vectors(vector: dict[str, Any]) -> None:
    phone = check_phone(vector["input"])

    assert phone.situacao is SITUACOES[vector["status"]]
    assert phone.e164 == vector["expected_e164"]
    assert phone.tipo is TIPOS.get(vector["type"])
    whatsapp = phone.digitos if phone.tipo is TipoTelefone.MOVEL else ""
    assert whatsapp == (vector["whatsapp"] or "")
    assert (phone.motivo == "") == (phone.situacao is SituacaoTelefone.OK)


def assert_sent_to(texto: str, situacao: SituacaoTelefone, e164: str = MOBILE) -> None:
    phone = check_phone(texto)
    assert (phone.situacao, phone.e164) == (situacao, e164), phone.motivo
    assert phone.usavel
    assert phone.digitos == e164.removeprefix("+")


@pytest.mark.parametrize(
    "texto",
    [
        "85988887777",
        "5585988887777",
        "+55 85 98888-7777",
        "0055 85 98888-7777",
        "00 55 (85) 98888-7777",
        "0 85 98888-7777",
        "(0xx85) 98888-7777",
        "(0**85) 98888-7777",
        "015 85 98888-7777",
        "+55 0 15 85 98888-7777",
        "+55 (0)85 9 8888.7777",
        "85/98888-7777",
        "(85) / 98888-7777",
        "85,988,887,777",
        "８５ ９８８８８－７７７７",
        "\ufeff85\u200b98888\u20607777\u00ad",
        "85\u00a098888\u20117777",
        "📱 (85) 98888-7777",
        '="5585988887777"',
        "'5585988887777",
        "tel:+5585988887777",
        "Tel/Cel.: (85) 98888-7777",
        "WhatsApp: 85 98888-7777",
        "https://wa.me/5585988887777?text=Ol%C3%A1",
        "https://api.whatsapp.com/send?phone=%2B5585988887777&text=oi",
    ],
)
def test_the_many_ways_to_write_one_mobile_are_all_ok(texto: str) -> None:
    assert_sent_to(texto, SituacaoTelefone.OK)


@pytest.mark.parametrize(
    "texto",
    [
        "85 8888-7777",
        "+55 85 8888-7777",
        "558588887777",
        "(085) 8888-7777",
        "0xx85 8888-7777",
        "85988887777.0",
        "5585988887777,00",
        "8.5988887777E+10",
        "5,585988887777e12",
        "85,988887777E+9",
        "555585988887777",
        "5585988887777:12@s.whatsapp.net",
        "558588887777@c.us",
        "Maria 85988887777",
        "85 98888-7777 (falar com a Maria)",
        "(85) 98888-7777 / (85) 3333-4444",
        "(85) 3333-4444 / (85) 98888-7777",
        "(85) 98888-7777 (85) 3333-4444",
        "(85) 98888-7777 - (85) 3333-4444",
        "(85) 98888-7777 ou (85) 3333-4444",
        "(85) 98888-7777 Maria (85) 3333-4444 José",
        "85988887777,8533334444",
        "85988887777\n8533334444",
        "85988887777.0; 8533334444.0",
        "5,585988887777E+12 | 8533334444",
        "(85) 98888-7777 / 3333-4444",
        "(85) 98888-7777/78",
        "85988887777;85988887777",
    ],
)
def test_a_repaired_mobile_says_what_was_repaired(texto: str) -> None:
    assert_sent_to(texto, SituacaoTelefone.CORRIGIDO)
    assert check_phone(texto).motivo


@pytest.mark.parametrize(
    ("texto", "e164"),
    [
        ("(85) 3333-4444", "+558533334444"),
        ("558533334444", "+558533334444"),
        ("0 85 3333-4444", "+558533334444"),
        ("(11) 3000-0000", "+551130000000"),
        ("(55) 3220-1234", "+555532201234"),
    ],
)
def test_a_landline_is_ok_and_says_that_it_is_one(texto: str, e164: str) -> None:
    assert_sent_to(texto, SituacaoTelefone.OK, e164)
    assert check_phone(texto).tipo is TipoTelefone.FIXO


def test_ddd_55_is_not_the_country_code() -> None:
    for texto in ("55988887777", "(55) 98888-7777", "5555988887777", "+55 (55) 98888-7777"):
        assert_sent_to(texto, SituacaoTelefone.OK, "+5555988887777")
    assert_sent_to("(55) 8888-7777", SituacaoTelefone.CORRIGIDO, "+5555988887777")


@pytest.mark.parametrize(
    ("texto", "e164", "why"),
    [
        ("(85) 99999-9999", "+5585999999999", "preenchimento"),
        ("(85) 91234-5678", "+5585912345678", "preenchimento"),
        ("3333333333", "+553333333333", "preenchimento"),
        ("5588887777", "+5555988887777", "55"),
        ("+55 98888-7777", "+5555988887777", "55"),
        ("0085988887777", MOBILE, "outro país"),
        ("08588887777", MOBILE, "zero na frente"),
        ("01 99402-9275", "+5519994029275", "zero na frente"),
        ("(1) 99402-9275", "+5519994029275", "faltar um dígito"),
        ("(85) 98888-777", "+5585998888777", "faltar um dígito"),
        ("85 9 8888 777", "+5585998888777", "faltar um dígito"),
        ("8598765432", "+5585998765432", "faltar um dígito"),
        ("85988887777 / 85988886666", MOBILE, "mais de um número"),
        ("(85) 98888-7777 / 98888-6666", MOBILE, "mais de um número"),
        ("85 7812-3456", None, "rádio"),
    ],
)
def test_a_doubtful_phone_waits_for_a_person(texto: str, e164: str | None, why: str) -> None:
    phone = check_phone(texto)
    assert (phone.situacao, phone.e164) == (SituacaoTelefone.REVISAR, e164), phone.motivo
    assert why in phone.motivo
    assert not phone.usavel


def test_71_to_74_were_mobiles_in_sao_paulo_and_radio_elsewhere() -> None:
    assert_sent_to("11 7312-3456", SituacaoTelefone.CORRIGIDO, "+5511973123456")
    assert check_phone("85 7312-3456").e164 is None


@pytest.mark.parametrize(
    ("texto", "why"),
    [
        ("", "sem telefone"),
        ("\u200b", "não há número"),
        ("null", "não há número"),
        ("98888-7777", "falta o DDD"),
        ("3333-4444", "falta o DDD"),
        ("190", "faltam dígitos"),
        ("(20) 98888-7777", "DDD 20"),
        ("(85) 38888-7777", "11 dígitos"),
        ("(85) 1888-7777", "não começa"),
        ("5585 98888 77770", "demais"),
        ("15 85 98888-7777", "demais"),
        ("00000000000", "preenchimento"),
        ("12345678", "preenchimento"),
        ("+351 912 345 678", "outro país"),
        ("+1 998 765 4321", "outro país"),
        ("0800 612 3456", "atendimento"),
        ("0300 612 3456", "atendimento"),
        ("4003-5285", "atendimento"),
        ("(11) 4004-4828", "atendimento"),
        ("859888A7777", "letras"),
        ("85 98888-777O", "letras"),
        ("85988887777x", "letras"),
        ("85 98888 ap 7777", "letras"),
        ("85 9888٨-7777", "letras"),
        ("5,58E+12", "notação científica"),
        ("1,198765432E+10", "notação científica"),
        ("8,5988887777123E+10", "notação científica"),
        ("8598888777.5", "decimais"),
        ("maria85988887777@exemplo.com.br", "e-mail"),
        ("120363025246125888@g.us", "grupo"),
        ("55 55 85 8888-7777", "55 está repetido"),
        ("85988887777" * 20, "longo demais"),
    ],
)
def test_a_refused_phone_says_why_and_is_never_sent_to(texto: str, why: str) -> None:
    phone = check_phone(texto)
    assert phone.situacao is SituacaoTelefone.RECUSADO
    assert why in phone.motivo
    assert not phone.usavel
    assert phone.tipo is None
    assert phone.digitos == ""


def test_the_input_is_kept_as_it_came() -> None:
    assert check_phone(" (85) 98888-7777\u200b ").entrada == " (85) 98888-7777\u200b "


def test_the_motivo_never_repeats_the_number() -> None:
    for vector in VECTORS:
        assert not re.search("[0-9]{5}", check_phone(vector["input"]).motivo)


def test_the_first_usable_mobile_and_landline_are_chosen_in_order() -> None:
    texts = ["", "(85) 99999-9999", "8533334444", "85 8888-7777", "85988886666", "8533335555"]
    escolha = choose_phone(map(check_phone, texts))
    assert escolha.movel is not None
    assert escolha.movel.e164 == MOBILE
    assert escolha.fixo is not None
    assert escolha.fixo.e164 == "+558533334444"


def test_nothing_is_chosen_where_nothing_is_usable() -> None:
    assert choose_phone(map(check_phone, ["98888-7777", "4004-1234"])) == Escolha(
        movel=None, fixo=None
    )
    assert choose_phone([]) == Escolha(movel=None, fixo=None)


@pytest.mark.parametrize(
    "texto",
    [
        "119.876.543-20",
        "119 876 543 20",
        "119876543-20",
        "CPF 119.876.543-20",
        "cpf/cnpj: 11987654293",
        "119.870.005\u221201",
        "119.870.005\u201001",
        "119.870.005\u201101",
        "119.870.005—01",
        "119-870-005-01",
        "119·870·005-01",
        "119  870  005  01",
        "119 . 870 . 005 - 01",
        "119_870_005_01",
        "CPF:\n52998224725",
        "12.345.678/0001-95",
        "12345678/0001-95",
        "CNPJ 12345678000195",
        "12345678000195",
        "52998224725",
        "52998224725.0",
        "00000000191",
        "01234567890",
    ],
)
def test_a_cpf_or_cnpj_is_no_phone(texto: str) -> None:
    phone = check_phone(texto)
    assert (phone.situacao, phone.e164) == (SituacaoTelefone.RECUSADO, None)
    assert phone.motivo == "é um CPF/CNPJ, não um telefone"


@pytest.mark.parametrize(
    "texto",
    [
        *("11987654293", "'11987654293", "11987654293.0", "1198765402"),
        *("119.870.00501", "(11987000501)", "11987000501.", "011987000501", "11.987.000.501"),
        *("cpf/cnpj: 11987654320", "CPF 85988887777", "CPF:\n11987000501"),
    ],
)
def test_bare_digits_that_fit_a_document_and_a_phone_wait_for_a_person(texto: str) -> None:
    phone = check_phone(texto)
    assert phone.situacao is SituacaoTelefone.REVISAR
    assert "CPF/CNPJ ou um telefone" in phone.motivo


@pytest.mark.parametrize(
    "texto",
    [
        *("(11) 98765-4293", "11 98765-4293", "+5511987654293", "(11)987654293"),
        *("11.98765.4293", "+55 11 9 8765-4293", "011 98765-4293"),
    ],
)
def test_digits_written_as_a_phone_are_one_whatever_they_add_up_to(texto: str) -> None:
    assert check_phone(texto).situacao is SituacaoTelefone.OK


def test_the_phone_beside_a_document_in_one_cell_is_found() -> None:
    assert_sent_to("CPF 119.876.543-20 / (85) 98888-7777", SituacaoTelefone.CORRIGIDO)


@pytest.mark.parametrize(
    "texto",
    [
        *("52998224725 CPF / 85988887777", "CPF: / 85988887777", "CPF:\n85988887777"),
        *("não tem CPF; 85988887777", "Ana CPF, 85988887777", "52998224725 (CPF) 85988887777"),
    ],
)
def test_the_name_of_a_document_does_not_reach_over_a_separator(texto: str) -> None:
    assert_sent_to(texto, SituacaoTelefone.CORRIGIDO)


def test_a_cpf_before_its_name_is_never_the_one_sent_to() -> None:
    phone = check_phone("11987000501 (CPF) 85988887777")
    assert phone.situacao is SituacaoTelefone.REVISAR
    assert phone.e164 == "+5585988887777"


@pytest.mark.parametrize("texto", ["8598888\x007777", "85988887777\ufffd", "\ufffd85 98888-7777"])
def test_a_character_that_was_lost_at_a_number_may_have_been_a_digit(texto: str) -> None:
    phone = check_phone(texto)
    assert not phone.usavel
    assert "caractere perdido" in phone.motivo


PHONE_LIKE = st.text(alphabet="0123456789" * 3 + "5589 ()+-.,;/|\nexXE@é\u200b９", max_size=40)
DDDS = [str(ddd) for ddd in range(11, 100) if check_phone(f"({ddd}) 98888-7777").usavel]


def test_67_ddds_are_in_use() -> None:
    assert len(DDDS) == 67


@settings(max_examples=200)
@given(st.one_of(st.text(), PHONE_LIKE, st.from_regex(r"[0-9]{8,17}", fullmatch=True)))
def test_any_text_gives_a_verdict_and_what_is_sent_to_is_stable(texto: str) -> None:
    phone = check_phone(texto)
    assert phone.entrada == texto
    if phone.usavel:
        assert phone.e164 is not None
        again = check_phone(phone.e164)
        assert (again.situacao, again.e164) == (SituacaoTelefone.OK, phone.e164)
        assert check_phone(phone.digitos).e164 == phone.e164


MASKS = ["{d}{a}{b}", "({d}) {a}-{b}", "+55 {d} {a} {b}", "55{d}{a}{b}", "0{d} {a}.{b}"]


@settings(max_examples=150)
@given(
    st.sampled_from(DDDS),
    st.integers(min_value=60_000_000, max_value=99_999_999),
    st.booleans(),
    st.sampled_from(MASKS),
)
def test_every_mobile_is_found_under_every_mask_or_left_to_a_person(
    ddd: str, subscriber: int, has_ninth_digit: bool, mask: str
) -> None:
    first, last = f"{subscriber}"[:4], f"{subscriber}"[4:]
    texto = mask.format(d=ddd, a=("9" if has_ninth_digit else "") + first, b=last)
    phone = check_phone(texto)
    assert phone.situacao is not SituacaoTelefone.RECUSADO
    assert phone.e164 in (f"+55{ddd}9{first}{last}", None)
    assert phone.e164 or (first.startswith("7") and not has_ninth_digit)


@settings(max_examples=100)
@given(st.from_regex(r"[1-9]{2}9[0-9]{8}", fullmatch=True), st.integers(0, 10), st.characters())
def test_a_letter_inside_a_number_is_never_read_as_a_digit(
    digits: str, index: int, char: str
) -> None:
    phone = check_phone(digits[:index] + char + digits[index:])
    if char.isalpha() and index:
        assert not phone.usavel
    elif phone.usavel and not char.isdigit():
        assert phone.e164 == f"+55{digits}"
