"""What HubSoft's answers say, typed; nothing that money hangs on is guessed."""

import re
from collections.abc import Container, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from faturas.billing.base import BulkPage, BulkRow, Cliente, Periodo
from faturas.errors import FatalApiError, FaultKind, RetryableApiError
from faturas.invoice import Fatura
from faturas.money import parse_valor

MOST_FATURAS = 50
"""The per-customer route's largest ``limit``; it has no pages."""
_MOST = 2**63 - 1
"""The largest integer that SQLite holds."""
_MOST_REAIS = Decimal(10**9)
"""Nobody owes more; a million times as much still fits, in centavos."""
_NO_ID = 0
"""Stands for an ``id_fatura`` beyond ``_MOST``."""
_DIGITS = re.compile(r"\s*[0-9]{1,100}\s*")
_HALF_A_PAIR = re.compile("[\ud800-\udfff]")
_DATE_BR = re.compile(r"\s*([0-9]{2})/([0-9]{2})/([0-9]{4})(?:[ T]|$)")
_DATE_ISO = re.compile(r"\s*([0-9]{4})-([0-9]{2})-([0-9]{2})(?:[ T]|$)")
_TRUE = (True, 1, "1", "sim", "true")


def read_faturas(content: Mapping[str, Any], codigo: str) -> list[Fatura]:
    """One customer's open invoices; raises ``FatalApiError`` rather than hide or guess one."""
    faturas = [_fatura(row, codigo) for row in _rows(content, "faturas")]
    _check_nothing_hides_beyond(faturas)
    return faturas


def read_cliente(content: Mapping[str, Any], codigo: str) -> Cliente | None:
    """The customer of that code; raises ``FatalApiError`` when only others are answered."""
    rows = _rows(content, "clientes")
    if not rows:
        return None
    for row in rows:
        if _codigo(row) == codigo:
            return Cliente(codigo, _text(row, "nome_razaosocial"), _telefones(row))
    raise FatalApiError("A API respondeu com o cadastro de outro cliente.")


def read_page(
    content: Mapping[str, Any],
    periodo: Periodo,
    number: int,
    *,
    quitadas: bool,
    wanted: Container[str],
) -> BulkPage:
    """One page of everybody's invoices; the wanted customers' in full, unless they are paid.

    Raises ``FatalApiError`` where a row proves the whole list wrong.
    """
    ids: list[int] = []
    rows: list[BulkRow] = []
    for row in _rows(content, "faturas"):
        id_fatura, codigo = _listed(row, periodo)
        ids.append(id_fatura)
        if codigo in wanted:
            known_as = id_fatura if abs(id_fatura) <= _MOST else _NO_ID
            paid = BulkRow(codigo, known_as) if quitadas else None
            rows.append(paid or _bulk_row(row, codigo, known_as))
    return BulkPage(_total(content, number), tuple(ids), tuple(rows))


