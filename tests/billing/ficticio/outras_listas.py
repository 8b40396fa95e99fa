"""Fictício with other lists of everybody's invoices: by numbered pages, and by offset."""

from collections.abc import Container

from faturas.billing.contract import KeyedPage
from faturas.billing.transport.retry import Attempts
from tests.billing.ficticio.sistema import Ficticio


class PorPagina(Ficticio):
    """Goes on by the page's number, and tells how many invoices there are."""

    rows_move = True

    def page_after(
        self, key: str, *, size: int, wanted: Container[str], attempts: Attempts
    ) -> KeyedPage:
        return self._everybodys({"pagina": key or "1", "quantas": str(size)}, wanted, attempts)


class SemTotal(Ficticio):
    """Goes on by an offset, and does not say how many invoices there are."""

    rows_move = True

    def page_after(
        self, key: str, *, size: int, wanted: Container[str], attempts: Attempts
    ) -> KeyedPage:
        form = {"a_partir_de": key or "0", "quantas": str(size)}
        return self._everybodys(form, wanted, attempts)
