"""The conferência: what may go out, and every reason for what may not."""

from dataclasses import replace
from decimal import Decimal

import pytest

from faturas.domain.checks import check_phones, usable_mobile
from faturas.domain.fatura_conferida import explain
from faturas.domain.impediments import Verdict
from faturas.domain.notices import NENHUM, Aviso
from faturas.domain.payment.boleto import (
    build_arrecadacao,
    build_cobranca,
    linha_from_codigo,
    mask_linha,
)
from faturas.domain.payment.pix import build_pix
from faturas.domain.reasons import avisos_of
from tests.factories.faturas import FATURA, HOJE, VALOR, VENCIMENTO, codigo_barras, linha, pix
from tests.factories.rows import MOBILE, check

LANDLINE = "8532324545"


def wrong_digit(text: str) -> str:
    return text[:-1] + str((int(text[-1]) + 1) % 10)


def only_digits(text: str) -> str:
    return "".join(filter(str.isdigit, text))


class TestVerdict:
    def test_a_contact_without_anything_odd_is_ok(self) -> None:
        conferida = check()
        assert conferida.avisos == NENHUM
        assert conferida.verdict is Verdict.OK
        assert explain(conferida) == []

    @pytest.mark.parametrize("kept", ["linha_digitavel", "pix", "link"])
    def test_one_way_to_pay_is_enough(self, kept: str) -> None:
        ways = {"linha_digitavel": "", "pix": "", "link": "", kept: getattr(FATURA, kept)}
        assert check(**ways).verdict is Verdict.AVISO

    def test_none_blocks_and_is_said_once(self) -> None:
        conferida = check(linha_digitavel="", pix="", link="")
        assert conferida.verdict is Verdict.BLOQUEADA
        assert explain(conferida) == ["sem linha digitável, PIX nem link"]