def _rows(content: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
    rows = content.get(key)
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise RetryableApiError(f"A API respondeu sem a lista {key}.", kind=FaultKind.CORPO)
    return rows


def _fatura(row: Mapping[str, Any], codigo: str) -> Fatura:
    """One invoice, typed; raises ``FatalApiError`` rather than guess anything money hangs on."""
    cliente = row.get("cliente")
    if not isinstance(cliente, dict) or _codigo(cliente) != codigo:
        raise FatalApiError(
            "A API respondeu com a fatura de outro cliente (ou sem dizer de quem ela é)."
        )
    id_fatura = _integer(row.get("id_fatura"))
    if id_fatura is None or abs(id_fatura) > _MOST:
        raise FatalApiError("A API respondeu com uma fatura sem um id_fatura legível.")
    valor = _valor(row.get("valor"))
    if valor is None:
        raise FatalApiError(f"A API respondeu sem um valor legível na fatura {id_fatura}.")
    vencimento = _date(row.get("data_vencimento"))
    if vencimento is None:
        raise FatalApiError(f"A API respondeu sem a data de vencimento da fatura {id_fatura}.")
    return Fatura(
        id_fatura=id_fatura,
        codigo_cliente=codigo,
        nome=_text(cliente, "nome_razaosocial"),
        valor=valor,
        vencimento=vencimento,
        paga=bool(row.get("data_pagamento")) or row.get("quitado") in _TRUE,
        linha_digitavel=_text(row, "linha_digitavel"),
        codigo_barras=_text(row, "codigo_barras"),
        pix=_text(row, "pix_copia_cola") or _text(row, "pix_copia_e_cola"),
        link=_text(row, "link"),
    )


def _listed(row: Mapping[str, Any], periodo: Periodo) -> tuple[int, str]:
    """Which invoice this is and whose; ``FatalApiError`` where it proves the whole list wrong."""
    cliente = row.get("cliente")
    codigo = _codigo(cliente) if isinstance(cliente, dict) else ""
    id_fatura = _integer(row.get("id_fatura"))
    vencimento = _date(row.get("data_vencimento"))
    if not codigo or id_fatura is None or vencimento is None:
        raise FatalApiError("A API listou uma fatura sem dizer qual, de quem ou de quando é.")
    if not periodo.inicio <= vencimento <= periodo.fim:
        raise FatalApiError("A API listou faturas de fora do período pedido.")
    return id_fatura, codigo


def _bulk_row(row: Mapping[str, Any], codigo: str, id_fatura: int) -> BulkRow:
    try:
        return BulkRow(codigo, id_fatura, _fatura(row, codigo), _telefones(row["cliente"]))
    except FatalApiError:
        return BulkRow(codigo, id_fatura)


def _total(content: Mapping[str, Any], number: int) -> int:
    paginacao = content.get("paginacao")
    paginacao = paginacao if isinstance(paginacao, dict) else {}
    total = _integer(paginacao.get("total_registros"))
    if total is None or _integer(paginacao.get("pagina_atual")) not in (number, None):
        raise FatalApiError("A API listou as faturas sem dizer quantas são, ou outra página.")
    return total


def _check_nothing_hides_beyond(faturas: Sequence[Fatura]) -> None:
    """Refuse a full page that may hide an older invoice: one out of order, or with paid ones."""
    if len(faturas) < MOST_FATURAS:
        return
    dates = [fatura.vencimento for fatura in faturas]
    if dates != sorted(dates) or any(fatura.paga or fatura.valor <= 0 for fatura in faturas):
        raise FatalApiError(
            f"O cliente tem {MOST_FATURAS} faturas ou mais e a API não as entregou em ordem, "
            "só as pendentes: não dá para saber qual é a mais antiga. Confira este cliente "
            "no HubSoft."
        )


def _codigo(row: Mapping[str, Any]) -> str:
    """The customer's code as text; a number keeps no sign of how it was written."""
    code = row.get("codigo_cliente")
    if type(code) is int:  # nearly always
        return str(code)
    if isinstance(code, Decimal) and abs(code) <= _MOST and code == code.to_integral_value():
        code = int(code)
    return str(code).strip() if isinstance(code, str | int) and not isinstance(code, bool) else ""


def _telefones(row: Mapping[str, Any]) -> tuple[str, ...]:
    fields = ("telefone_primario", "telefone_secundario", "telefone_terciario")
    return tuple(phone for field in fields if (phone := _text(row, field)))


def _text(row: Mapping[str, Any], key: str) -> str:
    """A field as text; half a surrogate pair, which no file can hold, shows as a lost character."""
    value = row.get(key)
    text = str(value).strip() if isinstance(value, str | int) else ""
    return text if text.isascii() else _HALF_A_PAIR.sub("\ufffd", text)


def _integer(value: object) -> int | None:
    if type(value) is int:  # nearly always
        return value
    if isinstance(value, str) and _DIGITS.fullmatch(value):
        return int(value)
    return None


def _valor(value: object) -> Decimal | None:
    try:
        valor = parse_valor(value)
    except ValueError:
        return None
    return valor if abs(valor) <= _MOST_REAIS else None


def _date(value: object) -> date | None:
    """``DD/MM/YYYY`` on one route, ``YYYY-MM-DD`` on the other; a time behind it is dropped."""
    if not isinstance(value, str):
        return None
    if len(value) == 10 and value[4] == value[7] == "-":  # nearly always, on the bulk route
        try:
            return date.fromisoformat(value)
        except ValueError:
            return None
    if match := _DATE_BR.match(value):
        day, month, year = match.groups()
    elif match := _DATE_ISO.match(value):
        year, month, day = match.groups()
    else:
        return None
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None
