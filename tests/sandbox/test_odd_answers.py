"""Each answer that is not as documented, as a client meets it."""

import html
from typing import Any

import pytest

from faturas.sandbox.cases import CASES
from faturas.sandbox.faults import Faults
from faturas.sandbox.server import Sandbox
from tests.sandbox.conftest import Client

COMUM = CASES["comum"]
SEVERAL = CASES["varias_vencidas"]


def test_a_404(client: Client, sandbox: Sandbox) -> None:
    sandbox.faults = Faults(not_found=1)
    assert client.ask(COMUM).status_code == 404


def test_the_page_of_a_protection(client: Client, sandbox: Sandbox) -> None:
    sandbox.faults = Faults(challenge=1)
    answer = client.ask(COMUM)
    assert (answer.status_code, answer.headers["cf-mitigated"]) == (403, "challenge")
    assert "Just a moment" in answer.text


@pytest.mark.parametrize(
    ("faults", "status"),
    [
        (Faults(odd_envelope=1), "Erro"),
        (Faults(no_customer=1), "error"),
        (Faults(control_words=1), "error"),
    ],
)
def test_a_failure_with_status_200(
    client: Client, sandbox: Sandbox, faults: Faults, status: str
) -> None:
    sandbox.faults = faults
    answer = client.ask(COMUM)
    assert (answer.status_code, answer.json()["status"]) == (200, status)


def test_lists_as_objects_with_numbered_keys(client: Client, sandbox: Sandbox) -> None:
    usual = client.financeiro(SEVERAL)["faturas"]
    sandbox.faults = Faults(numbered_lists=1)
    rows = client.financeiro(SEVERAL)["faturas"]
    assert list(rows) == [str(2 * at) for at in reversed(range(len(usual)))]
    assert [rows[str(2 * at)] for at in range(len(usual))] == usual


def test_payments_written_in_other_ways(client: Client, sandbox: Sandbox) -> None:
    sandbox.faults = Faults(odd_payments=1)
    rows = client.fatura(data_inicio="2026-10-24", itens_por_pagina=500)["faturas"]
    assert {row["quitado"] for row in rows} == {"Sim", "S", "t", 1, "1", "Não", "N", "f", 0, "0"}
    assert {"0000-00-00", "00/00/0000", "-", "", "null"} <= {row["data_pagamento"] for row in rows}


def test_invoices_that_are_said_to_be_neither_paid_nor_open(
    client: Client, sandbox: Sandbox
) -> None:
    sandbox.faults = Faults(untold_payments=1)
    assert all(
        row["quitado"] == "talvez" or row["data_pagamento"]
        for row in client.financeiro(SEVERAL)["faturas"]
    )


def test_amounts_with_the_noise_of_floats(client: Client, sandbox: Sandbox) -> None:
    def amounts() -> list[Any]:
        return [row["valor"] for row in client.financeiro(SEVERAL)["faturas"]]

    usual = amounts()
    sandbox.faults = Faults(float_noise=1)
    assert amounts() != usual
    assert amounts() == pytest.approx(usual)


def test_names_and_links_escaped_for_html(client: Client, sandbox: Sandbox) -> None:
    def names() -> list[str]:
        rows = client.fatura(data_inicio="2026-10-24", itens_por_pagina=500)["faturas"]
        return [row["cliente"]["nome_razaosocial"] for row in rows]

    usual = names()
    sandbox.faults = Faults(entities=1)
    escaped = names()
    assert escaped != usual
    assert all(map(str.isascii, escaped))
    assert list(map(html.unescape, escaped)) == usual


def test_rows_that_are_promised_and_not_there(client: Client, sandbox: Sandbox) -> None:
    def announced(page: int) -> tuple[int, int]:
        answer = client.fatura(data_inicio="2026-10-24", itens_por_pagina=500, pagina=page)
        return answer["paginacao"]["total_registros"], len(answer["faturas"])

    total, _ = announced(0)
    sandbox.faults = Faults(promised_rows=10_000_000)
    assert announced(0) == (total + 10_000_000, 500)
    assert announced(19_000) == (total + 10_000_000, 0)
    sandbox.faults = Faults(growing_rows=1000)
    (first, _), (second, _) = announced(0), announced(0)
    assert second == first + 1000
