"""Tells whose the rows of a list are (``WantedCodes``), however the list names its customers."""

from array import array
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
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
        self._others = {normal: tuple(codes) for normal, codes in others.items()}
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
        others = self._others.get(normal, ())
        return (normal, *others) if self._is_plain(normal) else others

    def rows(self, rows: Iterable[BulkRow]) -> list[BulkRow]:
        """The wanted ones of these rows of a list, each under the company's own code.

        A row whose name has nothing in common with its registration's loses its invoice: its
        customer is asked for alone. Raises ``DoubtError`` where a row and its invoice differ.
        """
        found: list[BulkRow] = []
        for row in rows:
            fatura = row.fatura
            if fatura is not None and (
                fatura.codigo_cliente != row.codigo or fatura.id_fatura != row.id_fatura
            ):
                raise DoubtError("a lista geral se contradiz")
            known = row if self._by_id is None else _of_its_customer(row, self._by_id)
            if known is not None:
                for codigo in self.codes_of(known.codigo):
                    found.append(_under(codigo, known))
        return found

    def registrations(self, clientes: Iterable[Cliente]) -> list[Cliente]:
        """The wanted ones of these registrations, each under the company's own code."""
        return [
            each if codigo == each.codigo else replace(each, codigo=codigo)
            for each in clientes
            for codigo in self.codes_of(each.codigo)
        ]

    def _is_plain(self, name: object) -> bool:
        wanted = hash(name)
        at = bisect_left(self._plain, wanted)
        return at < len(self._plain) and self._plain[at] == wanted


def _of_its_customer(row: BulkRow, by_id: Mapping[str, Cliente]) -> BulkRow | None:
    """The row under the code of its id, without its invoice where the names differ."""
    registered = by_id.get(row.codigo)
    if registered is None:
        return None
    if row.fatura is not None and alike(row.fatura.nome, registered.nome) is False:
        row = replace(row, fatura=None)
    return _under(registered.codigo, row)


def _under(codigo: str, row: BulkRow) -> BulkRow:
    """The same row, of the customer who has this code."""
    if codigo == row.codigo:
        return row
    fatura = row.fatura and replace(row.fatura, codigo_cliente=codigo)
    return replace(row, codigo=codigo, fatura=fatura)
