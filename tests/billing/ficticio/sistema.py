"""Fictício: a made-up billing system, as unlike HubSoft as the page for newcomers can show.

Its ids are texts, its questions are POST forms, its credential is a header, its errors come with
status 200, what it takes to pay an invoice is a question of its own, and its list goes by key.
"""

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any, Literal, Unpack

from faturas.billing.contract import BulkRow, Cliente, KeyedPage, RegisterPage
from faturas.billing.settings import ApiSettings, Secret
from faturas.billing.transport.client import Client, Options
from faturas.billing.transport.credential import Key
from faturas.billing.transport.meaning import Reply, decode
from faturas.billing.transport.question import Question
from faturas.billing.transport.retry import Attempts
from faturas.billing.transport.words import reason_of
from faturas.domain.fatura import Fatura
from faturas.errors import FatalApiError, FaultKind, RetryableApiError, UnknownCustomerError


class FicticioSettings(ApiSettings):
    """One ``[apis.*]`` table with ``sistema = "ficticio"``."""

    sistema: Literal["ficticio"]
    chave: Literal["cliente", "cpf_cnpj"] = "cliente"
    token: Secret

    @property
    def account(self) -> tuple[str, ...]:
        return ()


def read_envelope(reply: Reply) -> dict[str, Any]:
    """The content of an answer; the system's own errors come with status 200."""
    content = decode(reply)
    if content.get("ok") is True:
        return content
    if content.get("erro") == "nao_existe":
        raise UnknownCustomerError("A API diz que este cliente não existe.")
    raise FatalApiError(f"A API recusou a consulta: {reason_of(content) or 'sem explicação'}.")


class Ficticio:
    """A connection to one company's Fictício; see ``contract.BillingSystem``."""

    page_size = 2
    requests_per_customer = 2
    rows_move = False
    register_size = 50
    register_page_size = 2

    def __init__(self, settings: FicticioSettings, **options: Unpack[Options]) -> None:
        token = settings.token.get_secret_value()
        key = Key(lambda question: question.adding(headers={"X-Token": token}), "url e token")
        self._client = Client(settings, options, credential=key, envelope=read_envelope)
        self._chave = settings.chave

    def faturas(self, codigo: str, attempts: Attempts) -> list[Fatura]:
        question = Question("/faturas/abertas", verb="POST", form={self._chave: codigo})
        return self._client.ask(
            question,
            lambda content: [_fatura(row, codigo) for row in _rows(content)],
            attempts=attempts,
        )

    def cliente(self, codigo: str, attempts: Attempts) -> Cliente | None:
        question = Question("/clientes/ver", verb="POST", form={self._chave: codigo})
        try:
            return self._client.ask(
                question, lambda content: _cliente(content, codigo), attempts=attempts
            )
        except UnknownCustomerError:
            return None

    def with_payment_data(self, fatura: Fatura, attempts: Attempts) -> Fatura:
        question = Question("/faturas/pagamento", verb="POST", form={"fatura": fatura.id_fatura})
        return self._client.ask(
            question,
            lambda content: replace(
                fatura,
                linha_digitavel=_text(content, "linha"),
                pix=_text(content, "pix"),
                link=_text(content, "link"),
            ),
            attempts=attempts,
        )

    def page_after(
        self, key: str, *, size: int, wanted: Container[str], attempts: Attempts
    ) -> KeyedPage:
        return self._everybodys({"depois_de": key, "quantas": str(size)}, wanted, attempts)

    def clientes(self, codigos: Sequence[str], attempts: Attempts) -> Sequence[Cliente]:
        return self._client.ask(
            Question("/clientes/varios", verb="POST", form={self._chave: ",".join(codigos)}),
            lambda content: tuple(_registered(content, codigos)),
            attempts=attempts,
        )

    def register_after(
        self, key: str, *, size: int, wanted: Container[str], attempts: Attempts
    ) -> RegisterPage:
        form = {"pagina": key or "1", "quantos": str(size)}
        return self._client.ask(
            Question("/clientes/todos", verb="POST", form=form),
            lambda content: RegisterPage(
                _text(content, "proxima") or None, tuple(_registered(content, wanted))
            ),
            attempts=attempts,
        )

    def close(self) -> None:
        self._client.close()

    def _everybodys(
        self, form: Mapping[str, str], wanted: Container[str], attempts: Attempts
    ) -> KeyedPage:
        return self._client.ask(
            Question("/faturas/todas", verb="POST", form=form),
            lambda content: _page(content, wanted),
            attempts=attempts,
        )


def _rows(content: Mapping[str, Any], key: str = "faturas") -> Sequence[Mapping[str, Any]]:
    rows = content.get(key)
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise RetryableApiError(f"A API respondeu sem a lista {key}.", kind=FaultKind.CORPO)
    return rows


def _fatura(row: Mapping[str, Any], codigo: str) -> Fatura:
    """One invoice, of the customer asked for and no other; nothing about money is guessed."""
    if row.get("cliente") != codigo:
        raise FatalApiError("A API respondeu com a fatura de outro cliente.")
    id_fatura, valor = _text(row, "id"), row.get("valor")
    try:
        vencimento = date.fromisoformat(_text(row, "vence_em"))
    except ValueError:
        raise FatalApiError("A API respondeu com uma fatura sem vencimento.") from None
    if not id_fatura or not isinstance(valor, Decimal):
        raise FatalApiError("A API respondeu com uma fatura sem id ou sem valor.")
    return Fatura(id_fatura, codigo, _text(row, "nome"), valor, vencimento, paga=False)


def _cliente(content: Mapping[str, Any], codigo: str) -> Cliente:
    if content.get("cliente") != codigo:
        raise FatalApiError("A API respondeu com o cadastro de outro cliente.")
    phones = content.get("fones")
    telefones = tuple(map(str, phones)) if isinstance(phones, list) else ()
    return Cliente(codigo, _text(content, "nome"), telefones)


def _registered(content: Mapping[str, Any], wanted: Container[str]) -> Iterator[Cliente]:
    for row in _rows(content, "clientes"):
        if (codigo := _text(row, "cliente")) in wanted:
            yield _cliente(row, codigo)


def _page(content: Mapping[str, Any], wanted: Container[str]) -> KeyedPage:
    """One page of everybody's open invoices, with a total where the server tells one."""
    rows = _rows(content)
    total = content.get("total")
    return KeyedPage(
        total=total if isinstance(total, int) else None,
        next_key=_text(content, "proxima") or None,
        ids=tuple(_text(row, "id") for row in rows),
        rows=tuple(
            BulkRow(codigo, _text(row, "id"), _fatura(row, codigo))
            for row in rows
            if (codigo := _text(row, "cliente")) in wanted
        ),
    )


def _text(row: Mapping[str, Any], name: str) -> str:
    value = row.get(name)
    return value.strip() if isinstance(value, str) else ""
