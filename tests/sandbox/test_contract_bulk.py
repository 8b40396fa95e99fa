"""``GET /financeiro/fatura``, over HTTP."""

from datetime import date, timedelta
from typing import Any

import pytest

from faturas.sandbox.cases import CASES, UNKNOWN_CODE
from faturas.sandbox.company import CampoData, Company, InvoiceFilter
from tests.factories.faturas import HOJE
from tests.sandbox.conftest import Client

_WINDOW = {
    "data_inicio": (HOJE - timedelta(days=29)).isoformat(),
    "data_fim": HOJE.isoformat(),
    "apenas_em_aberto": "sim",
}


def _search(codigo: object, **params: Any) -> dict[str, Any]:
    period = {"data_inicio": "2015-01-01", "data_fim": "2030-12-31"}
    return {"busca": "codigo_cliente", "termo_busca": codigo, **period, **params}


def _all_pages(client: Client, **params: Any) -> list[dict[str, Any]]:
    rows, page, last = [], 0, 0
    while page <= last:
        answer = client.fatura(pagina=page, **params)
        last = answer["paginacao"]["ultima_pagina"]
        rows += answer["faturas"]
        page += 1
    return rows


def test_an_invoice_as_this_route_writes_it(client: Client, company: Company) -> None:
    answer = client.fatura(**_search(CASES["comum"], apenas_em_aberto="sim"))
    assert answer["status"] == "success"
    row = answer["faturas"][0]
    invoice = next(
        each for each in company.invoices(CASES["comum"]) if each.id_fatura == row["id_fatura"]
    )
    codes, customer = company.codes(invoice), invoice.customer
    assert row["data_vencimento"] == invoice.parcela.vencimento.isoformat()
    assert row["data_pagamento"] is None
    assert row["linha_digitavel"] == codes.linha_digitavel
    assert row["codigo_barras"] == codes.codigo_barras
    assert row["link"] == codes.link
    assert "pix_copia_cola" not in row
    assert row["cliente"] == {
        "id_cliente": customer.id_cliente,
        "codigo_cliente": customer.codigo,
        "nome_razaosocial": customer.nome,
        "telefone_primario": customer.telefones[0],
        "telefone_secundario": customer.telefones[1],
        "telefone_terciario": customer.telefones[2],
        "ativo": True,
    }
    assert row["forma_cobranca"] == {
        "juros": 1,
        "multa": 2,
        "tipo_juros": "percentual_mensal",
        "tipo_multa": "percentual",
    }


def test_amounts_are_text_without_trailing_zeros(client: Client, company: Company) -> None:
    def amounts(name: str) -> set[str]:
        return {row["valor"] for row in client.fatura(**_search(CASES[name]))["faturas"]}

    assert amounts("valor_inteiro") == {"10"}
    assert amounts("valor_alto") == {"1234567.89"}
    customer = company.customer(CASES["mesmo_vencimento"])
    assert customer is not None
    assert "39.9" in amounts("mesmo_vencimento")


def test_pix_comes_only_when_asked_for(client: Client, company: Company) -> None:
    (invoice,) = company.invoices(CASES["venceu_ontem"])
    (without,) = client.fatura(**_search(CASES["venceu_ontem"]))["faturas"]
    assert without["pix_copia_e_cola"] is None
    (with_pix,) = client.fatura(**_search(CASES["venceu_ontem"], exibir_pix_copia_cola="sim"))[
        "faturas"
    ]
    assert with_pix["pix_copia_e_cola"] == company.codes(invoice).pix


def test_pages_are_counted_from_0_and_the_last_belongs(client: Client) -> None:
    first = client.fatura(**_WINDOW, itens_por_pagina=100)["paginacao"]
    assert first["primeira_pagina"] == 0
    assert first["pagina_atual"] == 0
    total, last = first["total_registros"], first["ultima_pagina"]
    assert last == (total - 1) // 100
    last_page = client.fatura(**_WINDOW, itens_por_pagina=100, pagina=last)
    assert last_page["paginacao"]["pagina_atual"] == last
    assert len(last_page["faturas"]) == total - 100 * last
    beyond = client.fatura(**_WINDOW, itens_por_pagina=100, pagina=last + 1)
    assert beyond["faturas"] == []
    assert beyond["paginacao"]["total_registros"] == total


def test_the_pages_together_hold_everybody_once(client: Client, company: Company) -> None:
    rows = _all_pages(client, **_WINDOW, itens_por_pagina=200)
    ids = [row["id_fatura"] for row in rows]
    filtro = InvoiceFilter(CampoData.VENCIMENTO, HOJE - timedelta(days=29), HOJE, em_aberto=True)
    expected = {
        invoice.id_fatura
        for codigo in company.codigos
        for invoice in company.invoices(codigo)
        if filtro(invoice.parcela) and not invoice.customer.recusado
    }
    assert len(ids) == len(set(ids))
    assert set(ids) == expected


def test_both_routes_say_the_same(client: Client) -> None:
    for codigo in range(1001, 1120):
        if codigo == CASES["resposta_erro"]:
            continue
        single = client.financeiro(codigo, limit=50)["faturas"]
        asked = _search(codigo, apenas_em_aberto="sim", valor_zerado="sim", itens_por_pagina=500)
        bulk = client.fatura(**asked, exibir_pix_copia_cola="sim")["faturas"]

        def facts(row: dict[str, Any], pix: str, name: str = "") -> tuple[Any, ...]:
            day = row["data_vencimento"]
            day = "/".join(reversed(day.split("-"))) if "-" in day else day
            codes = row["linha_digitavel"], row["codigo_barras"], row["link"], row[pix]
            return row["id_fatura"], day, float(row["valor"]), row["quitado"], *codes

        by_id = {row["id_fatura"]: facts(row, "pix_copia_e_cola") for row in bulk}
        assert [facts(row, "pix_copia_cola") for row in single] == [
            by_id[row["id_fatura"]] for row in single
        ]
        assert len(bulk) == len(single) or len(single) == 50


