"""Jobs of Demonstração in the ledger of an ``AppContext``, and configurations to run them by."""

from collections.abc import Sequence

from faturas import clock
from faturas.app.context import AppContext
from faturas.config import DEMONSTRACAO
from faturas.intake.customers import Customer
from faturas.sandbox.demonstracao import EXAMPLE_NAME
from faturas.store.ledger import NewTarefa
from faturas.store.tarefa import Tarefa
from tests.factories.customers import customers, example_customers
from tests.factories.jobs import run

_FIXED = '[busca]\nritmo = "fixo"\nestrategia = "um_a_um"\n'
FAST = f"{_FIXED}threads = 32\npausa_s = 0\n"
SLOW = f"{_FIXED}threads = 2\nlote = 2\npausa_s = 0.5\n"
UNHURRIED = f"{_FIXED}threads = 32\nlote = 20\npausa_s = 0.5\n"
FOREVER = f"{_FIXED}threads = 1\nlote = 1\npausa_s = 60\n"


def app_job(shared: AppContext, rows: Sequence[Customer], arquivo: str = "clientes.csv") -> Tarefa:
    """A job over these rows that nobody runs yet."""
    busca = shared.settings.busca
    return shared.ledger.create(NewTarefa(arquivo, DEMONSTRACAO, clock.today(), busca, rows))


def example_job(shared: AppContext) -> Tarefa:
    """A job over the example list that nobody runs yet."""
    return app_job(shared, example_customers(), EXAMPLE_NAME)


def small_job(shared: AppContext, arquivo: str = "clientes.csv", number: int = 2) -> Tarefa:
    """A job of a few customers that nobody runs yet."""
    return app_job(shared, customers(range(1002, number + 1002)), arquivo)


def concluded_like(shared: AppContext, job: Tarefa) -> Tarefa:
    """A job over the example list with the outcomes of a concluded one, and today's settings."""
    like = example_job(shared)
    outcomes = {row.ordem: row.outcome for row in shared.rows(job.id).all()}
    pending = [outcomes[row.ordem] for row in shared.ledger.pending(like.id)]
    return run(shared.ledger, like, pending)
