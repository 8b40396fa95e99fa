"""Makes a job (``create``), runs what is pending of it, and estimates how long that takes."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from faturas.app.actor import Actor
from faturas.app.context import AppContext
from faturas.app.estimate import estimated_s
from faturas.app.values import BuscaSettings, Customer, Tarefa
from faturas.domain.estado import Estado
from faturas.store.ledger import NewTarefa


@dataclass(frozen=True, slots=True)
class Wanted:
    """Holds what a new job is to do: ask ``api`` for these customers, ``referencia`` as today.

    ``arquivo`` is the name of the list's file.
    """

    arquivo: str
    api: str
    referencia: date
    busca: BuscaSettings
    customers: Sequence[Customer]


def create(
    actor: Actor, app: AppContext, wanted: Wanted, known: Collection[str] | None = None
) -> Tarefa:
    """Store a job with all of its rows; ``run_pending`` then runs it.

    ``known`` are the ids of the jobs over the same list that the actor has been told of: any other
    raises ``SameList``, and nothing is stored. None asks for no such check.
    """
    return app.ledger.create(
        NewTarefa(
            arquivo=wanted.arquivo,
            api=wanted.api,
            referencia=wanted.referencia,
            busca=wanted.busca,
            customers=wanted.customers,
            empresa=app.apis.empresa(wanted.api),
        ),
        known,
    )


def run_pending(actor: Actor, app: AppContext, job_id: str) -> bool:
    """Run in the background what is pending of a job, as soon as it is its turn at its API.

    Returns False, and does nothing, for a job that is concluded. Raises ``LedgerError`` when it
    runs already, or is cancelled, and ``OtherCompany`` when its API is another company's by now.
    """
    if app.ledger.tarefa(job_id).estado is Estado.CONCLUIDA:
        return False
    app.runner.start(job_id)
    return True


def quota_cost(actor: Actor, app: AppContext, api: str, customers: int) -> str:
    """What so many customers cost of the account's quota at ``api``; ``""`` where it has none."""
    quota = app.apis.quota(api)
    return quota.cost_of(customers) if quota else ""


def estimate_s(actor: Actor, app: AppContext, customers: int, busca: BuscaSettings) -> float:
    """Return about how many seconds a job over so many customers will take."""
    return estimated_s(customers, busca, app.ledger.tarefas())
