"""Each mishap as a client meets it."""

import socket
import time
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pytest
import requests

from faturas.sandbox.cases import CASES
from faturas.sandbox.faults import Faults
from faturas.sandbox.server import Sandbox
from tests.sandbox.conftest import Client

COMUM = CASES["comum"]


@pytest.fixture
def usual(client: Client) -> bytes:
    """The faultless answer about the common customer."""
    return client.ask(COMUM).content


def test_an_error_500(client: Client, sandbox: Sandbox) -> None:
    sandbox.faults = Faults(error_500=1)
    assert client.ask(COMUM).status_code == 500


def test_a_reset_connection(client: Client, sandbox: Sandbox) -> None:
    client.financeiro(COMUM)
    sandbox.faults = Faults(reset=1)
    with pytest.raises(requests.ConnectionError, match=r"reset|Remote end closed|aborted"):
        client.ask(COMUM)


def test_a_reset_is_sent_as_such(client: Client, sandbox: Sandbox) -> None:
    sandbox.faults = Faults(reset=1)
    host, port = sandbox.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=5) as connection:
        connection.sendall(b"GET /api/v1/integracao/cliente HTTP/1.1\r\nHost: x\r\n\r\n")
        with pytest.raises(ConnectionResetError):
            connection.recv(1)


def test_a_page_of_html_with_status_200(client: Client, sandbox: Sandbox) -> None:
    sandbox.faults = Faults(html=1)
    response = client.ask(COMUM)
    assert response.status_code == 200
    assert response.headers["Content-Type"].startswith("text/html")
    assert response.text.startswith("<!DOCTYPE html>")


