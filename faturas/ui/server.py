"""Gives Streamlit's server our parts (``server_parts``): routes, middleware, begin and end."""

import gc
import importlib
import pkgutil
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import streamlit as st
from starlette.middleware import Middleware

from faturas.app import temporary
from faturas.ui import views
from faturas.ui.layout import access
from faturas.ui.layout.unexpected import show_unexpected
from faturas.ui.web.browser import BrowserMark
from faturas.ui.web.hosts import HostGuard
from faturas.ui.web.login import login_for_streamlit
from faturas.ui.web.login_back import LoginBack
from faturas.ui.web.order_routes import order_routes
from faturas.ui.web.orders import orders
from faturas.ui.web.plain_pages import InPlainWords
from faturas.ui.web.reach import note_address, open_browser
from faturas.unexpected import keep_words_out_of_logs


def server_parts() -> dict[str, Any]:
    """Return the arguments of ``st.App`` beside the page's script.

    The guard of the host names is the first middleware: whatever is appended sees only requests
    that it has let through.
    """
    keep_words_out_of_logs()
    _check_secrets()
    if secrets := login_for_streamlit():
        # Not as an argument: those Streamlit takes in only after it has asked for the cookies' key.
        st.secrets.merge_programmatic_secrets(secrets)
    note_address()
    _load_pages()
    return {
        "middleware": [
            Middleware(HostGuard),
            Middleware(InPlainWords),
            Middleware(LoginBack),
            Middleware(BrowserMark),
        ],
        "routes": order_routes(access.is_open_to, orders()),
        "lifespan": _begin_and_end,
        "on_script_error": show_unexpected,
    }


@asynccontextmanager
async def _begin_and_end(app: object) -> AsyncIterator[None]:
    """Remove the temporary files of earlier processes at the start, our own at the end."""
    temporary.sweep()
    async with open_browser(app):
        yield
    temporary.leave()


def _load_pages() -> None:
    """Load what the pages are made of, and keep it out of the search for garbage.

    Streamlit searches after every drawing, also of a part of a page. Over all that is loaded that
    takes some 0.1 s, in which no other thread works: more than the drawing itself.
    """
    for module in pkgutil.walk_packages(views.__path__, f"{views.__name__}."):
        importlib.import_module(module.name)
    gc.collect()
    gc.freeze()


def _check_secrets() -> None:
    """Exit for a secrets file that is no text: each request would fail because of it.

    One that is text and no TOML lets Streamlit begin; then the pages say what is wrong.
    """
    for path in map(Path, st.get_option("secrets.files")):
        try:
            if path.suffix == ".toml":
                path.read_text(encoding="utf-8")
        except FileNotFoundError:
            continue
        except (OSError, UnicodeDecodeError):
            sys.exit(
                f"O painel não abriu: o arquivo {path} não pôde ser lido. Confira se ele existe "
                "como arquivo, se você pode lê-lo e se foi salvo como texto UTF-8."
            )
