"""The conferência: what may go out, and every reason for what may not."""

from dataclasses import replace
from decimal import Decimal

import pytest

from faturas.checks import check_codes_and_phones, usable_mobile
from faturas.conferencia import NENHUM, Achado, Aviso, Conferencia, explain, verdict
from faturas.payment.boleto import build_cobranca, linha_from_codigo
from faturas.payment.pix import build_pix
from tests.contacts.samples import FATURA, HOJE, VALOR, VENCIMENTO, codigo_barras, linha, pix

MOBILE, LANDLINE = "85988887777", "8532324545"


def check(
    lista: str = MOBILE, api: tuple[str, ...] = (), nome_lista: str = "", **changes: object
) -> Achado:
    return check_codes_and_phones(
        replace(FATURA, **changes),  # type: ignore[arg-type]  # fields of an invoice
        telefone_lista=lista,
        nome_lista=nome_lista,
        telefones_api=api,
        referencia=HOJE,
    )


def wrong_digit(text: str) -> str:
    return text[:-1] + str((int(text[-1]) + 1) % 10)


class TestVerdict:
    def test_a_contact_without_anything_odd_is_ok(self) -> None:
        achado = check()
        assert achado.avisos == NENHUM
        assert verdict(achado.avisos) is Conferencia.OK
        assert explain(achado) == []

    @pytest.mark.parametrize("kept", ["linha_digitavel", "pix", "link"])
    def test_one_way_to_pay_is_enough(self, kept: str) -> None:
        ways = {"linha_digitavel": "", "pix": "", "link": "", kept: getattr(FATURA, kept)}
        assert verdict(check(**ways).avisos) is Conferencia.AVISO

    def test_none_blocks_and_is_said_once(self) -> None:
        achado = check(linha_digitavel="", pix="", link="")
        assert verdict(achado.avisos) is Conferencia.BLOQUEADA
        assert explain(achado) == ["sem linha digitável, PIX nem link"]


class TestCodes:
    def test_the_line_goes_out_in_its_mask(self) -> None:
        digits = linha_from_codigo(codigo_barras())
        assert check(linha_digitavel=digits).linha_digitavel == linha()

    def test_a_wrong_line_is_not_replaced_by_the_bar_code(self) -> None:
        achado = check(linha_digitavel=wrong_digit(linha()), codigo_barras=codigo_barras())
        assert achado.linha_digitavel == ""
        assert Aviso.LINHA_INVALIDA in achado.avisos

    def test_a_line_and_a_bar_code_of_different_boletos_stay_out(self) -> None:
        other = build_cobranca("237", VALOR, VENCIMENTO, "1" * 25)
        achado = check(codigo_barras=other)
        assert achado.linha_digitavel == ""
        assert explain(achado) == ["linha digitável e código de barras são de boletos diferentes"]

    @pytest.mark.parametrize("bars", [codigo_barras(), "123", wrong_digit(codigo_barras())])
    def test_a_bar_code_that_proves_nothing_else_leaves_the_line(self, bars: str) -> None:
        assert check(codigo_barras=bars).linha_digitavel == linha()

    def test_a_pix_that_would_become_a_formula_stays_out(self) -> None:
        code = build_pix(recebedor="A;=1+1", cidade="NATAL", chave="pix@x.example", valor=VALOR)
        assert check(pix=code).pix == ""

    def test_a_wrong_line_names_the_digit(self) -> None:
        [reason] = explain(check(linha_digitavel=linha().replace("7", "8", 1)))
        assert reason.startswith("linha digitável inválida: ")
        assert "dígito verificador" in reason

    def test_a_broken_pix_stays_out_and_says_why(self) -> None:
        achado = check(pix=pix()[:-1] + ("0" if pix()[-1] != "0" else "1"))
        assert achado.pix == ""
        assert "CRC" in explain(achado)[0]

    def test_a_pix_that_the_campaign_would_mend_stays_out(self) -> None:
        code = build_pix(recebedor="A      B", cidade="NATAL", chave="pix@x.example", valor=VALOR)
        assert check(pix=code).pix == ""

    def test_a_static_pix_without_amount_is_said(self) -> None:
        assert Aviso.PIX_SEM_VALOR in check(pix=pix(None)).avisos

    @pytest.mark.parametrize("link", ["http://x.example/1", "javascript:alert(1)", "x"])
    def test_only_https_links_go_out(self, link: str) -> None:
        achado = check(link=link)
        assert achado.link == ""
        assert explain(achado) == ["link recusado (não é https)"]


