"""Tells whose the rows of a list are (``WantedCodes``), however the list names its customers."""

from array import array
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace

from faturas.billing.contract import BulkRow, Cliente, HasNormalForm
from faturas.domain.names import alike
from faturas.search.sweep.allowance import DoubtError

NormalForm = Callable[[str], str]


def normal_form_of(billing: object) -> NormalForm:
    """How a system writes codes in lists of many; as they are, where it says nothing."""
    return billing.normal_form if isinstance(billing, HasNormalForm) else str


class WantedCodes:
    """Which codes are on the company's list, and what a system's lists call their customers.

    Rows name a customer by a code in normal form or, after ``name_by``, by an id of the system's
    own. A code that is its own normal form costs eight bytes; a stranger may rarely pass for one.
    """

    def __init__(self, codes: Iterable[str], normal_form: NormalForm = str) -> None:
        plain = array("q")
        others: defaultdict[str, list[str]] = defaultdict(list)
        self._number = 0
        for codigo in codes:
            self._number += 1
            normal = normal_form(codigo)
            if normal == codigo:
                plain.append(hash(codigo))
            elif codigo not in others[normal]:
                others[normal].append(codigo)
        self._plain = array("q", sorted(plain))
        self._others = dict(others)
        self._by_id: Mapping[str, Cliente] | None = None

    def __contains__(self, name: object) -> bool:
        if self._by_id is not None:
            return name in self._by_id
        return name in self._others or self._is_plain(name)

    def __len__(self) -> int:
        """How many customers of the list are wanted."""
        return self._number

    def name_by(self, registrations: Mapping[str, Cliente]) -> None:
        """From now on rows bear these ids, each of the customer who is registered under it."""
        self._by_id = registrations

    def codes_of(self, normal: str) -> tuple[str, ...]:
        """The codes of this normal form, as the company's list writes them; none of a stranger."""
        others = tuple(self._others.get(normal, ()))
        return (normal, *others) if self._is_plain(normal) else others

    def rows(self, rows: Iterable[BulkRow]) -> list[BulkRow]:
        """The wanted ones of these rows of a list, each under the company's own code.

        A row whose name has nothing in common with its registration's loses its invoice: its
        customer is asked for alone. Raises ``DoubtError`` where a row and its invoice differ.
        """
        return [own for row in rows for own in self._own(row)]

    def registrations(self, clientes: Iterable[Cliente]) -> list[Cliente]:
        """The wanted ones of these registrations, each under the company's own code."""
        return [
            each if codigo == each.codigo else replace(each, codigo=codigo)
            for each in clientes
            for codigo in self.codes_of(each.codigo)
        ]

    def _own(self, row: BulkRow) -> Iterator[BulkRow]:
        fatura, normal = row.fatura, row.codigo
        if fatura is not None and (
            (fatura.id_fatura, fatura.codigo_cliente) != (row.id_fatura, row.codigo)
        ):
            raise DoubtError("a lista geral se contradiz")
        if self._by_id is not None:
            registered = self._by_id.get(row.codigo)
            if registered is None:
                return
            normal = registered.codigo
            if fatura is not None and alike(fatura.nome, registered.nome) is False:
                fatura = None
        for codigo in self.codes_of(normal):
            if fatura is row.fatura and codigo == row.codigo:
                yield row
            else:
                own = fatura and replace(fatura, codigo_cliente=codigo)
                yield replace(row, codigo=codigo, fatura=own)

    def _is_plain(self, name: object) -> bool:
        wanted = hash(name)
        at = bisect_left(self._plain, wanted)
        return at < len(self._plain) and self._plain[at] == wanted
