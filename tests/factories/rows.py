"""Rows of a job, not tried yet or ended in some way, and what was proved of their invoices."""

from dataclasses import replace
from typing import Any

from faturas.domain.checks import check_codes_and_phones
from faturas.domain.fatura_conferida import FaturaConferida
from faturas.domain.outcome import Outcome, Row, Situacao
from tests.factories.faturas import FATURA, HOJE

MOBILE = "85988887777"
FAILED = Outcome(Situacao.ERRO, "A API respondeu com o erro 500.", 5)
OWES_NOTHING = Outcome(Situacao.SEM_VENCIDA, "nenhuma fatura em aberto", 1)


def untried_row(codigo: object, telefone: str = "", nome: str = "", ordem: int = 0) -> Row:
    """A row that nobody has asked for."""
    return Row(ordem, ordem + 2, str(codigo), telefone, nome, Outcome(Situacao.NAO_TENTADO))


def check(
    telefone: str = MOBILE,
    telefones_api: tuple[str, ...] = (),
    nome_lista: str = "",
    sites: frozenset[str] = frozenset(),
    **changes: Any,
) -> FaturaConferida:
    """What is proved of an invoice; keywords change it, ``telefone`` is the list's phone."""
    return check_codes_and_phones(
        replace(FATURA, **changes),
        telefone_lista=telefone,
        nome_lista=nome_lista,
        telefones_api=telefones_api,
        referencia=HOJE,
        sites=sites,
    )


def contact_row(
    telefone: str = MOBILE,
    ordem: int = 0,
    nome_lista: str = "",
    telefones_api: tuple[str, ...] = (),
    **changes: Any,
) -> Row:
    """A contact's row; keywords change the invoice, ``telefone`` is the list's phone."""
    conferida = check(telefone, telefones_api, nome_lista, **changes)
    outcome = Outcome(Situacao.VENCIDA, tentativas=1, conferida=conferida)
    return Row(ordem, ordem + 2, "42", telefone, nome_lista, outcome)
