"""Makes up the customers and invoices of a provider (``Company``), each when it is asked for.

A customer follows from the seed and the code alone, so that a company takes no time to create, of
whatever size. Schedules repeat every ``PERIOD`` customers (names, phones, prices and codes do
not): so everybody's invoices of some days can be counted, and cut into pages, by looking at the
schedules of ``PERIOD`` customers only.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from random import Random

from faturas.sandbox.cases import (
    CASE_BY_NAME,
    CODES_SHARES,
    EX_CUSTOMER_SHARE,
    FIRST_CODE,
    NAME_SHARES,
    PHONE_SHARES,
    SCHEDULE_SHARES,
    Case,
    draw,
)
from faturas.sandbox.charges import Codes, CodesKind, make_codes
from faturas.sandbox.people import NameKind, Telefones, make_name, make_phones
from faturas.sandbox.schedules import Parcela, Schedule

PERIOD = 1000
"""Customers after which the schedules repeat."""
_KEPT_CUSTOMERS = 32_768
"""Customers that are kept once made, in some 30 MB: those of a list are on page after page."""
_FIRST_COMMON = FIRST_CODE + len(CASE_BY_NAME)
_CASES = list(CASE_BY_NAME.values())

_HOME_PLANS = {
    "100 MEGA": Decimal("59.90"),
    "300 MEGA": Decimal("79.90"),
    "500 MEGA": Decimal("99.95"),
    "600 MEGA + TV": Decimal("129.50"),
    "1 GIGA": Decimal("149.99"),
}
_BUSINESS_PLANS = {"EMPRESARIAL 500": Decimal("389.90"), "LINK DEDICADO": Decimal("1250.00")}
_PRICES = _HOME_PLANS | _BUSINESS_PLANS


@dataclass(frozen=True, slots=True)
class Subscriber:
    """Holds one customer in the provider's register.

    ``cpf_cnpj`` has the length of a CPF or CNPJ, and is none. ``recusado``: the API refuses to
    answer for this customer.
    """

    codigo: int
    nome: str
    telefones: Telefones
    cpf_cnpj: str
    ativo: bool
    recusado: bool
    plano: str
    codes: CodesKind

    @property
    def id_cliente(self) -> int:
        """The number of the customer in the register, which is not the code."""
        return self.codigo + 500_000

    @property
    def id_cliente_servico(self) -> int:
        """The number of the customer's only service."""
        return self.codigo * 10 + 1


@dataclass(frozen=True, slots=True)
class Invoice:
    """Holds one invoice without its codes, which ``Company.codes`` makes; ``valor`` is in reais."""

    id_fatura: int
    customer: Subscriber
    valor: Decimal
    parcela: Parcela


class CampoData(StrEnum):
    """Which date of an invoice a period is about."""

    VENCIMENTO = "data_vencimento"
    PAGAMENTO = "data_pagamento"
    CADASTRO = "data_cadastro"


def date_of(parcela: Parcela, campo: CampoData) -> date | None:
    """Returns the invoice's date of that kind; ``None`` for the payment of an unpaid one."""
    match campo:
        case CampoData.VENCIMENTO:
            return parcela.vencimento
        case CampoData.PAGAMENTO:
            return parcela.pagamento
        case CampoData.CADASTRO:
            return parcela.cadastro


@dataclass(frozen=True, slots=True)
class InvoiceFilter:
    """Chooses invoices by a date and by what is owed; both ends of the period belong to it.

    ``em_aberto`` lets through those listed as open, ``quitado`` only paid ones, ``zerado`` those
    of zero reais, too.
    """

    campo: CampoData
    inicio: date
    fim: date
    em_aberto: bool = False
    quitado: bool = False
    zerado: bool = False

    def __call__(self, parcela: Parcela) -> bool:
        day = date_of(parcela, self.campo)
        return (
            day is not None
            and self.inicio <= day <= self.fim
            and (not self.em_aberto or parcela.listada_como_aberta or not parcela.paga)
            and (not self.quitado or parcela.paga)
            and (self.zerado or parcela.valor != 0)
        )


@dataclass(frozen=True, slots=True)
class Selection:
    """Holds the invoices that a filter lets through, by number from 0, none of them made yet.

    Each is a pair: the customer, and the invoice's position in the schedule. ``head`` has those of
    the customers in ``CASES``, by code. ``cycle`` has those of ``PERIOD`` common customers, counted
    from 0; it repeats up to ``total``.
    """

    head: list[tuple[int, int]]
    cycle: list[tuple[int, int]]
    total: int

    def between(self, start: int, stop: int) -> Iterator[tuple[int, int]]:
        """Yields the invoices from number ``start`` to before ``stop``, as (codigo, position)."""
        for number in range(start, min(stop, self.total)):
            if number < len(self.head):
                yield self.head[number]
            else:
                turn, at = divmod(number - len(self.head), len(self.cycle))
                place, position = self.cycle[at]
                yield _FIRST_COMMON + turn * PERIOD + place, position


