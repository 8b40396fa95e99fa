"""Rows of a customer list, usable or not."""

from collections.abc import Iterable

from faturas import clock
from faturas.intake.customers import Customer, SituacaoEntrada, read_customers, resolve_columns
from faturas.intake.spreadsheet import read_table
from faturas.sandbox.demonstracao import EXAMPLE_NAME, example_list


def customer(codigo: object, linha: int = 2, telefone: str = "", nome: str = "") -> Customer:
    """A usable row of a list."""
    return Customer(linha, str(codigo), telefone, nome)


def customers(codigos: Iterable[object], nome: str = "") -> list[Customer]:
    """Usable rows, one below the other."""
    return [customer(codigo, linha, nome=nome) for linha, codigo in enumerate(codigos, start=2)]


def blank(linha: int) -> Customer:
    """A row without a code."""
    return Customer(linha, "", "", "", SituacaoEntrada.INVALIDO, "código em branco")


def repeated(linha: int, codigo: object, first: int = 2) -> Customer:
    """A row whose code stands in line ``first``, too."""
    return Customer(
        linha, str(codigo), "", "", SituacaoEntrada.DUPLICADO, f"repete a linha {first}"
    )


def example_customers() -> list[Customer]:
    """The example list as it is read today."""
    table = read_table(example_list(clock.today()), EXAMPLE_NAME)
    return read_customers(table, resolve_columns(table))
