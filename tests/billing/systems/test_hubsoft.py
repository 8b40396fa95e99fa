"""HubSoft, question by question: what is asked, how answers are read, and what is refused."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import requests_mock as rm

from faturas.billing.systems.hubsoft import HubSoft
from faturas.billing.transport.retry import Attempts
from faturas.domain.safe_text import clean_name, safe_link
from faturas.errors import FatalApiError, RetryableApiError, UnknownCustomerError
from tests.billing.systems.hubsoft_answers import (
    CLIENTE,
    FINANCEIRO,
    LOGIN,
    Row,
    fatura_row,
    faturas_reply,
    settings,
)


class TestFaturas:
    def test_asks_with_every_parameter_explicit(
        self, hubsoft: HubSoft, server: rm.Mocker, attempts: Attempts
    ) -> None:
        server.get(FINANCEIRO, json=faturas_reply())
        hubsoft.faturas("42", attempts)
        assert server.last_request is not None
        assert server.last_request.qs == {
            "busca": ["codigo_cliente"],
            "termo_busca": ["42"],
            "limit": ["50"],
            "apenas_pendente": ["sim"],
            "order_by": ["data_vencimento"],
            "order_type": ["asc"],
        }

    def test_reads_an_invoice(
        self, hubsoft: HubSoft, server: rm.Mocker, attempts: Attempts
    ) -> None:
        server.get(FINANCEIRO, json=faturas_reply(fatura_row()))
        [fatura] = hubsoft.faturas("42", attempts)
        assert (fatura.id_fatura, fatura.codigo_cliente, fatura.nome) == (
            "1001", "42", "FULANO DE TAL",
        )  # fmt: skip
        assert (fatura.valor, fatura.vencimento) == (Decimal("54.95"), date(2025, 7, 10))
        assert (fatura.linha_digitavel, fatura.codigo_barras) == ("00190.00009", "")
        assert (fatura.pix, fatura.link) == ("000201", "https://boleto.example/1001")
        assert not fatura.paga

    @pytest.mark.parametrize(
        ("valor", "expected"), [(10, "10.00"), ("119.9", "119.90"), (0.1, "0.10"), (-5, "-5.00")]
    )
    def test_amounts_come_as_numbers_or_text(
        self, hubsoft: HubSoft, server: rm.Mocker, attempts: Attempts, valor: object, expected: str
    ) -> None:
        server.get(FINANCEIRO, json=faturas_reply(fatura_row(valor=valor)))
        assert hubsoft.faturas("42", attempts)[0].valor == Decimal(expected)

    @pytest.mark.parametrize("text", ["10/07/2025", "2025-07-10", "2025-07-10 00:00:00"])
    def test_dates_come_in_both_forms(
        self, hubsoft: HubSoft, server: rm.Mocker, attempts: Attempts, text: str
    ) -> None:
        server.get(FINANCEIRO, json=faturas_reply(fatura_row(data_vencimento=text)))
        assert hubsoft.faturas("42", attempts)[0].vencimento == date(2025, 7, 10)

    @pytest.mark.parametrize("change", [{"data_pagamento": "11/07/2025"}, {"quitado": True}])
    def test_paid_is_a_payment_date_or_quitado(
        self, hubsoft: HubSoft, server: rm.Mocker, attempts: Attempts, change: Row
    ) -> None:
        server.get(FINANCEIRO, json=faturas_reply(fatura_row(**change)))
        assert hubsoft.faturas("42", attempts)[0].paga

    def test_every_code_may_be_null(
        self, hubsoft: HubSoft, server: rm.Mocker, attempts: Attempts
    ) -> None:
        codes = dict.fromkeys(("linha_digitavel", "codigo_barras", "link", "pix_copia_cola"))
        server.get(FINANCEIRO, json=faturas_reply(fatura_row(**codes)))
        fatura = hubsoft.faturas("42", attempts)[0]
        assert (fatura.linha_digitavel, fatura.codigo_barras, fatura.link, fatura.pix) == ("",) * 4

    @pytest.mark.parametrize(
        "cliente",
        [{"codigo_cliente": 43}, {"codigo_cliente": None}, {"codigo_cliente": True}, {}, None],
    )
    def test_another_customers_invoice_is_refused(
        self, hubsoft: HubSoft, server: rm.Mocker, attempts: Attempts, cliente: Row | None
    ) -> None:
        server.get(FINANCEIRO, json=faturas_reply(fatura_row(), fatura_row(cliente=cliente)))
        with pytest.raises(FatalApiError, match="outro cliente"):
            hubsoft.faturas("42", attempts)
        assert len(server.request_history) == 2, "a login and one question: not asked again"

    def test_leading_zeros_make_another_customer(
        self, hubsoft: HubSoft, server: rm.Mocker, attempts: Attempts
    ) -> None:
        server.get(FINANCEIRO, json=faturas_reply(fatura_row()))
        with pytest.raises(FatalApiError, match="outro cliente"):
            hubsoft.faturas("0042", attempts)

    @pytest.mark.parametrize(
        "change",
        [
            {"valor": None},
            {"valor": "dez reais"},
            {"data_vencimento": None},
            {"data_vencimento": "31/02/2025"},
            {"data_vencimento": "10/07/1926"},
            {"data_vencimento": "31/12/9999"},
            {"id_fatura": None},
            {"id_fatura": 12345678901234567890},
            {"id_fatura": "9" * 5000},
            {"valor": 1e20},
            {"valor": "-1000000001"},
            {"cliente": {"codigo_cliente": 1e300}},
        ],
    )
    def test_a_row_with_an_unreadable_id_customer_amount_or_date_is_refused(
        self, hubsoft: HubSoft, server: rm.Mocker, attempts: Attempts, change: Row
    ) -> None:
        server.get(FINANCEIRO, json=faturas_reply(fatura_row(**change)))
        with pytest.raises(FatalApiError):
            hubsoft.faturas("42", attempts)

    def test_a_lone_surrogate_becomes_a_lost_character(
        self, hubsoft: HubSoft, server: rm.Mocker, attempts: Attempts
    ) -> None:
        cliente = {"codigo_cliente": 42, "nome_razaosocial": "JOSÉ \ud83d"}
        link = "https://boleto.example/\udc00"
        server.get(FINANCEIRO, json=faturas_reply(fatura_row(cliente=cliente, link=link)))
        [fatura] = hubsoft.faturas("42", attempts)
        assert fatura.nome == "JOSÉ \ufffd"
        assert safe_link(fatura.link) is None, "not the link that was meant"
        assert clean_name(fatura.nome) == "JOSÉ"

    def test_names_and_links_are_decoded_once_and_codes_are_left_alone(
        self, hubsoft: HubSoft, server: rm.Mocker, attempts: Attempts
    ) -> None:
        cliente = {"codigo_cliente": 42, "nome_razaosocial": "JO&Atilde;O &amp;amp; D&#39;AVILA"}
        row = fatura_row(
            cliente=cliente, link="https://boleto.example/?a=1&amp;copy=2", pix_copia_cola="A&amp;B"
        )
        server.get(FINANCEIRO, json=faturas_reply(row))
        [fatura] = hubsoft.faturas("42", attempts)
        assert fatura.nome == "JOÃO &amp; D'AVILA"
        assert fatura.link == "https://boleto.example/?a=1&copy=2"
        assert fatura.pix == "A&amp;B", "its check sum was made over what was sent"

    @pytest.mark.parametrize("name", ["null", "NULL", " None ", "undefined", "(null)"])
    def test_a_name_that_says_nothing_is_none(
        self, hubsoft: HubSoft, server: rm.Mocker, attempts: Attempts, name: str
    ) -> None:
        cliente = {"codigo_cliente": 42, "nome_razaosocial": name}
        server.get(FINANCEIRO, json=faturas_reply(fatura_row(cliente=cliente)))
        assert hubsoft.faturas("42", attempts)[0].nome == ""

    @pytest.mark.parametrize("status", [200, 422])
    def test_a_secret_that_the_api_echoes_is_not_repeated(
        self, hubsoft: HubSoft, requests_mock: rm.Mocker, attempts: Attempts, status: int
    ) -> None:
        requests_mock.post(LOGIN, json={"access_token": "abc9def", "expires_in": 99})
        words = "Bearer abc9def, senha-da-api e segredo-do-cliente"
        body = {"status": "error", "msg": words}
        requests_mock.get(FINANCEIRO, json=body, status_code=status)
        with pytest.raises(FatalApiError, match="Bearer •••, ••• e •••") as caught:
            hubsoft.faturas("42", attempts)
        assert "senha-da-api" not in caught.value.of_all

    @pytest.mark.parametrize("hidden", ["&#10;", "&#8238;", "&lt;", "&quot;", "&#x200b;", "&nbsp;"])
    def test_what_was_hidden_in_an_entity_goes_through_the_checks(
        self, hubsoft: HubSoft, server: rm.Mocker, attempts: Attempts, hidden: str
    ) -> None:
        row = fatura_row(
            cliente={"codigo_cliente": 42, "nome_razaosocial": f"&equals;ANA{hidden}&#x202E; B"},
            link=f"https://boleto.example/{hidden}x",
        )
        server.get(FINANCEIRO, json=faturas_reply(row))
        [fatura] = hubsoft.faturas("42", attempts)
        assert safe_link(fatura.link) is None
        assert clean_name(fatura.nome).isprintable()
        assert clean_name(fatura.nome).startswith("ANA")

    @pytest.mark.parametrize("answer", [
        {"json": {"status": "error", "msg": "Cliente não encontrado"}},
        {"json": {"status": "Erro", "errors": ["Nenhum cliente encontrado"]}, "status_code": 404},
    ])  # fmt: skip
    def test_a_customer_of_whom_the_api_says_that_it_does_not_exist(
        self, hubsoft: HubSoft, server: rm.Mocker, attempts: Attempts, answer: dict[str, Any]
    ) -> None:
        server.get(FINANCEIRO, **answer)
        server.get(CLIENTE, **answer)
        with pytest.raises(UnknownCustomerError):
            hubsoft.faturas("42", attempts)
        assert hubsoft.cliente("42", attempts) is None

    def test_whether_a_date_lies_ahead_is_told_by_the_day_of_the_answer(
        self, server: rm.Mocker, attempts: Attempts
    ) -> None:
        days = iter([date(2026, 11, 23), date(2026, 11, 25)])
        hubsoft = HubSoft(settings(), threads=1, timeout_s=5, hoje=lambda: next(days))
        server.get(FINANCEIRO, json=faturas_reply(fatura_row(data_pagamento="25/11/2026")))
        # Two days ahead it may be the day of a bank's credit.
        with pytest.raises(FatalApiError, match="está paga"):
            hubsoft.faturas("42", attempts)
        assert hubsoft.faturas("42", attempts)[0].paga

    @pytest.mark.parametrize(
        "content",
        [{"status": "success", "faturas": None}, {"status": "success", "faturas": ["x"]},
         {"status": "success"}],
    )  # fmt: skip
    def test_an_answer_without_the_list_is_tried_again(
        self, hubsoft: HubSoft, server: rm.Mocker, attempts: Attempts, content: Row
    ) -> None:
        server.get(FINANCEIRO, [{"json": content}, {"json": faturas_reply(fatura_row())}])
        with pytest.raises(RetryableApiError):
            hubsoft.faturas("42", attempts)

    def test_an_invoice_that_is_there_twice_counts_once(
        self, hubsoft: HubSoft, server: rm.Mocker, attempts: Attempts
    ) -> None:
        server.get(FINANCEIRO, json=faturas_reply(fatura_row(), fatura_row(valor="54.95")))
        assert len(hubsoft.faturas("42", attempts)) == 1

    @pytest.mark.parametrize(
        "change", [{"quitado": True}, {"valor": 54}, {"data_vencimento": "11/07/2025"}]
    )
    def test_an_invoice_that_is_there_twice_and_differs_is_refused(
        self, hubsoft: HubSoft, server: rm.Mocker, attempts: Attempts, change: Row
    ) -> None:
        for rows in ((fatura_row(), fatura_row(**change)), (fatura_row(**change), fatura_row())):
            server.get(FINANCEIRO, json=faturas_reply(*rows))
            with pytest.raises(FatalApiError, match="duas vezes com a fatura 1001"):
                hubsoft.faturas("42", attempts)

    def test_a_full_page_in_order_shows_the_oldest(
        self, hubsoft: HubSoft, server: rm.Mocker, attempts: Attempts
    ) -> None:
        server.get(FINANCEIRO, json=faturas_reply(*[fatura_row(id_fatura=i) for i in range(50)]))
        assert len(hubsoft.faturas("42", attempts)) == 50

    @pytest.mark.parametrize(
        "odd", [{"data_vencimento": "01/01/2020"}, {"data_pagamento": "01/08/2025"}]
    )
    def test_a_full_page_that_may_hide_an_older_one_is_refused(
        self, hubsoft: HubSoft, server: rm.Mocker, attempts: Attempts, odd: Row
    ) -> None:
        rows = [*[fatura_row(id_fatura=i) for i in range(49)], fatura_row(**odd)]
        server.get(FINANCEIRO, json=faturas_reply(*rows))
        with pytest.raises(FatalApiError, match="mais antiga"):
            hubsoft.faturas("42", attempts)


class TestCliente:
    def test_finds_former_customers_too(
        self, hubsoft: HubSoft, server: rm.Mocker, attempts: Attempts
    ) -> None:
        row = {
            "codigo_cliente": 42,
            "nome_razaosocial": "FULANO",
            "telefone_primario": "37999990000",
            "telefone_secundario": None,
            "telefone_terciario": "3733330000",
        }
        server.get(CLIENTE, json={"status": "success", "clientes": [row]})
        cliente = hubsoft.cliente("42", attempts)
        assert cliente is not None
        assert cliente.telefones == ("37999990000", "3733330000")
        assert server.last_request is not None
        assert server.last_request.qs["inativo"] == ["todos"]

    def test_an_unknown_code_is_none(
        self, hubsoft: HubSoft, server: rm.Mocker, attempts: Attempts
    ) -> None:
        server.get(CLIENTE, json={"status": "success", "clientes": []})
        assert hubsoft.cliente("42", attempts) is None

    @pytest.mark.parametrize("status", ["error", "Erro", None, False, "ok"])
    def test_nobody_is_unknown_but_by_a_known_success(
        self, hubsoft: HubSoft, server: rm.Mocker, attempts: Attempts, status: object
    ) -> None:
        server.get(CLIENTE, json={"status": status, "clientes": []})
        with pytest.raises(FatalApiError):
            hubsoft.cliente("42", attempts)

    def test_a_registration_in_an_object_with_numbered_keys_is_found(
        self, hubsoft: HubSoft, server: rm.Mocker, attempts: Attempts
    ) -> None:
        rows = {"1": {"codigo_cliente": 42, "nome_razaosocial": "ANA"}, "0": {"codigo_cliente": 7}}
        server.get(CLIENTE, json={"status": "success", "clientes": rows})
        cliente = hubsoft.cliente("42", attempts)
        assert cliente is not None
        assert cliente.nome == "ANA"

    def test_another_customers_registration_is_refused(
        self, hubsoft: HubSoft, server: rm.Mocker, attempts: Attempts
    ) -> None:
        server.get(CLIENTE, json={"status": "success", "clientes": [{"codigo_cliente": 43}]})
        with pytest.raises(FatalApiError, match="outro cliente"):
            hubsoft.cliente("42", attempts)
