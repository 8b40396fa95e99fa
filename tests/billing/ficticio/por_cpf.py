"""Fictício for a company whose lists hold CPFs: rows of invoices bear the system's own id."""

from collections.abc import Container, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, Unpack

import pytest

from faturas.billing.contract import Cliente, RegisterPage
from faturas.billing.transport.client import Options
from faturas.billing.transport.question import Question
from faturas.billing.transport.retry import Attempts
from faturas.domain.documents import document_digits
from faturas.domain.fatura import Fatura
from faturas.errors import FatalApiError, UnknownCustomerError
from tests.billing.companies import Company
from tests.billing.ficticio import empresa
from tests.billing.ficticio.outras_listas import PorPagina
from tests.billing.ficticio.sistema import FicticioSettings, _cliente, _rows


class PorCpf(PorPagina):
    """A CPF is compared by its digits; the register says which id it has in the list."""

    ids_only_registered = True
    same_question_after_s = 0.05
    listed_at_most = 200

    def __init__(self, settings: FicticioSettings, **options: Unpack[Options]) -> None:
        super().__init__(settings, **options)
        self._chave = "cliente"  # invoices are asked for by it, once it is known

    def normal_form(self, codigo: str) -> str:
        return document_digits(codigo)

    def faturas(self, codigo: str, attempts: Attempts) -> list[Fatura]:
        cliente = self.cliente(codigo, attempts)
        if cliente is None:
            raise UnknownCustomerError("A API diz que este cliente não existe.")
        own = super().faturas(cliente.id_na_lista, attempts)
        return [replace(each, codigo_cliente=codigo) for each in own]

    def cliente(self, codigo: str, attempts: Attempts) -> Cliente | None:
        form = {"cpf_cnpj": self.normal_form(codigo)}
        question = Question("/clientes/ver", verb="POST", form=form)

        def read(content: dict[str, Any]) -> Cliente:
            found = _registration(content)
            if found.codigo != self.normal_form(codigo):
                raise FatalApiError("A API respondeu com o cadastro de outro cliente.")
            return replace(found, codigo=codigo)

        try:
            return self._client.ask(question, read, attempts=attempts)
        except UnknownCustomerError:
            return None

    def clientes(self, codigos: Sequence[str], attempts: Attempts) -> Sequence[Cliente]:
        form = {"cpf_cnpj": ",".join(codigos)}
        return self._client.ask(
            Question("/clientes/varios", verb="POST", form=form),
            lambda content: _wanted(content, codigos),
            attempts=attempts,
        )

    def register_after(
        self, key: str, *, size: int, wanted: Container[str], attempts: Attempts
    ) -> RegisterPage:
        form = {"pagina": key or "1", "quantos": str(size)}
        return self._client.ask(
            Question("/clientes/todos", verb="POST", form=form),
            lambda content: RegisterPage(
                content["proxima"],
                _wanted(content, wanted),
                ids=tuple(str(row["cliente"]) for row in _rows(content, "clientes")),
                total=content["total"],
            ),
            attempts=attempts,
        )


def _registration(row: dict[str, Any]) -> Cliente:
    """A registration under its CPF's digits, with the id of the list."""
    own_id = str(row["cliente"])
    cliente = _cliente(row, own_id)
    return replace(cliente, codigo=document_digits(str(row["cpf"])), id_na_lista=own_id)


def _wanted(content: dict[str, Any], wanted: Container[str]) -> tuple[Cliente, ...]:
    found = (_registration(dict(row)) for row in _rows(content, "clientes"))
    return tuple(each for each in found if each.codigo in wanted)


@contextmanager
def company(monkeypatch: pytest.MonkeyPatch) -> Iterator[Company]:
    """One whose lists hold CPFs, in one way to write them or another."""
    with empresa.company(monkeypatch, PorCpf) as made:
        yield replace(
            made,
            settings=made.settings.model_copy(update={"chave": "cpf_cnpj"}),
            owes="05299822421",
            owes_nothing="529.982.247-25",
            unknown="39053344705",
            otherwise=("052.998.224-21", "5299822421"),
        )
