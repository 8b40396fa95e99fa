"""``GET /cliente/financeiro`` and ``GET /cliente``, over HTTP."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from faturas.sandbox.cases import CASES, UNKNOWN_CODE
from faturas.sandbox.company import Company
from tests.factories.faturas import HOJE
from tests.sandbox.conftest import Client


def _dates(rows: list[dict[str, Any]]) -> list[datetime]:
    return [datetime.strptime(row["data_vencimento"], "%d/%m/%Y") for row in rows]  # noqa: DTZ007 - dates only


def test_an_invoice_as_this_route_writes_it(client: Client, company: Company) -> None:
    answer = client.financeiro(CASES["comum"])
    assert answer["status"] == "suscess"
    row = answer["faturas"][0]
    invoice = next(
        each for each in company.invoices(CASES["comum"]) if each.id_fatura == row["id_fatura"]
    )
    codes = company.codes(invoice)
    assert row["linha_digitavel"] == codes.linha_digitavel
    assert row["codigo_barras"] == codes.codigo_barras
    assert row["link"] == codes.link
    assert row["pix_copia_cola"] == codes.pix
    assert "pix_copia_e_cola" not in row
    assert row["tipo_cobranca"] == "boleto_bancario"
    assert row["valor"] == float(invoice.valor)
    assert row["data_vencimento"] == f"{invoice.parcela.vencimento:%d/%m/%Y}"
    assert row["data_pagamento"] is None
    assert row["status"] == "vencido"
    assert row["quitado"] is False
    assert row["cliente"]["codigo_cliente"] == CASES["comum"]
    assert row["cliente"]["nome_razaosocial"] == invoice.customer.nome
    assert row["cliente"]["servico"]["nome"] == invoice.customer.plano
    assert "telefone" not in str(answer)


def test_amounts_are_numbers_and_whole_ones_integers(client: Client) -> None:
    assert '"valor":10,' in client.ask(CASES["valor_inteiro"]).text
    assert '"valor":1234567.89,' in client.ask(CASES["valor_alto"]).text
    assert '"valor":0,' in client.ask(CASES["valor_zero"]).text
    assert '"valor":-25,' in client.ask(CASES["valor_negativo"]).text


def test_the_limit_is_20_unless_asked_and_50_at_most(client: Client) -> None:
    codigo = CASES["sessenta_abertas"]
    assert len(client.financeiro(codigo)["faturas"]) == 20
    assert len(client.financeiro(codigo, limit=50)["faturas"]) == 50
    assert len(client.financeiro(codigo, limit=1)["faturas"]) == 1
    for wrong in (0, 51, -1, "dez"):
        answer = client.financeiro(codigo, limit=wrong)
        assert answer["status"] == "error"
        assert "limit" in answer["errors"][0]


def test_with_sixty_open_the_oldest_come_first(client: Client) -> None:
    rows = client.financeiro(CASES["sessenta_abertas"], limit=50)["faturas"]
    assert _dates(rows) == sorted(_dates(rows))
    newest = client.financeiro(CASES["sessenta_abertas"], limit=50, order_type="desc")["faturas"]
    assert _dates(newest) == sorted(_dates(newest), reverse=True)
    assert newest[0]["id_fatura"] > rows[-1]["id_fatura"]


def test_of_two_invoices_of_one_due_date_the_higher_id_comes_first(client: Client) -> None:
    first, second, _ = client.financeiro(CASES["mesmo_vencimento"])["faturas"]
    assert first["data_vencimento"] == second["data_vencimento"]
    assert first["id_fatura"] > second["id_fatura"]


def test_other_orders(client: Client) -> None:
    def ordered(name: str, order_by: str) -> list[dict[str, Any]]:
        answer = client.financeiro(CASES[name], order_by=order_by, apenas_pendente="nao")
        rows: list[dict[str, Any]] = answer["faturas"]
        return rows

    assert ordered("mesmo_vencimento", "valor")[0]["valor"] == 39.9
    assert _dates(ordered("em_dia", "data_cadastro")) == sorted(_dates(ordered("em_dia", "valor")))
    paid = [row["data_pagamento"] for row in ordered("em_dia", "data_pagamento")]
    days = [datetime.strptime(day, "%d/%m/%Y") for day in paid if day]  # noqa: DTZ007 - dates only
    assert days == sorted(days)
    assert None not in paid[: len(days)]


def test_pending_includes_what_is_not_due_yet_and_leaves_out_what_is_paid(client: Client) -> None:
    future = client.financeiro(CASES["so_a_vencer"])["faturas"]
    assert len(future) == 2
    assert {row["status"] for row in future} == {"a_vencer"}
    paid_only = CASES["sem_fatura_aberta"]
    assert client.financeiro(paid_only)["faturas"] == []
    paid = client.financeiro(paid_only, apenas_pendente="nao")["faturas"]
    assert len(paid) == 6
    assert all(row["quitado"] and row["data_pagamento"] and row["valor_pago"] for row in paid)


def test_paid_ones_may_be_among_the_pending(client: Client) -> None:
    paid, owed = client.financeiro(CASES["paga_entre_pendentes"])["faturas"]
    assert datetime.strptime(paid["data_pagamento"], "%d/%m/%Y")  # noqa: DTZ007 - dates only
    assert owed["data_pagamento"] is None
    settled, owed = client.financeiro(CASES["quitada_entre_pendentes"])["faturas"]
    assert (settled["quitado"], settled["data_pagamento"]) == (True, None)
    assert owed["quitado"] is False


def test_absent_codes_are_null(client: Client) -> None:
    names = ("linha_digitavel", "codigo_barras", "link", "pix_copia_cola")
    (row, *_) = client.financeiro(CASES["sem_codigos"])["faturas"]
    assert [row[name] for name in names] == [None] * 4
    (row, *_) = client.financeiro(CASES["debito_automatico"])["faturas"]
    assert [row[name] for name in names[:3]] == [None] * 3
    assert row["pix_copia_cola"]
    assert row["tipo_cobranca"] == "debito_automatico"


def test_periods_are_of_due_dates_and_include_both_ends(client: Client) -> None:
    codigo = CASES["sessenta_abertas"]
    third = client.financeiro(codigo, limit=3)["faturas"][2]
    day = datetime.strptime(third["data_vencimento"], "%d/%m/%Y").date().isoformat()  # noqa: DTZ007 - dates only
    rows = client.financeiro(codigo, data_inicio=day, data_fim=day)["faturas"]
    assert [row["id_fatura"] for row in rows] == [third["id_fatura"]]
    for wrong in ("23/11/2026", "2026-13-01", "20261123"):
        assert client.financeiro(codigo, data_inicio=wrong)["status"] == "error"


@pytest.mark.parametrize("codigo", [UNKNOWN_CODE, "abc", "٣٤", "-1", "1" * 30, "1001.0"])
def test_an_unknown_customer_has_an_empty_list(client: Client, codigo: object) -> None:
    assert client.financeiro(codigo) == {
        "status": "suscess",
        "msg": "Dados consultados com sucesso",
        "faturas": [],
    }
    assert client.cliente(codigo)["clientes"] == []


def test_codes_are_compared_as_numbers(client: Client) -> None:
    (row, *_) = client.financeiro(f"00{CASES['comum']}")["faturas"]
    assert row["cliente"]["codigo_cliente"] == CASES["comum"]


def test_other_searches(client: Client, company: Company) -> None:
    for codigo in (CASES["comum"], CASES["nome_empresa"]):
        customer = company.customer(codigo)
        assert customer is not None
        for name in ("cpf_cnpj", "id_cliente_servico"):
            asked = {"busca": name, "termo_busca": getattr(customer, name)}
            (row, *_) = client.financeiro("", **asked)["faturas"]
            assert row["cliente"]["codigo_cliente"] == codigo
    strangers = {"cpf_cnpj": "11144477735", "id_cliente_servico": "10012"}
    for name, term in strangers.items():
        assert client.financeiro("", busca=name, termo_busca=term)["faturas"] == []


@pytest.mark.parametrize("route", ["/cliente/financeiro", "/cliente"])
@pytest.mark.parametrize(
    "params",
    [
        {},
        {"busca": "codigo_cliente"},
        {"busca": "codigo_cliente", "termo_busca": "  "},
        {"termo_busca": "1001"},
        {"busca": "codigo", "termo_busca": "1001"},
    ],
)
def test_the_search_is_required(client: Client, route: str, params: dict[str, str]) -> None:
    response = client.get(route, params)
    assert response.status_code == 200
    assert response.json()["status"] == "error"
    assert "busca" in response.json()["errors"][0]


@pytest.mark.parametrize(
    "params", [{"apenas_pendente": "true"}, {"order_by": "id"}, {"order_type": "up"}]
)
def test_unknown_values_of_parameters_are_refused(client: Client, params: dict[str, str]) -> None:
    assert client.financeiro(CASES["comum"], **params)["status"] == "error"


def test_a_customer_for_whom_the_api_answers_an_error(client: Client) -> None:
    response = client.ask(CASES["resposta_erro"])
    assert response.status_code == 200
    assert response.json()["status"] == "error"
    assert response.json()["msg"]
    assert "faturas" not in response.json()


def test_the_register_has_the_phones(client: Client, company: Company) -> None:
    for name in ("comum", "sem_fone", "fone_lixo_e_movel", "fone_mascara"):
        answer = client.cliente(CASES[name])
        assert answer["status"] == "success"
        (entry,) = answer["clientes"]
        customer = company.customer(CASES[name])
        assert customer is not None
        assert entry["codigo_cliente"] == customer.codigo
        assert entry["nome_razaosocial"] == customer.nome
        assert customer.telefones == (
            entry["telefone_primario"],
            entry["telefone_secundario"],
            entry["telefone_terciario"],
        )


def test_the_register_holds_what_must_not_be_kept(client: Client) -> None:
    (entry,) = client.cliente(CASES["comum"])["clientes"]
    assert entry["cpf_cnpj"]
    assert entry["servicos"][0]["senha"] == f"senha-ficticia-{CASES['comum']}"


def test_an_ex_customer_is_in_the_register_only_for_who_asks(client: Client) -> None:
    codigo = CASES["ex_cliente"]
    assert client.financeiro(codigo)["faturas"]
    assert client.cliente(codigo)["clientes"] == []
    assert client.cliente(codigo, inativo="nao")["clientes"] == []
    assert len(client.cliente(codigo, inativo="todos")["clientes"]) == 1
    assert len(client.cliente(codigo, inativo="sim")["clientes"]) == 1
    assert client.cliente(CASES["comum"], inativo="sim")["clientes"] == []
    for wrong in (0, 101):
        assert client.cliente(codigo, limit=wrong)["status"] == "error"


def test_due_dates_around_today(client: Client) -> None:
    expected = {
        "vence_hoje": HOJE,
        "venceu_ontem": HOJE - timedelta(days=1),
        "venceu_fim_de_semana": HOJE - timedelta(days=1),
        "venceu_feriado": HOJE - timedelta(days=3),
    }
    for name, day in expected.items():
        (row,) = client.financeiro(CASES[name])["faturas"]
        assert row["data_vencimento"] == f"{day:%d/%m/%Y}"