class TestCodes:
    def test_the_line_goes_out_in_its_mask(self) -> None:
        digits = linha_from_codigo(codigo_barras())
        assert check(linha_digitavel=digits).linha_digitavel == linha()

    @pytest.mark.parametrize(
        "bad",
        [
            wrong_digit(linha()),
            linha()[:-3],
            linha().replace("0", "O"),
            only_digits(linha())[:16] + "0" * 31,
            "1,9000000000000E+45",
            "não disponível",
            "-",
            wrong_digit(codigo_barras()),
        ],
    )
    def test_a_bar_code_that_proves_a_bad_line_stands_in_for_it(self, bad: str) -> None:
        conferida = check(linha_digitavel=bad, codigo_barras=codigo_barras())
        assert conferida.linha_digitavel == linha()
        assert conferida.avisos == Aviso.LINHA_DAS_BARRAS
        [reason] = explain(conferida)
        assert reason.startswith(
            "linha digitável refeita a partir do código de barras: a que veio não serve: "
        )

    def test_a_reissued_boleto_is_proved_by_a_line_with_few_slips(self) -> None:
        later = VENCIMENTO.replace(month=12)
        reissued = (Decimal("1300.00"), later)
        slip = wrong_digit(wrong_digit(linha(*reissued))[:-4]) + linha(*reissued)[-4:]
        conferida = check(linha_digitavel=slip, codigo_barras=codigo_barras(*reissued))
        assert conferida.linha_digitavel == linha(*reissued)
        assert Aviso.LINHA_DAS_BARRAS | Aviso.VALOR_ATUALIZADO in conferida.avisos
        assert Aviso.VENCIMENTO_DIFERENTE in conferida.avisos

    def test_a_bad_line_of_another_boleto_is_not_replaced(self) -> None:
        other = build_cobranca("237", Decimal("99.00"), None, "12345" * 5)
        conferida = check(linha_digitavel=wrong_digit(linha()), codigo_barras=other)
        assert conferida.linha_digitavel == ""
        assert [reason.partition(":")[0] for reason in explain(conferida)] == [
            "linha digitável inválida",
            "linha digitável e código de barras são de boletos diferentes",
        ]

    @pytest.mark.parametrize("place", [0, 9, 10, 24, 30, 31, 32, 35, 46])
    def test_one_slip_anywhere_is_mended_by_the_bar_code(self, place: int) -> None:
        reissued = build_cobranca("756", Decimal("1310.27"), HOJE, "1234509876123459876054321")
        whole = linha_from_codigo(reissued)
        before, digit, after = whole[:place], whole[place], whole[place + 1 :]
        slips = [
            wrong_digit(before + digit) + after,
            before + after,
            before + digit + digit + after,
        ]
        if after and after[0] != digit:
            slips.append(before + after[0] + digit + after[1:])
        for slip in slips:
            conferida = check(linha_digitavel=slip, codigo_barras=reissued)
            assert only_digits(conferida.linha_digitavel) == whole
            assert Aviso.LINHA_DAS_BARRAS in conferida.avisos

    @pytest.mark.parametrize(
        ("livre", "valor", "place"),
        [
            # The next number of the same run, at another price, and the line's own DV is damaged.
            ("1234500012345678901234568", Decimal("1134.56"), 31),
            ("1234500012345678901234568", Decimal("1134.56"), 9),
            # Another at the same price: its general DV tells it apart, or a field that holds.
            ("1234500012345678901234569", VALOR, 31),
            ("9876500098765432109876543", VALOR, 9),
        ],
    )
    def test_a_bad_line_is_not_replaced_by_another_customers_boleto(
        self, livre: str, valor: Decimal, place: int
    ) -> None:
        mine = build_cobranca("756", VALOR, VENCIMENTO, "1234500012345678901234567")
        whole = linha_from_codigo(mine)
        bad = wrong_digit(whole[: place + 1]) + whole[place + 1 :]
        other = build_cobranca("756", valor, VENCIMENTO, livre)
        conferida = check(linha_digitavel=bad, codigo_barras=other)
        assert conferida.linha_digitavel == ""
        assert Aviso.BARRAS_DIFERENTES in conferida.avisos

    @pytest.mark.parametrize("kept", [20, 35, 40])
    def test_a_line_cut_off_beside_another_boletos_bar_code_is_not_replaced(
        self, kept: int
    ) -> None:
        mine = build_cobranca("756", VALOR, VENCIMENTO, "1234500012345678901234567")
        conferida = check(
            linha_digitavel=linha_from_codigo(mine)[:kept], codigo_barras=codigo_barras()
        )
        assert conferida.linha_digitavel == ""

    def test_a_damaged_line_with_a_fifth_field_of_000_is_read_in_full(self) -> None:
        codigo = build_cobranca("237", Decimal(0), None, "7" * 25)
        whole = linha_from_codigo(codigo)
        short = (
            wrong_digit(wrong_digit(whole[:9]) + wrong_digit(whole[9:20])) + whole[20:33] + "000"
        )
        conferida = check(linha_digitavel=short, codigo_barras=codigo)
        assert only_digits(conferida.linha_digitavel) == whole

    def test_a_bad_bar_code_replaces_nothing(self) -> None:
        bad = wrong_digit(codigo_barras())
        conferida = check(linha_digitavel=wrong_digit(linha()), codigo_barras=bad)
        assert conferida.linha_digitavel == ""
        assert Aviso.LINHA_INVALIDA in conferida.avisos

    def test_a_fifth_field_of_000_goes_out_in_full(self) -> None:
        whole = mask_linha(linha_from_codigo(build_cobranca("237", Decimal(0), None, "7" * 25)))
        conferida = check(linha_digitavel=whole.removesuffix("0" * 14) + "000")
        assert conferida.linha_digitavel == whole
        assert Aviso.BOLETO_SEM_VALOR in conferida.avisos

    @pytest.mark.parametrize(("segmento", "said"), [(0, True), (4, False), (8, True), (9, False)])
    def test_a_conta_of_an_unlisted_segment_goes_out_with_an_aviso(
        self, segmento: int, *, said: bool
    ) -> None:
        codigo = build_arrecadacao(segmento, 6, VALOR, "1" * 29)
        conferida = check(linha_digitavel=linha_from_codigo(codigo))
        assert conferida.linha_digitavel
        assert (Aviso.SEGMENTO_DESCONHECIDO in conferida.avisos) is said
        assert any(f"o 2º dígito é {segmento}" in reason for reason in explain(conferida)) is said

    def test_a_line_and_a_bar_code_of_different_boletos_stay_out(self) -> None:
        other = build_cobranca("237", VALOR, VENCIMENTO, "1" * 25)
        conferida = check(codigo_barras=other)
        assert conferida.linha_digitavel == ""
        assert explain(conferida) == [
            "linha digitável e código de barras são de boletos diferentes"
        ]

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
        conferida = check(pix=pix()[:-1] + ("0" if pix()[-1] != "0" else "1"))
        assert conferida.pix == ""
        assert "CRC" in explain(conferida)[0]

    def test_a_pix_that_the_campaign_would_mend_stays_out(self) -> None:
        code = build_pix(recebedor="A      B", cidade="NATAL", chave="pix@x.example", valor=VALOR)
        assert check(pix=code).pix == ""

    def test_a_static_pix_without_amount_is_said(self) -> None:
        assert Aviso.PIX_SEM_VALOR in check(pix=pix(None)).avisos

    @pytest.mark.parametrize("link", ["http://x.example/1", "javascript:alert(1)", "x"])
    def test_only_https_links_go_out(self, link: str) -> None:
        conferida = check(link=link)
        assert conferida.link == ""
        assert explain(conferida) == ["link recusado: não é https"]

    @pytest.mark.parametrize(
        ("link", "why"),
        [
            ("https://a:b@x.example/1", "link recusado: tem usuário ou senha antes do site"),
            ('https://x.example/"1', "link recusado: tem um caractere que não pode"),
            ("https://x.example/;=1", "link recusado: tem um caractere que não pode"),
        ],
    )
    def test_a_refused_https_link_says_what_is_wrong_with_it(self, link: str, why: str) -> None:
        [reason] = explain(check(link=link))
        assert reason.startswith(why)


