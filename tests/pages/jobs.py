"""Jobs for the pages to show."""

from faturas import clock
from faturas.app.context import AppContext
from faturas.config import DEMONSTRACAO
from faturas.intake.customers import Customer, read_customers, resolve_columns
from faturas.intake.spreadsheet import read_table
from faturas.sandbox.demonstracao import EXAMPLE_NAME, example_list
from faturas.store.ledger import NewTarefa
from faturas.store.tarefa import Tarefa

_FIXED = '[busca]\nritmo = "fixo"\nestrategia = "um_a_um"\n'
FAST = f"{_FIXED}threads = 32\npausa_s = 0\n"
SLOW = f"{_FIXED}threads = 2\nlote = 2\npausa_s = 0.5\n"
FOREVER = f"{_FIXED}threads = 1\nlote = 1\npausa_s = 60\n"


def example_job(context: AppContext) -> Tarefa:
    """A job over the example list that nobody runs yet."""
    table = read_table(example_list(clock.today()), EXAMPLE_NAME)
    return _create(context, EXAMPLE_NAME, read_customers(table, resolve_columns(table)))


def small_job(context: AppContext, arquivo: str = "clientes.csv", customers: int = 2) -> Tarefa:
    """A job of a few customers that nobody runs yet."""
    rows = [Customer(line, str(1000 + line), "", "") for line in range(2, customers + 2)]
    return _create(context, arquivo, rows)


def _create(context: AppContext, arquivo: str, customers: list[Customer]) -> Tarefa:
    new = NewTarefa(arquivo, DEMONSTRACAO, clock.today(), context.settings.busca, customers)
    return context.ledger.create(new)