def test_fifty_a_page_unless_asked_and_500_at_most(client: Client) -> None:
    assert len(client.fatura(**_WINDOW)["faturas"]) == 50
    assert len(client.fatura(**_WINDOW, itens_por_pagina=500)["faturas"]) == 500
    assert len(client.fatura(**_WINDOW, itens_por_pagina=1)["faturas"]) == 1
    for wrong in (0, 501, "x"):
        assert client.fatura(**_WINDOW, itens_por_pagina=wrong)["status"] == "error"
    assert client.fatura(**_WINDOW, pagina=-1)["status"] == "error"


def test_without_a_period_the_last_ten_days(client: Client) -> None:
    rows = _all_pages(client, itens_por_pagina=500)
    days = {date.fromisoformat(row["data_vencimento"]) for row in rows}
    assert min(days) >= HOJE - timedelta(days=10)
    assert max(days) == HOJE


@pytest.mark.parametrize("campo", ["data_vencimento", "data_pagamento", "data_cadastro"])
def test_the_period_may_be_of_another_date(client: Client, campo: str) -> None:
    asked = {"data_inicio": "2026-11-01", "data_fim": "2026-11-10", "tipo_data": campo}
    rows = client.fatura(**asked, itens_por_pagina=500)["faturas"]
    assert rows
    if campo == "data_cadastro":
        assert all("2026-11-16" <= row["data_vencimento"] <= "2026-11-25" for row in rows)
    else:
        assert all("2026-11-01" <= row[campo] <= "2026-11-10" for row in rows)


def test_open_settled_and_zero(client: Client) -> None:
    every = client.fatura(**_search(CASES["comum"]))["faturas"]
    owed = client.fatura(**_search(CASES["comum"], apenas_em_aberto="sim"))["faturas"]
    paid = client.fatura(**_search(CASES["comum"], apenas_quitado="sim"))["faturas"]
    assert all(row["data_pagamento"] is None for row in owed)
    assert all(row["data_pagamento"] for row in paid)
    assert len(every) == len(owed) + len(paid)
    assert len(client.fatura(**_search(CASES["valor_zero"]))["faturas"]) == 1
    with_zero = client.fatura(**_search(CASES["valor_zero"], valor_zerado="sim"))["faturas"]
    assert with_zero[0]["valor"] == "0"


def test_paid_ones_may_be_among_the_open(client: Client) -> None:
    asked = _search(CASES["quitada_entre_pendentes"], apenas_em_aberto="sim")
    settled, owed = client.fatura(**asked)["faturas"]
    assert (settled["quitado"], settled["data_pagamento"]) == (True, None)
    assert owed["quitado"] is False


def test_a_search_under_an_unknown_name_brings_everybody(client: Client) -> None:
    total = client.fatura(**_WINDOW)["paginacao"]["total_registros"]
    for ignored in (
        {"codigo_cliente": 1001},
        {"busca": "codigo", "termo_busca": 1001},
        {"busca": "codigo_cliente"},
    ):
        assert client.fatura(**_WINDOW, **ignored)["paginacao"]["total_registros"] == total


def test_searches(client: Client, company: Company) -> None:
    customer = company.customer(CASES["nome_empresa"])
    assert customer is not None
    for name, term in (
        ("codigo_cliente", customer.codigo),
        ("id_cliente", customer.id_cliente),
        ("id_cliente_servico", customer.id_cliente_servico),
        ("cpf_cnpj", customer.cpf_cnpj),
    ):
        rows = client.fatura(**_search(term) | {"busca": name})["faturas"]
        assert {row["cliente"]["codigo_cliente"] for row in rows} == {customer.codigo}
    nobody = client.fatura(**_search(UNKNOWN_CODE))
    assert nobody["faturas"] == []
    assert nobody["paginacao"]["ultima_pagina"] == 0


def test_a_detailed_answer_says_more(client: Client) -> None:
    (row, *_) = client.fatura(**_search(CASES["comum"], tipo_resultado="detalhado"))["faturas"]
    assert row["servico"]["descricao"] == row["cobrancas"][0]["descricao"]


def test_ex_customers_are_in_the_list_and_refused_ones_are_not(client: Client) -> None:
    rows = client.fatura(**_search(CASES["ex_cliente"]))["faturas"]
    assert {row["cliente"]["ativo"] for row in rows} == {False}
    assert client.fatura(**_search(CASES["resposta_erro"]))["status"] == "error"
    everybody = _all_pages(client, **_WINDOW, itens_por_pagina=500)
    listed = {row["cliente"]["codigo_cliente"] for row in everybody}
    assert CASES["comum"] in listed
    assert CASES["resposta_erro"] not in listed


@pytest.mark.parametrize(
    "params",
    [
        {"tipo_data": "vencimento"},
        {"data_inicio": "01/11/2026"},
        {"apenas_em_aberto": "1"},
        {"tipo_resultado": "tudo"},
    ],
)
def test_unknown_values_of_parameters_are_refused(client: Client, params: dict[str, str]) -> None:
    answer = client.fatura(**params)
    assert answer["status"] == "error"
    assert next(iter(params)) in answer["errors"][0]
