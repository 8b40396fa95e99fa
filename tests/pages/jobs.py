"""Jobs for the pages to show."""

from faturas import clock
from faturas.app.context import AppContext
from faturas.config import DEMONSTRACAO
from faturas.intake.customers import Customer, read_customers, resolve_columns
from faturas.intake.spreadsheet import read_table
from faturas.sandbox.demonstracao import EXAMPLE_NAME, example_list
from faturas.store.lease import new_owner
from faturas.store.ledger import NewTarefa
from faturas.store.tarefa import Tarefa

_FIXED = '[busca]\nritmo = "fixo"\nestrategia = "um_a_um"\n'
FAST = f"{_FIXED}threads = 32\npausa_s = 0\n"
SLOW = f"{_FIXED}threads = 2\nlote = 2\npausa_s = 0.5\n"
UNHURRIED = f"{_FIXED}threads = 32\nlote = 20\npausa_s = 0.5\n"
FOREVER = f"{_FIXED}threads = 1\nlote = 1\npausa_s = 60\n"


def example_job(shared: AppContext) -> Tarefa:
    """A job over the example list that nobody runs yet."""
    table = read_table(example_list(clock.today()), EXAMPLE_NAME)
    return _create(shared, EXAMPLE_NAME, read_customers(table, resolve_columns(table)))


def small_job(shared: AppContext, arquivo: str = "clientes.csv", customers: int = 2) -> Tarefa:
    """A job of a few customers that nobody runs yet."""
    rows = [Customer(line, str(1000 + line), "", "") for line in range(2, customers + 2)]
    return _create(shared, arquivo, rows)


def concluded_like(shared: AppContext, job: Tarefa) -> Tarefa:
    """A job over the example list with the outcomes of a concluded one, and today's settings."""
    owner, like = new_owner(), example_job(shared)
    outcomes = {row.ordem: row.outcome for row in shared.rows(job.id).all()}
    shared.ledger.queue(like.id, owner)
    shared.ledger.begin(like.id, owner)
    pending = list(shared.ledger.pending(like.id))
    shared.ledger.commit(like.id, owner, [(row, outcomes[row.ordem]) for row in pending])
    return shared.ledger.finish(like.id, owner)


def _create(shared: AppContext, arquivo: str, customers: list[Customer]) -> Tarefa:
    new = NewTarefa(arquivo, DEMONSTRACAO, clock.today(), shared.settings.busca, customers)
    return shared.ledger.create(new)
