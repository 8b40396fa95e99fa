"""Gives a page what it asks the use cases with: this process's ``AppContext``, and the actor."""

import atexit
import contextlib
import secrets
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import streamlit as st

from faturas.app import jobs
from faturas.app.actor import Actor, ActorKind
from faturas.app.context import MIGRATING, AppContext
from faturas.errors import LedgerError
from faturas.ui.layout.messages import literal, problem
from faturas.ui.web.configuration import configuration

LEAVE_WITHIN_S = 1.5
"""Seconds that the end of the process may take for what runs: two are promised."""
_migrating = threading.Event()
"""Set while a page of this process has a large ledger migrated, and others wait for it."""
_VISITOR = "visitante"
"""Where the session keeps the id of its actor."""


@dataclass(frozen=True, slots=True)
class PageContext:
    """Holds what a page and its parts ask with: who asks, and what the process has open."""

    actor: Actor
    app: AppContext


@contextlib.contextmanager
def ledger_in_reach() -> Iterator[None]:
    """Guard what reads the ledger: where that fails, say what to do and stop the page.

    Every page is drawn within, and each of its parts that is drawn again without the page.
    """
    try:
        yield
    except LedgerError as error:
        problem("Os dados guardados não puderam ser abertos", str(error))
        st.stop()


def open_app() -> AppContext:
    """Return the ``AppContext`` of this process, with the settings of this moment.

    All pages and sessions share it. Without a usable ledger, says so and stops the page.
    """
    with ledger_in_reach():
        app = _opened()
    app.use(configuration().settings)
    return app


def open_page_context() -> PageContext:
    """Return what the running page asks with; say where a damaged ledger was set aside."""
    app = open_app()
    if aside := app.set_aside:
        st.warning(
            f"O programa recomeçou com dados novos e guardou o arquivo danificado como "
            f"{literal(aside.name)}, na mesma pasta. As tarefas que estavam nele precisam ser "
            "repetidas.",
            title="Os dados guardados estavam danificados",
            icon=":material/healing:",
        )
    return PageContext(_visitor(), app)


def holds_customers() -> bool:
    """Whether a job of a real company is in the ledger; works outside of a page, too."""
    with ledger_in_reach():
        return jobs.holds_customers(Actor(ActorKind.PERSON), _opened())


def _visitor() -> Actor:
    """Return the actor of this browser tab; its id does not tell who that is."""
    return Actor(ActorKind.PERSON, st.session_state.setdefault(_VISITOR, secrets.token_urlsafe(8)))


def _opened() -> AppContext:
    """Return the shared context; show a spinner while a large ledger is migrated for it."""
    with contextlib.ExitStack() as until_open:

        def announce_migration() -> None:
            until_open.enter_context(st.spinner(MIGRATING))
            _migrating.set()
            until_open.callback(_migrating.clear)

        if _migrating.is_set():
            until_open.enter_context(st.spinner(MIGRATING))
        return _shared(announce_migration)


@st.cache_resource(show_spinner=False)
def _shared(_announce_migration: Callable[[], None]) -> AppContext:
    """Open the context. Only what is cached runs here: a spinner's end may end a page's script."""
    app = AppContext(
        lambda: configuration().settings,
        goes_on_by_itself=True,
        announce_migration=_announce_migration,
    )
    app.open()
    atexit.register(app.close, LEAVE_WITHIN_S)
    return app