class Company:
    """Makes up a provider with customers ``FIRST_CODE`` to ``FIRST_CODE + customers - 1``.

    The same ``seed`` and ``hoje`` give the same customers; a larger company has more of them.
    """

    def __init__(self, seed: int, customers: int, hoje: date) -> None:
        self.seed = seed
        self.hoje = hoje
        self.codigos = range(FIRST_CODE, FIRST_CODE + customers)
        self.customer = lru_cache(maxsize=_KEPT_CUSTOMERS)(self._customer)
        self.search = lru_cache(maxsize=64)(self._search)
        self._common_schedule = lru_cache(maxsize=PERIOD)(self._make_common_schedule)

    def schedule(self, codigo: int) -> Schedule:
        """Returns the schedule of this customer's invoices; the code must be one of ``codigos``."""
        if codigo < _FIRST_COMMON:
            return _CASES[codigo - FIRST_CODE].schedule(self._rng("agenda", codigo), self.hoje)
        return self._common_schedule((codigo - _FIRST_COMMON) % PERIOD)

    def invoices(self, codigo: int) -> list[Invoice]:
        """Returns all invoices of a customer, by due date; none for an unknown code."""
        if codigo not in self.codigos:
            return []
        return [self.invoice(codigo, position) for position in range(len(self.schedule(codigo)))]

    def invoice(self, codigo: int, position: int) -> Invoice:
        """Returns an invoice by its position in the schedule; ``KeyError`` for an unknown code."""
        customer = self.customer(codigo)
        if customer is None:
            raise KeyError(codigo)
        parcela = self.schedule(codigo)[position]
        valor = _PRICES[customer.plano] if parcela.valor is None else parcela.valor
        return Invoice(codigo * 100 + position + 1, customer, valor, parcela)

    def codes(self, invoice: Invoice) -> Codes:
        """Returns the payment codes of an invoice."""
        return make_codes(
            invoice.customer.codes,
            seed=self.seed,
            id_fatura=invoice.id_fatura,
            valor=invoice.valor,
            vencimento=invoice.parcela.vencimento,
            hoje=self.hoje,
        )

    def _customer(self, codigo: int) -> Subscriber | None:
        """Returns the customer of this code; ``None`` for a code that is not one of ``codigos``."""
        if codigo not in self.codigos:
            return None
        rng = self._rng("cliente", codigo)
        case = _CASES[codigo - FIRST_CODE] if codigo < _FIRST_COMMON else _common_case(rng)
        is_company = case.name in (NameKind.EMPRESA, NameKind.ASPAS)
        return Subscriber(
            codigo=codigo,
            nome=make_name(case.name, rng),
            telefones=make_phones(case.phone, rng),
            cpf_cnpj=f"99{codigo:08}0001" if is_company else f"999{codigo:08}",
            ativo=case.ativo,
            recusado=case.recusado,
            plano=rng.choice(list(_BUSINESS_PLANS if is_company else _HOME_PLANS)),
            codes=case.codes,
        )

    def _search(self, wanted: InvoiceFilter) -> Selection:
        """Everybody's invoices that the filter lets through, by customer.

        Without those of a customer for whom the API refuses to answer.
        """
        listed = [
            codigo
            for codigo in self.codigos[: len(_CASES)]
            if not _CASES[codigo - FIRST_CODE].recusado
        ]
        common = max(0, len(self.codigos) - len(_CASES))
        head = _matches(wanted, ((codigo, self.schedule(codigo)) for codigo in listed))
        cycle = _matches(
            wanted, ((at, self._common_schedule(at)) for at in range(min(common, PERIOD)))
        )
        turns, rest = divmod(common, PERIOD)
        in_last_turn = sum(place < rest for place, _ in cycle)
        return Selection(head, cycle, len(head) + turns * len(cycle) + in_last_turn)

    def _make_common_schedule(self, place: int) -> Schedule:
        rng = self._rng("agenda comum", place)
        return draw(SCHEDULE_SHARES, rng)(rng, self.hoje)

    def _rng(self, purpose: str, number: int) -> Random:
        return Random(f"{self.seed}/{purpose}/{number}")  # noqa: S311 - made-up data, no secret


def _common_case(rng: Random) -> Case:
    """Draws what a customer is like who is none of ``CASES``, but for the schedule."""
    return Case(
        codes=draw(CODES_SHARES, rng),
        phone=draw(PHONE_SHARES, rng),
        name=draw(NAME_SHARES, rng),
        ativo=rng.randrange(1000) >= EX_CUSTOMER_SHARE,
    )


def _matches(
    wanted: InvoiceFilter, schedules: Iterator[tuple[int, Schedule]]
) -> list[tuple[int, int]]:
    return [
        (owner, position)
        for owner, schedule in schedules
        for position, parcela in enumerate(schedule)
        if wanted(parcela)
    ]