def test_broken_json_of_the_right_length(client: Client, sandbox: Sandbox, usual: bytes) -> None:
    sandbox.faults = Faults(broken_json=1)
    response = client.ask(COMUM)
    assert response.headers["Content-Type"] == "application/json"
    assert response.content == usual[: len(usual) // 2]
    with pytest.raises(requests.JSONDecodeError):
        response.json()


def test_a_body_that_ends_too_early(client: Client, sandbox: Sandbox, usual: bytes) -> None:
    sandbox.faults = Faults(cut_body=1)
    response = client.ask(COMUM, stream=True)
    assert int(response.headers["Content-Length"]) == len(usual)
    with pytest.raises(requests.exceptions.ChunkedEncodingError):
        _ = response.content


def test_the_right_json_under_a_wrong_type(client: Client, sandbox: Sandbox, usual: bytes) -> None:
    sandbox.faults = Faults(wrong_type=1)
    response = client.ask(COMUM)
    assert response.headers["Content-Type"].startswith("text/html")
    assert response.content == usual


def test_a_status_of_error_with_200(client: Client, sandbox: Sandbox) -> None:
    sandbox.faults = Faults(status_error=1)
    response = client.ask(COMUM)
    assert response.status_code == 200
    assert response.json()["status"] == "error"
    assert "errors" not in response.json()


@pytest.mark.parametrize("name", ["comum", "so_a_vencer"])
def test_another_customers_answer(client: Client, sandbox: Sandbox, name: str) -> None:
    sandbox.faults = Faults(other_customer=1)
    for rows in (
        client.financeiro(CASES[name])["faturas"],
        client.fatura(busca="codigo_cliente", termo_busca=CASES[name], data_inicio="2026-01-01")[
            "faturas"
        ],
    ):
        assert rows
        assert CASES[name] not in {row["cliente"]["codigo_cliente"] for row in rows}
    (entry,) = client.cliente(CASES[name])["clientes"]
    assert entry["codigo_cliente"] != CASES[name]


def test_missing_fields(client: Client, sandbox: Sandbox) -> None:
    (*_, whole) = client.financeiro(COMUM)["faturas"]
    sandbox.faults = Faults(missing_fields=1)
    answers = [client.financeiro(COMUM) for _ in range(20)]
    assert {answer["status"] for answer in answers} == {"suscess"}
    rows = [row for answer in answers for row in answer["faturas"]]
    assert all(len(row) < len(whole) for row in rows)
    assert any("cliente" in row and "codigo_cliente" not in row["cliente"] for row in rows)
    present = {name for row in rows for name in row}
    assert present == set(whole)


def test_null_everywhere(client: Client, sandbox: Sandbox) -> None:
    def values(node: Any) -> Iterator[Any]:
        for value in node.values():
            yield from values(value) if isinstance(value, dict) else [value]

    (*_, whole) = client.financeiro(COMUM)["faturas"]
    sandbox.faults = Faults(null_fields=1)
    answer = client.financeiro(COMUM)
    assert answer["status"] == "suscess"
    assert answer["faturas"][0].keys() == whole.keys()
    assert {value for row in answer["faturas"] for value in values(row)} == {None}


def test_a_login_without_its_token(client: Client, sandbox: Sandbox) -> None:
    sandbox.faults = Faults(null_fields=1, only_routes={"/oauth/token"})
    assert client.login().json()["access_token"] is None


def test_one_byte_at_a_time(client: Client, sandbox: Sandbox) -> None:
    nobody = client.ask("0").content
    sandbox.faults = Faults(drip=1, drip_interval_s=0.003)
    response = client.ask("0", stream=True)
    start_s = time.perf_counter()
    pieces = list(response.iter_content(chunk_size=1))
    assert b"".join(pieces) == nobody
    assert time.perf_counter() - start_s > 0.003 * (len(nobody) - 10)


def test_a_drip_makes_no_other_request_wait(client: Client, sandbox: Sandbox) -> None:
    sandbox.faults = Faults(drip=1, only_codes={str(COMUM)})
    slow = client.ask(COMUM, stream=True)
    start_s = time.perf_counter()
    assert client.financeiro(CASES["so_pix"])["faturas"]
    assert time.perf_counter() - start_s < 5, "the drip takes minutes"
    slow.close()


def test_a_huge_body_without_a_length(client: Client, sandbox: Sandbox, usual: bytes) -> None:
    sandbox.faults = Faults(huge=1)
    response = client.ask(COMUM, stream=True)
    assert "Content-Length" not in response.headers
    size = sum(len(piece) for piece in response.iter_content(2**20))
    assert size >= 50 * 2**20
    sandbox.faults = Faults(huge=1, huge_bytes=100_000)
    body = client.ask(COMUM).content
    assert body.rstrip() == usual
    assert 100_000 <= len(body) < 200_000


def test_a_redirect_to_another_host(client: Client, sandbox: Sandbox) -> None:
    sandbox.faults = Faults(redirect_host=1, redirect_to="https://outro.invalid:444")
    response = client.ask(COMUM, allow_redirects=False)
    assert response.status_code == 302
    assert response.headers["Location"] == (
        "https://outro.invalid:444/api/v1/integracao/cliente/financeiro"
        f"?busca=codigo_cliente&termo_busca={COMUM}"
    )


def test_a_redirect_to_another_path_which_answers(
    client: Client, sandbox: Sandbox, usual: bytes
) -> None:
    sandbox.faults = Faults(redirect_path=1)
    response = client.ask(COMUM)
    assert [each.status_code for each in response.history] == [302]
    assert "/redirecionado/" in response.url
    assert response.content == usual


def test_the_same_run_meets_the_same_mishaps(sandbox: Sandbox) -> None:
    faults = Faults(error_500=0.3, html=0.3)
    runs = []
    for codigos in (range(1001, 1021), range(1020, 1000, -1)):
        client = Client(sandbox)
        sandbox.faults = faults
        met = {
            codigo: [client.ask(codigo).headers["Content-Type"] for _ in range(3)]
            for codigo in codigos
        }
        runs.append(met)
        client.session.close()
    assert runs[0] == runs[1]
    assert len({tuple(each) for each in runs[0].values()}) > 2


def test_only_some_codes(client: Client, sandbox: Sandbox) -> None:
    sandbox.faults = Faults(error_500=1, only_codes={"1002", "1004"})
    statuses = {codigo: client.ask(codigo).status_code for codigo in range(1001, 1006)}
    assert [codigo for codigo, status in statuses.items() if status == 500] == [1002, 1004]


def test_only_some_routes(client: Client, sandbox: Sandbox) -> None:
    sandbox.faults = Faults(error_500=1, only_routes={"/cliente"})
    search = {"busca": "codigo_cliente", "termo_busca": COMUM}
    assert client.get("/cliente", search).status_code == 500
    assert client.get("/cliente/financeiro", search).status_code == 200
    assert client.get("/financeiro/fatura", search).status_code == 200


def test_windows_that_are_too_long_are_clipped(client: Client, sandbox: Sandbox) -> None:
    def days(**params: Any) -> list[str]:
        rows = client.fatura(data_fim="2026-11-23", itens_por_pagina=500, **params)["faturas"]
        return sorted({row["data_vencimento"] for row in rows})

    thirty = days(data_inicio="2026-10-24")
    sandbox.faults = Faults(clip_windows=True)
    assert days(data_inicio="2026-10-24") == thirty
    assert days(data_inicio="2026-01-01") == thirty
    search = {"busca": "codigo_cliente", "termo_busca": CASES["sessenta_abertas"]}
    assert len(days(data_inicio="2026-01-01", **search)) > 5


def test_rows_move_between_pages(client: Client, sandbox: Sandbox) -> None:
    def ids() -> list[int]:
        answers = [
            client.fatura(data_inicio="2026-11-01", itens_por_pagina=100, pagina=page)
            for page in range(8)
        ]
        assert {answer["paginacao"]["total_registros"] for answer in answers} == {len(whole)}
        return [row["id_fatura"] for answer in answers for row in answer["faturas"]]

    first = client.fatura(data_inicio="2026-11-01", itens_por_pagina=100)
    whole = range(first["paginacao"]["total_registros"])
    assert 700 < len(whole) < 5000
    steady = ids()
    assert len(set(steady)) == 800
    sandbox.faults = Faults(moving_rows=5)
    moved = ids()
    assert moved[:100] == steady[:100]
    assert len(set(moved)) < len(moved)
    assert set(steady) - set(moved)


def test_periods_may_be_ignored(client: Client, sandbox: Sandbox) -> None:
    assert client.financeiro(COMUM, data_fim="2000-01-01")["faturas"] == []
    sandbox.faults = Faults(ignore_dates=True)
    assert client.financeiro(COMUM, data_fim="2000-01-01")["faturas"]


def test_the_drip_pauses_between_bytes(client: Client, sandbox: Sandbox) -> None:
    sandbox.faults = Faults(drip=1, drip_interval_s=0.06)
    response = client.ask("0", stream=True)
    arrivals = []
    for _ in response.iter_content(chunk_size=1):
        arrivals.append(time.perf_counter())
        if len(arrivals) == 4:
            break
    response.close()
    assert all(later - earlier > 0.03 for earlier, later in pairwise(arrivals))
