"""Takes in the list of this session, and remembers what has been read of it.

Reading is remembered in the session, not in a shared cache: a large list would be copied at every
click, and no other session may see it.
"""

import contextlib
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import TypeVar, cast

import streamlit as st

from faturas import clock
from faturas.app import lists
from faturas.app.actor import Actor
from faturas.app.configuration import DEMONSTRACAO
from faturas.app.lists import Checked
from faturas.app.values import Columns, ReadOptions, Table
from faturas.errors import InputError
from faturas.ui.layout.app_context import PageContext
from faturas.ui.layout.markup import paragraph

_TYPES = ("csv", "txt", "tsv", "xlsx", "xls", "xlsb", "ods", "html", "htm")
_AT_ONCE = threading.BoundedSemaphore(2)
"""Lists read at the same time, by all sessions: the pages of the others must answer meanwhile."""
_UPLOAD = "arquivo"
_EXAMPLE = "exemplo"
_TABLE = "tabela-lida"
_CUSTOMERS = "clientes-lidos"
_FINGERPRINT = "impressao-da-lista"
CHANGED = (
    "A lista, ou o modo de ler a lista, mudou no momento do clique. Nada foi iniciado: veja a "
    "conferência como ela está agora e clique de novo."
)

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class ListFile:
    """Holds a file as it came; ``id`` is another one for every upload."""

    id: str
    nome: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Reading:
    """Holds what says which customers a list gives: the file, its reading, and its columns."""

    file_id: str
    arquivo: str
    options: ReadOptions
    columns: Columns


def choose_list(page: PageContext, api: str) -> ListFile | None:
    """Draw the upload; with Demonstração, an example list as well."""
    uploaded = st.file_uploader(
        "Arquivo com os clientes",
        type=list(_TYPES),
        key=_UPLOAD,
        help="Precisa de uma coluna com o código do cliente; telefone e nome são opcionais.",
    )
    file = held_list(page, api)
    if uploaded is not None or api != DEMONSTRACAO:
        return file
    if file is not None:
        paragraph(
            "A lista de exemplo está carregada. Para usar outra, escolha um arquivo.", "fv-miudo"
        )
    else:
        st.button(
            "Carregar lista de exemplo",
            key="carregar-exemplo",
            icon=":material/science:",
            on_click=_load_example,
        )
    return file


def held_list(page: PageContext, api: str) -> ListFile | None:
    """Return the list that the page holds at this moment, drawn or not."""
    uploaded = st.session_state.get(_UPLOAD)
    if uploaded is not None:
        return ListFile(uploaded.file_id, uploaded.name, uploaded.getvalue())
    if api == DEMONSTRACAO and st.session_state.get(_EXAMPLE):
        hoje = clock.today()
        return ListFile(f"{_EXAMPLE}-{hoje}", *_example(page.actor, hoje))
    return None


def _load_example() -> None:
    st.session_state[_EXAMPLE] = True


@st.cache_data(show_spinner=False, max_entries=2)
def _example(_actor: Actor, hoje: date) -> tuple[str, bytes]:
    return lists.example(_actor, hoje)


def table_of(page: PageContext, file: ListFile, options: ReadOptions) -> Table:
    """Return the file as a table, read once; raise ``InputError``."""
    return _remembered(
        _TABLE,
        (file.id, options),
        "Lendo a lista…",
        lambda: lists.read(page.actor, file.data, file.nome, options),
    )


def table_in_hand(file: ListFile, options: ReadOptions) -> Table | None:
    """Return the file as a table where it was read last, and like this."""
    known, table = st.session_state.get(_TABLE, (None, None))
    return cast("Table", table) if known == (file.id, options) else None


def customers_of(page: PageContext, table: Table, reading: Reading) -> Checked:
    """Return the table's rows as customers, read once; raise ``InputError``."""
    return _remembered(
        _CUSTOMERS,
        reading,
        "Conferindo os códigos…",
        lambda: lists.check(page.actor, table, reading.columns),
    )


def fingerprint_of(page: PageContext, file: ListFile, checked: Checked, api: str) -> str:
    """Return the list's fingerprint (``lists.fingerprint``), computed once."""
    return _remembered(
        _FINGERPRINT,
        (file.id, id(checked), api),
        "Conferindo os códigos…",
        lambda: lists.fingerprint(page.actor, api, checked),
    )


@contextlib.contextmanager
def handed_over(reading: Reading) -> Iterator[Checked]:
    """Take the customers of this reading out of the session, which forgets the list.

    Raises ``InputError`` where the session does not hold those. The list stays when what is done
    with it comes to nothing.
    """
    known, checked = st.session_state.get(_CUSTOMERS, (None, None))
    if known != reading:
        raise InputError(CHANGED)
    names = (_TABLE, _EXAMPLE, _CUSTOMERS)
    held = {name: st.session_state.pop(name) for name in names if name in st.session_state}
    try:
        yield cast("Checked", checked)
    except BaseException:  # also Streamlit's own, which ends a callback for the next run
        st.session_state.update(held)
        raise


def _remembered(name: str, key: object, doing: str, build: Callable[[], T]) -> T:
    """Return what ``build`` gave for ``key`` in this session; keep the last of each name."""
    known, value = st.session_state.get(name, (None, None))
    if known == key:
        return cast("T", value)
    st.session_state.pop(name, None)
    with st.spinner(doing), _AT_ONCE:
        built = build()
    st.session_state[name] = (key, built)
    return built
