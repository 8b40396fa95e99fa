"""HubSoft: login, one customer's open invoices and phones, everybody's invoices of a period.

Contract: HubSoft's public documentation (``hubsoftbrasil/api``). What no official source confirms
is read tolerantly and never relied upon; whatever money hangs on is checked.
"""

import re
import threading
import time
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any, Literal

from faturas.billing.base import BulkPage, BulkRow, Cliente, Periodo
from faturas.billing.http import HttpClient, decode
from faturas.billing.pacing import OpenTurnstile, Turnstile, in_turn
from faturas.billing.retry import Lookup, retrying
from faturas.billing.settings import ApiSettings, Secret, Text
from faturas.errors import ApiUnavailable, FatalApiError, FaultKind, RetryableApiError
from faturas.invoice import Fatura
from faturas.money import parse_valor

LOGIN_PATH = "/oauth/token"
API_PATH = "/api/v1/integracao"
MOST_FATURAS = 50
"""The per-customer route's largest ``limit``; it has no pages."""
_LOGINS_PER_REQUEST = 3
_MOST = 2**63 - 1
"""The largest integer that SQLite holds."""
_MOST_REAIS = Decimal(10**9)
"""Nobody owes more; a million times as much still fits, in centavos."""
_NO_ID = 0
"""Stands for an ``id_fatura`` beyond ``_MOST``."""
_REFUSED_AGAIN = (
    "A API recusou a credencial logo depois de um novo login. Confira o usuário de integração "
    "e suas permissões no HubSoft."
)


class HubSoftSettings(ApiSettings):
    """One ``[apis.*]`` table with ``sistema = "hubsoft"``."""

    sistema: Literal["hubsoft"]
    client_id: Text
    client_secret: Secret
    username: Text
    password: Secret


class HubSoft:
    """A connection to one company's HubSoft; see ``billing.base.BillingSystem``."""

    def __init__(
        self,
        settings: HubSoftSettings,
        *,
        threads: int,
        timeout_s: float,
        turnstile: Turnstile | None = None,
    ) -> None:
        """Every request waits for its turn at the ``turnstile``, redirects and logins too."""
        self._http = HttpClient(settings.url, pool_size=threads, timeout_s=timeout_s)
        self._turnstile = turnstile or OpenTurnstile()
        self._login = _Login(self._http, settings, self._turnstile)

    def faturas(self, codigo: str, lookup: Lookup) -> list[Fatura]:
        content = self._get(
            "/cliente/financeiro",
            {
                "busca": "codigo_cliente",
                "termo_busca": codigo,
                "limit": str(MOST_FATURAS),
                "apenas_pendente": "sim",
                "order_by": "data_vencimento",
                "order_type": "asc",
            },
            lookup=lookup,
        )
        faturas = [_fatura(row, codigo) for row in _rows(content, "faturas")]
        _check_nothing_hides_beyond(faturas)
        return faturas

    def cliente(self, codigo: str, lookup: Lookup) -> Cliente | None:
        content = self._get(
            "/cliente",
            {"busca": "codigo_cliente", "termo_busca": codigo, "inativo": "todos", "limit": "5"},
            lookup=lookup,
        )
        rows = _rows(content, "clientes")
        if not rows:
            return None
        for row in rows:
            if _codigo(row) == codigo:
                return Cliente(codigo, _text(row, "nome_razaosocial"), _telefones(row))
        raise FatalApiError("A API respondeu com o cadastro de outro cliente.")

    def page(
        self,
        periodo: Periodo,
        number: int,
        *,
        size: int,
        quitadas: bool,
        wanted: Container[str],
        lookup: Lookup,
    ) -> BulkPage:
        content = self._get(
            "/financeiro/fatura",
            {
                "pagina": str(number),
                "itens_por_pagina": str(size),
                "tipo_data": "data_vencimento",
                "data_inicio": periodo.inicio.isoformat(),
                "data_fim": periodo.fim.isoformat(),
                "apenas_em_aberto": "nao" if quitadas else "sim",
                "apenas_quitado": "sim" if quitadas else "nao",
                "valor_zerado": "sim",
                "exibir_pix_copia_cola": "nao" if quitadas else "sim",
                "tipo_resultado": "simplificado",
            },
            lookup=lookup,
        )
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

    def close(self) -> None:
        self._http.close()

    @retrying
    def _get(self, path: str, params: Mapping[str, str], *, lookup: Lookup) -> dict[str, Any]:
        """The JSON of one route; a revoked token costs one login for all threads."""
        token = self._login.token(lookup)
        for _ in range(_LOGINS_PER_REQUEST):
            lookup.check_stop()
            ask = partial(self._ask, path, params, token, lookup)
            content = in_turn(self._turnstile, lookup, ask)
            if content is not None:
                return content
            token = self._login.replace(token, lookup)
        raise ApiUnavailable(_REFUSED_AGAIN)

    def _ask(
        self, path: str, params: Mapping[str, str], token: "_Token", lookup: Lookup
    ) -> dict[str, Any] | None:
        """The JSON of one request; None when the token is not accepted."""
        reply = self._http.get(
            API_PATH + path,
            params=params,
            token=token.text,
            before_hop=lambda: in_turn(self._turnstile, lookup, lambda: None, first=True),
        )
        if reply.status == 401:
            return None
        token.proved = True
        return decode(reply)


