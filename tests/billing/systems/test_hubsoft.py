"""HubSoft, question by question: what is asked, how answers are read, and what is refused."""

import json
import threading
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import requests_mock as rm
from pydantic import SecretStr

from faturas.billing.systems.hubsoft import HubSoft, HubSoftSettings
from faturas.billing.transport.retry import Attempts
from faturas.billing.transport.turn import OpenTurnstile
from faturas.domain.safe_text import clean_name, safe_link
from faturas.errors import ApiUnavailable, FatalApiError, RetryableApiError, UnknownCustomerError
from tests.factories.look_ups import new_attempts

BASE = "https://api.example"
FINANCEIRO = f"{BASE}/api/v1/integracao/cliente/financeiro"
CLIENTE = f"{BASE}/api/v1/integracao/cliente"
LOGIN = f"{BASE}/oauth/token"

Row = dict[str, Any]


def fatura_row(**changes: Any) -> Row:
    return {
        "id_fatura": 1001,
        "linha_digitavel": "00190.00009",
        "codigo_barras": None,
        "link": "https://boleto.example/1001",
        "tipo_cobranca": "boleto_bancario",
        "valor": 54.95,
        "data_vencimento": "10/07/2025",
        "data_pagamento": None,
        "pix_copia_cola": "000201",
        "cliente": {"codigo_cliente": 42, "nome_razaosocial": "FULANO DE TAL"},
        **changes,
    }


def faturas_reply(*rows: Row) -> Row:
    return {"status": "suscess", "msg": "Dados consultados", "faturas": list(rows)}


def settings() -> HubSoftSettings:
    return HubSoftSettings(
        sistema="hubsoft",
        url=BASE,
        client_id="75",
        client_secret=SecretStr("segredo-do-cliente"),
        username="api@example.com",
        password=SecretStr("senha-da-api"),
    )


@pytest.fixture
def hubsoft() -> HubSoft:
    return HubSoft(settings(), threads=4, timeout_s=5)


@pytest.fixture
def attempts() -> Attempts:
    return new_attempts(3)


@pytest.fixture
def server(requests_mock: rm.Mocker) -> rm.Mocker:
    requests_mock.post(LOGIN, json={"access_token": "t1", "expires_in": 2592000})
    return requests_mock


def logins(server: rm.Mocker) -> int:
    return sum(request.method == "POST" for request in server.request_history)


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


class CountingTurnstile(OpenTurnstile):
    """Counts the turns taken."""

    turns = 0

    def acquire(self, stop: threading.Event, *, first: bool = False) -> Any:
        self.turns += 1
        return super().acquire(stop, first=first)


def test_every_request_takes_a_turn_be_it_a_login_or_a_redirect(
    server: rm.Mocker, attempts: Attempts
) -> None:
    moved = {"status_code": 307, "headers": {"Location": f"{FINANCEIRO}/aqui"}}
    server.get(FINANCEIRO, [moved, {"json": {}, "status_code": 401}, {"json": faturas_reply()}])
    server.get(f"{FINANCEIRO}/aqui", status_code=502)
    turnstile = CountingTurnstile()
    HubSoft(settings(), threads=1, timeout_s=5, turnstile=turnstile).faturas("42", attempts)
    assert server.call_count == turnstile.turns == 6


