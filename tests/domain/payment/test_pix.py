"""PIX copia e cola: the published samples, the BR Code's rules one by one, and building."""

import json
import re
import string
from binascii import crc_hqx
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faturas.domain.payment.pix import Pix, TipoPix, build_pix, crc_holds, read_pix

VECTORS: list[dict[str, Any]] = json.loads(
    (Path(__file__).parents[2] / "data" / "pix.json").read_text(encoding="utf-8")
)
TIPO = {"static": TipoPix.ESTATICO, "dynamic": TipoPix.DINAMICO}
# What the samples' checker calls a thing, and how a clerk reads it.
IN_WORDS = {
    "no 63/04": "não termina com o campo 63",
    "tlv: non numeric": "deveria começar um campo",
    r"tlv: tag \d\d length": "anuncia",
    "no br.gov.bcb.pix": "não traz uma conta Pix",
    "crc [0-9A-Fa-f]{4} expected": "o CRC, no fim do código, não confere",
    "id 58": "o campo 58 (país)",
    "60 has non-ANS": "acentos ou símbolos",
    "54 format": "o campo 54 (valor)",
    "over 512 bytes": "512 bytes",
    "62-05 format": "(campo 62-05)",
    "missing 62": "falta o identificador da cobrança",
    "crc lower case": "minúsculas",
    "surrounding whitespace": "em volta do código",
}


def in_words(findings: list[str]) -> set[str]:
    return {
        words for finding in findings for said, words in IN_WORDS.items() if re.match(said, finding)
    }


def payload_of(vector: dict[str, Any]) -> str:
    payload: str = vector["payload"]
    return payload[-30:]


class TestPublishedSamples:
    @pytest.mark.parametrize("vector", VECTORS, ids=payload_of)
    def test_verdict_and_content(self, vector: dict[str, Any]) -> None:
        pix = read_pix(vector["payload"])
        assert pix.entrada == vector["payload"]
        assert pix.valido == vector["valid"], pix.motivos
        assert (pix.valido and not pix.avisos) == vector["strict_valid"], pix.avisos
        assert pix.tipo == TIPO.get(vector.get("kind", ""))
        assert pix.chave == vector.get("key")
        assert pix.url == vector.get("url")
        assert pix.valor == (Decimal(vector["amount"]) if "amount" in vector else None)
        assert pix.recebedor == vector.get("name")
        assert pix.cidade == vector.get("city")
        assert pix.txid == vector.get("txid")
        assert pix.so_recorrencia == (vector.get("kind") == "recurrence-only")

    @pytest.mark.parametrize("vector", VECTORS, ids=payload_of)
    def test_every_finding_is_given(self, vector: dict[str, Any]) -> None:
        pix = read_pix(vector["payload"])
        for shown, stated in ((pix.motivos, vector["fatal"]), (pix.avisos, vector["warnings"])):
            for words in in_words(stated):
                assert any(words in finding for finding in shown)
        assert len(pix.motivos) == len(vector["fatal"])


def field(id_: str, value: str) -> str:
    return f"{id_}{len(value):02}{value}"


ACCOUNT = field("26", field("00", "br.gov.bcb.pix") + field("01", "a@b.co"))
BODY = {
    "00": field("00", "01"),
    "26": ACCOUNT,
    "52": field("52", "0000"),
    "53": field("53", "986"),
    "54": "",
    "58": field("58", "BR"),
    "59": field("59", "PROVEDOR"),
    "60": field("60", "RECIFE"),
    "62": field("62", field("05", "***")),
    "64": "",
}


def with_crc(body: str) -> str:
    text = body + "6304"
    return f"{text}{crc_hqx(text.encode(), 0xFFFF):04X}"


def read_with(**changes: str) -> Pix:
    """Read a good code, CRC right, in which whole fields (``f54="5405…"``) were replaced."""
    changed = {name.removeprefix("f"): text for name, text in changes.items()}
    return read_pix(with_crc("".join((BODY | changed).values())))


