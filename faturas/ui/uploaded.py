"""The list of this session: where it comes from, and what has been read of it.

Reading is remembered in the session, not in a shared cache: a large list would be copied at every
click, and nobody else may see it.
"""

import contextlib
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar, cast

import streamlit as st

from faturas import clock
from faturas.config import DEMONSTRACAO
from faturas.errors import FaturasError
from faturas.intake.customers import Columns, Customer, SituacaoEntrada, read_customers
from faturas.intake.spreadsheet import ReadOptions, Table, read_table
from faturas.jobs.ledger import fingerprint
from faturas.sandbox.demonstracao import EXAMPLE_NAME, example_list
from faturas.ui.markup import paragraph

_TYPES = ("csv", "txt", "tsv", "xlsx", "xls", "xlsb", "ods", "html", "htm")
_AT_ONCE = threading.BoundedSemaphore(2)
"""Lists read at the same time, by all sessions: the pages of the others must answer meanwhile."""
_EXAMPLE = "exemplo"
_TABLE = "tabela-lida"
_CUSTOMERS = "clientes-lidos"
_FINGERPRINT = "impressao-da-lista"

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class ListFile:
    """A file as it came; ``id`` is another one for every upload."""

    id: str
    nome: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Checked:
    """All rows of a list, and which of them will not be asked for."""

    customers: Sequence[Customer]
    left_out: Sequence[Customer]

    @property
    def ready(self) -> int:
        return len(self.customers) - len(self.left_out)

    def count(self, situacao: SituacaoEntrada) -> int:
        return sum(customer.situacao is situacao for customer in self.left_out)


def choose_list(api: str) -> ListFile | None:
    """Draw the upload; with Demonstração, an example list as well."""
    uploaded = st.file_uploader(
        "Arquivo com os clientes",
        type=list(_TYPES),
        key="arquivo",
        help="Precisa de uma coluna com o código do cliente; telefone e nome são opcionais.",
    )
    if uploaded is not None:
        return ListFile(uploaded.file_id, uploaded.name, uploaded.getvalue())
    if api != DEMONSTRACAO:
        return None
    if st.session_state.get(_EXAMPLE):
        hoje = clock.today()
        paragraph(
            "A lista de exemplo está carregada. Para usar outra, escolha um arquivo.", "fv-miudo"
        )
        return ListFile(f"{_EXAMPLE}-{hoje}", EXAMPLE_NAME, _example(hoje))
    st.button(
        "Carregar lista de exemplo",
        key="carregar-exemplo",
        icon=":material/science:",
        on_click=_load_example,
    )
    return None


def _load_example() -> None:
    st.session_state[_EXAMPLE] = True


@st.cache_data(show_spinner=False, max_entries=2)
def _example(hoje: date) -> bytes:
    return example_list(hoje)


def table_of(file: ListFile, options: ReadOptions) -> Table:
    """The file as a table, read once; raises ``InputError``."""
    return _remembered(
        _TABLE,
        (file.id, options),
        "Lendo a lista…",
        lambda: read_table(file.data, file.nome, options),
    )


def customers_of(file: ListFile, options: ReadOptions, table: Table, columns: Columns) -> Checked:
    """The table's rows as customers, read once; raises ``InputError``."""
    return _remembered(
        _CUSTOMERS,
        (file.id, options, columns),
        "Conferindo os códigos…",
        lambda: _check(read_customers(table, columns)),
    )


def fingerprint_of(file: ListFile, checked: Checked, api: str) -> str:
    """What the same list against the same API would have too, computed once."""
    return _remembered(
        _FINGERPRINT,
        (file.id, id(checked), api),
        "Conferindo os códigos…",
        lambda: fingerprint(api, checked.customers),
    )


@contextlib.contextmanager
def handed_over() -> Iterator[Checked | None]:
    """The checked list, once: a second click on the same button finds nothing.

    It is there again when what is done with it is refused.
    """
    names = (_TABLE, _EXAMPLE, _CUSTOMERS)
    held = {name: st.session_state.pop(name) for name in names if name in st.session_state}
    _, checked = held.get(_CUSTOMERS, (None, None))
    try:
        yield cast("Checked | None", checked)
    except FaturasError:
        st.session_state.update(held)
        raise


def _check(customers: Sequence[Customer]) -> Checked:
    left_out = [c for c in customers if c.situacao is not SituacaoEntrada.PRONTO]
    return Checked(customers, left_out)


def _remembered(name: str, key: object, doing: str, build: Callable[[], T]) -> T:
    """What ``build`` gave for ``key`` in this session; only the last of each name is kept."""
    known, value = st.session_state.get(name, (None, None))
    if known == key:
        return cast("T", value)
    st.session_state.pop(name, None)
    with st.spinner(doing), _AT_ONCE:
        built = build()
    st.session_state[name] = (key, built)
    return built
