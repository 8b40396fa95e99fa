"""HubSoft's list of everybody's invoices: how pages are read, and which are not believed."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import requests_mock as rm
from pydantic import SecretStr

from faturas.billing.contract import BulkPage, ListsByPeriod, Period
from faturas.billing.systems.hubsoft import HubSoft, HubSoftSettings
from faturas.errors import FatalApiError
from faturas.sandbox.cases import CASES
from faturas.sandbox.server import Sandbox
from faturas.work.connections import settings_of
from tests.factories.apis import company
from tests.factories.faturas import HOJE
from tests.factories.look_ups import new_attempts

MONTH = Period(HOJE - timedelta(days=29), HOJE)


def page(billing: HubSoft, wanted: tuple[str, ...], **options: Any) -> BulkPage:
    asked = {"size": 500, "quitadas": False, "number": 0, **options}
    attempts = new_attempts()
    return billing.page(MONTH, asked.pop("number"), wanted=wanted, attempts=attempts, **asked)


class TestOnTheSandbox:
    @pytest.fixture
    def billing(self) -> Any:
        with Sandbox(company()) as sandbox:
            made = HubSoft(settings_of(sandbox), threads=1, timeout_s=5)
            yield made
            made.close()

    def test_it_can_list(self, billing: HubSoft) -> None:
        assert isinstance(billing, ListsByPeriod)

    def test_a_row_says_what_the_customer_alone_says(self, billing: HubSoft) -> None:
        attempts = new_attempts()
        codes = tuple(str(code) for name, code in CASES.items() if name != "sessenta_abertas")
        rows = page(billing, codes).rows
        assert 40 < len({row.codigo for row in rows}) <= len(codes)
        for row in rows:
            assert row.fatura in billing.faturas(row.codigo, attempts)
            cliente = billing.cliente(row.codigo, attempts)
            assert cliente is not None
            assert row.telefones == cliente.telefones

    def test_strangers_are_counted_and_not_read(self, billing: HubSoft) -> None:
        everybody = page(billing, ())
        assert everybody.total == len(everybody.ids) > 0
        assert everybody.rows == ()

    def test_pages_follow_each_other(self, billing: HubSoft) -> None:
        whole = page(billing, ())
        pieces = [page(billing, (), number=number, size=20) for number in range(3)]
        assert sum((piece.ids for piece in pieces), ()) == whole.ids[:60]

    def test_the_paid_ones_are_others(self, billing: HubSoft) -> None:
        unpaid = set(page(billing, ()).ids)
        paid = page(billing, tuple(map(str, range(1001, 1301))), quitadas=True)
        assert len(paid.ids) > 100
        assert len(unpaid.intersection(paid.ids)) < 5, "the few that are paid and listed as open"
        assert tuple(row.id_fatura for row in paid.rows) == paid.ids
        assert all(row.fatura is not None and row.fatura.paga for row in paid.rows)


ROW: dict[str, Any] = {
    "id_fatura": 1,
    "data_vencimento": HOJE.isoformat(),
    "data_pagamento": None,
    "valor": "119.9",
    "cliente": {"codigo_cliente": 42, "nome_razaosocial": "ANA", "telefone_primario": "3799"},
}
Listed = Callable[..., BulkPage]


@pytest.fixture
def listed(requests_mock: rm.Mocker) -> Listed:
    """What comes of an answer with this one row and these words about pages."""

    def answer(row: Any = ROW, **paginacao: Any) -> BulkPage:
        url = "https://api.example"
        requests_mock.post(f"{url}/oauth/token", json={"access_token": "t", "expires_in": 99})
        requests_mock.get(
            f"{url}/api/v1/integracao/financeiro/fatura",
            json={
                "status": "success",
                "paginacao": {"pagina_atual": 0, "total_registros": 1, **paginacao},
                "faturas": [row],
            },
        )
        secret = SecretStr("s")
        settings = HubSoftSettings(
            sistema="hubsoft", url=url, client_id="1", client_secret=secret, username="u",
            password=secret,
        )  # fmt: skip
        return page(HubSoft(settings, threads=1, timeout_s=5), ("42",))

    return answer


def without(*names: str, **changed: Any) -> dict[str, Any]:
    return {name: value for name, value in ROW.items() if name not in names} | changed


def test_a_row_is_typed(listed: Listed) -> None:
    [row] = listed().rows
    assert row.fatura is not None
    assert (str(row.fatura.valor), row.fatura.vencimento) == ("119.90", HOJE)
    assert (row.codigo, row.telefones) == ("42", ("3799",))


def test_what_cannot_be_read_of_a_known_customer_leaves_the_others_alone(listed: Listed) -> None:
    [row] = listed(without("valor")).rows
    assert (row.codigo, row.fatura) == ("42", None)


@pytest.mark.parametrize(
    "untold",
    [
        {"quitado": "talvez"},
        {"data_pagamento": "ontem"},
        {"data_pagamento": {"date": None}},
        {"data_pagamento": "2000-01-01"},
    ],
)
def test_one_that_may_be_paid_or_not_cannot_be_read(listed: Listed, untold: Any) -> None:
    [row] = listed(without(**untold)).rows
    assert (row.codigo, row.fatura) == ("42", None)


@pytest.mark.parametrize(("quitado", "paga"), [("Sim", True), ("t", True), (1, True), ("N", False)])
def test_paid_is_read_as_it_is_alone(listed: Listed, quitado: object, paga: bool) -> None:
    [row] = listed(without(quitado=quitado, data_pagamento="0000-00-00")).rows
    assert row.fatura is not None
    assert row.fatura.paga is paga


def test_an_id_too_large_to_keep_cannot_be_read(listed: Listed) -> None:
    huge = 2**63
    answer = listed(without(id_fatura=huge))
    [row] = answer.rows
    assert answer.ids == (str(huge),), "it counts"
    assert (row.codigo, row.id_fatura, row.fatura) == ("42", "0", None)


@pytest.mark.parametrize(
    "row",
    [
        without("cliente"),
        without(cliente=None),
        without("id_fatura"),
        without("data_vencimento"),
        without(data_vencimento="2020-01-01"),
    ],
    ids=["whose", "whose null", "which", "when", "another period"],
)
def test_a_row_that_says_not_whose_it_is_makes_the_page_unbelievable(
    listed: Listed, row: Any
) -> None:
    with pytest.raises(FatalApiError, match="listou"):
        listed(row)


@pytest.mark.parametrize(
    "paginacao", [{"total_registros": None}, {"total_registros": -1}, {"pagina_atual": 3}]
)
def test_a_page_that_does_not_say_what_it_is_is_not_believed(
    listed: Listed, paginacao: dict[str, Any]
) -> None:
    with pytest.raises(FatalApiError):
        listed(**paginacao)
