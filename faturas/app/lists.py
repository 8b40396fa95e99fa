"""Reads a list of customers: its table, its columns, its rows, and the jobs over the same list."""

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
    """Holds all rows of a list, and tells which of them will not be asked for."""

    customers: Sequence[Customer]
    left_out: Sequence[Customer]

    @property
    def ready(self) -> int:
        """The number of rows that will be asked for."""
        return len(self.customers) - len(self.left_out)

    def count(self, situacao: SituacaoEntrada) -> int:
        """Return the number of those left out for this reason."""
        return sum(customer.situacao is situacao for customer in self.left_out)


def read(actor: Actor, data: bytes, name: str, options: ReadOptions = FIND_OUT) -> Table:
    """Read the table in the bytes of a file; ``name`` is for messages. Raises ``InputError``."""
    return spreadsheet.read_table(data, name, options)


def read_file(
    actor: Actor, path: Path, *, planilha: str | None = None, com_ocultas: bool = False
) -> Table:
    """Read the table in a file on disk.

    ``planilha`` is the sheet to read, ``com_ocultas`` takes hidden rows for ordinary ones. Raises
    ``InputError``.
    """
    return spreadsheet.read_file(path, planilha=planilha, com_ocultas=com_ocultas)


def guess_columns(actor: Actor, table: Table) -> ColumnGuess:
    """Return the columns that the titles name."""
    return customers.find_columns(table)


def name_columns(
    actor: Actor, table: Table, *, codigo: str | None, telefone: str | None, nome: str | None
) -> Columns:
    """Return the columns by the names given; None: by the titles. ``""``: there is none.

    Raises ``InputError`` where that leaves a doubt.
    """
    return customers.resolve_columns(table, codigo=codigo, telefone=telefone, nome=nome)


def check(actor: Actor, table: Table, columns: Columns) -> Checked:
    """Return the rows of a list as customers; raise ``InputError`` where none can be one."""
    found = customers.read_customers(table, columns)
    left_out = [each for each in found if each.situacao is not SituacaoEntrada.PRONTO]
    return Checked(found, left_out)


def fingerprint(actor: Actor, api: str, checked: Checked) -> str:
    """Return a text equal for the same list against the same API, whatever its file's name."""
    return fingerprint_of(api, checked.customers)


def twins(actor: Actor, app: AppContext, api: str, impressao: str) -> list[Tarefa]:
    """Return the jobs whose list and API have this ``fingerprint``, the best first.

    Jobs of another company, which the name of the API once meant, are left out.
    """
    return app.ledger.twins(impressao, app.apis.empresa(api))


def example(actor: Actor, hoje: date) -> tuple[str, bytes]:
    """Return name and bytes of the example list, for Demonstração as it stands on ``hoje``."""
    # The sandbox is a web server, which most processes never need.
    from faturas.sandbox.demonstracao import EXAMPLE_NAME, example_list  # noqa: PLC0415 - see above

    return EXAMPLE_NAME, example_list(hoje)
