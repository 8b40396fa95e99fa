"""Reads HubSoft's answers as invoices and customers; what decides about money is never guessed.

An answer that is not clear raises ``FatalApiError``: this customer fails, and is looked up by hand.
"""

from collections.abc import Container, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from faturas.billing.contract import BulkPage, BulkRow, Cliente, Period
from faturas.billing.systems.hubsoft.envelope import all_rows_of, rows_of
from faturas.billing.systems.hubsoft.fields import (
    MOST,
    amount,
    codigo_of,
    day,
    integer,
    name_of,
    prose_of,
    telefones_of,
    text_of,
)
from faturas.billing.systems.hubsoft.payment import is_paid
from faturas.domain.fatura import Fatura
from faturas.errors import FatalApiError

LISTED_AT_MOST = 50
"""Invoices in the longest list of one customer's: the largest ``limit`` of the route, which has no
pages. A list of that length may have been cut."""
_YEARS = range(1990, 2101)
"""Years of real due dates; others are the zero or the end of some system's calendar."""
_NO_ID = "0"
"""Stands for an ``id_fatura`` beyond ``MOST``, which nothing could store."""


def read_faturas(content: Mapping[str, Any], codigo: str, hoje: date) -> list[Fatura]:
    """The open invoices of the customer ``codigo``, each once.

    Raises ``FatalApiError`` where one of them cannot be read, is another customer's, or may be
    missing. ``hoje`` is the day after which a payment date is none.
    """
    faturas = [_fatura(row, codigo, hoje) for row in all_rows_of(content, "faturas")]
    _check_nothing_hides_beyond(faturas)
    return _each_once(faturas)


def read_cliente(content: Mapping[str, Any], codigo: str) -> Cliente | None:
    """The customer of that code, None where the answer has none.

    Raises ``FatalApiError`` when it has only others.
    """
    rows = all_rows_of(content, "clientes")
    if not rows:
        return None
    for row in rows:
        if codigo_of(row) == codigo:
            return Cliente(codigo, name_of(row), telefones_of(row))
    raise FatalApiError("A API respondeu com o cadastro de outro cliente.")


def read_page(
    content: Mapping[str, Any],
    periodo: Period,
    number: int,
    *,
    wanted: Container[str],
    hoje: date,
) -> BulkPage:
    """Page ``number`` of everybody's invoices of a period: all ids, and the rows of ``wanted``.

    A row that cannot be read has no invoice. Raises ``FatalApiError`` where a row proves the whole
    list wrong, and where the page does not say how many rows there are.
    """
    ids: list[str] = []
    rows: list[BulkRow] = []
    for row in rows_of(content, "faturas"):
        id_fatura, codigo = _listed(row, periodo)
        ids.append(str(id_fatura))
        if codigo in wanted:
            known_as = str(id_fatura) if abs(id_fatura) <= MOST else _NO_ID
            rows.append(_bulk_row(row, codigo, known_as, hoje))
    return BulkPage(_total(content, number), tuple(ids), tuple(rows))


def _fatura(row: Mapping[str, Any], codigo: str, hoje: date) -> Fatura:
    """One invoice of the customer ``codigo``; raises ``FatalApiError`` where it cannot be read."""
    cliente = row.get("cliente")
    if not isinstance(cliente, dict) or codigo_of(cliente) != codigo:
        raise FatalApiError(
            "A API respondeu com a fatura de outro cliente (ou sem dizer de quem ela é)."
        )
    id_fatura = integer(row.get("id_fatura"))
    if id_fatura is None or abs(id_fatura) > MOST:
        raise FatalApiError("A API respondeu com uma fatura sem um id_fatura legível.")
    valor = amount(row.get("valor"))
    if valor is None:
        raise FatalApiError(f"A API respondeu sem um valor legível na fatura {id_fatura}.")
    vencimento = day(row.get("data_vencimento"))
    if vencimento is None:
        raise FatalApiError(f"A API respondeu sem a data de vencimento da fatura {id_fatura}.")
    if vencimento.year not in _YEARS:
        raise FatalApiError(
            f"A API respondeu com um vencimento impossível na fatura {id_fatura}: "
            f"{vencimento:%d/%m/}{vencimento.year:04}."
        )
    return Fatura(
        id_fatura=str(id_fatura),
        codigo_cliente=codigo,
        nome=name_of(cliente),
        valor=valor,
        vencimento=vencimento,
        paga=is_paid(row, valor, vencimento, hoje),
        linha_digitavel=text_of(row, "linha_digitavel"),
        codigo_barras=text_of(row, "codigo_barras"),
        pix=text_of(row, "pix_copia_cola") or text_of(row, "pix_copia_e_cola"),
        link=prose_of(row, "link"),
    )


def _each_once(faturas: Sequence[Fatura]) -> list[Fatura]:
    """Every invoice once; raises ``FatalApiError`` for one that is there twice and differs."""
    known: dict[str, Fatura] = {}
    for fatura in faturas:
        first = known.setdefault(fatura.id_fatura, fatura)
        if _facts(first) != _facts(fatura):
            raise FatalApiError(
                f"A API respondeu duas vezes com a fatura {fatura.id_fatura}, e com dados "
                "diferentes. Confira este cliente no sistema de cobrança."
            )
    return list(known.values())


def _facts(fatura: Fatura) -> tuple[Decimal, date, bool]:
    return fatura.valor, fatura.vencimento, fatura.paga


def _listed(row: Mapping[str, Any], periodo: Period) -> tuple[int, str]:
    """The id of a row's invoice and the code of its customer.

    Raises ``FatalApiError`` where the row lacks them or is outside the period: then the list is not
    the one that was asked for.
    """
    cliente = row.get("cliente")
    codigo = codigo_of(cliente) if isinstance(cliente, dict) else ""
    id_fatura = integer(row.get("id_fatura"))
    vencimento = day(row.get("data_vencimento"))
    if not codigo or id_fatura is None or vencimento is None:
        raise FatalApiError("A API listou uma fatura sem dizer qual, de quem ou de quando é.")
    if not periodo.inicio <= vencimento <= periodo.fim:
        raise FatalApiError("A API listou faturas de fora do período pedido.")
    return id_fatura, codigo


def _bulk_row(row: Mapping[str, Any], codigo: str, id_fatura: str, hoje: date) -> BulkRow:
    try:
        return BulkRow(codigo, id_fatura, _fatura(row, codigo, hoje), telefones_of(row["cliente"]))
    except FatalApiError:
        return BulkRow(codigo, id_fatura)


def _total(content: Mapping[str, Any], number: int) -> int:
    paginacao = content.get("paginacao")
    paginacao = paginacao if isinstance(paginacao, dict) else {}
    total = integer(paginacao.get("total_registros"))
    if total is None or total < 0 or integer(paginacao.get("pagina_atual")) not in (number, None):
        raise FatalApiError("A API listou as faturas sem dizer quantas são, ou outra página.")
    return total


def _check_nothing_hides_beyond(faturas: Sequence[Fatura]) -> None:
    """Raises ``FatalApiError`` for a full answer that may lack an older invoice.

    It may where its invoices are out of order, or where paid ones have taken up room.
    """
    if len(faturas) < LISTED_AT_MOST:
        return
    dates = [fatura.vencimento for fatura in faturas]
    if dates != sorted(dates) or any(fatura.paga or fatura.valor <= 0 for fatura in faturas):
        raise FatalApiError(
            f"O cliente tem {LISTED_AT_MOST} faturas ou mais e a API não as entregou em ordem, "
            "só as pendentes: não dá para saber qual é a mais antiga. Confira este cliente "
            "no HubSoft."
        )