class TestRules:
    def test_the_unchanged_code_is_beyond_reproach(self) -> None:
        pix = read_with()
        assert pix.motivos == pix.avisos == ()
        assert pix.tipo is TipoPix.ESTATICO
        assert pix.chave == "a@b.co"

    @pytest.mark.parametrize("id_", ["52", "53", "58", "59", "60"])
    def test_mandatory_fields(self, id_: str) -> None:
        [motivo] = read_with(**{f"f{id_}": ""}).motivos
        assert motivo.startswith(f"falta o campo {id_}")

    @pytest.mark.parametrize(
        "broken",
        [
            field("00", "02"),
            field("52", "123"),
            field("52", "12a4"),
            field("52", "١٢٣٤"),
            field("53", "840"),
            field("58", "br"),
            field("58", "US"),
            field("59", "N" * 26),
            field("60", "C" * 16),
            "5900",
        ],
    )
    def test_fields_out_of_rule(self, broken: str) -> None:
        [motivo] = read_with(**{f"f{broken[:2]}": broken}).motivos
        assert motivo.startswith(f"o campo {broken[:2]}")

    def test_the_longest_names_fit(self) -> None:
        assert read_with(f59=field("59", "N" * 25), f60=field("60", "C" * 15)).valido

    def test_the_version_comes_first(self) -> None:
        assert read_with(f00="", f64=field("00", "01")).motivos == (
            "o código não começa pelo campo 00 (versão)",
        )

    @pytest.mark.parametrize(
        ("amount", "valor"),
        [("10", "10"), ("10.5", "10.5"), ("0.01", "0.01"), ("9999999999.99", "9999999999.99")],
    )
    def test_amounts(self, amount: str, valor: str) -> None:
        pix = read_with(f54=field("54", amount))
        assert pix.valor == Decimal(valor)
        assert pix.motivos == pix.avisos == ()

    @pytest.mark.parametrize("amount", ["10.", ".50"])
    def test_sloppy_amounts_are_an_aviso(self, amount: str) -> None:
        pix = read_with(f54=field("54", amount))
        assert pix.valido
        assert pix.valor == Decimal(amount)
        assert "o campo 54 (valor)" in pix.avisos[0]

    @pytest.mark.parametrize(
        "amount",
        ["10,50", "1.234.56", "1.234", "-1", "+1", "1e3", "R$1", "٣", ".", "12345678901.00"],
    )
    def test_amounts_out_of_rule(self, amount: str) -> None:
        pix = read_with(f54=field("54", amount))
        assert pix.valor is None
        [motivo] = pix.motivos
        assert motivo.startswith("o campo 54 (valor)")

    @pytest.mark.parametrize("amount", ["0", "0.00"])
    def test_amount_zero_is_open(self, amount: str) -> None:
        pix = read_with(f54=field("54", amount))
        assert pix.valido
        assert pix.valor is None
        assert "zero" in pix.avisos[0]

    def test_the_account_may_be_in_any_of_26_to_51_in_any_case(self) -> None:
        account = field("51", field("00", "Br.Gov.BCB.Pix") + field("25", "psp.com/qr/v2/1"))
        other = field("27", field("00", "br.com.outro") + field("01", "x"))
        pix = read_with(f26=other + account)
        assert pix.motivos == ()
        assert pix.tipo is TipoPix.DINAMICO
        assert pix.url == "psp.com/qr/v2/1"

    @pytest.mark.parametrize("id_", ["25", "65", "80"])
    def test_an_account_elsewhere_does_not_count(self, id_: str) -> None:
        [motivo] = read_with(f26=id_ + ACCOUNT[2:]).motivos
        assert "não traz uma conta Pix" in motivo

    @pytest.mark.parametrize("inner", ["", "0100", field("02", "info")])
    def test_an_account_without_key_or_url(self, inner: str) -> None:
        pix = read_with(f26=field("26", field("00", "br.gov.bcb.pix") + inner))
        assert pix.motivos == ("o código não traz a chave Pix nem a URL da cobrança",)

    def test_key_and_url_together_are_refused(self) -> None:
        inner = field("00", "br.gov.bcb.pix") + field("01", "a@b.co") + field("25", "psp.com/1")
        [motivo] = read_with(f26=field("26", inner)).motivos
        assert "chave e URL ao mesmo tempo" in motivo

    @pytest.mark.parametrize(
        "doubled",
        [
            {"f64": field("54", "1.00") + field("54", "2.00")},
            {"f64": field("63", "0000")},
            {"f62": field("62", field("05", "a") + field("05", "b"))},
        ],
    )
    def test_a_field_twice_is_refused(self, doubled: dict[str, str]) -> None:
        motivos = read_with(**doubled).motivos
        assert any("mais de uma vez" in motivo for motivo in motivos)

    @pytest.mark.parametrize("id_", ["27", "51", "62", "80", "99"])
    def test_templates_must_hold_fields(self, id_: str) -> None:
        holder = "f62" if id_ == "62" else "f64"
        motivos = read_with(**{holder: field(id_, "0014br")}).motivos
        assert any(f"quebrada dentro do campo {id_}" in motivo for motivo in motivos)

    def test_other_fields_may_hold_anything(self) -> None:
        assert read_with(f64=field("65", "not a template")).motivos == ()

    def test_any_changed_character_breaks_the_crc(self) -> None:
        good = with_crc("".join(BODY.values()))
        assert crc_holds(good)
        changed = (
            f"{good[:at]}{chr(ord(good[at]) ^ 1)}{good[at + 1 :]}" for at in range(len(good))
        )
        assert not any(map(crc_holds, changed))
        assert not any(map(crc_holds, ("", "6304", good[:-1], good + "0")))

    def test_nothing_follows_the_crc(self) -> None:
        good = with_crc("".join(BODY.values()))
        behind = good + field("99", "0000")
        assert any("não termina com o campo 63" in motivo for motivo in read_pix(behind).motivos)

    def test_a_crc_look_alike_inside_another_field_is_no_crc(self) -> None:
        [motivo] = read_with(f64="6508").motivos
        assert motivo.startswith("o código não termina com o campo 63")

    @pytest.mark.parametrize("txid", ["", "a-b", "a" * 26, "**", "é1"])
    def test_a_strange_txid_is_an_aviso(self, txid: str) -> None:
        pix = read_with(f62=field("62", field("05", txid)))
        assert pix.valido
        assert any("(campo 62-05)" in aviso for aviso in pix.avisos)

    @pytest.mark.parametrize("missing", ["", field("62", field("01", "1"))])
    def test_a_missing_txid_is_an_aviso(self, missing: str) -> None:
        pix = read_with(f62=missing)
        assert pix.valido
        assert pix.txid is None
        assert "falta o identificador" in pix.avisos[0]

    @pytest.mark.parametrize(
        ("change", "words"),
        [
            ({"f59": field("59", "JOÃO")}, "acentos"),
            ({"f64": field("01", "13")}, "o campo 01"),
            ({"f64": "5400"}, "o campo 54 está vazio"),
            ({"f64": "27" + ACCOUNT[2:]}, "mais de uma conta Pix"),
            (
                {"f26": field("26", field("00", "br.gov.bcb.pix") + field("25", "https://p.co/1"))},
                "sem https://",
            ),
        ],
    )
    def test_other_avisos(self, change: dict[str, str], words: str) -> None:
        pix = read_with(**change)
        assert pix.valido
        assert any(words in aviso for aviso in pix.avisos)

    def test_lengths_count_characters_not_bytes(self) -> None:
        assert read_with(f60="6006MACAPÁ").cidade == "MACAPÁ"
        assert not read_with(f60="6007MACAPÁ").valido

    @pytest.mark.parametrize("char", ["\n", "\t", "\x00", "\u2028"])
    def test_control_characters_inside_are_refused(self, char: str) -> None:
        [motivo] = read_with(f59=field("59", f"PRO{char}VEDOR")).motivos
        assert "no meio do código" in motivo

    @pytest.mark.parametrize("texto", ["", "  \n\u00a0"])
    def test_nothing_there(self, texto: str) -> None:
        assert read_pix(texto).motivos == ("não há código Pix: o campo está vazio",)

    def test_what_is_sent_has_no_blanks_around_and_an_upper_case_crc(self) -> None:
        good = next(
            code
            for valor in range(1, 100)
            if (code := build_pix(recebedor="A", cidade="B", chave="c", valor=Decimal(valor)))[
                -4:
            ].lower()
            != code[-4:]
        )
        pix = read_pix(f"\u00a0{good[:-4]}{good[-4:].lower()}\r\n")
        assert pix.codigo == good
        assert len(pix.avisos) == 2

    def test_a_refused_code_is_not_to_be_sent(self) -> None:
        assert read_with(f58="").codigo is None

    @given(st.text(alphabet=st.characters()) | st.text(alphabet="0126345789BRpix.", max_size=200))
    def test_any_text_gives_a_verdict(self, texto: str) -> None:
        pix = read_pix(texto)
        assert pix.valido == (pix.codigo is not None)

    @given(st.text(max_size=120))
    def test_any_body_with_a_right_crc_gives_a_verdict(self, body: str) -> None:
        assert read_pix(with_crc(body)).entrada == with_crc(body)

    def test_lone_surrogates_give_a_verdict(self) -> None:
        assert not read_pix("0002\ud800016304ABCD").valido


