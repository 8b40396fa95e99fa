"""A list of customers: read it, find its columns, check its rows, find jobs over the same list."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from faturas.app.actor import Actor
from faturas.app.context import AppContext
from faturas.app.values import (
    FIND_OUT,
    ColumnGuess,
    Columns,
    Customer,
    ReadOptions,
    SituacaoEntrada,
    Table,
    Tarefa,
)
from faturas.intake import customers, spreadsheet
from faturas.store.twins import fingerprint as fingerprint_of


@dataclass(frozen=True, slots=True)
class Checked:
    """All rows of a list, and which of them will not be asked for."""

    customers: Sequence[Customer]
    left_out: Sequence[Customer]

    @property
    def ready(self) -> int:
        """How many will be asked for."""
        return len(self.customers) - len(self.left_out)

    def count(self, situacao: SituacaoEntrada) -> int:
        """How many of those left out are so for this reason."""
        return sum(customer.situacao is situacao for customer in self.left_out)


def read(actor: Actor, data: bytes, name: str, options: ReadOptions = FIND_OUT) -> Table:
    """The table in the bytes of a file; ``name`` is for messages. Raises ``InputError``."""
    return spreadsheet.read_table(data, name, options)


def read_file(
    actor: Actor, path: Path, *, planilha: str | None = None, com_ocultas: bool = False
) -> Table:
    """The table in a file on disk.

    ``planilha`` is the sheet to read, ``com_ocultas`` takes hidden rows for ordinary ones. Raises
    ``InputError``.
    """
    return spreadsheet.read_file(path, planilha=planilha, com_ocultas=com_ocultas)


def guess_columns(actor: Actor, table: Table) -> ColumnGuess:
    """The columns that the titles name."""
    return customers.find_columns(table)


def name_columns(
    actor: Actor, table: Table, *, codigo: str | None, telefone: str | None, nome: str | None
) -> Columns:
    """The columns by the names given; None: by the titles. ``""``: there is no such column.

    Raises ``InputError`` where that leaves a doubt.
    """
    return customers.resolve_columns(table, codigo=codigo, telefone=telefone, nome=nome)


def check(actor: Actor, table: Table, columns: Columns) -> Checked:
    """The rows of a list as customers; raises ``InputError`` where none can be one."""
    found = customers.read_customers(table, columns)
    left_out = [each for each in found if each.situacao is not SituacaoEntrada.PRONTO]
    return Checked(found, left_out)


def fingerprint(actor: Actor, api: str, checked: Checked) -> str:
    """What the same list against the same API has too, whatever its file was called."""
    return fingerprint_of(api, checked.customers)


def twins(actor: Actor, app: AppContext, api: str, impressao: str) -> list[Tarefa]:
    """The jobs whose list and API have this ``fingerprint``, the one that serves best first.

    Jobs of another company, to which the same name once led, are none.
    """
    return app.ledger.twins(impressao, app.apis.empresa(api))


def example(actor: Actor, hoje: date) -> tuple[str, bytes]:
    """Name and bytes of the example list, for Demonstração as it stands on ``hoje``."""
    # The sandbox is a web server, which most processes never need.
    from faturas.sandbox.demonstracao import EXAMPLE_NAME, example_list  # noqa: PLC0415 - see above

    return EXAMPLE_NAME, example_list(hoje)