class TestLinks:
    def test_capitals_in_scheme_and_host_go_out_in_small_letters(self) -> None:
        conferida = check(link="HTTPS://Boleto.Example/A1?B=c")
        assert conferida.link == "https://boleto.example/A1?B=c"
        assert conferida.avisos == NENHUM

    def test_a_link_that_is_too_long_stays_out(self) -> None:
        fits = "https://boleto.example/".ljust(2_000, "a")
        assert check(link=fits).link == fits
        conferida = check(link=fits + "a")
        assert conferida.link == ""
        assert explain(conferida) == ["link longo demais: tem 2.001 caracteres e cabem 2.000"]

    @pytest.mark.parametrize(
        "host", ["boleto.example", "BOLETO.example:8443", "a.b.boleto.example", "pague.test"]
    )
    def test_a_link_to_a_site_of_the_company_is_in_order(self, host: str) -> None:
        sites = frozenset({"boleto.example", "pague.test"})
        assert check(sites=sites, link=f"https://{host}/1").avisos == NENHUM

    @pytest.mark.parametrize(
        "host", ["mau.example", "boleto.example.mau.example", "meuboleto.example", "example"]
    )
    def test_a_link_to_elsewhere_goes_out_and_is_said(self, host: str) -> None:
        conferida = check(sites=frozenset({"boleto.example"}), link=f"https://{host}/1")
        assert conferida.link == f"https://{host}/1"
        assert explain(conferida) == [f"link de um site que não é da empresa: {host}"]


class TestAmounts:
    def test_a_reissued_boleto_names_both_amounts_and_dates(self) -> None:
        later = VENCIMENTO.replace(month=12)
        conferida = check(linha_digitavel=linha(Decimal("1300.00"), later), pix=pix(Decimal(1300)))
        assert conferida.valor_codigo == Decimal("1300.00")
        assert explain(conferida) == [
            "valor atualizado: a fatura é de R$ 1.234,56 e o código cobra R$ 1.300,00",
            "boleto com outro vencimento: a fatura vence em 05/10/2026 e o boleto em 05/12/2026",
        ]

    def test_line_and_pix_that_disagree_are_said(self) -> None:
        conferida = check(pix=pix(Decimal("1300.00")))
        assert Aviso.VALORES_DIFERENTES | Aviso.VALOR_ATUALIZADO in conferida.avisos
        assert conferida.valor_codigo is None, "the boleto charges what the invoice says"
        assert explain(conferida)[-1].endswith("o boleto cobra R$ 1.234,56 e o PIX R$ 1.300,00")

    def test_the_pix_speaks_where_there_is_no_line(self) -> None:
        assert check(linha_digitavel="", pix=pix(Decimal(1300))).valor_codigo == Decimal(1300)

    def test_an_open_amount_is_said_and_compared_with_nothing(self) -> None:
        conferida = check(linha_digitavel=linha(Decimal(0)), pix="")
        assert Aviso.BOLETO_SEM_VALOR in conferida.avisos
        assert Aviso.VALOR_ATUALIZADO not in conferida.avisos


