"""The sample: customers asked for alone after a sweep, to see whether it hides anything."""

import threading
from collections.abc import Callable, Generator, Sequence
from functools import partial

from faturas.billing.base import BillingSystem
from faturas.billing.retry import Lookup
from faturas.checks import usable_mobile
from faturas.errors import ApiUnavailable, StopRequested
from faturas.fetch.allowance import DoubtError
from faturas.fetch.fetcher import TICK_S, Lote
from faturas.fetch.plan import SAMPLED_PHONES
from faturas.fetch.settings import BuscaSettings
from faturas.fetch.swept import Swept
from faturas.fetch.workers import Workers
from faturas.invoice import Fatura
from faturas.outcome import Row

Sample = Sequence[tuple[Row, Swept]]
"""Customers, each with what the sweep says of it."""


def check(
    sample: Sample,
    billing: BillingSystem,
    busca: BuscaSettings,
    new_lookup: Callable[[], Lookup],
    stop: threading.Event,
) -> Generator[Lote]:
    """Ask for each of them alone; yields ``[]`` at least every ``TICK_S``.

    Raises ``DoubtError`` when the sweep lacks what one of them shows, or cannot be compared.
    """
    lacking_phone = (row.codigo for row, swept in sample if _needs_phone(row, swept, busca))
    phones = {codigo for codigo, _ in zip(lacking_phone, range(SAMPLED_PHONES), strict=False)}
    workers = Workers(
        partial(_differs, billing=billing, new_lookup=new_lookup, with_phones=phones),
        max(1, min(busca.threads, len(sample))),
        "conferencia",
    )
    try:
        for pair in sample:
            workers.put(pair)
        left = len(sample)
        while left:
            yield []
            if stop.is_set():
                raise StopRequested("A tarefa foi parada.")
            result = workers.get(TICK_S)
            if result is None:
                continue
            left -= 1
            if isinstance(result, ApiUnavailable | StopRequested):
                raise result
            if result:
                raise DoubtError("a conferência de alguns clientes mostrou outra coisa")
    finally:
        workers.close()


def _needs_phone(row: Row, swept: Swept, busca: BuscaSettings) -> bool:
    asked = busca.buscar_telefone and not usable_mobile(row.telefone)
    return asked and bool(swept.faturas)


def _differs(
    pair: tuple[Row, Swept],
    *,
    billing: BillingSystem,
    new_lookup: Callable[[], Lookup],
    with_phones: set[str],
) -> bool | ApiUnavailable | StopRequested:
    """Whether a customer asked for alone is another than the swept one."""
    row, swept = pair
    try:
        if _hides(swept.faturas, billing.faturas(row.codigo, new_lookup())):
            return True
        if row.codigo not in with_phones:
            return False
        cliente = billing.cliente(row.codigo, new_lookup())
    except (ApiUnavailable, StopRequested) as end:
        return end
    except Exception:  # noqa: BLE001 - whatever it is, there is the other way
        return True
    return cliente is None or cliente.telefones != swept.telefones


def _hides(swept: Sequence[Fatura], alone: Sequence[Fatura]) -> bool:
    """Whether the sweep lacks an invoice, or what belongs to it, that the customer's list has.

    One too many is no fault: it was paid since. The codes' wording may change between answers.
    """
    by_id = {fatura.id_fatura: _told(fatura) for fatura in swept}
    return any(by_id.get(fatura.id_fatura) != _told(fatura) for fatura in alone)


def _told(fatura: Fatura) -> tuple[object, ...]:
    codes = fatura.linha_digitavel, fatura.codigo_barras, fatura.pix, fatura.link
    return fatura.vencimento, fatura.valor, fatura.paga, fatura.nome, *map(bool, codes)