@dataclass(slots=True)
class _Token:
    text: str
    expires_at_s: float
    proved: bool = False
    """Whether any request was let in with it: a fresh token that never was is not worth a login."""


class _Login:
    """The one token of all threads; whoever finds it dead replaces it, once, for everybody."""

    def __init__(self, http: HttpClient, settings: HubSoftSettings, turnstile: Turnstile) -> None:
        self._http = http
        self._turnstile = turnstile
        self._settings = settings
        self._lock = threading.Lock()
        self._token: _Token | None = None
        self._relogged = False
        self._refused: ApiUnavailable | None = None

    def token(self, lookup: Lookup) -> _Token:
        token = self._token
        if token is not None and time.monotonic() < token.expires_at_s:
            return token
        return self.replace(token, lookup)

    def replace(self, dead: _Token | None, lookup: Lookup) -> _Token:
        """A token other than ``dead``; raises ``ApiUnavailable`` when the credential is refused."""
        with self._lock:
            lookup.check_stop()
            if self._refused is not None:
                raise self._refused
            if self._token is dead or self._token is None:
                if dead is not None and not dead.proved and self._relogged:
                    self._refused = ApiUnavailable(_REFUSED_AGAIN)
                    raise self._refused
                self._relogged = dead is not None
                self._token = self._log_in(lookup)
            return self._token

    def _log_in(self, lookup: Lookup) -> _Token:
        try:
            return self._ask(lookup=lookup)
        except (RetryableApiError, FatalApiError) as error:
            raise ApiUnavailable(
                f"O login na API não funcionou: {error}",
                passing=isinstance(error, RetryableApiError),
            ) from error

    @retrying
    def _ask(self, *, lookup: Lookup) -> _Token:
        """A token, before anybody else's turn: without one nobody gets an answer."""
        lookup.check_stop()
        return in_turn(self._turnstile, lookup, self._post, first=True)

    def _post(self) -> _Token:
        settings = self._settings
        reply = self._http.post(
            LOGIN_PATH,
            payload={
                "grant_type": "password",
                "client_id": settings.client_id,
                "client_secret": settings.client_secret.get_secret_value(),
                "username": settings.username,
                "password": settings.password.get_secret_value(),
            },
        )
        if 400 <= reply.status < 500 and reply.status not in (408, 425, 429):
            self._refused = ApiUnavailable(
                f"A API recusou o login (erro {reply.status}). Confira url, client_id, "
                "client_secret, username e password na configuração."
            )
            raise self._refused
        content = decode(reply)
        text = content.get("access_token")
        if not isinstance(text, str) or not text:
            raise RetryableApiError("A API respondeu ao login sem o token.", kind=FaultKind.CORPO)
        lasts_s = content.get("expires_in")
        lasts_s = float(lasts_s) if isinstance(lasts_s, int | Decimal) and lasts_s > 0 else 3600.0
        return _Token(text, time.monotonic() + lasts_s)


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


_DIGITS = re.compile(r"\s*[0-9]{1,100}\s*")
_HALF_A_PAIR = re.compile("[\ud800-\udfff]")
_DATE_BR = re.compile(r"\s*([0-9]{2})/([0-9]{2})/([0-9]{4})(?:[ T]|$)")
_DATE_ISO = re.compile(r"\s*([0-9]{4})-([0-9]{2})-([0-9]{2})(?:[ T]|$)")
_TRUE = (True, 1, "1", "sim", "true")