class TestLogin:
    def test_sends_the_documented_body_and_reuses_the_token(
        self, hubsoft: HubSoft, server: rm.Mocker, attempts: Attempts
    ) -> None:
        server.get(FINANCEIRO, json=faturas_reply())
        for _ in range(3):
            hubsoft.faturas("42", attempts)
        assert logins(server) == 1
        assert json.loads(server.request_history[0].text) == {
            "grant_type": "password",
            "client_id": "75",
            "client_secret": "segredo-do-cliente",
            "username": "api@example.com",
            "password": "senha-da-api",
        }

    def test_an_expired_token_is_replaced(
        self, hubsoft: HubSoft, requests_mock: rm.Mocker, attempts: Attempts
    ) -> None:
        requests_mock.post(LOGIN, json={"access_token": "t", "expires_in": 0.000001})
        requests_mock.get(FINANCEIRO, json=faturas_reply())
        hubsoft.faturas("42", attempts)
        hubsoft.faturas("42", attempts)
        assert logins(requests_mock) == 2

    def test_a_revoked_token_costs_one_login_and_repeats_the_question(
        self, hubsoft: HubSoft, requests_mock: rm.Mocker, attempts: Attempts
    ) -> None:
        requests_mock.post(LOGIN, [{"json": {"access_token": f"t{n}"}} for n in (1, 2)])
        requests_mock.get(FINANCEIRO, json=answer_to("t2"), status_code=401)
        requests_mock.get(
            FINANCEIRO, request_headers={"Authorization": "Bearer t2"}, json=faturas_reply()
        )
        assert hubsoft.faturas("42", attempts) == []
        assert logins(requests_mock) == 2

    def test_many_threads_with_a_revoked_token_log_in_once(
        self, hubsoft: HubSoft, requests_mock: rm.Mocker
    ) -> None:
        requests_mock.post(LOGIN, [{"json": {"access_token": f"t{n}"}} for n in (1, 2, 3, 4)])

        def answer(request: Any, context: Any) -> Row:
            if request.headers["Authorization"] != "Bearer t1":
                return faturas_reply()
            context.status_code = 401
            return {}

        requests_mock.get(FINANCEIRO, json=answer)
        run_in_threads(
            16,
            lambda: hubsoft.faturas("42", new_attempts(3)),
        )
        assert logins(requests_mock) == 2

    def test_a_token_that_never_works_pauses_after_two_logins(
        self, hubsoft: HubSoft, server: rm.Mocker, attempts: Attempts
    ) -> None:
        server.get(FINANCEIRO, status_code=401, json={})
        for _ in range(3):
            with pytest.raises(ApiUnavailable, match="credencial"):
                hubsoft.faturas("42", attempts)
        assert logins(server) == 2

    @pytest.mark.parametrize("status", [400, 401, 403, 422])
    def test_a_refused_login_pauses_and_is_not_repeated_by_any_thread(
        self, hubsoft: HubSoft, requests_mock: rm.Mocker, status: int
    ) -> None:
        requests_mock.post(LOGIN, status_code=status, json={"error": "invalid_credentials"})

        def ask() -> None:
            with pytest.raises(ApiUnavailable, match="recusou o login") as caught:
                hubsoft.faturas("42", new_attempts(3))
            assert "senha-da-api" not in str(caught.value)

        run_in_threads(8, ask)
        assert logins(requests_mock) == 1

    @pytest.mark.parametrize("lasts_s", [10**400, "x", -1, None])
    def test_a_token_of_any_age_is_used(
        self, hubsoft: HubSoft, requests_mock: rm.Mocker, attempts: Attempts, lasts_s: object
    ) -> None:
        requests_mock.post(LOGIN, json={"access_token": "t", "expires_in": lasts_s})
        requests_mock.get(FINANCEIRO, json=faturas_reply())
        assert hubsoft.faturas("42", attempts) == []

    @pytest.mark.parametrize("status", ["error", "Erro", False])
    def test_a_login_that_says_that_it_failed_is_none(
        self, hubsoft: HubSoft, requests_mock: rm.Mocker, attempts: Attempts, status: object
    ) -> None:
        body = {"status": status, "msg": "Acesso \x1b[31mnegado", "access_token": "t"}
        requests_mock.post(LOGIN, json=body)
        with pytest.raises(ApiUnavailable, match=r"O login na API não funcionou: .*Acesso negado"):
            hubsoft.faturas("42", attempts)

    @pytest.mark.parametrize("more", [{"error": "x"}, {"success": False}, {"erro": True}])
    def test_a_login_with_an_error_beside_its_token_is_none(
        self, hubsoft: HubSoft, requests_mock: rm.Mocker, attempts: Attempts, more: Row
    ) -> None:
        requests_mock.post(LOGIN, json={"access_token": "t", **more})
        with pytest.raises(ApiUnavailable, match=r"O login na API não funcionou: .*ao mesmo tempo"):
            hubsoft.faturas("42", attempts)

    def test_a_login_barred_by_a_protection_says_so_and_is_not_repeated(
        self, hubsoft: HubSoft, requests_mock: rm.Mocker
    ) -> None:
        requests_mock.post(LOGIN, status_code=403, headers={"cf-mitigated": "challenge"})

        def ask() -> None:
            with pytest.raises(ApiUnavailable, match=r"proteção \(Cloudflare\)") as caught:
                hubsoft.faturas("42", new_attempts(3))
            assert caught.value.passing

        run_in_threads(8, ask)
        assert logins(requests_mock) == 1

    def test_a_login_with_a_passing_fault_is_tried_again(
        self, hubsoft: HubSoft, requests_mock: rm.Mocker, attempts: Attempts
    ) -> None:
        requests_mock.post(
            LOGIN, [{"status_code": 502}, {"json": {}}, {"json": {"access_token": "t"}}]
        )
        requests_mock.get(FINANCEIRO, json=faturas_reply())
        assert hubsoft.faturas("42", attempts) == []

    def test_a_login_that_never_answers_pauses(
        self, hubsoft: HubSoft, requests_mock: rm.Mocker, attempts: Attempts
    ) -> None:
        requests_mock.post(LOGIN, status_code=500)
        with pytest.raises(ApiUnavailable, match="login"):
            hubsoft.faturas("42", attempts)

    def test_secrets_do_not_show_in_the_settings(self) -> None:
        settings = HubSoftSettings(
            sistema="hubsoft", url=BASE, client_id="1", username="u",
            client_secret=SecretStr("segredo-do-cliente"), password=SecretStr("senha-da-api"),
        )  # fmt: skip
        assert "segredo" not in repr(settings)
        assert "senha-da-api" not in repr(settings)


def answer_to(_token: str) -> Row:
    return {"error": "Unauthenticated."}


def run_in_threads(number: int, target: Callable[[], object]) -> None:
    """Run ``target`` in so many threads; an exception in any of them fails the test."""
    errors: list[BaseException] = []

    def guarded() -> None:
        try:
            target()
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=guarded) for _ in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    if errors:
        raise errors[0]
