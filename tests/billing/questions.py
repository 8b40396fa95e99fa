"""What the contract test asks of every system, and what it compares."""

import time
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

from faturas.billing.contract import (
    BillingSystem,
    BulkPage,
    GivesPaymentData,
    HasNormalForm,
    HasRegister,
    IdsOnlyRegistered,
    ListsByKey,
    ListsByPeriod,
    ListsRegister,
    Period,
)
from faturas.billing.transport.retry import Attempts
from faturas.billing.transport.turn import OpenTurnstile
from faturas.domain.fatura import Fatura
from tests.billing.companies import Company
from tests.factories.look_ups import new_attempts


class Turns(OpenTurnstile):
    """Lets everybody pass, and notes how long the API asked to wait."""

    def __init__(self) -> None:
        self.told_s: list[float | None] = []

    def on_throttled(self, ticket: Any, retry_after_s: float | None) -> None:
        self.told_s.append(retry_after_s)
        time.sleep(0.05)


def attempts(tries: int = 2) -> Attempts:
    """The tries of one question."""
    return new_attempts(tries)


def names_in_lists(billing: BillingSystem, codigo: str) -> dict[str, str]:
    """What a list of everybody's invoices calls a customer, and the code that is meant by it."""
    if isinstance(billing, IdsOnlyRegistered) and billing.ids_only_registered:
        cliente = billing.cliente(codigo, attempts())
        return {cliente.id_na_lista: codigo} if cliente else {}
    return {normal(billing, codigo): codigo}


def normal(billing: BillingSystem, codigo: str) -> str:
    """A code as lists of many have it."""
    return billing.normal_form(codigo) if isinstance(billing, HasNormalForm) else codigo


def every_question(
    company: Company, billing: BillingSystem, chosen: Fatura
) -> list[Callable[[], object]]:
    """Every question that the system can put, about who owes."""
    code = normal(billing, company.owes)
    asked: list[Callable[[], object]] = [
        lambda: billing.faturas(company.owes, attempts()),
        lambda: billing.cliente(company.owes, attempts()),
    ]
    if isinstance(billing, GivesPaymentData):
        asked.append(lambda: billing.with_payment_data(chosen, attempts()))
    if isinstance(billing, HasRegister):
        asked.append(lambda: billing.clientes((code,), attempts()))
    if isinstance(billing, ListsRegister):
        asked.append(lambda: billing.register_after("", size=1, wanted={code}, attempts=attempts()))
    if isinstance(billing, ListsByKey):
        asked.append(lambda: billing.page_after("", size=1, wanted={code}, attempts=attempts()))
    if isinstance(billing, ListsByPeriod):
        listing: ListsByPeriod = billing

        def page(*, quitadas: bool) -> BulkPage:
            return listing.page(
                Period(*company.days), 0, size=1, quitadas=quitadas, wanted={code},
                attempts=attempts(),
            )  # fmt: skip

        asked += [partial(page, quitadas=False), partial(page, quitadas=True)]
    return asked


def oldest(faturas: list[Fatura]) -> Fatura:
    return min((each for each in faturas if not each.paga), key=lambda each: each.vencimento)


def debts(
    faturas: Iterable[Fatura | None], names: Mapping[str, str] | None = None
) -> set[tuple[object, str, Decimal, date]]:
    """What a list and a customer alone must agree about; every invoice could be read.

    ``names`` has the codes that the list calls by other names.
    """
    codes = names or {}
    return {
        (
            each.id_fatura,
            codes.get(each.codigo_cliente, each.codigo_cliente),
            each.valor,
            each.vencimento,
        )
        for each in faturas
        if each is not None
    }