class TestPhones:
    def test_the_lists_phone_wins(self) -> None:
        conferida = check(MOBILE, ("85977776666",))
        assert conferida.telefone == "5585988887777"

    def test_otherwise_the_first_valid_mobile_of_the_billing_system(self) -> None:
        conferida = check("lixo", ("xxx", LANDLINE, "85977776666", "85966665555"))
        assert conferida.telefone == "5585977776666"
        assert conferida.telefone_fixo == "558532324545"
        assert Aviso.TELEFONE_DA_LISTA_RECUSADO in conferida.avisos

    def test_only_a_landline_is_said_so(self) -> None:
        conferida = check("", (LANDLINE,))
        assert (conferida.telefone, conferida.telefone_fixo) == ("", "558532324545")
        assert explain(conferida) == ["só telefone fixo"]

    def test_a_mended_phone_is_said(self) -> None:
        conferida = check("8588887777")
        assert conferida.telefone == "5585988887777"
        assert Aviso.TELEFONE_CORRIGIDO in conferida.avisos

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
        conferida = check(nome="", nome_lista="  Ana   Lima ")
        assert conferida.nome == "Ana Lima"
        assert conferida.avisos == Aviso.SEM_NOME

    def test_a_name_of_somebody_else_is_said_without_naming_anybody(self) -> None:
        conferida = check(nome_lista="Pedro Rocha")
        assert conferida.nome == FATURA.nome
        assert explain(conferida) == ["nome da lista é outro"]

    @pytest.mark.parametrize("nome", ["", "maria", "Conceicao, Maria", "M. Conceição", "-"])
    def test_a_name_with_any_likeness_is_in_order(self, nome: str) -> None:
        assert check(nome_lista=nome).avisos == NENHUM

    def test_a_long_name_is_cut_at_a_words_end(self) -> None:
        conferida = check(nome="Ana " + "Silva " * 300)
        assert conferida.nome == "Ana" + " Silva" * 16
        assert explain(conferida) == [
            "nome longo demais: tem 1.803 caracteres; vai cortado, com até 100"
        ]

    @pytest.mark.parametrize("nome", ["A" * 1500, "A" * 100 + "  " + "B" * 9, "Ana " + "b" * 200])
    def test_whatever_the_name_no_more_than_100_characters_go_out(self, nome: str) -> None:
        conferida = check(nome=nome)
        assert 3 <= len(conferida.nome) <= 100
        assert Aviso.NOME_LONGO in conferida.avisos

    def test_the_lists_long_name_is_cut_too(self) -> None:
        assert len(check(nome="", nome_lista="Ana Lima " * 100).nome) <= 100


class TestReasons:
    def test_they_are_those_of_the_flags(self) -> None:
        conferida = check("lixo", linha_digitavel="", pix="", link="http://x.example", nome="")
        assert avisos_of(conferida.razoes) == conferida.avisos

    def test_phones_asked_for_later_replace_what_was_said_of_phones(self) -> None:
        before = check("lixo", pix="")
        after = check_phones(before, telefone_lista="lixo", telefones_api=("8588887777",))
        assert after == check("lixo", ("8588887777",), pix="")
        assert explain(after)[-2].startswith("telefone corrigido: nono dígito")

    def test_what_is_noted_of_a_job_as_a_whole_needs_no_reason(self) -> None:
        marked = replace(check(), avisos=Aviso.TELEFONE_REPETIDO | Aviso.NAO_RECONFERIDA)
        assert explain(marked) == [
            "telefone usado por mais de um cliente",
            "falhou ao conferir de novo; os dados são os da consulta anterior",
        ]
