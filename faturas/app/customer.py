"""Asks for one customer, without a job."""

import threading
from datetime import date

from faturas.app.actor import Actor
from faturas.app.context import AppContext
from faturas.app.values import Customer, SituacaoEntrada
from faturas.domain.outcome import Outcome, Row, Situacao
from faturas.errors import InputError
from faturas.intake.customers import single
from faturas.search.batches import LookUps
from faturas.search.look_up import Criteria
from faturas.search.tasks import LookUpTask


def named(actor: Actor, codigo: str, telefone: str = "") -> Customer:
    """Return the customer of this code; raise ``InputError`` for what is no code."""
    customer = single(codigo, telefone)
    if customer.situacao is not SituacaoEntrada.PRONTO:
        raise InputError(f"O código {customer.codigo!r} não serve: {customer.motivo}.")
    return customer


def ask(actor: Actor, app: AppContext, customer: Customer, api: str, hoje: date) -> Row:
    """Ask an API for one customer; returns what became of it, as a row of a list of one.

    ``hoje`` is the day as of which invoices are overdue. Raises ``ApiUnavailable`` where the API
    answers nobody, and ``ConfigError``.
    """
    untried = Row(
        0, customer.linha, customer.codigo, customer.telefone, "", Outcome(Situacao.NAO_TENTADO)
    )
    busca = app.settings.busca.model_copy(update={"threads": 1})
    criteria = Criteria(hoje, busca.vencimento, busca.buscar_telefone, app.apis.sites(api))
    with app.apis.open(api, hoje, busca) as billing:
        look_ups = LookUps(billing, criteria, busca, threading.Event(), app.timing)
        lotes = look_ups.run(iter([LookUpTask(untried)]))
        [outcome] = [outcome for lote in lotes for _, outcome in lote]
    return Row(0, customer.linha, customer.codigo, customer.telefone, "", outcome)