class TestAmounts:
    def test_a_reissued_boleto_names_both_amounts_and_dates(self) -> None:
        later = VENCIMENTO.replace(month=12)
        achado = check(linha_digitavel=linha(Decimal("1300.00"), later), pix=pix(Decimal(1300)))
        assert achado.valor_codigo == Decimal("1300.00")
        assert explain(achado) == [
            "valor atualizado: a fatura é de R$ 1.234,56 e o código cobra R$ 1.300,00",
            "boleto com outro vencimento: a fatura vence em 05/10/2026 e o boleto em 05/12/2026",
        ]

    def test_line_and_pix_that_disagree_are_said(self) -> None:
        achado = check(pix=pix(Decimal("1300.00")))
        assert Aviso.VALORES_DIFERENTES | Aviso.VALOR_ATUALIZADO in achado.avisos
        assert achado.valor_codigo is None, "the boleto charges what the invoice says"
        assert explain(achado)[-1].endswith("o boleto cobra R$ 1.234,56 e o PIX R$ 1.300,00")

    def test_the_pix_speaks_where_there_is_no_line(self) -> None:
        assert check(linha_digitavel="", pix=pix(Decimal(1300))).valor_codigo == Decimal(1300)

    def test_an_open_amount_is_said_and_compared_with_nothing(self) -> None:
        achado = check(linha_digitavel=linha(Decimal(0)), pix="")
        assert Aviso.BOLETO_SEM_VALOR in achado.avisos
        assert Aviso.VALOR_ATUALIZADO not in achado.avisos


class TestPhones:
    def test_the_lists_phone_wins(self) -> None:
        achado = check(MOBILE, ("85977776666",))
        assert achado.telefone == "5585988887777"

    def test_otherwise_the_first_valid_mobile_of_the_billing_system(self) -> None:
        achado = check("lixo", ("xxx", LANDLINE, "85977776666", "85966665555"))
        assert achado.telefone == "5585977776666"
        assert achado.telefone_fixo == "558532324545"
        assert Aviso.TELEFONE_DA_LISTA_RECUSADO in achado.avisos

    def test_only_a_landline_is_said_so(self) -> None:
        achado = check("", (LANDLINE,))
        assert (achado.telefone, achado.telefone_fixo) == ("", "558532324545")
        assert explain(achado) == ["só telefone fixo"]

    def test_a_mended_phone_is_said(self) -> None:
        achado = check("8588887777")
        assert achado.telefone == "5585988887777"
        assert Aviso.TELEFONE_CORRIGIDO in achado.avisos

    def test_what_was_mended_and_what_was_wrong_is_said(self) -> None:
        assert explain(check("8588887777")) == ["telefone corrigido: nono dígito incluído"]
        [reason] = explain(check("lixo", ("85977776666",)))
        assert reason.startswith("telefone da lista não serve: ")
        assert len(reason) > len("telefone da lista não serve: ")

    def test_none_at_all(self) -> None:
        assert explain(check("", ())) == ["sem telefone"]

    @pytest.mark.parametrize(
        ("text", "digits"), [(MOBILE, "5585988887777"), (LANDLINE, ""), ("", ""), ("abc", "")]
    )
    def test_what_whatsapp_can_reach(self, text: str, digits: str) -> None:
        assert usable_mobile(text) == digits


class TestNames:
    def test_the_lists_name_stands_in_only_where_there_is_none(self) -> None:
        assert check(nome_lista="Outro").nome == FATURA.nome
        achado = check(nome="", nome_lista="  Ana   Lima ")
        assert achado.nome == "Ana Lima"
        assert Aviso.SEM_NOME in achado.avisos
