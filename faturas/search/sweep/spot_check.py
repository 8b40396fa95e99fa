"""The sample: customers asked for alone after a sweep, to see whether it hides anything."""

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from functools import partial

from faturas.billing.contract import BillingSystem, listed_at_most
from faturas.billing.transport.retry import Attempts
from faturas.domain.checks import usable_mobile
from faturas.domain.fatura import Fatura
from faturas.domain.outcome import Row
from faturas.errors import ApiUnavailable, FatalApiError, StopRequested, UnknownCustomerError
from faturas.search.settings import BuscaSettings
from faturas.search.strategy import SAMPLED_PHONES
from faturas.search.sweep.allowance import DoubtError
from faturas.search.sweep.asking import HowToAsk
from faturas.search.swept import Swept
from faturas.search.tasks import Lote
from faturas.search.workers import Workers

Sample = Sequence[tuple[Row, Swept]]
"""Customers, each with what the sweep says of it."""


@dataclass(frozen=True, slots=True)
class _NotCompared:
    """A customer whose own answer cannot be used, and so shows nothing of the sweep."""

    row: Row
    swept: Swept


def check(
    sample: Sample,
    more: Callable[[], Sample],
    billing: BillingSystem,
    busca: BuscaSettings,
    how: HowToAsk,
    *,
    by_id: bool = False,
) -> Generator[Lote]:
    """Ask for each of them alone; yields ``[]`` at least every ``tick_s``.

    For whoever fails alone, as one customer may, another one is asked of those that ``more`` gives.
    Raises ``DoubtError`` when the sweep lacks what one of them shows, or most fail; ``by_id``, also
    when it has more: an id that is taken for another customer's brings him a stranger's invoices.
    """
    lacking_phone = (row.codigo for row, swept in sample if _needs_phone(row, swept, busca))
    phones = {codigo for codigo, _ in zip(lacking_phone, range(SAMPLED_PHONES), strict=False)}
    spares: _Spares | None = None
    failed = 0
    workers = Workers(
        partial(
            _differs,
            billing=billing,
            new_attempts=how.new_attempts,
            with_phones=phones,
            by_id=by_id,
        ),
        max(1, min(busca.threads, len(sample))),
        "spot-check",
    )
    try:
        for pair in sample:
            workers.put(pair)
        left = len(sample)
        while left:
            yield []
            if how.stop.is_set():
                raise StopRequested("A tarefa foi parada.")
            result = workers.get(how.tick_s)
            if result is None:
                continue
            left -= 1
            if isinstance(result, ApiUnavailable | StopRequested):
                raise result
            if isinstance(result, _NotCompared):
                failed += 1
                if 2 * failed > len(sample):
                    raise DoubtError("a maioria dos clientes da conferência falhou")
                spares = spares or _Spares(more(), sample)
                if spare := spares.instead_of(result):
                    if result.row.codigo in phones and _needs_phone(*spare, busca):
                        phones.add(spare[0].codigo)
                    workers.put(spare)
                    left += 1
            elif result:
                raise DoubtError("a conferência de alguns clientes mostrou outra coisa")
    finally:
        workers.close()


class _Spares:
    """Customers who may be asked instead of some of a sample, each once."""

    def __init__(self, more: Sample, sample: Sample) -> None:
        taken = {row.ordem for row, _ in sample}
        self._left = [pair for pair in more if pair[0].ordem not in taken]

    def instead_of(self, failed: _NotCompared) -> tuple[Row, Swept] | None:
        """Another one with open invoices, or without any, as the one who failed; None: no more."""
        for pair in self._left:
            if bool(pair[1].faturas) is bool(failed.swept.faturas):
                self._left.remove(pair)
                return pair
        return None


def _needs_phone(row: Row, swept: Swept, busca: BuscaSettings) -> bool:
    asked = busca.buscar_telefone and not usable_mobile(row.telefone)
    return asked and bool(swept.faturas) and swept.telefones is not None


def _differs(
    pair: tuple[Row, Swept],
    *,
    billing: BillingSystem,
    new_attempts: Callable[[], Attempts],
    with_phones: set[str],
    by_id: bool,
) -> bool | _NotCompared | ApiUnavailable | StopRequested:
    """Whether a customer asked for alone is another than the swept one."""
    row, swept = pair
    try:
        alone = billing.faturas(row.codigo, new_attempts())
        if _hides(swept, alone) or (by_id and _adds(swept, alone, listed_at_most(billing))):
            return True
        if row.codigo not in with_phones:
            return False
        cliente = billing.cliente(row.codigo, new_attempts())
    except (ApiUnavailable, StopRequested) as end:
        return end
    except FatalApiError as error:
        # The sweep has seen whom the API does not know.
        return isinstance(error, UnknownCustomerError) or _NotCompared(row, swept)
    except Exception:  # noqa: BLE001 - whatever it is, there is the other way
        return True
    return cliente is None or cliente.telefones != swept.telefones


def _hides(swept: Swept, alone: Sequence[Fatura]) -> bool:
    """Whether the sweep lacks an invoice, or what belongs to it, that the customer's list has.

    One too many is no fault: it was paid since. The codes' wording may change between answers.
    """
    by_id = {fatura.id_fatura: fatura for fatura in swept.faturas}
    return any(
        known is None or _compared(known) != _compared(fatura) or not _agree(known, fatura, swept)
        for fatura in alone
        if not fatura.paga
        for known in (by_id.get(fatura.id_fatura),)
    )


def _adds(swept: Swept, alone: Sequence[Fatura], at_most: int | None) -> bool:
    """Whether the sweep has an invoice that the customer's list has not.

    A list of ``at_most`` invoices may have been cut: it says nothing of what it lacks.
    """
    if at_most is not None and len(alone) >= at_most:
        return False
    return not {each.id_fatura for each in swept.faturas} <= {each.id_fatura for each in alone}


def _compared(fatura: Fatura) -> tuple[object, ...]:
    codes = fatura.linha_digitavel, fatura.codigo_barras, fatura.pix, fatura.link
    return fatura.vencimento, fatura.valor, fatura.paga, *map(bool, codes)


def _agree(known: Fatura, alone: Fatura, swept: Swept) -> bool:
    """Whether the names do: a register's may stand where the customer's list tells none."""
    return known.nome == alone.nome or (swept.from_register and not alone.nome)