def printable(max_size: int) -> st.SearchStrategy[str]:
    return st.text(
        alphabet=string.ascii_letters + string.digits + " .-", min_size=1, max_size=max_size
    )


VALORES = st.none() | st.decimals(Decimal("0.01"), Decimal("9999999999.99"), places=2)
TXIDS = st.just("***") | st.text(
    alphabet=string.ascii_letters + string.digits, min_size=1, max_size=25
)


class TestBuilding:
    @given(printable(25), printable(15), printable(77), st.booleans(), VALORES, TXIDS)
    def test_reads_back(
        self,
        recebedor: str,
        cidade: str,
        target: str,
        dynamic: bool,
        valor: Decimal | None,
        txid: str,
    ) -> None:
        chave, url = (None, target) if dynamic else (target, None)
        code = build_pix(
            recebedor=recebedor, cidade=cidade, chave=chave, url=url, valor=valor, txid=txid
        )
        pix = read_pix(code)
        assert pix.motivos == pix.avisos == ()
        assert pix.codigo == code
        assert pix.tipo is (TipoPix.DINAMICO if dynamic else TipoPix.ESTATICO)
        assert (pix.url if dynamic else pix.chave) == target
        assert (pix.recebedor, pix.cidade, pix.valor, pix.txid) == (recebedor, cidade, valor, txid)

    @given(st.data())
    def test_any_wrong_character_is_caught(self, data: st.DataObject) -> None:
        code = build_pix(recebedor="PROVEDOR", cidade="RECIFE", chave="a@b.co", valor=Decimal(9))
        position = data.draw(st.integers(0, len(code) - 1))
        wrong = data.draw(
            st.sampled_from(string.printable.strip()).filter(
                lambda char: char.upper() != code[position].upper()
            )
        )
        assert not read_pix(code[:position] + wrong + code[position + 1 :]).valido

    @pytest.mark.parametrize(
        ("change", "message"),
        [
            ({"chave": None}, "uma só das duas"),
            ({"url": "psp.com/1"}, "uma só das duas"),
            ({"chave": ""}, "campo 01"),
            ({"chave": "c" * 78}, "campo 26"),
            ({"recebedor": ""}, "campo 59"),
            ({"recebedor": "R" * 26}, "campo 59"),
            ({"cidade": "C" * 16}, "campo 60"),
            ({"cidade": "A\nB"}, "quebra de linha"),
            ({"valor": Decimal(0)}, "o valor"),
            ({"valor": Decimal("0.001")}, "o valor"),
            ({"valor": Decimal("1E+30")}, "o valor"),
            ({"valor": Decimal("NaN")}, "o valor"),
        ],
    )
    def test_what_would_not_be_valid_is_not_built(
        self, change: dict[str, Any], message: str
    ) -> None:
        good = {"recebedor": "PROVEDOR", "cidade": "RECIFE", "chave": "a@b.co"}
        with pytest.raises(ValueError, match=message):
            build_pix(**(good | change))
